"""One word, with nothing blank in it, → the same word in correct letters and marks.

Only form is mended here: which letters and marks a word has is taken as read. What makes no
Vietnamese syllable when it is mended (a name, a foreign word, an address) stays.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from pipeline.vietnamese.codes import find_codes
from pipeline.vietnamese.letters import TONE_MARKS, nfc
from pipeline.vietnamese.rules import rules
from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.tones import LEVEL, join_tone, normalise_tone

_LETTER = r"[^\W\d_]"
_COMBINING = "\u0300-\u036f"
_RUN = re.compile(rf"{_LETTER}(?:{_LETTER}|[{_COMBINING}])*")
_TONES = {mark: tone for tone, mark in TONE_MARKS.items() if mark}
_LONGEST_KEPT = 40  # characters; what is longer will hardly come again
_QUALITIES = "\u0302\u0306\u031b"  # of â ă ư


def repair_word(word: str) -> str:
    """`word` in NFC, with Vietnamese letters, each mark on its letter, in one style of tones."""
    return _repair_again(word) if len(word) <= _LONGEST_KEPT else _repair(word)


def _repair(word: str) -> str:
    shown = _mend_dashes(_to_latin(nfc(word.translate(signs()))))
    beside = _marks_beside().fullmatch(shown)
    if beside:
        mended = _mend(beside["run"])
        if is_syllable(mended):
            return beside["before"] + mended + beside["after"]
    return _RUN.sub(lambda run: _mend(run[0]), shown)


_repair_again = lru_cache(maxsize=200_000)(_repair)


def join_detached(word: str, rest: str) -> str | None:
    """`word` with `rest`, which begins with a combining mark, where both make a syllable."""
    if not word[-1:].isalpha():
        return None
    joined = repair_word(word + rest)
    return joined if all(map(is_syllable, _RUN.findall(joined))) else None


@cache
def signs() -> dict[int, str | None]:
    """For str.translate: what is invisible goes; blanks, hyphens, apostrophes become plain."""
    table = _table()["signs"]
    replaced = {
        "invisible": None,
        "blanks": " ",
        "hyphens": "-",
        "slashes": "/",
        "apostrophes": "’",
    }
    return {ord(sign): plain for kind, plain in replaced.items() for sign in table[kind]}


@cache
def odd_characters() -> re.Pattern[str]:
    """Whatever may need mending: text in NFC without it has correct letters.

    A question mark and a dash are odd within a word only.
    """
    table = _table()
    odd = {*table["scripts"]["foreign"], *table["letters"]["foreign"], *table["marks"]}
    odd = (odd | set(map(chr, signs()))) - {"?"}
    return re.compile(rf"[{_COMBINING}{re.escape(''.join(sorted(odd)))}]|\S(?:\?(?={_LETTER})|–)\S")


def _mend(run: str) -> str:
    """A run of letters and marks as a syllable where it can be one, else as it is, in NFC."""
    plain = normalise_tone(run)
    if is_syllable(plain):
        return plain
    for candidate in (run, run.translate(_vietnamese())):
        mended = _attach(candidate)
        if mended and is_syllable(mended):
            return mended
    # In an abbreviation no syllable can tell: QÐ, HÐND.
    return run.translate(_vietnamese()) if run.isupper() else plain


def _attach(run: str) -> str | None:
    """Marks that stand beside, twice or in a wrong order put on their letters; None: no way."""
    letters, tones = "", set()
    for sign in unicodedata.normalize("NFD", run):
        mark = _table()["marks"].get(sign, sign)
        if mark in _TONES:
            tones.add(_TONES[mark])
        elif mark not in _QUALITIES or not letters.endswith(mark):
            letters += mark
    if len(tones) > 1:
        return None
    try:
        return join_tone(nfc(letters), tones.pop() if tones else LEVEL)
    except ValueError:
        return None


def _to_latin(word: str) -> str:
    """Look-alikes of other scripts in a word that has Latin letters as well."""
    latin = word.translate(_latin())
    if latin == word or not re.search("[A-Za-zĐđ]", word):
        return word
    known = all("LATIN" in unicodedata.name(c, "") for c in latin if c.isalpha())
    return nfc(latin) if known else word


def _mend_dashes(word: str) -> str:
    """Hyphens in document numbers: 36/KH–UBND."""
    if "–" not in word:
        return word
    for hit in find_codes(word):
        word = word[: hit.start] + word[hit.start : hit.end].replace("–", "-") + word[hit.end :]
    return word


@cache
def _marks_beside() -> re.Pattern[str]:
    """A word, punctuation around it aside, that has marks beside its letters."""
    marks = re.escape("".join(set(_table()["marks"]) - {"?"}))
    inner = rf"{_LETTER}|[{_COMBINING}{marks}]|\?(?={_LETTER})"
    return re.compile(
        rf"(?P<before>[^\w{marks}]*)(?P<run>{_LETTER}(?:{inner})*)(?P<after>[^\w{marks}]*)"
    )


@cache
def _latin() -> dict[int, int]:
    return str.maketrans(
        _table()["scripts"]["foreign"],
        _table()["scripts"]["latin"],
    )


@cache
def _vietnamese() -> dict[int, int]:
    return str.maketrans(
        _table()["letters"]["foreign"],
        _table()["letters"]["vietnamese"],
    )


def _table() -> dict[str, Any]:
    return rules("repair", __package__)
