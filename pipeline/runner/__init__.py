"""Many documents: what is new, who works on it, what is stored.

The way of a document is in `pipeline.flow`; here are the files of a run (`paths`), which stored
documents they are (`identity`), what stored answers depend on (`fingerprints`), the calls that
workers answer (`tasks`, `workers`), their order (`schedule`), what is told on the way (`watch`)
and Ctrl-C (`interrupt`). This process is the only one that writes.
"""

import os
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline import __version__
from pipeline.check import check_records
from pipeline.errors import DocumentError, KehoachError, MissingRequirement
from pipeline.messages import say
from pipeline.runner import tasks
from pipeline.runner.choice import Choice, Shard, changed_since, listed
from pipeline.runner.fingerprints import Rules
from pipeline.runner.identity import Document, copies, identify
from pipeline.runner.interrupt import Interrupt
from pipeline.runner.lock import only_run
from pipeline.runner.paths import Note, absolute, find, printable
from pipeline.runner.schedule import Way, results
from pipeline.runner.tasks import Answer, Call
from pipeline.runner.watch import Outcome, Progress, Summary, Watcher
from pipeline.runner.workers import MakeExecutor, workers
from pipeline.settings import Settings
from pipeline.store import Failure, Known, Store
from schemas.page import Page
from schemas.plan import Plan
from schemas.stored import Run

__all__ = [
    "Choice",
    "Note",
    "Outcome",
    "Progress",
    "Shard",
    "Summary",
    "Watcher",
    "changed_since",
    "listed",
    "run",
]

_MOST_PAGES = 8  # that are read in one call: an engine that is started for them costs little then
_STAGES = {
    tasks.open_document: "open",
    tasks.read_pages: "read",
    tasks.understand: "understand",
}
_SHARES = 2  # calls for each worker that what is left should give


def run(
    paths: Sequence[Path],
    settings: Settings,
    *,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    watcher: Watcher | None = None,
    executor: MakeExecutor | None = None,
) -> Summary:
    """Process files and folders into the database of `settings`; what is unchanged is skipped.

    `choice` says otherwise. A document that fails is stored as failed and costs no other; it is
    tried again in each run. One whose file is gone from a folder that is looked at stays, marked.
    On Ctrl-C what was finished is stored and the summary says `interrupted`.

    Raises UsageError for a path that is not there, KehoachError where the database cannot be
    written or another run is writing it.
    """
    begun = time.perf_counter()
    started_at = datetime.now(UTC)
    watcher = watcher or Watcher()
    paths = absolute(paths)
    with only_run(settings.output), Store(settings.database, check=check_records) as store:
        stored = store.known()
        found = find(
            paths,
            settings.output,
            {str(known.path) for known in stored.values()},
            follow_links=settings.follow_links,
        )
        for note in found.notes:
            watcher.note(note)
        rules = Rules(settings)
        documents = list(filter(choice.takes, identify(found.files, stored, settings.max_file_mb)))
        new = [document for document in documents if choice.wants(document, rules.prints)]
        summary = Summary(settings.database, passed_over=len(found.notes))
        summary.unchanged = len(documents) - len(new)
        here = {document.file.id for document in documents}
        gone = _gone(paths, stored, here) if choice.is_whole else {}
        for document_id in store.mark_gone(gone, here, started_at.date().isoformat()):
            told = say("runner.file-gone", path=gone[document_id].path)
            watcher.note(Note(gone[document_id].source, told, "warning"))
        for source, twin in copies(new, stored):
            watcher.note(Note(source, say("runner.same-content", twin=twin), "warning"))
        if new:
            with (executor or _executor(settings))() as workers:
                number = getattr(workers, "width", settings.workers or os.cpu_count() or 1)
                progress = Progress(len(new))
                work = _Work(store, rules, choice, watcher, summary, progress, number)
                work.process(new, workers, 2 * number)
        summary.seconds = time.perf_counter() - begun
        summary.totals = store.totals()
        store.record_run(
            Run(
                started_at=started_at.isoformat(timespec="seconds"),
                version=__version__,
                options=settings.model_dump(mode="json", exclude={"password"}),
                counts=summary.counts,
                seconds=round(summary.seconds, 3),
            )
        )
    return summary


def _executor(settings: Settings) -> MakeExecutor:
    if settings.executor == "local":
        return workers(settings.workers or os.cpu_count() or 1, settings.max_worker_mb)
    from pipeline.runner.cluster import cluster

    return cluster(settings)


class _Gone(NamedTuple):
    source: str
    path: Path


def _gone(paths: Sequence[Path], stored: Mapping[str, Known], here: set[str]) -> dict[str, _Gone]:
    """Documents of these folders whose files are not there any more, by id."""
    return {
        known.id: _Gone(source, known.path)
        for source, known in stored.items()
        if known.id not in here
        and any(known.path.is_relative_to(path) for path in paths)
        and not os.path.lexists(known.path)
    }


class _Done(NamedTuple):
    """A document at the end of its way, and its pages as OCR read them."""

    plan: Plan
    read: Mapping[int, Page]


def _some(pages: Mapping[int, Page], numbers: range) -> dict[int, Page]:
    return {number: pages[number] for number in numbers if number in pages}


class _Work:
    """The documents of a run on their way: progress told, results stored."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        choice: Choice,
        watcher: Watcher,
        summary: Summary,
        progress: Progress,
        workers: int,
    ) -> None:
        self._store = store
        self._rules = rules
        self._redo = choice.redo
        self._watcher = watcher
        self._summary = summary
        self._progress = progress
        self._workers = workers
        self._begun: dict[str, float] = {}  # by document id

    def process(self, documents: Sequence[Document], executor: Executor, width: int) -> None:
        """Take documents through the workers and store each as it is finished."""
        self._watcher.started(self._progress)
        with Interrupt() as interrupt:
            ways = results(documents, self._way, executor, width, self._answered, interrupt.check)
            try:
                for document, result in ways:
                    self._finish(document, result)
                interrupt.check()  # while the last one was stored
            except KeyboardInterrupt:
                self._summary.interrupted = True
            finally:
                ways.close()

    def _way(self, document: Document) -> Way[_Done]:
        """The way of a document as calls: open it, read its pages, understand them."""
        path, settings = document.path, self._rules.settings(document)
        self._begun[document.file.id] = time.perf_counter()
        limit = 60 * settings.max_minutes
        [opened] = yield [Call(tasks.open_document, (path, settings), limit)]
        found = {"media_type": opened.media_type, "n_pages": opened.n_pages}
        file = document.file.model_copy(update=found)
        known = self._as_read(document)
        pages = self._stored_pages(document)
        if pages is None:
            parts = yield [
                Call(tasks.read_pages, (path, numbers, settings, _some(known, numbers)), limit)
                for numbers in self._calls(opened.n_pages)
            ]
            both = list(chain.from_iterable(parts))
            pages = tuple(page for page, _ in both)
            known = {page.number: read for page, read in both if read}
        [plan] = yield [Call(tasks.understand, (file, pages, opened.signers), limit)]
        return _Done(plan.model_copy(update={"pages": pages}), known)

    def _calls(self, n_pages: int) -> list[range]:
        """Pages to be read together: the fewer are left, the fewer at a time.

        So engines are started seldom, and workers finish together (guided self-scheduling,
        Polychronopoulos and Kuck 1987). Documents not opened yet are taken to be like this one.
        """
        later = n_pages * (self._progress.documents - self._progress.documents_opened)
        calls: list[range] = []
        first = 1
        while first <= n_pages:
            left = later + n_pages + 1 - first
            size = min(_MOST_PAGES, max(1, left // (_SHARES * self._workers)))
            calls.append(range(first, min(first + size, n_pages + 1)))
            first += size
        return calls

    def _stored_pages(self, document: Document) -> tuple[Page, ...] | None:
        if self._redo in ("read", "restore") or not document.same_content:
            return None
        return self._store.stored_pages(document.file.id, self._rules.prints(document).restoring)

    def _as_read(self, document: Document) -> Mapping[int, Page]:
        """What OCR need not do again."""
        if self._redo == "read" or not document.same_content:
            return {}
        return self._store.pages_as_read(document.file.id, self._rules.prints(document).reading)

    def _answered(self, document: Document, call: Call, answer: Answer) -> None:
        pages: Sequence[int] = ()
        if call.function is tasks.read_pages:
            pages = call.arguments[1]
        stage = _STAGES.get(call.function, "")
        self._watcher.step(document.file.source, stage, pages, answer.seconds)
        if call.function is tasks.open_document:
            self._progress.documents_opened += 1
            self._progress.pages_opened += answer.value.n_pages
        elif call.function is tasks.read_pages:
            self._progress.pages_read += len(pages)
            self._watcher.advanced(self._progress)

    def _finish(self, document: Document, result: _Done | Exception) -> None:
        """Store what came out, count it and tell it."""
        trace = None
        if isinstance(result, _Done):
            plan = result.plan
            try:
                self._write(document, plan, result.read)
            except DocumentError as fault:
                plan = self._write_failed(document, fault)
        else:
            plan = self._write_failed(document, result)
            if not isinstance(result, KehoachError):
                trace = "".join(traceback.format_exception(result))
            self._summary.requirement_missing |= isinstance(result, MissingRequirement)
        summary, progress = self._summary, self._progress
        summary.documents[plan.status] += 1
        summary.pages += len(plan.pages)
        if plan.error:
            summary.troubles.append(Failure(plan.source, plan.status, plan.error))
        progress.documents_done += 1
        outcome = Outcome(
            source=plan.source,
            status=plan.status,
            error=plan.error,
            pages=len(plan.pages),
            records=len(plan.extraction.records),
            findings=len(plan.findings),
            seconds=time.perf_counter() - self._begun[plan.id],
            trace=trace,
        )
        self._watcher.finished(outcome, progress)

    def _write_failed(self, document: Document, fault: Exception) -> Plan:
        plan = Plan(**document.file.model_dump()).model_copy(
            update={"status": "failed", "error": _told(fault)}
        )
        self._write(document, plan, {})
        return plan

    def _write(self, document: Document, plan: Plan, read: Mapping[int, Page]) -> None:
        begun = time.perf_counter()
        self._store.write(
            plan,
            path=Path(printable(document.path)),
            fingerprint=self._rules.prints(document).whole,
            of_pages=self._rules.prints(document).restoring,
            read=read,
        )
        self._watcher.step(plan.source, "store", (), time.perf_counter() - begun)


def _told(fault: Exception) -> str:
    """A fault with a document in one line."""
    if isinstance(fault, KehoachError):
        return str(fault)
    return say("runner.fault", fault=f"{type(fault).__name__}: {fault}".splitlines()[0])
