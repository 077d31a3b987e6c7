"""UTF-8 that was read as Windows-1252 or Latin-1: "Káº¿ hoáº¡ch" → "Kế hoạch"."""

import re

from pipeline.vietnamese.letters import LETTERS, nfc
from pipeline.vietnamese.syllables import is_syllable

# A lead byte of two or three bytes, then its followers, as Windows-1252 or Latin-1 shows them.
_FOLLOWER = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_TRACE = re.compile(rf"[\u00c2-\u00df]{_FOLLOWER}|[\u00e0-\u00ef]{_FOLLOWER}{{2}}")
_WORD = re.compile(r"[^\W\d_]+")
_CHUNK = re.compile(r"[^ \t\n\r]+")  # other blanks may be bytes of letters


def has_traces(text: str) -> bool:
    """True where any characters of `text` may be bytes of UTF-8."""
    return bool(_TRACE.search(text))


def decode(line: str) -> str:
    """`line` with each chunk that decodes cleanly decoded, the others as they are.

    A chunk that can be Vietnamese as it stands is left alone, though its bytes decode (“CÃ”).
    """
    return _CHUNK.sub(lambda chunk: _decode(chunk[0]), line) if has_traces(line) else line


def _decode(chunk: str) -> str:
    if not has_traces(chunk) or _is_natural(chunk):
        return chunk
    try:
        decoded = b"".join(map(_byte, chunk)).decode("utf-8")
    except UnicodeError:
        return chunk
    vietnamese = all(c in LETTERS or c.isascii() for c in nfc(decoded) if c.isalpha())
    return decoded if vietnamese else chunk


def _is_natural(chunk: str) -> bool:
    """Syllables in small letters, in capitals or with an initial capital, and usual signs."""
    words = _WORD.findall(chunk)
    regular = all(w.islower() or w.isupper() or w.istitle() for w in words)
    usual = all(c.isascii() or c in "“”‘’…–—•" for c in _WORD.sub("", chunk))
    return regular and usual and all(map(is_syllable, words))


def _byte(character: str) -> bytes:
    """The byte that was shown so; Windows-1252 leaves five open, which Latin-1 fills."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
