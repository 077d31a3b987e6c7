"""Commands that process documents: run, watch, restore."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli.app import (
    Json,
    Lang,
    LogFormat,
    Output,
    Quiet,
    Verbose,
    command,
    print_json,
    settings_of,
)
from pipeline.errors import UsageError


@command
def run(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders.", show_default="corpus")
    ] = None,
    output: Output = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; 0: one a core.", show_default="0")
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="dask, or the address of a cluster of Dask: tcp://host:port.",
            show_default="local",
        ),
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
        Literal["read", "restore", "extract"] | None,
        typer.Option(
            help="The same from this stage: restore takes what OCR read, extract the pages that "
            "are stored."
        ),
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
    settings = settings_of(
        output=output, workers=workers, executor=executor, ocr=chosen[0] if chosen else None
    )
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
        print_json(summary.as_dict())
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


@command
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
    settings = settings_of(output=output, workers=workers)
    for _ in arrivals(folder, seconds):
        with screen.watcher(quiet=quiet, verbose=verbose, log_format=log_format) as watcher:
            summary = runner.run([folder], settings, watcher=watcher)
        if summary.interrupted:
            raise KeyboardInterrupt
        if summary.requirement_missing:
            return summary.exit_status
    return 0


@command
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
