"""What people decided, laid over what was extracted: the record tables show what stands.

`lay` is called in the transaction in which a document is stored, and in the one in which a
decision is written down. It begins by taking off what it laid before, so it can be repeated, and
an entry that is withdrawn leaves no trace. What it takes out of a table or changes there is kept
in `overlaid`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlite_utils import Database

from pipeline.messages import say
from pipeline.store.columns import Row, loaded, names, row
from pipeline.store.connection import Connection
from pipeline.store.decided import CORRECTABLE, EVIDENCE, KEYS, RECORDS, values_of
from pipeline.store.matching import match
from pipeline.store.rows import insert, record_row
from schemas.records import Extraction, Finding, Header, Record, make_id
from schemas.stored import Correction, Document, Overlaid

Check = Callable[[str, Extraction], Sequence[Finding]]

_ROWS: Mapping[str, type[BaseModel]] = {**CORRECTABLE, Finding.TABLE: Finding}


def lay(database: Database, document_id: str, check: Check | None = None) -> None:
    """Lay the decisions about a document over its rows; call it within a transaction.

    Records that were rejected, and findings that were settled, leave their tables; what was added
    or is not extracted any more stands there. `check` is asked again about the records.
    """
    entries = standing(database, document_id)
    if not _lift(database, document_id) and not entries:
        return
    # A part may stand before its sum: keys are checked when all rows are there.
    database.execute("PRAGMA defer_foreign_keys = ON")
    layer = _Layer(database, document_id)
    layer.lay([entry for entry in heads(entries) if entry.record_table in CORRECTABLE])
    if check is not None:
        layer.check_again(check)
    insert(database, Finding.TABLE, map(row, layer.findings))
    layer.settle({finding: entry.id for entry in entries for finding in entry.findings})
    insert(database, Overlaid.TABLE, map(row, layer.overlaid.values()))


def standing(database: Database, document_id: str) -> list[Correction]:
    """The entries about a document that are not withdrawn, oldest first.

    Those made in another database, where a document with this very content has another id, are
    among them.
    """
    found = database.execute(
        f"SELECT {names(Correction)} FROM corrections WHERE document_id = :id"
        f" UNION SELECT {names(Correction)} FROM corrections WHERE sha256 <> ''"
        " AND sha256 = (SELECT sha256 FROM documents WHERE id = :id)"
        " AND document_id NOT IN (SELECT id FROM documents)",
        {"id": document_id},
    )
    entries = sorted((loaded(Correction, values) for values in found), key=_order)
    withdrawn = {id for entry in entries if entry.action == "withdrawn" for id in entry.follows}
    return [e for e in entries if e.action != "withdrawn" and e.id not in withdrawn]


def heads(entries: Iterable[Correction]) -> list[Correction]:
    """Of entries that stand, those that no other one replaces."""
    entries = list(entries)
    replaced = {id for entry in entries for id in entry.follows}
    return [entry for entry in entries if entry.id not in replaced]


def find(database: Connection, table: str, row_id: str) -> BaseModel | None:
    """What a decision can be about, as it stands in its table; of a document the header."""
    schema = _ROWS[table]
    found = database.execute(
        f"SELECT {names(schema)} FROM {table} WHERE id = ?", [row_id]
    ).fetchone()
    return loaded(schema, found) if found else None


def _order(entry: Correction) -> tuple[str, str]:
    return entry.made_at, entry.id


class _Layer:
    """The decisions about one document, being laid over its rows."""

    def __init__(self, database: Database, document_id: str) -> None:
        self.database = database
        self.document_id = document_id
        self.overlaid: dict[str, Overlaid] = {}  # by the row's id
        self.findings: list[Finding] = []
        (status,) = database.execute(
            "SELECT status FROM documents WHERE id = ?", [document_id]
        ).fetchone() or ("failed",)
        self._failed = status == "failed"

    def lay(self, entries: Sequence[Correction]) -> None:
        """Change, take out and put in what these entries say."""
        if of_header := [e for e in entries if e.record_table == Document.TABLE]:
            self._lay_header(of_header)
        entries = [e for e in entries if e.record_table != Document.TABLE]
        tables = {entry.record_table for entry in entries}
        rows = {table: self._rows(table) for table in tables}
        records = {table: [record for _, record in found] for table, found in rows.items()}
        about = match(entries, records)
        places = {record.id: place for found in rows.values() for place, record in found}
        extracted = {record.id: record for found in records.values() for record in found}
        groups: dict[tuple[bool, str], list[Correction]] = defaultdict(list)
        for entry in entries:
            known = entry.id in about
            groups[known, about.get(entry.id, entry.record_id)].append(entry)
        for (known, record_id), group in groups.items():
            base = extracted[record_id] if known else None
            self._lay_record(group, base, places.get(record_id) if known else None)
        for table in sorted(tables):
            self._free_parts(table, dict(rows[table]))

    def check_again(self, check: Check) -> None:
        """Replace the findings about records by those about what stands now."""
        marks = ", ".join("?" * len(RECORDS))
        self.database.execute(
            f"DELETE FROM findings WHERE document_id = ? AND record_table IN ({marks})",
            [self.document_id, *RECORDS],
        )
        header = find(self.database, Document.TABLE, self.document_id)
        extraction = Extraction.model_validate(
            {
                "header": header,
                **{table: tuple(r for _, r in self._rows(table)) for table in RECORDS},
            }
        )
        insert(self.database, Finding.TABLE, map(row, check(self.document_id, extraction)))

    def settle(self, settled: Mapping[str, str]) -> None:
        """Take out the findings that entries settle: finding → entry."""
        found = self.database.execute(
            f"SELECT rowid, {names(Finding)} FROM findings WHERE document_id = ?"
            " AND id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            [self.document_id, json.dumps([*settled])],
        ).fetchall()
        for place, *values in found:
            finding = loaded(Finding, values)
            self._keep(Finding.TABLE, finding.id, (settled[finding.id],), place, finding)
            self.database.execute("DELETE FROM findings WHERE id = ?", [finding.id])

    def _rows(self, table: str) -> list[tuple[int, Record]]:
        """The records of a table with their rowids, in order."""
        kind = RECORDS[table]
        found = self.database.execute(
            f"SELECT rowid, {names(kind)} FROM {table} WHERE document_id = ? ORDER BY rowid",
            [self.document_id],
        ).fetchall()
        return [(place, loaded(kind, values)) for place, *values in found]

    def _keep(
        self,
        table: str,
        row_id: str,
        corrections: tuple[str, ...],
        place: int | None,
        extracted: BaseModel | None,
    ) -> None:
        self.overlaid[row_id] = Overlaid(
            id=row_id,
            document_id=self.document_id,
            record_table=table,
            corrections=corrections,
            place=place,
            extracted=extracted.model_dump(mode="json") if extracted else None,
        )

    def _lay_header(self, group: Sequence[Correction]) -> None:
        """Lay the entries about the document's header, of which the last one stands."""
        entry = group[-1]
        base = find(self.database, Document.TABLE, self.document_id)
        try:
            header = Header.model_validate({**(entry.decided or {}), "confidence": 1.0})
        except ValidationError as fault:
            self._invalid(entry, self.document_id, fault)
            return
        self._keep(Document.TABLE, self.document_id, _ids(group), None, base)
        self._tell_differences(group, self.document_id, None if self._failed else base)
        values = {**row(header), "reviewed": entry.action}
        _update(self.database, Document.TABLE, self.document_id, values)

    def _lay_record(
        self, group: Sequence[Correction], base: Record | None, place: int | None
    ) -> None:
        """Lay the entries about one record, of which the last one stands."""
        entry, table = group[-1], group[-1].record_table
        if entry.action == "rejected":
            if base is not None:
                self._keep(table, base.id, _ids(group), place, base)
                self.database.execute(f"DELETE FROM {table} WHERE id = ?", [base.id])
                self._tell_differences(group, base.id, base)
            return
        record_id = base.id if base else self._free_id(table, entry)
        try:
            record = self._composed(entry, base, record_id)
        except ValidationError as fault:
            self._invalid(entry, record_id, fault)
            return
        self._keep(table, record_id, _ids(group), place, base)
        if base is not None:
            _update(self.database, table, record_id, record_row(record))
        else:
            insert(self.database, table, [record_row(record)])
            if entry.action != "added" and not self._failed:
                self._tell("not-extracted", entry, record_id)
        self._tell_differences(group, record_id, base)

    def _free_id(self, table: str, entry: Correction) -> str:
        """The id of a record that is not extracted: its own, unless another fact has got it."""
        taken = find(self.database, table, entry.record_id)
        return make_id(self.document_id, entry.id) if taken else entry.record_id

    def _composed(self, entry: Correction, base: Record | None, record_id: str) -> Record:
        """The record as the person left it, with the evidence of the present extraction."""
        evidence: Mapping[str, Any]
        if base is None:
            evidence = {name: getattr(entry, name) for name in EVIDENCE}
        else:
            evidence = {n: getattr(base, n) for n in (*EVIDENCE, *KEYS) if hasattr(base, n)}
        decided = dict(entry.decided or {})
        agency = decided.get("agency_id")
        if (
            agency
            and not self.database.execute(
                "SELECT 1 FROM agencies WHERE id = ?", [agency]
            ).fetchone()
        ):
            decided["agency_id"] = None
        return RECORDS[entry.record_table].model_validate(
            {
                **evidence,
                **decided,
                "id": record_id,
                "document_id": self.document_id,
                "confidence": 1.0,
                "reviewed": entry.action,
            }
        )

    def _free_parts(self, table: str, rows: Mapping[int, Record]) -> None:
        """Parts of a sum that is not there any more stand for themselves."""
        if "parent_id" not in _ROWS[table].model_fields:
            return
        freed = self.database.execute(
            f"UPDATE {table} SET parent_id = NULL WHERE document_id = ? AND parent_id IS NOT NULL"
            f" AND parent_id NOT IN (SELECT id FROM {table} WHERE document_id = ?)"
            " RETURNING id, rowid",
            [self.document_id, self.document_id],
        ).fetchall()
        for record_id, place in freed:
            if record_id not in self.overlaid:
                self._keep(table, record_id, (), place, rows[place])

    def _tell_differences(
        self, group: Sequence[Correction], record_id: str, base: BaseModel | None
    ) -> None:
        """What the extraction reads otherwise than then; whether people disagree."""
        entry, others = group[-1], group[:-1]
        if base is not None:
            now = values_of(entry.record_table, base)
            read, decided = entry.extracted or {}, entry.decided or {}
            differing = {
                name: value
                for name, value in now.items()
                if value != read.get(name)
                and (entry.action == "rejected" or value != decided.get(name))
            }
            if differing:
                told = "; ".join(
                    say(
                        "review.reading",
                        field=name,
                        decided=_shown(decided.get(name)),
                        now=_shown(value),
                    )
                    for name, value in differing.items()
                )
                code = "rejected-read-anew" if entry.action == "rejected" else "read-otherwise"
                self._tell(code, entry, record_id, values=told)
        outcome = (entry.action == "rejected", entry.decided)
        against = [e for e in others if (e.action == "rejected", e.decided) != outcome]
        if against:
            authors = ", ".join(sorted({other.author for other in against}))
            self._tell("people-disagree", entry, record_id, others=authors)

    def _invalid(self, entry: Correction, record_id: str, fault: ValidationError) -> None:
        error = fault.errors()[0]
        reason = f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
        self._tell("not-laid", entry, record_id, reason=reason)

    def _tell(self, code: str, entry: Correction, record_id: str, **facts: object) -> None:
        day = entry.made_at[:10]
        message = say(f"review.{code}", author=entry.author, day=day, **facts)
        self.findings.append(
            Finding(
                id=make_id(self.document_id, code, record_id, entry.id, *facts.values()),
                document_id=self.document_id,
                record_table=entry.record_table,
                record_id=record_id,
                code=code,
                severity="warning",
                page=entry.page,
                message=" ".join(message.split()),
            )
        )


CODES = ("read-otherwise", "rejected-read-anew", "not-extracted", "people-disagree", "not-laid")


def _ids(group: Iterable[Correction]) -> tuple[str, ...]:
    return tuple(entry.id for entry in group)


def _shown(value: object) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False)


def _lift(database: Database, document_id: str) -> bool:
    """Take off all that lies over a document: its rows are as extracted. Whether there was any."""
    found = database.execute(
        f"SELECT {names(Overlaid)} FROM overlaid WHERE document_id = ?", [document_id]
    ).fetchall()
    database.execute("PRAGMA defer_foreign_keys = ON")
    marks = ", ".join("?" * len(CODES))
    database.execute(
        f"DELETE FROM findings WHERE document_id = ? AND code IN ({marks})", [document_id, *CODES]
    )
    # What was put in goes first, since it may stand where something else stood.
    for kept in sorted((loaded(Overlaid, values) for values in found), key=_is_extracted):
        if kept.extracted is None:
            database.execute(f"DELETE FROM {kept.record_table} WHERE id = ?", [kept.id])
        elif not (kept.record_table == Finding.TABLE and kept.extracted["code"] in CODES):
            _put_back(database, kept)
    database.execute("DELETE FROM overlaid WHERE document_id = ?", [document_id])
    return bool(found)


def _is_extracted(kept: Overlaid) -> bool:
    return kept.extracted is not None


def _put_back(database: Database, kept: Overlaid) -> None:
    table = kept.record_table
    record = _ROWS[table].model_validate(kept.extracted)
    values = record_row(record) if isinstance(record, Record) else row(record)
    if table == Document.TABLE:
        values["reviewed"] = None
    if database.execute(f"SELECT 1 FROM {table} WHERE id = ?", [kept.id]).fetchone():
        _update(database, table, kept.id, values)
        return
    insert(database, table, [values])
    # Where it stood, for the order of rows is that of the document.
    database.execute(
        f"UPDATE {table} SET rowid = :place WHERE id = :id"
        f" AND NOT EXISTS (SELECT 1 FROM {table} WHERE rowid = :place)",
        {"place": kept.place, "id": kept.id},
    )


def _update(database: Database, table: str, row_id: str, values: Row) -> None:
    """Change a row in place; its keys stay."""
    changed = {name: value for name, value in values.items() if name not in ("id", "document_id")}
    database.execute(
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in changed)} WHERE id = ?",
        [*changed.values(), row_id],
    )


def laid(database: Connection, row_id: str) -> Overlaid | None:
    """What lies over a row, if anything."""
    found = database.execute(
        f"SELECT {names(Overlaid)} FROM overlaid WHERE id = ?", [row_id]
    ).fetchone()
    return loaded(Overlaid, found) if found else None
