"""Responsibilities in tables of tasks: a row for each task, columns for who, with whom, by when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract import grid as grids
from pipeline.extract.agencies import begins_task, find_agencies
from pipeline.extract.components import cues_of
from pipeline.extract.language import language
from pipeline.extract.reading import Reading, clean
from pipeline.extract.rules import pattern
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.page import Cell
from schemas.records import Responsibility

_HEADING_ROWS = 3  # within these the headings of the columns stand
_CHAPTER = re.compile(r"[IVX]+|[A-ZĐ]")  # ordinal of a row that heads those below it
_BETWEEN = re.compile(r"\s*[;,\n]\s*|\s+và\s+")


@dataclass(frozen=True)
class _Columns:
    """Which column holds what."""

    task: int
    unit: int
    leads: bool  # the column of units is headed "chủ trì"
    partners: int | None
    time: int | None


@dataclass(frozen=True)
class _Row:
    """The cells of a task, those that went on over the page joined."""

    node: Node
    columns: _Columns
    cells: tuple[tuple[Cell, ...], ...]

    def text(self, column: int | None) -> str:
        """What the column says, on one line."""
        if column is None:
            return ""
        return " ".join(text for cells in self.cells if (text := grids.text(cells, column)))


def table_duties(reading: Reading) -> list[Responsibility]:
    """A duty for each task of the tables that tell who does it; the first unit is the agency."""
    found: list[Responsibility] = []
    units: list[str] = []
    for row in _rows(reading):
        task = clean(row.text(row.columns.task))
        told = row.text(row.columns.unit)
        ordinal = clean(row.text(0))
        heads_others = _CHAPTER.fullmatch(ordinal) or not (ordinal or told)
        if not task or heads_others:
            continue
        units = _units(told) or units  # a cell merged with the one above is empty
        if not units:
            continue
        doc = language()(told)
        lead = row.columns.leads or bool(cues_of(doc, "lead"))
        values = {
            "agency": units[0],
            "role": "lead" if lead else "implement",
            "partners": (*units[1:], *_units(row.text(row.columns.partners))),
            "task": task,
            "deadline": clean(row.text(row.columns.time)) or None,
        }
        evidence = grids.evidence(row.node, row.cells[0])
        found.append(reading.build(Responsibility, values | evidence))
    return found


def _rows(reading: Reading) -> Iterator[_Row]:
    """The rows of all tables of tasks; a table may go on over pages without its headings."""
    columns: _Columns | None = None
    last: Node | None = None
    held: _Row | None = None
    for node in reading.outline.part("body", "annex"):
        if node.table is None or not node.table.rows:
            continue
        rows = node.table.rows
        headed, body = _columns(rows)
        if headed is not None:
            columns = headed
        elif last is None or last.index != node.index - 1:
            columns = None
        last = node
        if columns is None:
            continue
        for row in rows[body:]:
            if held and not grids.text(row, 0) and not grids.text(row, columns.task):
                held = _Row(held.node, columns, (*held.cells, row))
                continue
            if held:
                yield held
            held = _Row(node, columns, (row,))
    if held:
        yield held


def _columns(rows: Sequence[Sequence[Cell]]) -> tuple[_Columns | None, int]:
    """What the columns hold, by their headings, and the first row below them."""
    for i, row in enumerate(rows[:_HEADING_ROWS]):
        headings = [fold(cell.text) for cell in row]
        unit = _first(headings, "unit")
        task = _first(headings, "task")
        if unit is not None and task is not None and unit != task:
            leads = pattern("task_table", "leads").search(headings[unit]) is not None
            partners, time = _first(headings, "partners"), _first(headings, "time")
            return _Columns(task, unit, leads, partners, time), i + 1
    return None, 0


def _first(headings: Sequence[str], name: str) -> int | None:
    told = pattern("task_table", name)
    return next((i for i, heading in enumerate(headings) if told.search(heading)), None)


def _units(told: str) -> list[str]:
    """The units of a cell: between signs, and where an office begins with a capital."""
    offices = dict(find_agencies(told))
    starts = {start for start in offices if told[start].isupper()}
    cuts = [m for m in _BETWEEN.finditer(told) if m.end() in starts or m[0].strip() in (";", "")]
    ends = [*(m.start() for m in cuts), len(told)]
    names = (
        _name(told[a:b], offices.get(a, b) - a)
        for a, b in zip([0, *(m.end() for m in cuts)], ends, strict=True)
    )
    return [name for name in map(clean, names) if any(map(str.isalpha, name))]


def _name(told: str, end: int) -> str:
    """The unit without what it does: "Sở A chủ trì hướng dẫn, tổng hợp" is Sở A.

    `end`: where the office's name, if one was found, ends.
    """
    if begins_task(told[end:].lstrip(" ,")):
        told = told[:end]
    role = pattern("roles", "lead").search(fold(told), 1)
    return told[: role.start() if role else None]
