"""Tables that add up: a total settles the doubtful numbers of its row, or puts them in doubt.

Where most rows of a table add up to one of their columns, those that do not were misread, or are
wrong in the original: a person should look. No number is changed but for its own second reading.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.page import Cell, Table, Word

_LEAST_ROWS = 4  # that add up, two of them of several parts: fewer may be chance
_MOST_AMISS = 0.4  # share of the rows that do not
_MOST_WAYS = 64  # in which the doubtful numbers of a row may be read
_EVEN = 0.5  # certainty of a number that does not add up
_TOTALS = ("tong", "cong", "toan")  # how the name of a row of totals begins

Row = Sequence[Cell]


class _Sum(NamedTuple):
    """The cells of a row, or of a column, of which one is the total of the others."""

    total: tuple[int, int]
    parts: tuple[tuple[int, int], ...]

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        return (self.total, *self.parts)


def checked(table: Table) -> Table:
    """The table with its numbers settled, or in doubt, by the sums that it holds."""
    cells = {(r, c): cell for r, row in enumerate(table.rows) for c, cell in enumerate(row)}
    across = _across(table.rows)
    confirmed: set[tuple[int, int]] = set()
    numbers = {place for line in across for place in line.places}
    for line in (*across, *_down(table.rows, numbers), *across):
        ways = list(filter(None, (_held(line, way) for way in _ways(line, cells))))
        if len(ways) == 1:
            cells |= ways[0]
            confirmed |= set(line.places)
    for line in across:
        for place in line.places:
            if place not in confirmed:
                cells[place] = _doubted(cells[place])
    rows = tuple(tuple(cells[r, c] for c in range(len(row))) for r, row in enumerate(table.rows))
    return table.model_copy(update={"rows": rows})


def _across(rows: Sequence[Row]) -> list[_Sum]:
    """The sums of the rows, if the table has a column that is the total of those beside it."""
    widths = [len(row) for row in rows if sum(_value(cell) is not None for cell in row) > 1]
    if not widths:
        return []
    width = max(set(widths), key=widths.count)
    body = [r for r, row in enumerate(rows) if len(row) == width]
    best: list[_Sum] = []
    most = 0
    for total in range(1, width - 2):
        for last in range(total + 2, width):
            sums = [
                _Sum((r, total), tuple((r, c) for c in range(total + 1, last + 1)))
                for r in body
                if _value(rows[r][total]) and all(_adds(rows[r][c]) for c in range(total, last + 1))
            ]
            held = [line for line in sums if _holds(line, rows)]
            several = sum(sum(bool(_number(rows, at)) for at in s.parts) > 1 for s in held)
            enough = len(held) >= max(_LEAST_ROWS, (1 - _MOST_AMISS) * len(sums)) and several > 1
            if enough and len(held) > most:
                most = len(held)
                best = [
                    _Sum((r, total), tuple((r, c) for c in range(total + 1, last + 1)))
                    for r in body
                    if any(_value(rows[r][c]) for c in range(total, last + 1))
                ]
    return best


def _down(rows: Sequence[Row], places: set[tuple[int, int]]) -> Iterator[_Sum]:
    """The sums of the columns of these places, if a row is named as their total."""
    body = sorted({r for r, _ in places})
    for total in {body[0], body[-1]} if len(body) > 2 else ():
        names = [fold(cell.text).lstrip() for cell in rows[total]]
        if any(name.startswith(_TOTALS) for name in names):
            for column in sorted({c for _, c in places}):
                yield _Sum((total, column), tuple((r, column) for r in body if r != total))


def _ways(line: _Sum, cells: dict[tuple[int, int], Cell]) -> Iterator[dict[tuple[int, int], Cell]]:
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


def _held(line: _Sum, cells: dict[tuple[int, int], Cell]) -> dict[tuple[int, int], Cell] | None:
    values = [_value(cells[at]) for at in line.places]
    amiss = any(v is None and cells[at].words for v, at in zip(values, line.places, strict=True))
    if amiss or values[0] is None or abs(values[0] - sum(v or 0 for v in values[1:])) > 1e-6:
        return None
    return cells


def _holds(line: _Sum, rows: Sequence[Row]) -> bool:
    parts = sum(_number(rows, at) for at in line.parts)
    return abs(_number(rows, line.total) - parts) < 1e-6


def _number(rows: Sequence[Row], at: tuple[int, int]) -> float:
    return _value(rows[at[0]][at[1]]) or 0


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
