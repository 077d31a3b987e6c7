"""Commands that write files and databases: export, merge."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import (
    Json,
    Lang,
    Output,
    Quiet,
    Verbose,
    command,
    complain,
    print_json,
    settings_of,
)
from pipeline.errors import UsageError
from pipeline.messages import say, say_count


@command
def export(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="Folder for the files.")],
    format: Annotated[
        str, typer.Option(help="Tables: csv, jsonl, parquet or xlsx; documents: pdf, alto or text.")
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

    Tables: CSV and XLSX for spreadsheets, JSON Lines and Parquet for programs (XLSX and Parquet
    need the extra tables: pip install 'kehoach[tables]'). Documents: searchable PDF/A with the
    restored text under the picture, ALTO with the place of each word, plain text.

    Example: `kehoach export --format csv tables/ --table v_classes`
    """
    from pipeline.archive import FORMATS

    if format in FORMATS:
        return _export_documents(format, destination, table, output, as_json=as_json, quiet=quiet)
    from pipeline.store import export as export_tables

    written = export_tables(settings_of(output=output).database, format, destination, table)
    if as_json:
        print_json({"files": [vars(file) for file in written]})
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
    for copy in export_documents(settings_of(output=output).database, format, destination):
        copies.append(copy)
        if copy.failed:
            complain(f"{copy.source}: {copy.reason}")
        elif not (as_json or quiet):
            written = [say_count("cli.pages", copy.pages)] if copy.path else []
            told = ", ".join([*written, *filter(None, [copy.reason])])
            print(f"{copy.path or copy.source}: {told}")
    if as_json:
        print_json({"files": [vars(copy) for copy in copies]})
    return 3 if any(copy.failed for copy in copies) else 0


@command
def merge(
    databases: Annotated[list[Path], typer.Argument(metavar="DB...", help="Databases to take in.")],
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Put the databases of several machines together, each document once.

    What is there already stays. Exit status 3 where a document is there with other content; with
    -v each document is told. It can be done again.

    Example: `kehoach merge part-1/plans.db part-2/plans.db --output out`
    """
    from pipeline.check import check_records
    from pipeline.runner.lock import only_run
    from pipeline.store import Store
    from pipeline.store.merge import Merged
    from pipeline.store.merge import merge as take

    settings = settings_of(output=output)
    counts: dict[str, int] = {"added": 0, "replaced": 0, "same": 0, "conflict": 0}
    conflicts: list[Merged] = []
    with (
        only_run(settings.output),
        Store(settings.database, check=check_records) as store,
    ):
        for path in databases:
            for one in take(store, path):
                counts[one.outcome] += 1
                told = f"{path}: {one.source}: {say(f'cli.merge-{one.reason or one.outcome}')}"
                if one.reason:
                    conflicts.append(one)
                    complain(told)
                elif verbose:
                    print(told, file=sys.stderr)
    if as_json:
        print_json({"counts": counts, "conflicts": [vars(one) for one in conflicts]})
    elif not quiet:
        print(say("cli.merged", **counts, database=settings.database))
    return 3 if conflicts else 0
