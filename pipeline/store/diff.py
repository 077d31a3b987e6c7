"""What changed between two databases: documents, records and findings, matched by their ids.

SQLite compares, with the old database attached to the new one: what is the same in both never
becomes an object here.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from pipeline.store.columns import Column, Value, columns
from pipeline.store.connection import attach, faults
from pipeline.store.reader import Reader
from pipeline.store.views import VIEWS
from schemas.records import RECORD_TYPES, Finding
from schemas.stored import TABLES, Document

Kind = Literal["added", "removed", "changed"]

# What no reader takes for a change: keys, boxes, how sure the reading is, where the file was.
_UNTOLD = frozenset(
    ("id", "document_id", "parent_id", "agency_id", "bbox", "confidence", "path", "fingerprint")
)


@dataclass(frozen=True)
class Difference:
    """A field with its value in the old and in the new database."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class RowChange:
    """A record or a finding that came, went or changed.

    `values` is what it says in the new database, or in the old one where it went.
    """

    kind: Kind
    table: str
    id: str
    values: Mapping[str, Any]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class DocumentChange:
    """A document that came, went or changed, in its header or in its rows.

    `source` and `title` are the new ones where there are such. Rows of a document that came or
    went are not told one by one: `contains` says how many there are, by table.
    """

    kind: Kind
    id: str
    source: str
    title: str | None
    differences: tuple[Difference, ...] = ()
    rows: tuple[RowChange, ...] = ()
    contains: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Changes:
    """All that changed from one database to another, by source of the document."""

    old: Path
    new: Path
    documents: tuple[DocumentChange, ...]

    @property
    def counts(self) -> dict[str, dict[Kind, int]]:
        """How many documents were added, removed and changed, and rows of documents in both."""
        found: dict[str, dict[Kind, int]] = {
            table: {"added": 0, "removed": 0, "changed": 0}
            for table in (Document.TABLE, *(compared.table for compared in _COMPARED))
        }
        for document in self.documents:
            found[Document.TABLE][document.kind] += 1
            for row in document.rows:
                found[row.table][row.kind] += 1
        return found

    def as_dict(self) -> dict[str, Any]:
        """The changes as plain values, for JSON."""
        return {
            "old": str(self.old),
            "new": str(self.new),
            "counts": self.counts,
            "documents": [asdict(document) for document in self.documents],
        }


@dataclass(frozen=True)
class _Compared:
    """A table whose rows are compared by some columns.

    What is told of a row is in `relation`: the table itself, or a view of it.
    """

    table: str
    relation: str
    told: tuple[Column, ...]
    by: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are told."""
        return tuple(column.name for column in self.told)


def _whole(table: str) -> _Compared:
    told = tuple(column for column in columns(TABLES[table]) if column.name not in _UNTOLD)
    return _Compared(table, table, told, tuple(column.name for column in told))


def _findings() -> _Compared:
    """Findings with their places; their words depend on the language of the run, so no message."""
    view = next(view for view in VIEWS if view.table == Finding.TABLE)
    names = ("code", "severity", "message", "section", "page", "record_table", "record_id")
    told = tuple(column.kind for column in view.columns if column.name in names)
    return _Compared(view.table, view.name, told, ("severity",))


_DOCUMENTS = _whole(Document.TABLE)
_COMPARED = (*(_whole(record.TABLE) for record in RECORD_TYPES), _findings())


def compare(old: Path, new: Path) -> Changes:
    """What changed from one database to another.

    Raises KehoachError, which names the file, where one is missing, is no database of kehoach,
    was made by another version, or cannot be read.
    """
    Reader(old).close()  # says what is wrong with it
    with Reader(new) as reader, _faults_of_either(reader.database, old, new):
        database = reader.database
        attach(database, old, "old")
        database.execute("BEGIN")  # one state of each, though a run may be going on
        rows: dict[str, list[RowChange]] = defaultdict(list)
        for compared in _COMPARED:
            for document_id, row in _row_changes(database, compared):
                rows[document_id].append(row)
        documents = [
            *_one_sided_documents(database, "added"),
            *_one_sided_documents(database, "removed"),
            *_changed_documents(database, rows),
        ]
    documents.sort(key=lambda document: (document.source, document.id))
    return Changes(old, new, tuple(documents))


@contextmanager
def _faults_of_either(database: Database, old: Path, new: Path) -> Iterator[None]:
    """Tell SQLite's faults with the name of the database at fault, which SQLite does not tell."""
    try:
        yield
    except sqlite3.Error:
        try:
            sound = database.execute("PRAGMA old.quick_check(1)").fetchone() == ("ok",)
        except sqlite3.Error:
            sound = False
        with faults(new if sound else old):
            raise


def _sides(kind: Kind) -> tuple[str, str]:
    """The schema that has what was added or removed, and the one that does not."""
    return ("main", "old") if kind == "added" else ("old", "main")


def _selected(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


def _differing(compared: _Compared) -> str:
    """The ids of rows that are in both databases and differ."""
    new, old = _selected("n", compared.by), _selected("o", compared.by)
    return (
        f"SELECT n.id FROM main.{compared.table} AS n JOIN old.{compared.table} AS o"
        f" ON o.id = n.id WHERE ({new}) IS NOT ({old})"
    )


def _row_changes(database: Database, compared: _Compared) -> list[tuple[str, RowChange]]:
    """Changes in the rows of documents that are in both databases, with the document's id."""
    found = [
        *_one_sided_rows(database, compared, "added"),
        *_one_sided_rows(database, compared, "removed"),
        *_changed_rows(database, compared),
    ]
    return sorted(found, key=lambda pair: (pair[1].values["section"] or "", pair[1].id))


def _one_sided_rows(
    database: Database, compared: _Compared, kind: Kind
) -> Iterator[tuple[str, RowChange]]:
    here, there = _sides(kind)
    table = compared.table
    rows = database.execute(
        f"SELECT id, document_id, {', '.join(compared.names)} FROM {here}.{compared.relation}"
        f" WHERE id IN (SELECT id FROM {here}.{table}"
        f" WHERE id NOT IN (SELECT id FROM {there}.{table}))"
        f" AND document_id IN (SELECT id FROM {there}.documents)"
    )
    for row_id, document_id, *values in rows:
        yield document_id, RowChange(kind, table, row_id, _loaded(compared, values))


def _changed_rows(database: Database, compared: _Compared) -> Iterator[tuple[str, RowChange]]:
    new, old = _selected("n", compared.names), _selected("o", compared.names)
    rows = database.execute(
        f"SELECT n.id, n.document_id, {new}, {old} FROM main.{compared.relation} AS n"
        f" JOIN old.{compared.relation} AS o ON o.id = n.id WHERE n.id IN ({_differing(compared)})"
    )
    for row_id, document_id, *values in rows:
        new_values, old_values = _halves(compared, values)
        differences = _differences(compared, old_values, new_values)
        change = RowChange("changed", compared.table, row_id, new_values, differences)
        yield document_id, change


def _one_sided_documents(database: Database, kind: Kind) -> list[DocumentChange]:
    here, there = _sides(kind)
    only_here = f"d.id NOT IN (SELECT id FROM {there}.documents)"
    contains: dict[str, dict[str, int]] = defaultdict(dict)
    for compared in _COMPARED:
        # CROSS JOIN: from documents to rows, for most often few documents are new.
        counted = database.execute(
            f"SELECT d.id, count(*) FROM {here}.documents AS d CROSS JOIN {here}.{compared.table}"
            f" AS r ON r.document_id = d.id WHERE {only_here} GROUP BY d.id"
        )
        for document_id, count in counted:
            contains[document_id][compared.table] = count
    rows = database.execute(
        f"SELECT id, source, title FROM {here}.documents AS d WHERE {only_here}"
    )
    return [
        DocumentChange(kind, document_id, source, title, contains=contains[document_id])
        for document_id, source, title in rows
    ]


def _changed_documents(
    database: Database, row_changes: Mapping[str, Sequence[RowChange]]
) -> Iterator[DocumentChange]:
    """The documents in both databases whose headers differ or that have changes in their rows."""
    new, old = _selected("n", _DOCUMENTS.names), _selected("o", _DOCUMENTS.names)
    rows = database.execute(
        f"SELECT n.id, {new}, {old} FROM main.documents AS n JOIN old.documents AS o ON o.id = n.id"
        f" WHERE n.id IN ({_differing(_DOCUMENTS)} UNION SELECT value FROM json_each(?))",
        [json.dumps(list(row_changes))],
    )
    for document_id, *values in rows:
        new_values, old_values = _halves(_DOCUMENTS, values)
        yield DocumentChange(
            "changed",
            document_id,
            new_values["source"],
            new_values["title"],
            _differences(_DOCUMENTS, old_values, new_values),
            tuple(row_changes.get(document_id, ())),
        )


def _loaded(compared: _Compared, values: Sequence[Value]) -> dict[str, Any]:
    return {c.name: c.load(value) for c, value in zip(compared.told, values, strict=True)}


def _halves(compared: _Compared, values: Sequence[Value]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row of both databases says in the new and in the old one."""
    middle = len(compared.told)
    return _loaded(compared, values[:middle]), _loaded(compared, values[middle:])


def _differences(
    compared: _Compared, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(name, old[name], new[name]) for name in compared.by if old[name] != new[name]
    )
