"""Reading the database: what is known, what was found, what failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.errors import KehoachError
from pipeline.store import migrations
from pipeline.store.connection import connect, faults
from pipeline.store.pages import unpack
from pipeline.store.search import Hit, search
from schemas.page import Page
from schemas.plan import Status
from schemas.records import RECORD_TYPES, Severity

BUSY_SECONDS = 30.0


@dataclass(frozen=True)
class Known:
    """What the database knows of a file; `path` is where it was found."""

    id: str
    sha256: str
    fingerprint: str
    status: Status
    path: Path


@dataclass(frozen=True)
class Totals:
    """How much is there: documents by status, records by table, findings by severity."""

    documents: Mapping[str, int]
    pages: int
    records: Mapping[str, int]
    findings: Mapping[str, int]


@dataclass(frozen=True)
class Failure:
    """A document that is not done, and why."""

    source: str
    status: Status
    error: str


@dataclass(frozen=True)
class Found:
    """A finding with its place; `page`, `section` and `quote` are those of its record, if any."""

    source: str
    title: str | None
    severity: Severity
    code: str
    message: str
    record_table: str | None
    record_id: str | None
    page: int | None
    section: str | None
    quote: str | None


class Reader:
    """A database that is there, opened for reading; use it as a context manager.

    Raises KehoachError where the file is missing, is no database of kehoach, was made by another
    version, or cannot be read.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        if not path.is_file():
            raise KehoachError("store.missing", database=path)
        with faults(path):
            self.database = connect(path, busy_seconds=busy_seconds, write=False)
            try:
                migrations.require_ours(self.database, path)
                if migrations.version(self.database) < migrations.VERSION:
                    raise KehoachError("store.older", database=path)
            except BaseException:
                self.database.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def known(self) -> dict[str, Known]:
        """What is known of each file, by source."""
        with faults(self.path):
            rows = self.database.execute(
                "SELECT source, id, sha256, fingerprint, status, path FROM documents"
            ).fetchall()
        return {
            source: Known(document_id, sha256, fingerprint, status, Path(path))
            for source, document_id, sha256, fingerprint, status, path in rows
        }

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """The pages of a document with all their words, in order."""
        with faults(self.path):
            rows = self.database.execute(
                "SELECT words FROM pages WHERE document_id = ? ORDER BY number", [document_id]
            ).fetchall()
        return tuple(unpack(words) for (words,) in rows)

    def stored_pages(self, document_id: str, fingerprint: str) -> tuple[Page, ...] | None:
        """The pages of a document as they were handed to `write`.

        None where there are none, or where one was read under another fingerprint.
        """
        with faults(self.path):
            found = self.database.execute(
                "SELECT DISTINCT fingerprint FROM pages WHERE document_id = ?", [document_id]
            ).fetchall()
        return self.pages(document_id) if found == [(fingerprint,)] else None

    def pages_as_read(self, document_id: str, reading: str) -> dict[int, Page]:
        """The pages of a document that OCR read under this fingerprint, as it read them."""
        with faults(self.path):
            rows = self.database.execute(
                "SELECT number, words_read FROM pages WHERE document_id = ?"
                " AND words_read IS NOT NULL"
                " AND substr(fingerprint, 1, instr(fingerprint, '-') - 1) = ?",
                [document_id, reading],
            ).fetchall()
        return {number: unpack(words) for number, words in rows}

    def totals(self) -> Totals:
        """How much is in the database."""
        with faults(self.path):
            return Totals(
                documents=self._counts("SELECT status, count(*) FROM documents GROUP BY status"),
                pages=self._count("pages"),
                records={record.TABLE: self._count(record.TABLE) for record in RECORD_TYPES},
                findings=self._counts("SELECT severity, count(*) FROM findings GROUP BY severity"),
            )

    def failures(self) -> tuple[Failure, ...]:
        """Documents that failed or are partial, by source."""
        with faults(self.path):
            rows = self.database.execute(
                "SELECT source, status, coalesce(error, '') FROM documents"
                " WHERE status <> 'done' ORDER BY source"
            ).fetchall()
        return tuple(Failure(*row) for row in rows)

    def findings(self) -> tuple[Found, ...]:
        """All findings: errors first, then by file and place."""
        with faults(self.path):
            rows = self.database.execute(
                "SELECT source, title, severity, code, message, record_table, record_id, page,"
                " section, quote FROM v_findings ORDER BY"
                " CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,"
                " source, page, code, id"
            ).fetchall()
        return tuple(Found(*row) for row in rows)

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Pages that say `query`, best first; see `pipeline.store.search`."""
        with faults(self.path):
            return search(self.database, query, limit)

    def _counts(self, sql: str) -> dict[str, int]:
        return dict(self.database.execute(sql).fetchall())

    def _count(self, table: str) -> int:
        return int(self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
