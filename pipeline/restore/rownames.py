"""Names of places that head the rows of a table, by those that stand with them.

One name alone is a word like others, and a misread one may be another place's. In a column of
which most cells name communes of one district, or districts of one province, what is left can only
be one of the few others there (gazetteer: `pipeline.vietnamese.units`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.tones import one_style
from pipeline.vietnamese.units import KINDS, SHORT_KINDS, neighbourhoods
from schemas.page import Cell, Table, Word

_KINDS = frozenset((*KINDS, *SHORT_KINDS))  # with their marks: "Quan Sơn" is no "quận"
_FEWEST = 3  # rows whose names must be right before others are mended by them
_NEAR, _APART = 80.0, 10.0  # per cent of letters alike; how much less so the next best must be
_SURE = 0.97  # that it is that place
_LONGEST = 4  # syllables of a name
_STOPS = ",;.:"


class _Name(NamedTuple):
    """A name of a place in a cell: its words there, and what they make, in one style of tones."""

    start: int
    text: str


def mended_row_names(table: Table) -> Table:
    """The table with misread names of places, in columns of such names, as they are spelt."""
    rows = [list(row) for row in table.rows]
    for column in range(max(map(len, rows), default=0)):
        cells = [(row, row[column]) for row in rows if column < len(row)]
        told = [_name(cell) for _, cell in cells]
        for at, name in _mended([name.text if name else "" for name in told]):
            row, cell = cells[at]
            start = told[at].start  # type: ignore[union-attr] # it has a name
            row[column] = cell.model_copy(update={"words": _spelt(cell.words, start, name)})
    return table.model_copy(update={"rows": tuple(map(tuple, rows))})


def _name(cell: Cell) -> _Name | None:
    """What stands after the kind of place, or in the whole cell."""
    words = [word.text.lower().rstrip(_STOPS) for word in cell.words]
    ends = range(1, len(words))
    kinds = [end for end in ends if {words[end - 1], " ".join(words[end - 2 : end])} & _KINDS]
    start = max(kinds, default=0)
    text = " ".join(words[start:])
    named = cell.words[start:]
    if not 0 < len(named) <= _LONGEST or not all(word.text[:1].isupper() for word in named):
        return None
    return _Name(start, _alike(text))


def _mended(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Which of a column's names are misread, and the names that they are."""
    if sum(map(bool, names)) < _FEWEST:
        return
    around = Counter(place for name in set(names) for place in _where().get(name, ()))
    if not around:
        return
    place, right = around.most_common(1)[0]
    if right < max(_FEWEST, len([name for name in names if name]) / 2):
        return
    there = _spellings(place)
    left = there.keys() - set(names)
    for at, name in enumerate(names):
        if name and name not in there and (other := _nearest(name, left)):
            yield at, there[other]


def _nearest(name: str, others: set[str]) -> str | None:
    """The name of as many syllables that this one is a misreading of, if only one can be meant."""
    likely = sorted(
        ((fuzz.ratio(fold(name), fold(other)), fuzz.ratio(name, other), other) for other in others),
        reverse=True,
    )
    likely = [one for one in likely if one[0] >= _NEAR and one[2].count(" ") == name.count(" ")]
    if not likely or (len(likely) > 1 and likely[0][0] < likely[1][0] + _APART):
        return None
    return likely[0][2]


def _spelt(words: Sequence[Word], start: int, name: str) -> tuple[Word, ...]:
    """The words of a cell, with a name from `start` on."""
    out = list(words[:start])
    for word, syllable in zip(words[start:], name.split(), strict=True):
        bare = word.text.rstrip(_STOPS)
        told = syllable.upper() if bare.isupper() and len(bare) > 1 else syllable
        text = told + word.text[len(bare) :]
        if text != word.text:
            changed = {"text": text, "read": word.as_read, "certainty": _SURE, "guess": None}
            word = word.model_copy(update=changed)
        out.append(word)
    return tuple(out)


@cache
def _where() -> dict[str, list[int]]:
    """In which neighbourhoods a name is."""
    where: dict[str, list[int]] = {}
    for place in range(len(neighbourhoods())):
        for name in _spellings(place):
            where.setdefault(name, []).append(place)
    return where


@cache
def _spellings(place: int) -> dict[str, str]:
    """The names of a neighbourhood as they are compared, and as they are spelt."""
    return {_alike(name): one_style(name) for name in sorted(neighbourhoods()[place])}


def _alike(name: str) -> str:
    return one_style(name.lower())
