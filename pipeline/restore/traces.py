"""A quick look at a line: may any of it be in a legacy encoding?"""

import re
from collections.abc import Collection
from functools import cache
from itertools import pairwise

from pipeline.vietnamese.encodings import ENCODINGS, Encoding, characters
from pipeline.vietnamese.letters import LETTERS
from pipeline.vietnamese.syllables import syllables

_LAST_OF_LATIN_1 = "\xff"
_UNICODE = re.compile(f"[{''.join(sorted(c for c in LETTERS if c > _LAST_OF_LATIN_1))}]")
# Codes that stand in Unicode text as well: punctuation, and signs that do not touch letters.
_USUAL = "“”‘’‚„–—…•†‡‰‹›€™ˆ˜\xa0°²³±"
_SIGNS = "§®©«»·½¼¾×÷"
# Vowel and mark as nobody writes them but in VIQR; control codes, capitals in some encodings.
_ASCII = re.compile(r"[aeo]\^|a\(|[ou]\+|[aeiouy][`~]|[\x01-\x06\x10-\x1e]", re.I)


def has_traces(line: str, hints: Collection[Encoding] = ()) -> bool:
    """False for Unicode text, but for a few lines; `hints` are encodings of lines before.

    After lines in a legacy encoding, any line may be in it that has characters of it.
    """
    if line.isascii():
        return "viqr" in hints or bool(_ASCII.search(line))
    return bool(hints) or bool(_traces().search(line))


def is_unicode(text: str) -> bool:
    """True where `text` has letters that Windows-1252 does not show."""
    return bool(_UNICODE.search(text))


@cache
def _traces() -> re.Pattern[str]:
    """What Vietnamese text in Unicode does not have."""
    shown = frozenset().union(*map(characters, ENCODINGS)) - LETTERS
    strange = {c for c in shown if not c.isascii()} - set(_USUAL + _SIGNS)
    latin1 = "".join(sorted(c for c in LETTERS if "\x80" < c <= _LAST_OF_LATIN_1))
    usual = {pair for syllable in syllables() for pair in map("".join, pairwise(syllable))}
    pairs = {v + mark for v in "aeouyAEOUY" for mark in latin1 if (v + mark).lower() not in usual}
    marks: dict[str, str] = {}
    for pair in pairs:
        marks[pair[0]] = marks.get(pair[0], "") + pair[1]
    after_vowels = "|".join(f"{v}[{''.join(sorted(m))}]" for v, m in sorted(marks.items()))
    capitals = "".join(c for c in latin1 if c.isupper())
    return re.compile(
        f"[{re.escape(''.join(sorted(strange)))}]"
        f"|[{re.escape(_SIGNS)}](?=[a-z])|(?<=[a-z])[{re.escape(_SIGNS)}]"
        f"|[a-z{latin1}][{capitals}]|[{latin1}]{{2}}|{after_vowels}|{_ASCII.pattern}"
    )
