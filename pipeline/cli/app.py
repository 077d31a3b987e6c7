"""The application that the commands belong to: options they share, how they end."""

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
from pipeline.messages import say

app = typer.Typer(
    help="Scanned Vietnamese administrative plans in, a database that can be trusted out.",
    epilog="Exit status: 0 all done · 1 a fault of the program · 2 wrong usage · 3 some documents "
    "failed · 4 check found errors, or diff changes · 5 something is not installed · "
    "130 interrupted",
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


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def command(
    function: Callable[..., int], *, group: typer.Typer = app, name: str | None = None
) -> Callable[..., None]:
    """Make a function a command that exits with the status it returns, or that of its fault.

    It belongs to a group of commands, and is called as the function unless named otherwise.
    """

    @wraps(function)
    def guarded(**options: Any) -> None:  # noqa: ANN401 - the options of any command
        try:
            status = function(**options)
        except KehoachError as fault:
            complain(str(fault))
            status = fault.exit_status
        except KeyboardInterrupt:
            complain(say("cli.interrupted"))
            status = 130
        except BrokenPipeError:
            # Whoever read the output has seen enough; nothing is left to be flushed to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except Exception as fault:
            if options.get("verbose"):
                traceback.print_exc()
            complain(say("cli.fault", fault=f"{type(fault).__name__}: {fault}".splitlines()[0]))
            status = 1
        raise typer.Exit(status)

    # Typer reads options from annotations; the status is its own business.
    guarded.__annotations__ = {**function.__annotations__, "return": None}
    return group.command(name)(guarded)


def complain(line: str) -> None:
    """One line on standard error."""
    print(f"kehoach: {line}", file=sys.stderr)


def settings_of(**flags: object) -> Any:  # noqa: ANN401 - Settings, imported late
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


def print_json(value: object) -> None:
    """A value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
