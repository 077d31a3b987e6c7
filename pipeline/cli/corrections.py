"""Commands about what people decided: corrections export, import, list, undo."""

import getpass
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.cli.app import (
    Json,
    Lang,
    Output,
    Quiet,
    Verbose,
    app,
    command,
    complain,
    print_json,
    settings_of,
)
from pipeline.errors import KehoachError, UsageError
from pipeline.messages import say

if TYPE_CHECKING:
    from schemas.stored import Correction

group = typer.Typer(
    help="What people decided: take it elsewhere, bring it here, look at it, take it back.",
    no_args_is_help=True,
)
app.add_typer(group, name="corrections")


@partial(command, group=group)
def export(
    destination: Annotated[
        Path, typer.Argument(metavar="FILE", help="File, or - ; for gold a folder.")
    ],
    format: Annotated[
        Literal["jsonl", "gold"],
        typer.Option(help="All entries, to be imported; or true records for `evaluate`."),
    ] = "jsonl",
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Write what people decided: an entry a line, or gold files, one a document.

    Gold files tell what people accepted, corrected or added, and what they rejected; of all else
    `evaluate` does not judge. Exit status 3 where two documents would have one file.

    Example: `kehoach corrections export corrections.jsonl`
    """
    from pipeline.store import Reader
    from pipeline.store.aside import aside
    from pipeline.store.gold import export_gold
    from pipeline.store.transfer import export_entries

    with Reader(settings_of(output=output).database) as reader:
        if format == "gold":
            written = export_gold(reader, destination)
            for gold in written:
                if gold.path is None:
                    complain(say("review.same-name", source=gold.source))
                elif not quiet:
                    print(say("review.gold-written", path=gold.path, facts=gold.facts))
            return 3 if any(gold.path is None for gold in written) else 0
        if str(destination) == "-":
            export_entries(reader.database, sys.stdout)
            return 0
        try:
            with aside(destination) as beside, beside.open("w", encoding="utf-8") as file:
                number = export_entries(reader.database, file)
        except OSError as fault:
            detail = fault.strerror or fault
            raise KehoachError(
                "store.cannot-export", destination=destination, detail=detail
            ) from None
    if not quiet:
        print(say("review.exported", path=destination, number=number))
    return 0


@partial(command, group=group, name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="File that export wrote, or - .")],
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Take in what people decided elsewhere, and lay it over the documents here.

    What is here already stays; it can be done again. Exit status 3 where a line is refused, or
    people decided differently about a record: then the later decision stands, with a finding.

    Example: `kehoach corrections import corrections.jsonl --output out`
    """
    from pipeline.check import check_records
    from pipeline.store import Reader, Store
    from pipeline.store.transfer import import_entries

    database = settings_of(output=output).database
    try:
        text = (sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()).decode("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "UTF-8"
        raise UsageError("cli.unreadable", path=file, reason=reason) from None
    Reader(database).close()  # there must be one
    with Store(database, check=check_records) as store:
        told = import_entries(store, text.removeprefix("\ufeff").split("\n"))
    for number, reason in told.refused:
        complain(f"{file}:{number}: {reason}")
    for disagreement in told.disagreeing:
        complain(disagreement)
    counts = {"added": told.added, "same": told.same, "elsewhere": told.elsewhere}
    if as_json:
        refused = [{"line": number, "reason": reason} for number, reason in told.refused]
        print_json({**counts, "refused": refused, "disagreeing": told.disagreeing})
    elif not quiet:
        print(say("review.imported", **counts, refused=len(told.refused)))
    return 3 if told.refused or told.disagreeing else 0


@partial(command, group=group, name="list")
def list_(
    output: Output = None,
    as_json: Json = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Tell what people decided, the latest last: when, who, about what, and what changed.

    Example: `kehoach corrections list | grep An`
    """
    from pipeline.store import Reader
    from pipeline.store.corrections import entries

    with Reader(settings_of(output=output).database) as reader:
        found = entries(reader.database)
        sources = {known.id: source for source, known in reader.known().items()}
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in found])
        return 0
    withdrawn = {id for entry in found if entry.action == "withdrawn" for id in entry.follows}
    for entry in found:
        print(_told(entry, sources.get(entry.document_id), entry.id in withdrawn))
    return 0


@partial(command, group=group)
def undo(
    entry: Annotated[str, typer.Argument(metavar="ID", help="Id of the entry, as list tells it.")],
    author: Annotated[
        str | None, typer.Option(help="Who takes it back.", show_default="the user")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    lang: Lang = None,
) -> int:
    """Take a decision back: what was before it stands again.

    Nothing is deleted: the entry stays, and one that withdraws it is added, whose id is told.

    Example: `kehoach corrections undo 2f1d3c5b7a9e8f60 --note "wrong row"`
    """
    from pipeline.check import check_records
    from pipeline.store import Reader, Store
    from pipeline.store.corrections import Reviewer

    database = settings_of(output=output).database
    Reader(database).close()  # there must be one
    with Store(database, check=check_records) as store:
        made = Reviewer(store, author or getpass.getuser()).withdraw(entry, note=note)
    if not quiet:
        print(made.id)
    return 0


def _told(entry: "Correction", source: str | None, withdrawn: bool) -> str:
    """An entry in one line."""
    from pipeline.cli.changes import shown, visible

    read, decided = entry.extracted or {}, entry.decided or {}
    changes = [
        f"{name} {shown(read.get(name))} → {shown(value)}"
        for name, value in decided.items()
        if entry.action != "accepted" and value != read.get(name)
    ]
    place = [visible(source or say("review.not-here"))]
    if entry.page:
        place.append(say("cli.page", page=entry.page))
    about = ", ".join(place)
    what = [f"{entry.action} {entry.record_table}", "; ".join(changes), entry.note]
    told = ": ".join(visible(part) for part in what if part)
    mark = f" ({say('review.taken-back')})" if withdrawn else ""
    when = entry.made_at[:16].replace("T", " ")
    return f"{entry.id}  {when}  {visible(entry.author)}  {about}  {told}{mark}"
