"""Capitals of TCVN3, which has none with a tone: by the words around them."""

import re
import unicodedata
from collections.abc import Sequence

from pipeline.restore.readings import shows_capitals
from pipeline.vietnamese.encodings import capitalised
from pipeline.vietnamese.letters import TONE_MARKS
from pipeline.vietnamese.syllables import is_syllable

_TONES = frozenset(filter(None, TONE_MARKS.values()))
_LABEL = re.compile(r"[-–+*•·]|\(?(?:[0-9]+(?:[.,][0-9]+)*|[a-zđ]|[IVX]+)[.)/]?")
_SENTENCE_ENDS = (".", "!", "?")
_LINE_ENDS = (*_SENTENCE_ENDS, ";", ":")
_EDGES = "!\"'(),-./:;?[]“”‘’…"


def with_capitals(read: Sequence[str], texts: Sequence[str], *, begins: bool) -> list[str]:
    """`texts`, decoded from the words `read`, with capitals where the words around show them.

    In a line of capitals what has no capital of its own (“Vµ”, “ë”) is one too; the first letter
    of a sentence is one, where one `begins` with the line or follows a full stop or a label.
    """
    cases = [_is_upper(*pair) for pair in zip(read, texts, strict=True)]
    out = list(texts)
    for at, text in enumerate(texts):
        if text == read[at] or not text.strip(_EDGES):
            continue
        if cases[at] is None:
            before = next((case for case in reversed(cases[:at]) if case is not None), None)
            after = next((case for case in cases[at + 1 :] if case is not None), None)
            if True in (before, after) and False not in (before, after):
                out[at] = text.upper()
                continue
        if _lacks_capital(text):
            following = texts[at + 1].strip(_EDGES).lower() if at + 1 < len(texts) else ""
            word = text.strip(_EDGES)
            named = not capitalised("tcvn3").isdisjoint((word, f"{word} {following}"))
            if named or (_begins(read, at) if at else begins):
                out[at] = _with_capital(text)
    return out


def ends_sentence(line: str) -> bool:
    """True where the line after `line` begins a sentence."""
    return not line.strip() or line.rstrip().endswith(_LINE_ENDS)


def _is_upper(read: str, text: str) -> bool | None:
    """True for a syllable in capitals, False for small letters; None where that is open."""
    if re.search("[a-z]", read):
        return False
    word = text.strip(_EDGES)
    sure = shows_capitals(read) or (read.isascii() and len(word) > 1)
    return True if sure and text.isupper() and is_syllable(word) else None


def _lacks_capital(text: str) -> bool:
    """True where the first letter is a small one of which TCVN3 has no capital."""
    first = text.strip(_EDGES)[0]
    return first.islower() and not _TONES.isdisjoint(unicodedata.normalize("NFD", first))


def _begins(read: Sequence[str], at: int) -> bool:
    before = read[at - 1]
    return before.endswith(_SENTENCE_ENDS) or (all(_LABEL.fullmatch(word) for word in read[:at]))


def _with_capital(text: str) -> str:
    at = len(text) - len(text.lstrip(_EDGES))
    return text[:at] + text[at].upper() + text[at + 1 :]
