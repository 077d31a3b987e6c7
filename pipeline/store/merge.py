"""Databases of several machines put together: each document with all its rows, once.

It can be done again with the same databases, or with newer ones: what is there already is left
alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.store.columns import loaded, names
from pipeline.store.connection import attach, faults, transaction
from pipeline.store.corrections import lay_anew
from pipeline.store.overlay import lay
from pipeline.store.reader import Reader
from pipeline.store.tables import column_names
from pipeline.store.writer import Store
from schemas.records import Agency
from schemas.stored import TABLES, Correction, Document, Run

Outcome = Literal["added", "replaced", "same", "conflict"]
_OTHER = "other"  # the schema of the database that is merged


@dataclass(frozen=True)
class Merged:
    """What became of a document of a database that was merged."""

    source: str
    outcome: Outcome
    reason: Literal["content", "name"] | None = None  # of a conflict


class _Stated(NamedTuple):
    """What decides about a document."""

    id: str
    source: str
    sha256: str
    status: str


def merge(store: Store, other: Path) -> Iterator[Merged]:
    """Take the documents of another database into `store`; yields each as it is done.

    A document that is there with the same content stays as it is, unless it failed and the other
    did not. With other content, or another document's name, it is a conflict, and what is there
    stays. Raises KehoachError where the other is no database of this version.
    """
    Reader(other).close()  # says what is wrong with it
    database = store.database
    with faults(other):
        attach(database, other, _OTHER)
    try:
        with faults(store.path):
            with transaction(database):
                _take_corrections(store)
            found = database.execute(f"SELECT id FROM {_OTHER}.documents ORDER BY source")
            for (document_id,) in found.fetchall():
                yield _taken(store, document_id)
    finally:
        database.execute(f"DETACH {_OTHER}")


def _taken(store: Store, document_id: str) -> Merged:
    theirs = _stated(store, _OTHER, "id", document_id)
    assert theirs is not None  # its id has just been read
    ours = _stated(store, "main", "id", document_id)
    if ours is None and _stated(store, "main", "source", theirs.source):
        return Merged(theirs.source, "conflict", "name")
    better = ours is not None and ours.status == "failed" and theirs.status != "failed"
    if ours is not None and ours.sha256 != theirs.sha256 and not better:
        return Merged(theirs.source, "conflict", "content")
    if ours is not None and not better:
        return Merged(theirs.source, "same")
    with transaction(store.database):
        store.database.execute("PRAGMA defer_foreign_keys = ON")
        if ours is not None:
            store.database.execute("DELETE FROM documents WHERE id = ?", [document_id])
        _copy(store, document_id)
        lay(store.database, document_id, store.check)
    return Merged(theirs.source, "replaced" if ours else "added")


def _stated(store: Store, schema: str, column: str, value: str) -> _Stated | None:
    row = store.database.execute(
        f"SELECT id, source, sha256, status FROM {schema}.documents WHERE {column} = ?", [value]
    ).fetchone()
    return _Stated(*row) if row else None


def _copy(store: Store, document_id: str) -> None:
    """All rows of a document, the agencies that they name among them."""
    for table in TABLES:
        names = column_names(table)
        told = ", ".join(names)
        selected = f"SELECT {told} FROM {_OTHER}.{table}"
        if table == Agency.TABLE:
            store.database.execute(
                f"INSERT OR IGNORE INTO {table} ({told}) {selected} WHERE id IN (SELECT agency_id"
                f" FROM {_OTHER}.responsibilities WHERE document_id = ?)",
                [document_id],
            )
        elif table not in (Run.TABLE, Correction.TABLE):
            key = "id" if table == Document.TABLE else "document_id"
            store.database.execute(
                f"INSERT INTO {table} ({told}) {selected} WHERE {key} = ?", [document_id]
            )


def _take_corrections(store: Store) -> None:
    """What people decided is never lost, whatever becomes of its document."""
    told = ", ".join(column_names(Correction.TABLE))
    new = store.database.execute(
        f"INSERT OR IGNORE INTO {Correction.TABLE} ({told})"
        f" SELECT {told} FROM {_OTHER}.{Correction.TABLE} RETURNING {names(Correction)}"
    ).fetchall()
    lay_anew(store, [loaded(Correction, values) for values in new])
