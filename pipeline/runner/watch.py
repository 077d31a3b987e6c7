"""What a run tells whoever watches it, and what it says at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.runner.paths import Note
from pipeline.store import Failure, Totals
from schemas.plan import Status


@dataclass
class Progress:
    """How far a run is."""

    documents: int  # to be done in this run
    documents_done: int = 0
    documents_opened: int = 0
    pages_read: int = 0
    pages_opened: int = 0  # of the documents opened so far

    @property
    def pages_expected(self) -> int:
        """Pages of the whole run; documents not opened yet are taken to be like the others."""
        if not self.documents_opened:
            return self.documents
        return round(self.pages_opened * self.documents / self.documents_opened)


@dataclass(frozen=True)
class Outcome:
    """What became of one document."""

    source: str
    status: Status
    error: str | None
    pages: int
    records: int
    findings: int
    seconds: float
    trace: str | None = None  # of a fault of the program


class Watcher:
    """Told of a run as it goes on; does nothing: a base for those that do."""

    def note(self, note: Note) -> None:
        """Something about a path that is no document."""

    def started(self, progress: Progress) -> None:
        """The documents of the run are known."""

    def step(self, source: str, stage: str, pages: Sequence[int], seconds: float) -> None:
        """A step of a document is done: opened, pages read and restored, understood, stored."""

    def advanced(self, progress: Progress) -> None:
        """Pages were read."""

    def finished(self, outcome: Outcome, progress: Progress) -> None:
        """A document is done and stored, or has failed."""


@dataclass
class Summary:
    """A run at its end: what it did, and what the database holds now."""

    database: Path
    documents: dict[Status, int] = field(
        default_factory=lambda: {"done": 0, "partial": 0, "failed": 0}
    )
    unchanged: int = 0
    passed_over: int = 0
    pages: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    requirement_missing: bool = False
    troubles: list[Failure] = field(default_factory=list)  # what this run could not do
    totals: Totals = field(default_factory=lambda: Totals({}, 0, {}, {}))

    @property
    def processed(self) -> int:
        """Documents that this run has worked on."""
        return sum(self.documents.values())

    @property
    def exit_status(self) -> int:
        """0 all done, 3 documents failed, 5 for want of a program, 130 interrupted."""
        if self.interrupted:
            return 130
        if self.requirement_missing:
            return 5
        return 3 if self.documents["failed"] else 0

    @property
    def counts(self) -> Mapping[str, int]:
        """The figures of the run itself."""
        others = {
            "unchanged": self.unchanged,
            "passed_over": self.passed_over,
            "pages": self.pages,
        }
        return {str(status): number for status, number in self.documents.items()} | others

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            "database": str(self.database),
            "run": {**self.counts, "seconds": round(self.seconds, 3)},
            "interrupted": self.interrupted,
            "exit_status": self.exit_status,
            "troubles": [vars(trouble) for trouble in self.troubles],
            "totals": {
                "documents": dict(self.totals.documents),
                "pages": self.totals.pages,
                "records": dict(self.totals.records),
                "findings": dict(self.totals.findings),
            },
        }
