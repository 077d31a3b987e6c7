"""Targets in tables whose rules were lost: lines of an ordinal, a place and numbers.

Empty cells left no trace, so a row with fewer numbers than there are columns tells only its sum,
the first number, which the others must make up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.extract.reading import Reading, clean
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Target

_ROW = re.compile(
    r"(?P<ordinal>\d{1,3})?[\s.|)]*(?P<name>[^\d|]{2,60}?)[\s|]+(?P<numbers>\d[\d\s|]*)"
)
_TOTAL = re.compile(r"(?:tong|cong|toan (?:tinh|huyen|xa))")
_LEAST_ROWS = 5
_SUMS = 0.8  # share of the rows whose first number is the sum of the others


@dataclass(frozen=True)
class _Row:
    node: Node
    name: str | None  # None: the row of sums
    numbers: tuple[int, ...]

    @property
    def adds_up(self) -> bool:
        """Is the first number the sum of the others, or the only one of two that are equal?"""
        return len(self.numbers) > 1 and self.numbers[0] == sum(self.numbers[1:])


def lost_tables(reading: Reading, stated: Sequence[Target], year: int | None) -> Iterator[Target]:
    """A target for each sum of a row; for each number of a row that has all of them.

    What the columns are is told by targets that were `stated` elsewhere: the column whose sum is
    that of the products of 4 stars holds those.
    """
    nodes = reading.outline.part("annex")
    for is_row, run in groupby(nodes, key=lambda node: _row(node) is not None):
        rows = [row for node in run if (row := _row(node)) is not None] if is_row else []
        places = [row for row in rows if row.name is not None]
        if len(places) < _LEAST_ROWS or sum(r.adds_up for r in places) < _SUMS * len(places):
            continue
        whole = next((row for row in rows if row.name is None), None)
        known = {t.value: t for t in stated if t.area is None}
        columns = [known.get(float(value)) for value in whole.numbers] if whole else []
        if not columns or columns[0] is None:
            continue  # nothing tells what is counted
        for row in rows:
            yield from _targets(reading, row, columns, year)


def _row(node: Node) -> _Row | None:
    match = _ROW.fullmatch(node.passage.text.strip()) if node.table is None else None
    if match is None:
        return None
    numbers = tuple(map(int, re.findall(r"\d+", match["numbers"])))
    name = clean(match["name"])
    if _TOTAL.match(fold(name)):
        return _Row(node, None, numbers)
    place = expression("targets", "table", "places").match(fold(name))
    return _Row(node, name, numbers) if place and match["ordinal"] else None


def _targets(
    reading: Reading, row: _Row, columns: Sequence[Target | None], year: int | None
) -> Iterator[Target]:
    numbers = row.numbers if len(row.numbers) == len(columns) else row.numbers[:1]
    for at, (value, column) in enumerate(zip(numbers, columns, strict=False)):
        if column is None or (at == 0 and len(row.numbers) > 1 and not row.adds_up):
            continue
        values = {
            "indicator": column.indicator,
            "value": value,
            "unit": column.unit,
            "year": column.year or year,
            "area": row.name,
            "category": column.category,
            "is_total": at == 0 or row.name is None,
        }
        text = row.node.passage.text
        start = -row.node.body
        yield reading.make(Target, row.node, start, len(text) + start, values)
