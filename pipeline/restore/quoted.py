"""VIQR, whose marks are punctuation as well: which of the two a sign is."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.vietnamese.encodings import Decoded, decode
from pipeline.vietnamese.numbers import parse_roman
from pipeline.vietnamese.rules import rules
from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.usage import rank

_SIGN = re.compile(r"(?<=[a-z+^(*])['?.*](?=[^a-z]*$)", re.I)  # the last that may be a mark
_ELLIPSIS = re.compile(r"(?<!\.)\.{3}(?!\.)")
_SURE = re.compile(r"[aeo]\^|a\(|[ou][+*]|[aeiouy][`~]|dd", re.I)
_STOP = re.compile(r"(?P<word>.*[a-z+^(*])\.(?P<after>[\"')\]]*)", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_EDGES = "\"'(),-./:;?[]"


def decode_quoted(word: str) -> Decoded:
    """`word` decoded; signs that make no syllable as marks are punctuation."""
    decoded = decode(word, "viqr")
    if _are_in_use(decoded.text):
        return decoded
    for sign in (_ELLIPSIS.search(word), _SIGN.search(word)):
        if sign:
            plain = decode(word[: sign.start()], "viqr").text + word[sign.start() :]
            if _are_in_use(plain):
                return Decoded(plain, decoded.whole)
    sure = _SURE.search(word) or all(map(is_syllable, _WORD.findall(decoded.text)))
    return decoded if sure else Decoded(word, whole=True)


def full_stops(read: Sequence[str], texts: Sequence[str], quoted: Sequence[bool]) -> list[str]:
    """`texts`, decoded from the words `read` of a line, with a full stop where a sentence may end.

    Only those words are concerned that are `quoted`, and make a syllable with the tone and without.
    """
    out = list(texts)
    for at, word in enumerate(read):
        following = read[at + 1].strip(_EDGES) if at + 1 < len(read) else ""
        stop = _STOP.fullmatch(word)
        goes_on = following[:1].islower() or following[:1].isdigit()
        if not quoted[at] or not stop or goes_on:
            continue
        plain = decode(stop["word"], "viqr").text
        syllable = plain.strip(_EDGES).lower()
        tone_is_likelier = syllable in _with_tone() and not parse_roman(plain)
        if is_syllable(syllable) and not tone_is_likelier and texts[at] != word:
            out[at] = f"{plain}.{stop['after']}"
    return out


def _are_in_use(text: str) -> bool:
    return all(word.isascii() or rank(word) is not None for word in _WORD.findall(text))


@cache
def _with_tone() -> frozenset[str]:
    return frozenset(rules("encodings")["viqr"]["tone_at_end"].split())
