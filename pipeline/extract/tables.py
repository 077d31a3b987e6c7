"""Targets in tables: a row for each area, a column for each kind."""

import re
from collections.abc import Sequence
from typing import Any

from pipeline.extract import grid as grids
from pipeline.extract.grid import Grid
from pipeline.extract.header import period_of
from pipeline.extract.reading import Reading, clean, star_class
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.outline import Node
from schemas.page import Cell
from schemas.records import Target

_SUM_COLUMN = re.compile(r"\b(?:tong( so| cong)?|chi tieu|ke hoach|so luong)\b")
# columns that hold no amount of anything
_NOTE = re.compile(
    r"\b(?:ghi chu|toa do|kinh do|vi do|thoi gian|dien thoai|don vi tinh|dvt|co quan|han|ngay"
    r"|kinh phi|nam sinh|dia chi|thang diem|diem (?:chuan|toi da|so|cham|thuong|cong|tru)"
    r"|don vi (?:chu tri|phoi hop|thuc hien))\b"
)
_CAPTION_LINES = 4  # between a caption and its table no more stand
_BRACKET = re.compile(r"\(\s*([^()]{1,24})\s*\)\s*$")
_UNIT = re.compile(r"\b(san pham|ho|mo hinh|hop tac xa|nguoi|diem|ha|km|nha|lao dong|xa)\b|%")


def table_targets(reading: Reading, class_nodes: frozenset[int], year: int | None) -> list[Target]:
    """A target for each number of the tables of areas by kinds; tables of classes have none."""
    found: list[Target] = []
    totals: dict[int, str] = {}
    for node, grid, goes_on in grids.grids(reading):
        totals = totals if goes_on else {}
        label = grid.label
        headings = {c: fold(grid.headings[c]).strip() for c in grid.number_columns()}
        columns = [c for c, told in headings.items() if told and not _NOTE.search(told)]
        if node.index in class_nodes or label is None or not columns:
            continue
        title = _title(reading, node)
        for row in grid.rows:
            name = clean(grids.text(row, label))
            if name or grids.is_total(row, label):
                area = None if grids.is_total(row, label) else name
                values = {"year": period_of(title)[1] or year, "area": area}
                found += _row(reading, node, grid, row, columns, title, values, totals)
    return found


def _row(
    reading: Reading,
    node: Node,
    grid: Grid,
    row: tuple[Cell, ...],
    columns: Sequence[int],
    title: str,
    common: dict[str, Any],
    totals: dict[int, str],
) -> list[Target]:
    """The targets of one row; sums of its columns and of the total row are the others' parents."""
    total_row = common["area"] is None
    sums = _is_sum_column(grid, columns)
    sum_id: str | None = None
    found: list[Target] = []
    for column in columns:
        value = parse_number(grids.text(row, column))
        if value is None:
            continue
        heading = grid.headings[column]
        whole = sums and column == columns[0]
        values = common | {
            "indicator": _indicator(heading, title),
            "value": value,
            "unit": _unit(heading) or _unit(title),
            "category": star_class(fold(heading)),
            "is_total": total_row or whole,
            "parent_id": sum_id or (None if total_row else totals.get(column)),
        }
        if values["category"] is None and sums and not whole:
            values["category"] = clean(heading)
        target = reading.build(Target, values | grids.evidence(node, row))
        found.append(target)
        if whole:
            sum_id = target.id
        if total_row:
            totals[column] = target.id
    return found


def _is_sum_column(grid: Grid, columns: Sequence[int]) -> bool:
    """Is the first number column the sum of the others in most rows?"""
    if len(columns) < 2:
        return False
    if not _SUM_COLUMN.search(fold(grid.headings[columns[0]])) and len(columns) < 3:
        return False
    right = 0
    for row in grid.rows:
        first, *rest = (parse_number(grids.text(row, column)) or 0 for column in columns)
        right += first == sum(rest)
    return right >= 0.6 * len(grid.rows)


def _title(reading: Reading, node: Node) -> str:
    """The words above the table: its caption, or the heading of its section.

    "(Kèm theo Kế hoạch số …)" between them names the plan, not the table.
    """
    above = [n.text for n in reading.outline.nodes[: node.index] if n.part == node.part and n.text]
    lines = above[-_CAPTION_LINES:]
    attached = next((i for i, t in enumerate(lines) if re.match(r"\W*kem theo", fold(t))), None)
    lines = lines[:attached]
    return lines[-1] if lines else ""


def _indicator(heading: str, title: str) -> str:
    """The column's heading where it tells what is counted, else with the table's title.

    A unit in brackets behind it ("Xe thu gom (xe)") is no part of it.
    """
    named = clean(_BRACKET.sub("", heading))
    if named and (_BRACKET.search(heading) or _UNIT.search(fold(named))):
        return named
    counted = _unit(title)
    if counted is None:
        return named or clean(title)
    return clean(f"{counted} {named}".strip())


def _unit(text: str) -> str | None:
    """The unit in brackets at the end ("Tỷ lệ (%)"), else the first word that is one."""
    bracket = _BRACKET.search(text)
    if bracket is not None:
        return bracket[1].strip()
    found = _UNIT.search(fold(text))
    return text[found.start() : found.end()].lower() if found else None
