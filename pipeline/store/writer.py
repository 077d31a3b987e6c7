"""The single writer: one document is one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import DocumentError, KehoachError
from pipeline.store import migrations
from pipeline.store.columns import Row, row
from pipeline.store.connection import connect, faults, transaction
from pipeline.store.overlay import Check, lay
from pipeline.store.reader import BUSY_SECONDS, Reader
from pipeline.store.rows import document_rows, insert
from pipeline.store.tables import column_names
from pipeline.store.views import create_views
from schemas.page import Page
from schemas.plan import Plan
from schemas.stored import TABLES, Run


class Store(Reader):
    """The database, opened for writing; made where there is none, brought up to date where old.

    Raises KehoachError where the file is no database of kehoach (it is not touched), was made by
    a later version, is locked, or cannot be written.

    `check` finds what is wrong with records: it is asked again where people corrected some.
    """

    def __init__(
        self, path: Path, *, busy_seconds: float = BUSY_SECONDS, check: Check | None = None
    ) -> None:
        self.path = path
        self.check = check
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise KehoachError("store.cannot-open", database=path) from fault
        with faults(path):
            self.database = connect(path, busy_seconds=busy_seconds, write=True)
            try:
                self._prepare()
            except BaseException:
                self.database.close()
                raise

    def _prepare(self) -> None:
        if migrations.is_empty(self.database):
            migrations.create(self.database)
        migrations.require_ours(self.database, self.path)
        try:
            migrations.migrate(self.database, self.path)
        except OSError as fault:
            reason = fault.strerror or fault
            raise KehoachError("store.no-backup", database=self.path, reason=reason) from fault
        if any(set(column_names(table)) != self._columns(table) for table in TABLES):
            raise KehoachError("store.other-columns", database=self.path)
        create_views(self.database)
        self.database.enable_wal()
        # In WAL a power cut may take back the last documents, never a part of one, and the next
        # run does them again; in return no document waits for the disk.
        self.database.execute("PRAGMA synchronous = NORMAL")

    def _columns(self, table: str) -> set[str]:
        found = self.database.execute("SELECT name FROM pragma_table_info(?)", [table])
        return {name for (name,) in found}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction; faults are told with the database's name."""
        with faults(self.path), transaction(self.database):
            yield

    def write(
        self,
        plan: Plan,
        *,
        path: Path,
        fingerprint: str,
        of_pages: str | None = None,
        read: Mapping[int, Page] = MappingProxyType({}),
    ) -> None:
        """Store a document in place of all that was stored of it or of its source.

        `fingerprint` is what the whole result depends on, `of_pages` what its pages depend on
        (the same, unless told); `read` are pages as OCR read them. What people decided about it
        stands again.

        Raises DocumentError where the plan's rows contradict one another (a key twice, a parent
        that is not there), KehoachError where the database cannot be written; either way the
        database is as before.
        """
        rows = document_rows(plan, path, fingerprint, of_pages or fingerprint, read)
        try:
            with self.writing():
                self._replace(plan, rows)
        except (sqlite3.IntegrityError, OverflowError) as fault:
            raise DocumentError("store.contradiction", detail=str(fault)) from fault

    def _replace(self, plan: Plan, rows: dict[str, list[Row]]) -> None:
        execute = self.database.execute
        # A part may stand before its sum: keys are checked when all rows are there.
        execute("PRAGMA defer_foreign_keys = ON")
        named_before = execute(
            "SELECT DISTINCT agency_id FROM responsibilities JOIN documents AS d"
            " ON d.id = document_id WHERE agency_id IS NOT NULL AND (d.id = ? OR d.source = ?)",
            [plan.id, plan.source],
        ).fetchall()
        execute("DELETE FROM documents WHERE id = ? OR source = ?", [plan.id, plan.source])
        for table, values in rows.items():
            insert(self.database, table, values)
        # Before agencies go that nobody names: a correction may name one.
        lay(self.database, plan.id, self.check)
        agencies = {agency for (agency,) in named_before}
        agencies |= {agency.id for agency in plan.extraction.agencies}
        execute(
            "DELETE FROM agencies WHERE id IN (SELECT value FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM responsibilities WHERE agency_id = agencies.id)",
            [json.dumps(sorted(agencies))],
        )

    def mark_gone(self, gone: Iterable[str], here: Iterable[str], day: str) -> tuple[str, ...]:
        """Note since which day the files of documents are gone; those that are here are not.

        Returns the ids of those that were not known to be gone.
        """
        lost, found = json.dumps(sorted(gone)), json.dumps(sorted(here))
        with self.writing():
            execute = self.database.execute
            new = execute(
                "UPDATE documents SET gone_since = ? WHERE gone_since IS NULL"
                " AND id IN (SELECT value FROM json_each(?)) RETURNING id",
                [day, lost],
            ).fetchall()
            execute(
                "UPDATE documents SET gone_since = NULL WHERE gone_since IS NOT NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                [found],
            )
        return tuple(document_id for (document_id,) in new)

    def record_run(self, run: Run) -> None:
        """Write down that a run took place."""
        with self.writing():
            insert(self.database, Run.TABLE, [row(run)])
