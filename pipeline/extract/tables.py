"""Targets in tables: a row for each area, a column for each kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.reading import Reading, clean
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.outline import Node, Passage
from schemas.page import Box, Cell, Table
from schemas.records import Target

_ORDINAL = re.compile(r"(?:stt|tt|so tt|s[o6] thu tu|no\.?)")
_TOTAL = re.compile(r"(?:tong( so| cong)?|cong|toan (?:tinh|huyen|xa)|tong toan \w+)\b")
_TOTAL_COLUMN = re.compile(r"\b(?:tong( so| cong)?|chi tieu|ke hoach|so luong)\b")
_NOTE = re.compile(
    r"\b(?:ghi chu|thoi gian|dien thoai|don vi tinh|dvt|co quan|han|ngay|kinh phi|nam sinh|dia chi"
    r"|don vi (?:chu tri|phoi hop|thuc hien))\b"
)
_STAR = re.compile(r"\b([0-9])\s*sao\b")
_UNIT = re.compile(r"\b(san pham|ho|xa|mo hinh|hop tac xa|lop|nguoi|%|ty le|diem|ha|km)\b|%")
_AREA = re.compile(
    r"\b(?:don vi|dia phuong|huyen|xa|phuong|thon|ten don vi|dia ban|to dan pho|ap|ban)\b"
)


@dataclass(frozen=True)
class _Grid:
    """A table as text: the heading of each column, and rows of cells below."""

    headings: list[str]
    rows: list[tuple[Cell, ...]]


def table_targets(
    reading: Reading, node: Node, period: tuple[int | None, int | None]
) -> list[Target]:
    """A target for each number of a table of areas by kinds; none for tables of another sort."""
    grid = _grid(node.table) if node.table else None
    if grid is None:
        return []
    label = _label_column(grid)
    columns = _number_columns(grid, label)
    if label is None or not columns:
        return []
    title = _title(reading, node)
    totals: dict[int, str] = {}
    found: list[Target] = []
    for row in grid.rows:
        name = clean(row[label].text) if label < len(row) else ""
        first = clean(" ".join(cell.text for cell in row[: label + 1]))
        is_total = bool(_TOTAL.match(fold(name or first)))
        if not name and not is_total:
            continue
        found += _row_targets(
            reading, node, grid, row, columns, (name, is_total), title, period, totals
        )
    return found


def _row_targets(
    reading: Reading,
    node: Node,
    grid: _Grid,
    row: tuple[Cell, ...],
    columns: Sequence[int],
    label: tuple[str, bool],
    title: str,
    period: tuple[int | None, int | None],
    totals: dict[int, str],
) -> list[Target]:
    name, total_row = label
    found: list[Target] = []
    sum_id: str | None = None
    for column in columns:
        cell = row[column] if column < len(row) else Cell()
        value = parse_number(cell.text.strip())
        if value is None:
            continue
        heading = grid.headings[column]
        stars = _STAR.findall(fold(heading))
        category = f"{stars[0]} sao" if len(set(stars)) == 1 else None
        total_column = len(columns) > 1 and column == columns[0] and _is_sum_column(grid, columns)
        unit = _UNIT.search(fold(heading)) or _UNIT.search(fold(title))
        values: dict[str, Any] = {
            "indicator": _indicator(heading, title, category),
            "value": value,
            "unit": _as_printed(unit, heading, title),
            "year": period[1] if period[0] == period[1] else None,
            "area": None if total_row else name,
            "category": category,
            "is_total": total_row or total_column,
            "parent_id": sum_id or (None if total_row else totals.get(column)),
        }
        target = _record(reading, node, row, values)
        found.append(target)
        if total_column:
            sum_id = target.id
        if total_row:
            totals[column] = target.id
    return found


def _record(reading: Reading, node: Node, row: tuple[Cell, ...], values: dict[str, Any]) -> Target:
    words = [word for cell in row for word in cell.words]
    quote = Passage(words=tuple(words), pages=(node.page,) * len(words))
    evidence = {
        "section": node.path,
        "page": node.page,
        "quote": quote.text,
        "bbox": Box.around(word.box for word in words),
        "confidence": round(sum(word.confidence for word in words) / len(words), 3),
    }
    return reading.build(Target, values | evidence)


def _grid(table: Table) -> _Grid | None:
    """Headings joined over the heading rows; the row of column numbers (1, 2, 3 …) left out."""
    width = max(len(row) for row in table.rows)
    body = next(
        (i for i, row in enumerate(table.rows) if i and _numbers(row) >= 1 and not _counts_up(row)),
        None,
    )
    if body is None or width < 2:
        return None
    headings = ["" for _ in range(width)]
    for row in table.rows[:body]:
        if _counts_up(row):
            continue
        at = 0
        for cell in row:
            for column in range(at, min(at + cell.span, width)):
                headings[column] = f"{headings[column]} {cell.text}".strip()
            at += cell.span
    rows = [row for row in table.rows[body:] if not _counts_up(row) and _numbers(row)]
    return _Grid(headings, rows)


def _numbers(row: Sequence[Cell]) -> int:
    """Cells that hold nothing but a number, the first column aside."""
    return sum(parse_number(cell.text.strip()) is not None for cell in row[1:])


def _counts_up(row: Sequence[Cell]) -> bool:
    values = [cell.text.strip("() ") for cell in row if cell.text.strip()]
    return len(values) >= 3 and values == [str(i + 1) for i in range(len(values))]


def _label_column(grid: _Grid) -> int | None:
    """The first column of words that is no ordinal: the name of each row."""
    for column in range(len(grid.headings)):
        texts = [row[column].text for row in grid.rows if column < len(row)]
        wordy = sum(any(c.isalpha() for c in text) for text in texts)
        if wordy >= max(1, len(texts) // 2) and not _ORDINAL.fullmatch(fold(grid.headings[column])):
            return column
    return None


def _number_columns(grid: _Grid, label: int | None) -> list[int]:
    columns = []
    for column in range((label if label is not None else -1) + 1, len(grid.headings)):
        texts = [row[column].text.strip() for row in grid.rows if column < len(row)]
        filled = [text for text in texts if text and text not in "-–x"]
        numbers = [text for text in filled if parse_number(text) is not None]
        if (
            filled
            and len(numbers) >= 0.8 * len(filled)
            and not _NOTE.search(fold(grid.headings[column]))
        ):
            columns.append(column)
    return columns


def _is_sum_column(grid: _Grid, columns: Sequence[int]) -> bool:
    """Is the first number column the sum of the others in most rows?"""
    if not _TOTAL_COLUMN.search(fold(grid.headings[columns[0]])) and len(columns) < 3:
        return False
    right = 0
    for row in grid.rows:
        numbers = [parse_number(row[c].text.strip()) if c < len(row) else None for c in columns]
        first, *rest = (number or 0 for number in numbers)
        right += first == sum(rest)
    return right >= 0.6 * len(grid.rows)


def _title(reading: Reading, node: Node) -> str:
    """The words above the table, or the plan's title."""
    before = [n for n in reading.outline.nodes[: node.index] if n.part == node.part and n.text]
    return before[-1].text if before else ""


def _indicator(heading: str, title: str, category: str | None) -> str:
    """The column's heading where it tells what is counted, else with the table's title."""
    named = clean(heading)
    if _UNIT.search(fold(named)):
        return named
    counted = _UNIT.search(fold(title))
    if counted is None:
        return named or clean(title)
    what = title[counted.start() : counted.end()]
    return clean(f"{what} {named}".strip())


def _as_printed(unit: re.Match[str] | None, heading: str, title: str) -> str | None:
    if unit is None:
        return None
    text = heading if unit.string == fold(heading) else title
    return text[unit.start() : unit.end()].lower()
