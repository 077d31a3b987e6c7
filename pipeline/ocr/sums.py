"""Tables that add up: a total settles the doubtful numbers of its row, or puts them in doubt.

Where most rows of a table add up to one of their columns, those that do not were misread, or are
wrong in the original: a person should look. No number is changed but for its own second reading.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby, product
from typing import NamedTuple

from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.page import Cell, Table, Word

_LEAST_ROWS = 4  # that add up, two of them of several parts: fewer may be chance
_MOST_AMISS = 0.4  # share of the rows that do not
_MOST_WAYS = 64  # in which the doubtful numbers of a row may be read
_EXACTLY = 1e-6
_EVEN = 0.5  # certainty of a number that does not add up
_TOTALS = ("tong", "cong", "toan")  # how the name of a row of totals begins

_Place = tuple[int, int]  # row and column
_Cells = Mapping[_Place, Cell]


class _Sum(NamedTuple):
    """The cells of a row, or of a column, of which one is the total of the others."""

    total: _Place
    parts: tuple[_Place, ...]

    @property
    def places(self) -> tuple[_Place, ...]:
        return (self.total, *self.parts)


def checked(table: Table) -> Table:
    """The table with its numbers settled, or in doubt, by the sums that it holds."""
    cells = {(r, c): cell for r, row in enumerate(table.rows) for c, cell in enumerate(row)}
    across = _across(cells)
    confirmed: set[_Place] = set()
    numbers = {place for line in across for place in line.places}
    for line in (*across, *_down(cells, numbers), *across):
        ways = [way for way in _ways(line, cells) if _holds(line, way)]
        if len(ways) == 1:
            cells |= ways[0]
            confirmed |= set(line.places)
    for line in across:
        for place in line.places:
            if place not in confirmed:
                cells[place] = _doubted(cells[place])
    rows = tuple(tuple(cells[r, c] for c in range(len(row))) for r, row in enumerate(table.rows))
    return table.model_copy(update={"rows": rows})


def _across(cells: _Cells) -> list[_Sum]:
    """The sums of the rows, if the table has a column that is the total of those beside it."""
    rows = [list(row) for _, row in groupby(sorted(cells), key=lambda place: place[0])]
    widths = [len(row) for row in rows if sum(_value(cells[at]) is not None for at in row) > 1]
    if not widths:
        return []
    width = max(set(widths), key=widths.count)
    body = [row for row in rows if len(row) == width]
    best: list[_Sum] = []
    most = 0
    for total in range(1, width - 2):
        for last in range(total + 2, width):
            lines = [_Sum(row[total], tuple(row[total + 1 : last + 1])) for row in body]
            sums = [
                line
                for line in lines
                if _value(cells[line.total]) and all(_adds(cells[at]) for at in line.places)
            ]
            held = [line for line in sums if _holds(line, cells)]
            several = sum(sum(bool(_value(cells[at])) for at in s.parts) > 1 for s in held)
            enough = len(held) >= max(_LEAST_ROWS, (1 - _MOST_AMISS) * len(sums)) and several > 1
            if enough and len(held) > most:
                most = len(held)
                best = [s for s in lines if any(_value(cells[at]) for at in s.places)]
    return best


def _down(cells: _Cells, numbers: set[_Place]) -> Iterator[_Sum]:
    """The sums of the columns of these numbers, if a row is named as their total."""
    body = sorted({r for r, _ in numbers})
    for total in {body[0], body[-1]} if len(body) > 2 else ():
        names = [fold(cell.text).lstrip() for (r, _), cell in cells.items() if r == total]
        if any(name.startswith(_TOTALS) for name in names):
            for column in sorted({c for _, c in numbers}):
                yield _Sum((total, column), tuple((r, column) for r in body if r != total))


def _ways(line: _Sum, cells: _Cells) -> Iterator[_Cells]:
    """The cells of a sum, their doubtful numbers read in each way."""
    options = [list(_readings(cells[at])) for at in line.places]
    ways = 1
    for choice in options:
        ways *= len(choice)
    if ways <= _MOST_WAYS:
        for chosen in product(*options):
            yield dict(zip(line.places, chosen, strict=True))


def _readings(cell: Cell) -> Iterator[Cell]:
    """The cell without doubt, as it is read and as its second reading has it."""
    doubtful = [word for word in cell.words if word.is_doubtful_number]
    if not doubtful:
        yield cell
        return
    for other in (False, True):
        words = tuple(
            word.model_copy(
                update={
                    "text": (word.guess or word.text) if other else word.text,
                    "guess": None,
                    "certainty": None,
                }
            )
            for word in cell.words
        )
        yield cell.model_copy(update={"words": words})


def _holds(line: _Sum, cells: _Cells) -> bool:
    """Whether the parts make up the total, none of them unreadable."""
    total = _value(cells[line.total])
    if total is None or not all(_adds(cells[at]) for at in line.parts):
        return False
    return abs(total - sum(_value(cells[at]) or 0 for at in line.parts)) < _EXACTLY


def _adds(cell: Cell) -> bool:
    return not cell.words or _value(cell) is not None


def _value(cell: Cell) -> float | None:
    return parse_number(cell.text) if cell.words else None


def _doubted(cell: Cell) -> Cell:
    def of(word: Word) -> Word:
        if word.guess is not None or not any(map(str.isdigit, word.text)):
            return word
        return word.model_copy(update={"guess": "?", "certainty": _EVEN})

    return cell.model_copy(update={"words": tuple(map(of, cell.words))})
