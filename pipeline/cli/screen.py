"""What a person sees: progress while a run goes on, its summary, findings, checks.

Progress and messages go to standard error, results to standard output. Without a terminal there
are lines instead of a bar, and no colours.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Literal

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from pipeline.doctor import Check
from pipeline.messages import language, said_again, say, say_count
from pipeline.runner import Note, Outcome, Progress, Summary, Watcher
from pipeline.store import Found

_LISTED = 10  # failed documents that a summary names
_COLOURS = {"error": "red", "warning": "yellow", "info": "dim"}


def _console(*, stderr: bool = False) -> Console:
    """File names hold brackets and colons: nothing in a text is taken for markup."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


@contextmanager
def watcher(
    *, quiet: bool, verbose: bool, log_format: Literal["text", "json"] = "text"
) -> Iterator[Watcher]:
    """Shows a run on standard error: a bar on a terminal, else a line a document, or JSON."""
    if log_format == "json":
        yield _Log()
        return
    console = _console(stderr=True)
    if quiet or not console.is_terminal:
        yield _Lines(console, quiet=quiet, verbose=verbose)
        return
    with Bar(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        _Pages(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console,
        transient=True,
    ) as bar:
        yield _OnTerminal(console, bar, verbose=verbose)


class _Log(Watcher):
    """A JSON object a line, for whatever gathers logs."""

    def note(self, note: Note) -> None:
        self._tell("note", path=note.path, severity=note.severity, message=note.message)

    def started(self, progress: Progress) -> None:
        self._tell("started", documents=progress.documents)

    def step(self, source: str, stage: str, pages: Sequence[int], seconds: float) -> None:
        told = {"pages": list(pages)} if pages else {}
        self._tell("step", document=source, stage=stage, **told, seconds=round(seconds, 3))

    def advanced(self, progress: Progress) -> None:
        self._tell("read", pages=progress.pages_read, expected=progress.pages_expected)

    def finished(self, outcome: Outcome, progress: Progress) -> None:
        told = {name: value for name, value in vars(outcome).items() if value is not None}
        self._tell("finished", **told | {"seconds": round(outcome.seconds, 3)})

    def _tell(self, event: str, **facts: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False)
        print(line, file=sys.stderr, flush=True)


class _Lines(Watcher):
    """A line a document; only those that went wrong where it should be quiet."""

    def __init__(self, console: Console, *, quiet: bool, verbose: bool) -> None:
        self._console = console
        self._quiet = quiet
        self._verbose = verbose

    def note(self, note: Note) -> None:
        if self._verbose or (note.severity == "warning" and not self._quiet):
            self._say(f"{note.path}: {note.message}", _COLOURS[note.severity])

    def finished(self, outcome: Outcome, progress: Progress) -> None:
        if outcome.trace and self._verbose:
            self._say(outcome.trace.rstrip())
        if outcome.error or not self._quiet:
            width = len(str(progress.documents))
            count = f"[{progress.documents_done:{width}}/{progress.documents}] "
            colour = {"failed": "red", "partial": "yellow"}.get(outcome.status, "")
            self._say(f"{count}{outcome.source}: {_told(outcome)}", colour)

    def _say(self, line: str, style: str = "") -> None:
        self._console.print(Text(line, style), soft_wrap=True)


class _OnTerminal(_Lines):
    """A bar over all pages; lines above it for what went wrong, for all documents with -v."""

    def __init__(self, console: Console, bar: Bar, *, verbose: bool) -> None:
        super().__init__(console, quiet=not verbose, verbose=verbose)
        self._bar = bar

    def started(self, progress: Progress) -> None:
        self._task = self._bar.add_task(say("cli.reading"), total=None)

    def advanced(self, progress: Progress) -> None:
        self._bar.update(self._task, completed=progress.pages_read, total=progress.pages_expected)

    def finished(self, outcome: Outcome, progress: Progress) -> None:
        super().finished(outcome, progress)
        self._bar.update(self._task, description=Path(outcome.source).name[-24:])
        self.advanced(progress)


class _Pages(ProgressColumn):
    """Pages read, pages expected, and how many a second."""

    def render(self, task: Task) -> Text:
        if task.total is None:
            return Text()
        counts = say("cli.pages-of", read=int(task.completed), expected=int(task.total))
        rate = say("cli.pages-rate", rate=f"{task.speed:.1f}") if task.speed else ""
        return Text(f"{counts}  {rate}", style="progress.download")


def _told(outcome: Outcome) -> str:
    return say(
        f"cli.outcome-{outcome.status}",
        pages=outcome.pages,
        records=outcome.records,
        findings=outcome.findings,
        seconds=f"{outcome.seconds:.1f}",
        error=outcome.error,
    )


def show(summary: Summary) -> None:
    """The end of a run on standard output: what was done, what is there, what to do next."""
    console = _console()
    if summary.interrupted and not summary.processed:
        return
    if not summary.processed:
        key = "cli.nothing-new" if summary.unchanged else "cli.no-documents"
        line = say(
            key,
            unchanged=summary.unchanged,
            passed_over=summary.passed_over,
            database=summary.database,
        )
        console.print(line, soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _rows(summary):
        grid.add_row(label, value)
    console.print(Panel(grid, title="kehoach", title_align="left", border_style="dim"))


def _rows(summary: Summary) -> Iterator[tuple[str, RenderableType]]:
    totals = summary.totals
    yield (
        say("cli.this-run"),
        say(
            "cli.this-run-figures",
            documents=summary.processed,
            pages=summary.pages,
            time=_time(summary.seconds),
            unchanged=summary.unchanged,
        ),
    )
    documents = sum(totals.documents.values())
    yield (
        say("cli.in-database"),
        say("cli.in-database-figures", documents=documents, pages=totals.pages),
    )
    yield say("cli.records"), _counted(totals.records)
    yield say("cli.findings"), _counted_findings(totals.findings)
    for trouble in summary.troubles[:_LISTED]:
        colour = "red" if trouble.status == "failed" else "yellow"
        told = Text.assemble((trouble.source, colour), "\n", trouble.error)
        yield say(f"cli.{trouble.status}"), told
    if len(summary.troubles) > _LISTED:
        number = len(summary.troubles) - _LISTED
        yield "", say("cli.more", number=number, program=program())
    yield say("cli.stored-in"), str(summary.database)
    yield say("cli.next"), _next(summary)


def _next(summary: Summary) -> Text:
    output = (
        "" if str(summary.database.parent) == "output" else f" --output {summary.database.parent}"
    )
    if summary.totals.findings:
        command, why = f"{program()} check{output}", say("cli.next-check")
    else:
        command, why = f"{program()} export{output} --format csv tables/", say("cli.next-export")
    return Text.assemble((command, "bold green"), f"   {why}")


def _counted(counts: Mapping[str, int], colours: Mapping[str, str] | None = None) -> Columns:
    """Figures with their names, `12 classes   30 targets`, in as many columns as there is room."""
    shown = [
        Text(say_count(f"cli.{name}", number), (colours or {}).get(name, ""))
        for name, number in counts.items()
    ]
    return Columns(shown or ["–"], padding=(0, 3))


def _counted_findings(counts: Mapping[str, int]) -> Columns:
    """The worst first."""
    return _counted({name: counts[name] for name in _COLOURS if name in counts}, _COLOURS)


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min"


def program() -> str:
    """How this program was called, so that a command shown can be typed."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m pipeline"
    found = which(called.name)
    if found and Path(found).resolve() == called.resolve():
        return called.name
    return str(called)


def show_findings(findings: Sequence[Found], counts: Mapping[str, int], *, verbose: bool) -> None:
    """Findings, a line each, on standard output; notes and the document's words if verbose."""
    console = _console()
    for found in findings:
        if found.severity == "info" and not verbose:
            continue
        place = [found.source]
        if found.page:
            place.append(say("cli.page", page=found.page))
        if found.section:
            place.append(found.section)
        line = Text.assemble(
            (f"{found.severity:8}", _COLOURS[found.severity]),
            ", ".join(place),
            f": {said_again(language(), found.message)} ",
            (f"({found.code})", "dim"),
        )
        console.print(line, soft_wrap=True)
        if verbose and found.quote:
            console.print(Text(f"{'':8}„{found.quote}“", "dim"), soft_wrap=True)
    console.print(_counted_findings(counts) if counts else say("cli.no-findings"))


def show_checks(checks: Sequence[Check], missing: Sequence[str]) -> None:
    """What is there and what is not, each with its remedy, on standard output."""
    console = _console()
    width = max(len(check.name) for check in checks) + 2
    for check in checks:
        if check.present:
            state, colour = "ok", "green"
        else:
            state, colour = ("missing", "red") if check.needed else ("wanted", "yellow")
        told = check.found if check.present else check.remedy
        line = Text.assemble(
            (f"{say(f'doctor.{state}'):10}", colour), f"{check.name:{width}}", told
        )
        console.print(line, soft_wrap=True)
    if missing:
        console.print(say("doctor.some-missing", names=", ".join(missing)))
    else:
        console.print(say("doctor.all-there"))
