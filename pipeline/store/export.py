"""Tables as files: CSV for spreadsheets, JSON Lines for programs.

A format is one function in `FORMATS` that writes rows to a path.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.errors import KehoachError, UsageError
from pipeline.store.aside import aside
from pipeline.store.columns import FOLDED, Column, columns
from pipeline.store.connection import faults
from pipeline.store.reader import Reader
from pipeline.store.views import VIEWS
from schemas.records import RECORD_TYPES
from schemas.stored import TABLES

Rows = Iterator[Sequence[Any]]
Writer = Callable[[Path, Sequence[str], Rows], None]

DEFAULT_TABLES = (
    "documents",
    "sections",
    *(record.TABLE for record in RECORD_TYPES),
    "agencies",
    "signatures",
    "findings",
)
# Of use to the program and to this machine only.
_HOUSE = frozenset({"path", "fingerprint", "words", FOLDED})
# A spreadsheet program takes a cell that begins so for a formula (full-width signs too).
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Written:
    """A file that an export made, with its number of rows."""

    path: Path
    table: str
    rows: int


def export(
    database: Path, format: str, destination: Path, tables: Sequence[str] | None = None
) -> tuple[Written, ...]:
    """Write tables or views (by default the records and what they belong to) into a folder.

    All files show the same state of the database. Each is `<table>.<format>`, written aside and
    put in its place when it is whole. Raises UsageError for an unknown format or table,
    KehoachError where the database cannot be read or the folder not written.
    """
    if format not in FORMATS:
        raise UsageError("store.unknown-format", format=format, known=", ".join(FORMATS))
    known = (*TABLES, *(view.name for view in VIEWS))
    for table in tables or ():
        if table not in known:
            raise UsageError("store.unknown-table", table=table, known=", ".join(known))
    with Reader(database) as reader, faults(database):
        reader.database.execute("BEGIN")
        try:
            destination.mkdir(parents=True, exist_ok=True)
            return tuple(
                _write_table(reader.database, table, format, destination)
                for table in tables or DEFAULT_TABLES
            )
        except OSError as fault:
            detail = fault.strerror or str(fault)
            raise KehoachError(
                "store.cannot-export", destination=destination, detail=detail
            ) from fault


def csv_file(path: Path, names: Sequence[str], rows: Rows) -> None:
    """CSV as spreadsheet programs read it: UTF-8 with BOM, lines end in CR LF, no formulas.

    A text that would be taken for a formula gets an apostrophe before it.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for values in rows:
            writer.writerow([_cell(value) for value in values])


def jsonl_file(path: Path, names: Sequence[str], rows: Rows) -> None:
    """JSON Lines: an object a row, with lists and booleans as such."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for values in rows:
            record = dict(zip(names, values, strict=True))
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


FORMATS: dict[str, Writer] = {"csv": csv_file, "jsonl": jsonl_file}


def _cell(value: Any) -> Any:  # noqa: ANN401 - what a row holds
    """A value as a CSV cell."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA) and _may_calculate(value):
        return f"'{value}"
    return value


def _may_calculate(text: str) -> bool:
    """Whether a text is more than a number or a lone sign (the comparators = and +)."""
    try:
        float(text)
    except ValueError:
        return len(text) > 1
    return False


def _write_table(database: Database, table: str, format: str, destination: Path) -> Written:
    names, kinds, order = _shape(table)
    selected = database.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}")
    count = 0

    def rows() -> Rows:
        nonlocal count
        for values in selected:
            count += 1
            yield [kind.load(value) for kind, value in zip(kinds, values, strict=True)]

    path = destination / f"{table}.{format}"
    with aside(path) as beside:
        FORMATS[format](beside, names, rows())
    return Written(path, table, count)


def _shape(table: str) -> tuple[list[str], list[Column], str]:
    """Columns to export, their kinds, and the order of rows (within a document, as it reads)."""
    for view in VIEWS:
        if view.name == table:
            shown = view.columns
            return [c.name for c in shown], [c.kind for c in shown], "source, page, id"
    own = [column for column in columns(TABLES[table]) if column.name not in _HOUSE]
    names = [column.name for column in own]
    first = next(name for name in ("source", "document_id", "id") if name in names)
    return names, own, f"{first}, rowid"
