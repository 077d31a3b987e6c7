"""TCVN3 and VNI-Windows, the encodings before Unicode, read as Windows-1252.

Which of them a line is in is told by the share of valid syllables before and after decoding.
"""

import re
from functools import cache
from typing import Literal, get_args

from pipeline.vietnamese.letters import LETTERS, TONE_MARKS, nfc
from pipeline.vietnamese.rules import rules
from pipeline.vietnamese.syllables import is_syllable

Encoding = Literal["tcvn3", "vni"]

_CHUNK = re.compile(r"[^\s\d]+")
_PUNCTUATION = "!\"#%&'()*+,-./:;<=>?@[]_{|}“”‘’–…"
_LEAST_VALID = 0.75  # share of chunks that must be syllables when they are decoded …
_LEAST_GAIN = 0.4  # … and by how much more than as they are
_FEW = 3  # fewer chunks must all be syllables
_LAST_OF_LATIN_1 = "\xff"


def recognise(line: str, before: Encoding | None) -> Encoding | None:
    """The encoding that `line` is in; None for Unicode. `before` is that of the line before.

    A single word tells nothing unless the line before agrees; a line of ASCII is like that one.
    """
    if before is None and not _traces().search(line):
        return None
    if any(c.isalpha() and c > _LAST_OF_LATIN_1 for c in line):
        return None
    chunks = [c for c in _CHUNK.findall(line) if not c.isascii() and re.search("[A-Za-z]", c)]
    if not chunks:
        return before
    plain = sum(map(_is_valid, chunks))
    decoded = {e: [_decode(chunk, e) for chunk in chunks] for e in get_args(Encoding)}
    valid = {e: sum(map(_is_valid, decoded[e])) for e in decoded}
    best: Encoding = max(valid, key=lambda e: (valid[e], e == before))
    few = len(chunks) < _FEW
    if valid[best] < (1 if few else _LEAST_VALID) * len(chunks):
        return None
    if valid[best] - plain < _LEAST_GAIN * len(chunks):
        return None
    return best if valid[best] - plain > 1 or best == before else None


def decode(text: str, encoding: Encoding) -> str:
    """`text` with each chunk decoded that is wholly in `encoding`; the others stay."""
    return _CHUNK.sub(lambda chunk: _decode(chunk[0], encoding), text)


def _decode(chunk: str, encoding: Encoding) -> str:
    codes = _codes(encoding)
    if not all(c.isascii() or c in _characters(encoding) for c in chunk.strip(_PUNCTUATION)):
        return chunk
    decoded = nfc(_any_code(encoding).sub(lambda code: codes[code[0]], chunk))
    if _is_valid(chunk) and not _is_valid(decoded):
        return chunk
    # Capital fonts show the codes of small letters as capitals.
    in_capitals = (
        encoding == "tcvn3" and re.search("(?<!^)[A-Z]", chunk) and not re.search("[a-z]", chunk)
    )
    return decoded.upper() if in_capitals else decoded


def _is_valid(chunk: str) -> bool:
    return is_syllable(chunk.strip(_PUNCTUATION))


@cache
def _traces() -> re.Pattern[str]:
    """Characters of the encodings that are no Vietnamese letters."""
    characters = frozenset().union(*map(_characters, get_args(Encoding))) - LETTERS
    return re.compile(f"[{''.join(sorted(c for c in characters if not c.isascii()))}]")


@cache
def _characters(encoding: Encoding) -> frozenset[str]:
    return frozenset("".join(_codes(encoding)))


@cache
def _any_code(encoding: Encoding) -> re.Pattern[str]:
    longest_first = sorted(_codes(encoding), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@cache
def _codes(encoding: Encoding) -> dict[str, str]:
    """Letters by their codes of one or two characters, capitals as well."""
    table = rules("legacy", __package__)[encoding]
    codes = dict(zip(table["legacy"], table["letters"], strict=True))
    for group in table.get("marks", []):
        for base in group["after"]:
            for sign, tone in zip(group["legacy"], group["tones"], strict=True):
                letter = codes.get(base, base) + group.get("quality", "") + TONE_MARKS[tone]
                codes[base + sign] = nfc(letter)
    if encoding == "vni":
        for code, letter in list(codes.items()):
            codes |= dict.fromkeys((code.upper(), code[0].upper() + code[1:]), letter.upper())
    return codes
