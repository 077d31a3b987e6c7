"""Tables and views as files, in one of the formats of `pipeline.store.formats`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from pipeline.errors import KehoachError, UsageError
from pipeline.store.aside import aside
from pipeline.store.columns import FOLDED, Column, columns
from pipeline.store.connection import faults
from pipeline.store.formats import FORMATS, Rows
from pipeline.store.reader import Reader
from pipeline.store.views import VIEWS
from schemas.records import RECORD_TYPES
from schemas.stored import TABLES

DEFAULT_TABLES = (
    "documents",
    "sections",
    *(record.TABLE for record in RECORD_TYPES),
    "agencies",
    "signatures",
    "findings",
)
# Of use to the program and to this machine only.
_HOUSE = frozenset({"path", "fingerprint", "words", "words_read", FOLDED})


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
    MissingRequirement where what the format needs is not installed, KehoachError where the
    database cannot be read or the folder not written.
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


def _write_table(database: Database, table: str, format: str, destination: Path) -> Written:
    shown, order = _shape(table)
    names = ", ".join(column.name for column in shown)
    selected = database.execute(f"SELECT {names} FROM {table} ORDER BY {order}")
    count = 0

    def rows() -> Rows:
        nonlocal count
        for values in selected:
            count += 1
            yield [column.load(value) for column, value in zip(shown, values, strict=True)]

    path = destination / f"{table}.{format}"
    with aside(path) as beside:
        FORMATS[format](beside, shown, rows())
    return Written(path, table, count)


def _shape(table: str) -> tuple[list[Column], str]:
    """Columns to export, and the order of rows (within a document, as it reads)."""
    for view in VIEWS:
        if view.name == table:
            return [replace(c.kind, name=c.name) for c in view.columns], "source, page, id"
    own = [column for column in columns(TABLES[table]) if column.name not in _HOUSE]
    names = [column.name for column in own]
    first = next(name for name in ("source", "document_id", "id") if name in names)
    return own, f"{first}, rowid"
