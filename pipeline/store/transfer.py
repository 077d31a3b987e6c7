"""Corrections on their way from one database to another, as JSON Lines: an entry a line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TextIO

from pydantic import ValidationError
from sqlite_utils import Database

from pipeline.errors import KehoachError
from pipeline.messages import say
from pipeline.store.columns import loaded, row
from pipeline.store.corrections import entries, entry_id, entry_of, lay_anew
from pipeline.store.decided import CORRECTABLE, checked
from pipeline.store.rows import insert
from pipeline.store.writer import Store
from schemas.records import Finding
from schemas.stored import Correction


@dataclass
class Imported:
    """What became of the lines of a file.

    `refused` tells lines that are no corrections or contradict an entry that is here, with their
    numbers; `disagreeing` the findings on records about which people decided differently;
    `elsewhere` counts entries that are kept, though their documents are not here.
    """

    added: int = 0
    same: int = 0
    elsewhere: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)


def export_entries(database: Database, file: TextIO) -> int:
    """Write all entries, oldest first, so that they can be imported; returns how many."""
    written = entries(database)
    for entry in written:
        file.write(json.dumps(entry.model_dump(mode="json"), ensure_ascii=False) + "\n")
    return len(written)


def import_entries(store: Store, lines: Iterable[str]) -> Imported:
    """Take entries in, all that are sound in one transaction; those that are here stay.

    It can be done again. Raises KehoachError where the database cannot be written.
    """
    told = Imported()
    new: list[Correction] = []
    with store.writing():
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = _entry(line)
                known = entry_of(store.database, entry.id)
                if known is not None and known != entry:
                    raise KehoachError("review.other-entry", id=entry.id)
            except (ValueError, KehoachError) as fault:
                told.refused.append((number, _reason(fault)))
                continue
            if known is not None:
                told.same += 1
            else:
                insert(store.database, Correction.TABLE, [row(entry)])
                new.append(entry)
        told.added = len(new)
        documents = lay_anew(store, new)
        told.disagreeing = _disagreements(store.database, documents)
        told.elsewhere = _elsewhere(store.database, new)
    return told


def _entry(line: str) -> Correction:
    """The entry that a line tells; one without an id gets that of what it says.

    Raises ValueError or KehoachError where it tells none.
    """
    said = json.loads(line, parse_constant=_no_number)
    if not isinstance(said, dict):
        raise ValueError(say("review.no-object"))
    entry = Correction.model_validate({"id": "", **said})
    told = entry.model_dump(mode="json")
    if entry.record_table not in (*CORRECTABLE, Finding.TABLE):
        raise ValueError(say("review.no-table", table=entry.record_table))
    if entry.record_table in CORRECTABLE and entry.action not in ("withdrawn", "rejected"):
        told["decided"] = checked(entry.record_table, entry.decided or {})
    entry = Correction.model_validate({**told, "id": entry.id or entry_id(told)})
    return loaded(Correction, [*row(entry).values()])  # as the database keeps it


def _no_number(name: str) -> None:
    raise ValueError(say("review.no-json", reason=name))


def _reason(fault: Exception) -> str:
    """Why a line was refused, in one line."""
    if isinstance(fault, ValidationError):
        first: Any = fault.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    if isinstance(fault, json.JSONDecodeError):
        return say("review.no-json", reason=fault.msg)
    return " ".join(str(fault).split())


def _disagreements(database: Database, documents: Iterable[str]) -> list[str]:
    found = database.execute(
        "SELECT source, f.page, record_table, message FROM findings AS f"
        " JOIN documents AS d ON d.id = f.document_id WHERE code = 'people-disagree'"
        " AND f.document_id IN (SELECT value FROM json_each(?)) ORDER BY source, f.page",
        [json.dumps([*documents])],
    )
    return [
        ": ".join(filter(None, [source, page and say("cli.page", page=page), table, message]))
        for source, page, table, message in found
    ]


def _elsewhere(database: Database, new: Iterable[Correction]) -> int:
    known = {
        value
        for values in database.execute("SELECT id, sha256 FROM documents").fetchall()
        for value in values
    }
    return sum(not {entry.document_id, entry.sha256 or "-"} & known for entry in new)
