"""Tables as headings and rows: what stands in which column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.components import is_counted
from pipeline.extract.reading import Reading
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.outline import Node
from schemas.page import Box, Cell, Table, sureness_of
from schemas.records import Comparator

# a heading over several columns that says nothing of them
_SPANS = re.compile(r"^(?:Chia ra|Trong đó|Bao gồm|Gồm|Cụ thể|CHIA RA|TRONG ĐÓ)\s+(?=\S)")
_YEAR = re.compile(r"20\d\d")
_COMPARED = re.compile(
    r"(?P<sign>≥|≤|>=?|<=?|[Tt]rên|[Tt]ừ|[Íí]t nhất|[Tt]ối thiểu|[Dd]ưới|[Tt]ối đa|[Kk]hoảng)?\s*"
    r"(?P<number>\d[\d.,]*)\s*%?\s*(?P<behind>trở lên)?(?P<unit>\s[^\d()]{1,16})?"
)
_SIGNS: dict[Comparator, tuple[str, ...]] = {
    ">=": ("≥", ">=", ">", "tren", "tu", "it nhat", "toi thieu", "tro len"),
    "<=": ("≤", "<=", "<", "duoi", "toi da"),
    "~": ("khoang",),
}
_ORDINAL = re.compile(r"(?:stt|tt|so tt|s[o6] thu tu|no\.?)")
# with marks, since "Công chức" is no sum; without any only where nothing else stands there
_TOTAL = re.compile(
    r"(?:tổng(?: số| cộng)?|cộng(?! đồng| hòa| tác)|toàn (?:tỉnh|huyện|xã|thành phố|quốc))\b"
)
_BARE_TOTAL = re.compile(r"(?:tong(?: so| cong)?|cong|toan (?:tinh|huyen|xa|thanh pho))")


@dataclass(frozen=True)
class Grid:
    """A table's column headings (joined over its heading rows) and the rows below."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def label(self) -> int | None:
        """The first column of words that is no ordinal: what names each row."""
        for column, heading in enumerate(self.headings):
            texts = [text(row, column) for row in self.rows]
            wordy = sum(any(c.isalpha() for c in t) for t in texts)
            if wordy >= max(1, len(texts) // 2) and not _ORDINAL.fullmatch(fold(heading)):
                return column
        return None

    def is_ragged(self, row: Sequence[Cell]) -> bool:
        """Has the row fewer cells than there are columns? Which ones it lacks is not known."""
        return sum(cell.span for cell in row) < len(self.headings)

    def number_columns(self) -> list[int]:
        """Columns behind the label that hold numbers and nothing else."""
        label = self.label
        columns = []
        for column in range((label if label is not None else -1) + 1, len(self.headings)):
            filled = [t for row in self.rows if (t := text(row, column)) and t not in "-–x"]
            numbers = [t for t in filled if amount_of(t) is not None]
            if filled and len(numbers) >= 0.8 * len(filled):
                columns.append(column)
        return columns


def grids(reading: Reading) -> list[tuple[Node, Grid, bool]]:
    """All tables of body and annex; True where a table goes on with the one before it.

    A table that goes on (over a page) repeats its headings or has none. Headings may stand alone
    at the end of a page.
    """
    found: list[tuple[Node, Grid, bool]] = []
    alone: tuple[int, Table] | None = None  # headings whose rows are to follow
    for node in reading.outline.part("body", "annex"):
        if node.table is None or not node.table.rows:
            continue
        width = len(_widest(node.table))
        grid = grid_of(node.table)
        before = found[-1] if found else None
        if before and before[0].index == node.index - 1 and width == len(before[1].headings):
            rows = _going_on(before[1], grid, node.table)
            if rows is not None:
                found.append((node, Grid(before[1].headings, rows), True))
                continue
        if alone and alone[0] == node.index - 1 and width == len(_widest(alone[1])):
            grid = grid or grid_of(Table(rows=(*alone[1].rows, *node.table.rows)))
        if grid is not None:
            found.append((node, grid, False))
        alone = (node.index, node.table) if grid is None else None
    return found


def _going_on(before: Grid, grid: Grid | None, table: Table) -> tuple[tuple[Cell, ...], ...] | None:
    """The rows of a table that goes on with `before`; None where it is another table."""
    if grid is None:
        return table.rows
    same = fold("".join(grid.headings)) == fold("".join(before.headings))
    return grid.rows if same or _numbers(table.rows[0]) else None


def grid_of(table: Table) -> Grid | None:
    """Headings and rows; None where no row of numbers stands below a heading.

    A row that only counts the columns (1, 2, 3 …) is left out.
    """
    width = len(_widest(table))
    body = next(
        (i for i, row in enumerate(table.rows) if i and _numbers(row) and not _counts_up(row)), None
    )
    if body is None or width < 2 or _numbers(table.rows[0]):
        return None
    headings = ["" for _ in range(width)]
    for row in table.rows[:body]:
        at = 0
        for cell in () if _counts_up(row) else row:
            for column in range(at, min(at + cell.span, width)):
                headings[column] = f"{headings[column]} {cell.text}".strip()
            at += cell.span
    filled = _filled(table.rows[body:], width)
    rows = tuple(row for row in filled if not _counts_up(row) and _has_amounts(row))
    return Grid(tuple(_SPANS.sub("", heading) for heading in headings), rows)


def _filled(rows: Sequence[tuple[Cell, ...]], width: int) -> list[tuple[Cell, ...]]:
    """The rows; one that lacks its first cells, as converters write merged ones, gets those above.

    Its last cells stand right; a row that begins with an ordinal lacks others.
    """
    found: list[tuple[Cell, ...]] = []
    for row in rows:
        lacking = width - sum(cell.span for cell in row)
        above = found[-1] if found else ()
        merged = 0 < lacking < width - 1 and len(above) == width
        if merged and not row[0].text.strip(" .").isalnum():
            row = (*above[:lacking], *row)
        found.append(row)
    return found


def text(row: Sequence[Cell], column: int) -> str:
    """The text of a row's cell; empty where the row is shorter."""
    return row[column].text.strip() if column < len(row) else ""


def is_total(row: Sequence[Cell], label: int) -> bool:
    """Does the row hold sums ("Tổng cộng", "Toàn tỉnh")?"""
    names = [text(row, column).lower() for column in range(label + 1)]
    return any(_TOTAL.match(name) or _BARE_TOTAL.fullmatch(fold(name)) for name in names)


class Amount(NamedTuple):
    """The number that a cell holds and nothing else, with what compares it."""

    value: float
    comparator: Comparator
    unit: str | None


def amount_of(cell: str) -> Amount | None:
    """The amount that is all of a cell's text: "≥ 94", "trên 80%", "200 ha"; else None."""
    match = _COMPARED.fullmatch(cell.strip())
    value = parse_number(match["number"]) if match else None
    if match is None or value is None:
        return None
    unit = (match["unit"] or "").strip() or None
    if unit and not is_counted(unit):
        return None
    sign = fold(match["sign"] or match["behind"] or "").strip()
    return Amount(value, next((c for c, words in _SIGNS.items() if sign in words), "="), unit)


def is_sum(heading: str) -> bool:
    """Does the heading tell that its column holds sums, and nothing else?"""
    return _BARE_TOTAL.fullmatch(fold(heading).strip()) is not None


def evidence(node: Node, row: Sequence[Cell], sure: float = 1.0) -> dict[str, object]:
    """Where a row stands: section, page, quote, box and confidence.

    `sure`: how often what was found in this way is right, as far as reading is.
    """
    words = [word for cell in row for word in cell.words]
    return {
        "section": node.path,
        "page": node.page,
        "quote": " ".join(cell.text for cell in row if cell.text),
        "bbox": Box.around(word.box for word in words),
        "confidence": round(sureness_of(words) * sure, 3),
    }


def _widest(table: Table) -> tuple[Cell, ...]:
    return max(table.rows, key=len)


def _numbers(row: Sequence[Cell]) -> int:
    """Cells that hold nothing but a number, the first column aside; years are headings."""
    texts = [cell.text.strip() for cell in row[1:]]
    numbers = [text for text in texts if parse_number(text) is not None]
    return 0 if all(map(_YEAR.fullmatch, numbers)) else len(numbers)


def _has_amounts(row: Sequence[Cell]) -> bool:
    return any(amount_of(cell.text) is not None for cell in row[1:])


def _counts_up(row: Sequence[Cell]) -> bool:
    values = [cell.text.strip("() ") for cell in row if cell.text.strip()]
    return len(values) >= 3 and values == [str(i + 1) for i in range(len(values))]
