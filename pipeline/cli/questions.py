"""Commands that tell what the database holds: check, diff, evaluate, schema, doctor."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli.app import (
    Json,
    Lang,
    Output,
    Quiet,
    Verbose,
    command,
    print_json,
    settings_of,
)
from pipeline.errors import UsageError


@command
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

    with Reader(settings_of(output=output).database) as reader:
        findings, counts = reader.findings(), reader.totals().findings
        sources = tuple(reader.known())
    failing: set[Severity] = {"error", fail_on}
    if as_json or format == "json":
        print_json({"counts": dict(counts), "findings": [vars(found) for found in findings]})
    elif format == "junit":
        print(junit(sources, findings, failing), end="")
    elif not quiet:
        screen.show_findings(findings, counts, verbose=verbose)
    return 4 if any(map(counts.get, failing)) else 0


@command
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD.db", help="The database before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW.db", help="The database now.")],
    format: Annotated[
        Literal["text", "markdown", "json"],
        typer.Option(help="For people, for a pull request, for programs."),
    ] = "text",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit status 4 where something changed.")
    ] = False,
    as_json: Json = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Tell what changed between two databases: documents, records and findings, by their ids.

    Of documents that are new or gone only the number of their records is told.

    Example: `kehoach diff last/plans.db output/plans.db --format markdown`
    """
    from pipeline.cli.changes import render
    from pipeline.store.diff import compare

    changes = compare(old, new)
    if as_json or format == "json":
        print_json(changes.as_dict())
    else:
        print(render(changes, format))
    return 4 if exit_code and changes.documents else 0


@command
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

    report = compare(gold, settings_of(output=output).database)
    if as_json:
        print_json(report.as_dict())
    else:
        print(report.render(verbose))
    return 0


@command
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
    print_json(json_schema(name))
    return 0


@command
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

    checks = examine(settings_of(output=output))
    missing = [check.name for check in checks if check.needed and not check.present]
    if as_json:
        print_json({"checks": [check._asdict() for check in checks], "missing": missing})
    elif not quiet or missing:
        screen.show_checks(checks, missing)
    return 5 if missing else 0
