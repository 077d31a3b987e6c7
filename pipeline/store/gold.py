"""What people decided as gold files for `kehoach evaluate`: true facts, and rejected ones.

People decide about what they see, so such a file is not the whole truth about a document: what it
tells neither as true nor as rejected is not judged.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import KehoachError
from pipeline.store.aside import aside
from pipeline.store.columns import loaded, names
from pipeline.store.connection import faults
from pipeline.store.decided import RECORDS, values_of
from pipeline.store.overlay import find
from pipeline.store.reader import Reader
from schemas.records import Header, Recipient, Record
from schemas.stored import Document

Fact = dict[str, Any]

_KINDS = tuple(table for table in RECORDS if table != Recipient.TABLE)  # those are of the header


@dataclass(frozen=True)
class Gold:
    """A gold file; `path` is None where another document's file has its name already."""

    source: str
    path: Path | None
    facts: int


def export_gold(reader: Reader, destination: Path) -> list[Gold]:
    """A file for each document about which people decided, named after the document's file.

    Raises KehoachError where the folder cannot be written.
    """
    written: list[Gold] = []
    with faults(reader.path):
        found = reader.database.execute(
            "SELECT id, source FROM documents WHERE id IN (SELECT document_id FROM overlaid"
            " WHERE corrections <> '[]' AND record_table <> 'findings') ORDER BY source"
        ).fetchall()
        try:
            destination.mkdir(parents=True, exist_ok=True)
            for document_id, source in found:
                written.append(_write(reader, document_id, source, destination, written))
        except OSError as fault:
            detail = fault.strerror or str(fault)
            raise KehoachError(
                "store.cannot-export", destination=destination, detail=detail
            ) from fault
    return written


def _write(reader: Reader, document_id: str, source: str, folder: Path, before: list[Gold]) -> Gold:
    path = folder / f"{PurePosixPath(source).stem}.json"
    if path in {gold.path for gold in before}:
        return Gold(source, None, 0)
    told = _told(reader, document_id)
    with aside(path) as beside:
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return Gold(source, path, sum(len(told[kind]) for kind in _KINDS))


def _told(reader: Reader, document_id: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    reviewed = reader.database.execute(
        "SELECT reviewed FROM documents WHERE id = ?", [document_id]
    ).fetchone()
    if reviewed != (None,):
        told["document"] = _header(reader, document_id)
    for kind in _KINDS:
        told[kind] = [
            _fact(record)
            for record in _records(reader, kind, document_id)
            if record.reviewed is not None
        ]
    told["rejected"] = {kind: list(_rejected(reader, kind, document_id)) for kind in _KINDS}
    return told


def _header(reader: Reader, document_id: str) -> Fact:
    header = find(reader.database, Document.TABLE, document_id)
    assert isinstance(header, Header)
    fact = header.model_dump(mode="json", exclude={"confidence", "period_start", "period_end"})
    recipients = _records(reader, Recipient.TABLE, document_id)
    fact["period"] = [header.period_start, header.period_end]
    fact["recipients"] = [
        f"{one.name} ({one.note})" if one.note else one.name
        for one in recipients
        if isinstance(one, Recipient)
    ]
    return fact


def _records(reader: Reader, kind: str, document_id: str) -> Iterator[Record]:
    schema = RECORDS[kind]
    found = reader.database.execute(
        f"SELECT {names(schema)} FROM {kind} WHERE document_id = ? ORDER BY rowid", [document_id]
    )
    return (loaded(schema, values) for values in found)


def _rejected(reader: Reader, kind: str, document_id: str) -> Iterator[Fact]:
    found = reader.database.execute(
        "SELECT extracted FROM overlaid WHERE document_id = ? AND record_table = ?"
        f" AND extracted IS NOT NULL AND id NOT IN (SELECT id FROM {kind} WHERE document_id = ?)"
        " ORDER BY place",
        [document_id, kind, document_id],
    )
    return (_fact(RECORDS[kind].model_validate_json(extracted)) for (extracted,) in found)


def _fact(record: Record) -> Fact:
    """A record as gold files tell it: a sum is `total`."""
    fact = values_of(record.TABLE, record) | {"section": record.section, "quote": record.quote}
    if "is_total" in fact:
        fact["total"] = fact.pop("is_total")
    return fact
