"""Decisions of people about records, written down for ever.

A record is accepted, corrected or rejected, one that is missing is added, a finding is dismissed;
a decision that was a mistake is withdrawn. Each is one entry of `corrections`, written and laid
over the document (`pipeline.store.overlay`) in one transaction.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from sqlite_utils import Database

from pipeline.errors import UsageError
from pipeline.store.columns import clean, loaded, names, row
from pipeline.store.connection import Connection
from pipeline.store.decided import CORRECTABLE, EVIDENCE, KEYS, Values, checked, values_of
from pipeline.store.overlay import find, laid, lay
from pipeline.store.rows import insert
from pipeline.store.writer import Store
from schemas.page import Box
from schemas.records import Finding, make_id
from schemas.stored import Action, Correction, Document


class Reviewer:
    """One person at work on a database.

    Every method writes one entry and returns it. `seen` are the entries about the record that the
    person had before them, where that is known: if others stand by now, nothing is written.
    Raises UsageError where there is no such record, or where it changed meanwhile; InvalidValues
    where values cannot be; KehoachError where the database cannot be written.
    """

    def __init__(self, store: Store, author: str) -> None:
        self.store = store
        self.author = clean(author).strip()
        if not self.author:
            raise UsageError("review.no-author")

    def accept(
        self,
        table: str,
        record_id: str,
        *,
        note: str | None = None,
        seen: Sequence[str] | None = None,
        findings: Sequence[str] = (),
    ) -> Correction:
        """The record is right as it stands; so are all its values. A finding is dismissed."""
        if table == Finding.TABLE:
            return self.dismiss(record_id, note=note)
        return self.correct(table, record_id, {}, note=note, seen=seen, findings=findings)

    def correct(
        self,
        table: str,
        record_id: str,
        changes: Mapping[str, Any],
        *,
        note: str | None = None,
        seen: Sequence[str] | None = None,
        findings: Sequence[str] = (),
    ) -> Correction:
        """The record is right once these columns have these values.

        The findings about it are settled with it, and those that are named.
        """
        with self.store.writing():
            subject = _Subject(self.store.database, table, record_id, seen)
            values = checked(table, {**subject.values, **changes})
            subject.require_keys(values)
            differs = any(values[name] != (subject.read or {}).get(name) for name in values)
            added = subject.read is None
            action: Action = "added" if added else "corrected" if differs else "accepted"
            return self._write(subject, action, values, note, findings)

    def reject(
        self,
        table: str,
        record_id: str,
        *,
        note: str | None = None,
        seen: Sequence[str] | None = None,
    ) -> Correction:
        """The document does not state this; the record leaves its table."""
        if table == Document.TABLE:
            raise UsageError("review.no-rejection")
        with self.store.writing():
            subject = _Subject(self.store.database, table, record_id, seen)
            return self._write(subject, "rejected", None, note, ())

    def add(
        self,
        table: str,
        document_id: str,
        values: Mapping[str, Any],
        *,
        page: int,
        quote: str,
        section: str = "",
        bbox: Box | None = None,
        note: str | None = None,
    ) -> Correction:
        """The document states this, though it was not extracted; `page`, `quote`: where."""
        with self.store.writing():
            decided = checked(table, values)
            made_at = _now()
            entry = _entry(
                document_id=document_id,
                sha256=_sha256(self.store.database, document_id),
                record_table=table,
                record_id=make_id(document_id, table, "added", self.author, made_at),
                action="added",
                decided=decided,
                section=clean(section),
                page=page,
                quote=clean(quote),
                bbox=bbox,
                author=self.author,
                made_at=made_at,
                note=_noted(note),
            )
            return self._lay(entry)

    def dismiss(self, finding_id: str, *, note: str | None = None) -> Correction:
        """A person has looked at what a finding says; it need not be told again."""
        database = self.store.database
        with self.store.writing():
            finding = find(database, Finding.TABLE, finding_id)
            if not isinstance(finding, Finding):
                raise UsageError("review.no-record", table=Finding.TABLE, id=finding_id)
            entry = _entry(
                document_id=finding.document_id,
                sha256=_sha256(database, finding.document_id),
                record_table=Finding.TABLE,
                record_id=finding_id,
                action="accepted",
                extracted={"code": finding.code, "message": finding.message},
                page=finding.page,
                findings=(finding_id,),
                author=self.author,
                made_at=_now(),
                note=_noted(note),
            )
            return self._lay(entry)

    def withdraw(self, entry_id: str, *, note: str | None = None) -> Correction:
        """An entry was a mistake: what was before it stands again."""
        with self.store.writing():
            old = entry_of(self.store.database, entry_id)
            if old is None or old.action == "withdrawn":
                raise UsageError("review.no-entry", id=entry_id)
            if _is_withdrawn(self.store.database, old):
                raise UsageError("review.withdrawn-already", id=entry_id)
            kept = ("document_id", "sha256", "record_table", "record_id", *EVIDENCE)
            entry = _entry(
                **{name: getattr(old, name) for name in kept},
                action="withdrawn",
                follows=(old.id,),
                author=self.author,
                made_at=_now(),
                note=_noted(note),
            )
            return self._lay(entry)

    def _write(
        self,
        subject: "_Subject",
        action: Action,
        decided: Values | None,
        note: str | None,
        findings: Sequence[str],
    ) -> Correction:
        database = self.store.database
        entry = _entry(
            document_id=subject.document_id,
            sha256=_sha256(database, subject.document_id),
            record_table=subject.table,
            record_id=subject.id,
            action=action,
            decided=decided,
            extracted=subject.read,
            **subject.evidence,
            findings=tuple(sorted({*subject.findings(), *findings})),
            follows=subject.entries,
            author=self.author,
            made_at=_now(),
            note=_noted(note),
        )
        return self._lay(entry)

    def _lay(self, entry: Correction) -> Correction:
        insert(self.store.database, Correction.TABLE, [row(entry)])
        lay_anew(self.store, [entry])
        return entry


def entries(database: Database) -> list[Correction]:
    """All entries, oldest first."""
    found = database.execute(f"SELECT {names(Correction)} FROM corrections ORDER BY made_at, id")
    return [loaded(Correction, values) for values in found]


def latest(database: Connection, limit: int) -> list[tuple[Correction, bool]]:
    """The latest entries, the last one first; whether each is withdrawn."""
    found = database.execute(
        f"SELECT {names(Correction)} FROM corrections ORDER BY made_at DESC, id DESC LIMIT ?",
        [limit],
    ).fetchall()
    told = [loaded(Correction, values) for values in found]
    return [(entry, _is_withdrawn(database, entry)) for entry in told]


def entry_of(database: Connection, entry_id: str) -> Correction | None:
    """An entry by its id."""
    found = database.execute(
        f"SELECT {names(Correction)} FROM corrections WHERE id = ?", [entry_id]
    ).fetchone()
    return loaded(Correction, found) if found else None


def entry_id(entry: Mapping[str, Any]) -> str:
    """The id of an entry: made of all else that it says."""
    said = {name: value for name, value in entry.items() if name != "id"}
    return make_id(json.dumps(said, ensure_ascii=False, sort_keys=True))


def lay_anew(store: Store, changed: Iterable[Correction]) -> tuple[str, ...]:
    """Lay decisions again over the documents that entries are about; within a transaction.

    Returns the ids of the documents that are here.
    """
    told = json.dumps(sorted({entry.document_id for entry in changed}))
    content = json.dumps(sorted({entry.sha256 for entry in changed} - {""}))
    found = store.database.execute(
        "SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?)) UNION"
        " SELECT id FROM documents WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY id",
        [told, content],
    ).fetchall()
    for (document_id,) in found:
        lay(store.database, document_id, store.check)
    return tuple(document_id for (document_id,) in found)


def _entry(**said: Any) -> Correction:  # noqa: ANN401 - the columns of an entry
    entry = Correction(id="", **said)
    return entry.model_copy(update={"id": entry_id(entry.model_dump(mode="json"))})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _noted(note: str | None) -> str | None:
    return clean(note).strip() or None if note else None


def _sha256(database: Database, document_id: str) -> str:
    found = database.execute("SELECT sha256 FROM documents WHERE id = ?", [document_id]).fetchone()
    if found is None:
        raise UsageError("review.no-record", table=Document.TABLE, id=document_id)
    return str(found[0])


def _is_withdrawn(database: Connection, entry: Correction) -> bool:
    found = database.execute(
        "SELECT 1 FROM corrections, json_each(follows) WHERE action = 'withdrawn'"
        " AND document_id = ? AND json_each.value = ?",
        [entry.document_id, entry.id],
    ).fetchone()
    return found is not None


class _Subject:
    """What a decision is about: as it stands, as it was extracted, and what lies over it."""

    def __init__(
        self, database: Database, table: str, record_id: str, seen: Sequence[str] | None
    ) -> None:
        if table not in CORRECTABLE:
            raise UsageError("review.no-record", table=table, id=record_id)
        self._database, self.table, self.id = database, table, record_id
        over = laid(database, record_id)
        standing = find(database, table, record_id)
        self.entries = over.corrections if over else ()
        extracted: BaseModel | None = standing
        if over is not None:
            extracted = (
                CORRECTABLE[table].model_validate(over.extracted) if over.extracted else None
            )
        known = standing or extracted
        if known is None:
            raise UsageError("review.no-record", table=table, id=record_id)
        if seen is not None and set(seen) != set(self.entries):
            raise UsageError("review.changed")
        self.read = values_of(table, extracted) if extracted else None
        self.values = values_of(table, known)
        last = entry_of(database, self.entries[-1]) if self.entries else None
        decided = last.decided if last and last.decided else {}
        self.values |= {key: decided[key] for key in KEYS if key in decided}
        self.document_id = getattr(known, "document_id", record_id)
        self.evidence = {name: getattr(known, name, None) for name in EVIDENCE}

    def findings(self) -> list[str]:
        """The findings about it that a person sees with it."""
        found = self._database.execute(
            "SELECT id FROM findings WHERE record_id = ? AND record_table = ?",
            [self.id, self.table],
        )
        return [finding_id for (finding_id,) in found]

    def require_keys(self, values: Values) -> None:
        """Raise UsageError where a key names no row that it may name."""
        for key, table in (("parent_id", self.table), ("agency_id", "agencies")):
            named = values.get(key)
            if named and not self._may_name(key, table, named):
                raise UsageError("review.no-record", table=table, id=named)

    def _may_name(self, key: str, table: str, named: str) -> bool:
        if key == "agency_id":
            return bool(
                self._database.execute("SELECT 1 FROM agencies WHERE id = ?", [named]).fetchone()
            )
        # A sum is never a part of its own parts.
        above = self._database.execute(
            f"WITH RECURSIVE above(id, parent_id) AS (SELECT id, parent_id FROM {table}"
            f" WHERE id = ? AND document_id = ? UNION SELECT t.id, t.parent_id FROM {table} AS t"
            " JOIN above ON t.id = above.parent_id) SELECT id FROM above",
            [named, self.document_id],
        ).fetchall()
        return bool(above) and (self.id,) not in above
