"""Records as the pages show them: read from their tables, by document, page or id."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.store.columns import columns
from pipeline.web.evidence import Stated
from schemas.page import Box
from schemas.records import RECORD_TYPES

TABLES = tuple(kind.TABLE for kind in RECORD_TYPES)
_SCHEMAS = {kind.TABLE: kind for kind in RECORD_TYPES}
# Columns that say where a record is stated, not what it states.
PLACE = ("id", "document_id", "section", "page", "quote", "bbox", "confidence", "reviewed")
_KEYS = ("parent_id", "agency_id")


@dataclass(frozen=True)
class Shown:
    """A record: its table and its columns by name."""

    table: str
    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def fields(self) -> dict[str, Any]:
        """What the record states, column by column; what it does not state is left out."""
        return {
            column.name: self.values[column.name]
            for column in columns(_SCHEMAS[self.table])
            if column.name not in (*PLACE, *_KEYS)
            and self.values[column.name] not in (None, "", [], False)
        }

    @property
    def box(self) -> Box | None:
        """Its place on the page."""
        return Box(*self.values["bbox"]) if self.values["bbox"] else None

    @property
    def stated(self) -> Stated:
        """Where it is stated."""
        return Stated(self.values["id"], self.table, self.values["quote"], self.box)


def of_document(connection: sqlite3.Connection, document: str, page: int) -> list[Shown]:
    """The records that a page states, table by table, in the order of the document."""
    return [
        shown
        for table in TABLES
        for shown in _read(connection, table, "document_id = ? AND page = ?", (document, page))
    ]


def of_kind(connection: sqlite3.Connection, table: str, document: str) -> list[Shown]:
    """All records of one kind that a document states, in its order."""
    return list(_read(connection, table, "document_id = ?", (document,)))


def by_id(connection: sqlite3.Connection, record: str) -> Shown | None:
    """The record of that id, whichever table has it."""
    for table in TABLES:
        for shown in _read(connection, table, "id = ?", (record,)):
            return shown
    return None


def counts(connection: sqlite3.Connection, document: str) -> dict[str, int]:
    """How many records of each kind a document has."""
    return {
        table: connection.execute(
            f"SELECT count(*) FROM {table} WHERE document_id = ?", (document,)
        ).fetchone()[0]
        for table in TABLES
    }


def _read(
    connection: sqlite3.Connection, table: str, where: str, parameters: Iterable[object]
) -> Iterable[Shown]:
    made = columns(_SCHEMAS[table])
    names = ", ".join(column.name for column in made)
    rows = connection.execute(
        f"SELECT {names} FROM {table} WHERE {where} ORDER BY rowid", tuple(parameters)
    )
    for row in rows:
        yield Shown(table, {column.name: column.load(row[column.name]) for column in made})


def listed(text: str | None) -> list[str]:
    """A JSON list of the database."""
    return list(json.loads(text)) if text else []
