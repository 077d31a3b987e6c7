"""Training classes in tables: a row for each group, columns for classes, people and days."""

import re
from collections.abc import Sequence
from typing import Any

from pipeline.extract import grid as grids
from pipeline.extract.grid import Grid
from pipeline.extract.reading import Reading, clean
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.outline import Node
from schemas.page import Cell
from schemas.records import TrainingClass

# What the heading of a column says, folded and without blanks, since narrow columns break words
# ("Số ngà y/lớp"); the first that matches decides.
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("days", re.compile(r"ngay|thoigian|thoiluong")),
    ("per_class", re.compile(r"(?:nguoi|hocvien|siso).{0,4}(?:/|moilop|motlop)")),
    ("n_classes", re.compile(r"lop|khoa")),
    ("n_participants", re.compile(r"nguoi|hocvien|tongso|soluong")),
    ("location", re.compile(r"diadiem|noitochuc")),
    ("audience", re.compile(r"doituong")),
)
_ROMAN = re.compile(r"[IVX]+|[A-D]")
# with marks: "khoán bảo vệ rừng" and "nghiên cứu khoa học" are no "khóa"
_NO_CLASSES = re.compile(r"khoán|khoahọc|khoản")


def table_classes(
    reading: Reading, programme: str | None
) -> tuple[list[TrainingClass], frozenset[int]]:
    """A record for each row of the tables of classes, the sum before its parts; and their nodes."""
    found: list[TrainingClass] = []
    nodes: set[int] = set()
    for node, grid, _ in grids.grids(reading):
        columns = _columns(grid)
        if "n_classes" not in columns or grid.label is None:
            continue
        nodes.add(node.index)
        found += _records(reading, node, grid, columns, programme)
    return found, frozenset(nodes)


def _columns(grid: Grid) -> dict[str, int]:
    """Which column holds which value."""
    columns: dict[str, int] = {}
    for column, heading in enumerate(grid.headings):
        folded = fold(heading).replace(" ", "")
        other = _NO_CLASSES.search(heading.lower().replace(" ", "")) is not None
        for name, words in _COLUMNS:
            if other and name == "n_classes":
                continue
            if column != grid.label and words.search(folded):
                columns.setdefault(name, column)
                break
    return columns


def _number(cell: str) -> int | None:
    """The number that a cell begins with: "04", "04 ngày"."""
    number = parse_number(re.split(r"\s*(?=[^\W\d_])", cell, maxsplit=1)[0])
    return int(number) if number is not None else None


def _heads_group(row: Sequence[Cell], label: int) -> bool:
    """Is it the sum of the rows below it, "I | Nghề nông nghiệp | 10", up to the next such row?"""
    return label > 0 and _ROMAN.fullmatch(grids.text(row, 0).strip(" .*")) is not None


def _records(
    reading: Reading, node: Node, grid: Grid, columns: dict[str, int], programme: str | None
) -> list[TrainingClass]:
    label = grid.label or 0
    rows = sorted(grid.rows, key=lambda row: not grids.is_total(row, label))
    total: TrainingClass | None = None
    group: TrainingClass | None = None
    found: list[TrainingClass] = []
    for row in rows:
        whole = grids.is_total(row, label)
        heads = not whole and _heads_group(row, label)
        above = total if heads else group or total
        values: dict[str, Any] = {
            name: _number(grids.text(row, column))
            for name, column in columns.items()
            if name not in ("location", "audience")
        }
        if values["n_classes"] is None:
            continue
        place = clean(grids.text(row, columns["location"])) if "location" in columns else None
        who = clean(grids.text(row, columns.get("audience", label)))
        values |= {
            "programme": programme,
            "audience": None if whole else who or None,
            "location": place or None,
            "is_total": whole or heads,
            "parent_id": above.id if above is not None and not whole else None,
        }
        record = reading.build(TrainingClass, values | grids.evidence(node, row))
        total = record if whole else total
        group = record if heads else group
        found.append(record)
    return found
