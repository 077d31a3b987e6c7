"""The commands of `kehoach`: what they are called with, whom they ask, their exit status.

Here is no logic, and what a command needs is imported when it is called: `--help` and a run that
finds nothing new should come at once.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pipeline import __version__
from pipeline.errors import KehoachError, UsageError
from pipeline.messages import say, say_count

app = typer.Typer(
    help="Scanned Vietnamese administrative plans in, a database that can be trusted out.",
    epilog="Exit status: 0 all done · 1 a fault of the program · 2 wrong usage · 3 some documents "
    "failed · 4 check found errors · 5 something is not installed · 130 interrupted",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _use_language(chosen: str | None) -> str | None:
    if chosen:
        os.environ["KEHOACH_LANG"] = chosen  # workers inherit it
    return chosen


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"kehoach {__version__}")
        raise typer.Exit


Output = Annotated[
    Path | None, typer.Option(help="Folder of the database plans.db.", show_default="output")
]
Lang = Annotated[
    Literal["en", "vi"] | None,
    typer.Option(help="Language of messages.", callback=_use_language, is_eager=True),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say more: what was passed over, tracebacks.")
]


LogFormat = Annotated[
    Literal["text", "json"], typer.Option(help="Progress as text, or a JSON object a line.")
]


def main() -> None:
    """Entry point of the command `kehoach`."""
    app(prog_name="kehoach")


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def _command(function: Callable[..., int]) -> Callable[..., None]:
    """Make a function a command that exits with the status it returns, or that of its fault."""

    @wraps(function)
    def guarded(**options: Any) -> None:  # noqa: ANN401 - the options of any command
        try:
            status = function(**options)
        except KehoachError as fault:
            _complain(str(fault))
            status = fault.exit_status
        except KeyboardInterrupt:
            _complain(say("cli.interrupted"))
            status = 130
        except BrokenPipeError:
            # Whoever read the output has seen enough; nothing is left to be flushed to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except Exception as fault:
            if options.get("verbose"):
                traceback.print_exc()
            _complain(say("cli.fault", fault=f"{type(fault).__name__}: {fault}".splitlines()[0]))
            status = 1
        raise typer.Exit(status)

    # Typer reads options from annotations; the status is its own business.
    guarded.__annotations__ = {**function.__annotations__, "return": None}
    return app.command()(guarded)


def _complain(line: str) -> None:
    print(f"kehoach: {line}", file=sys.stderr)


def _settings(**flags: object) -> Any:  # noqa: ANN401 - Settings, imported late
    """Settings in which the flags that were given count; UsageError where a value is none."""
    from pydantic import ValidationError

    from pipeline.settings import Settings

    try:
        return Settings(**{name: flag for name, flag in flags.items() if flag is not None})  # type: ignore[arg-type]
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise UsageError("cli.bad-setting", name=name, reason=first["msg"]) from None
    except ValueError as fault:  # kehoach.toml is no TOML
        raise UsageError("cli.bad-file", reason=fault) from None


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@_command
def run(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders.", show_default="corpus")
    ] = None,
    output: Output = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; 0: one a core.", show_default="0")
    ] = None,
    redo_ocr: Annotated[
        bool, typer.Option("--redo-ocr", help="Read again pages whose text came from OCR.")
    ] = False,
    force_ocr: Annotated[
        bool, typer.Option("--force-ocr", help="Read the picture of every page.")
    ] = False,
    skip_ocr: Annotated[bool, typer.Option("--skip-ocr", help="Read no pictures at all.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also do what is done already, from the beginning.")
    ] = False,
    redo: Annotated[
        Literal["read", "extract"] | None,
        typer.Option(help="The same from this stage: extract takes the pages that are stored."),
    ] = None,
    only_failed: Annotated[
        bool, typer.Option("--only-failed", help="Only what failed before.")
    ] = False,
    files_from: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Only files of this list, a line each; - reads it."),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Only files that differ from this revision of git."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Only part I of N, for several machines.")
    ] = None,
    log_format: LogFormat = "text",
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Process plans into the database: PDF, pictures, Word, text.

    Unchanged documents are skipped, those that failed are tried again. In a folder, what is no
    document by its content is passed over; a file that is named never is. A document that cannot
    be read costs no other: it is listed with cause and remedy, and the exit status is 3. Ctrl-C
    keeps what is finished.

    Example: `kehoach run scans/ letter.pdf --output out`
    """
    from pipeline import runner
    from pipeline.cli import screen

    modes = {"redo": redo_ocr, "force": force_ocr, "skip": skip_ocr}
    chosen = [mode for mode, wanted in modes.items() if wanted]
    if len(chosen) > 1:
        raise UsageError("cli.one-ocr-mode")
    settings = _settings(output=output, workers=workers, ocr=chosen[0] if chosen else None)
    paths = paths or [Path("corpus")]
    choice = runner.Choice(
        redo="read" if again else redo,
        only_failed=only_failed,
        only=_only(paths, files_from, changed_since),
        shard=runner.Shard.parse(shard) if shard else None,
    )
    with screen.watcher(quiet=quiet, verbose=verbose, log_format=log_format) as watcher:
        summary = runner.run(paths, settings, choice=choice, watcher=watcher)
    if as_json:
        _print_json(summary.as_dict())
    elif not quiet:
        screen.show(summary)
    if summary.interrupted:
        raise KeyboardInterrupt
    return summary.exit_status


def _only(
    paths: list[Path], files_from: str | None, changed_since: str | None
) -> frozenset[Path] | None:
    """The files that a run is confined to; None for all."""
    from pipeline import runner

    sets: list[frozenset[Path]] = []
    if files_from == "-":
        sets.append(runner.listed(sys.stdin, Path.cwd()))
    elif files_from is not None:
        try:
            lines = Path(files_from).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as fault:
            raise UsageError("cli.bad-list", path=files_from, reason=fault) from None
        sets.append(runner.listed(lines, Path.cwd()))
    if changed_since is not None:
        folder = paths[0] if paths[0].is_dir() else paths[0].parent
        sets.append(runner.changed_since(changed_since, folder))
    return frozenset.intersection(*sets) if sets else None


@_command
def watch(
    folder: Annotated[Path, typer.Argument(help="Folder that documents arrive in.")],
    output: Output = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; 0: one a core.", show_default="0")
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="How long a file must be still to be complete.")
    ] = 2.0,
    log_format: LogFormat = "text",
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Process what arrives in a folder, as soon as it is completely written, until Ctrl-C.

    Example: `kehoach watch inbox/ --output out`
    """
    from pipeline import runner
    from pipeline.cli import screen
    from pipeline.runner.arrivals import arrivals

    if not folder.is_dir():
        raise UsageError("cli.no-folder", path=folder)
    settings = _settings(output=output, workers=workers)
    for _ in arrivals(folder, seconds):
        with screen.watcher(quiet=quiet, verbose=verbose, log_format=log_format) as watcher:
            summary = runner.run([folder], settings, watcher=watcher)
        if summary.interrupted:
            raise KeyboardInterrupt
        if summary.requirement_missing:
            return summary.exit_status
    return 0


@_command
def restore(
    file: Annotated[
        Path | None, typer.Argument(help="Text file.", show_default="standard input")
    ] = None,
    explain: Annotated[
        bool, typer.Option(help="Tell each change and doubt with its probability instead.")
    ] = False,
    scanned: Annotated[
        bool, typer.Option(help="An OCR engine for Vietnamese read the text.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --explain, a JSON object each.")
    ] = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Write text in correct Vietnamese, line for line.

    As many lines come out as go in; memory does not grow with the text. Bytes that are no UTF-8
    are passed on as they are.

    Example: `pdftotext plan.pdf - | kehoach restore > plan.txt`
    """
    from pipeline.cli.text import explain_stream, restore_stream

    if explain:
        explain_stream(file, scanned=scanned, as_json=as_json)
    else:
        restore_stream(file, scanned=scanned)
    return 0


@_command
def check(
    output: Output = None,
    format: Annotated[
        Literal["text", "json", "junit"], typer.Option(help="Of the report.")
    ] = "text",
    fail_on: Annotated[
        Literal["error", "warning"], typer.Option(help="The least that makes the exit status 4.")
    ] = "error",
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Report what is doubtful: sums that do not agree, numbers that are missing, unread pages.

    Exit status 4 where there are errors, so that it can guard a pipeline. With -v also what is
    merely worth knowing, and the words of the document.

    Example: `kehoach check --json | jq '.findings[] | select(.severity == "error")'`
    """
    from pipeline.cli import screen
    from pipeline.cli.junit import junit
    from pipeline.store import Reader
    from schemas.records import Severity

    with Reader(_settings(output=output).database) as reader:
        findings, counts = reader.findings(), reader.totals().findings
        sources = tuple(reader.known())
    failing: set[Severity] = {"error", fail_on}
    if as_json or format == "json":
        _print_json({"counts": dict(counts), "findings": [vars(found) for found in findings]})
    elif format == "junit":
        print(junit(sources, findings, failing), end="")
    elif not quiet:
        screen.show_findings(findings, counts, verbose=verbose)
    return 4 if any(map(counts.get, failing)) else 0


@_command
def export(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="Folder for the files.")],
    format: Annotated[
        str, typer.Option(help="Tables: csv or jsonl; documents: pdf, alto or text.")
    ] = "csv",
    table: Annotated[
        list[str] | None,
        typer.Option(help="Only this table or view; can be given again.", show_default="records"),
    ] = None,
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Write the tables as files, one a table, or the documents, each as a file of its own.

    Tables: CSV for spreadsheets, JSON Lines for programs. Documents: searchable PDF/A with the
    restored text under the picture, ALTO with the place of each word, plain text.

    Example: `kehoach export --format csv tables/ --table v_classes`
    """
    from pipeline.archive import FORMATS

    if format in FORMATS:
        return _export_documents(format, destination, table, output, as_json=as_json, quiet=quiet)
    from pipeline.store import export as export_tables

    written = export_tables(_settings(output=output).database, format, destination, table)
    if as_json:
        _print_json({"files": [vars(file) for file in written]})
    elif not quiet:
        for file in written:
            print(say("cli.written", path=file.path, rows=file.rows))
    return 0


def _export_documents(
    format: str,
    destination: Path,
    tables: list[str] | None,
    output: Path | None,
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    from pipeline.archive import export_documents

    if tables:
        raise UsageError("cli.no-tables", format=format)
    copies = []
    for copy in export_documents(_settings(output=output).database, format, destination):
        copies.append(copy)
        if copy.failed:
            _complain(f"{copy.source}: {copy.reason}")
        elif not (as_json or quiet):
            written = [say_count("cli.pages", copy.pages)] if copy.path else []
            told = ", ".join([*written, *filter(None, [copy.reason])])
            print(f"{copy.path or copy.source}: {told}")
    if as_json:
        _print_json({"files": [vars(copy) for copy in copies]})
    return 3 if any(copy.failed for copy in copies) else 0


@_command
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold files, or one of them.")],
    output: Output = None,
    as_json: Json = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Tell how right the database is: precision, recall and F1 against gold files.

    With -v each record that was missed and each that is too many.

    Example: `kehoach evaluate corpus/truth`
    """
    from pipeline.evaluate import evaluate as compare

    report = compare(gold, _settings(output=output).database)
    if as_json:
        _print_json(report.as_dict())
    else:
        print(report.render(verbose))
    return 0


@_command
def schema(
    name: Annotated[str | None, typer.Argument(help="A table.", show_default="all")] = None,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Print the JSON Schema of a table's rows: each column with its type and meaning.

    Example: `kehoach schema classes`
    """
    from schemas.stored import TABLES, json_schema

    if name is not None and name not in TABLES:
        raise UsageError("cli.no-table", name=name, known=", ".join(TABLES))
    _print_json(json_schema(name))
    return 0


@_command
def doctor(
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Look whether everything is here that a run needs; name the command that installs what is not.

    Exit status 5 where something is missing.

    Example: `kehoach doctor --lang vi`
    """
    from pipeline.cli import screen
    from pipeline.doctor import examine

    checks = examine(_settings(output=output))
    missing = [check.name for check in checks if check.needed and not check.present]
    if as_json:
        _print_json({"checks": [check._asdict() for check in checks], "missing": missing})
    elif not quiet or missing:
        screen.show_checks(checks, missing)
    return 5 if missing else 0
