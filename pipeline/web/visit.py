"""What a page is given, and what it gives back.

A page is a function of a `Visit`. It runs in a thread with one connection, within one reading
transaction and a limit of time, so that it shows one state of the database and cannot hang.
"""

import sqlite3
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar
from urllib.parse import unquote

from datasette import Response
from datasette.utils.asgi import Request

from pipeline.vietnamese.letters import nfc
from pipeline.web.site import Site
from pipeline.web.texts import Texts

T = TypeVar("T")
Parameters = Sequence[object] | Mapping[str, object]


@dataclass(frozen=True)
class Shown:
    """A page: its template and what that is filled with."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    content_type: str = "text/html; charset=utf-8"


Reply = Shown | Response


class NotHere(Exception):
    """There is nothing at this address; `what` names it in the message catalogue."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Visit:
    """Someone asks for a page."""

    site: Site
    request: Request
    connection: sqlite3.Connection
    t: Texts

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        return self.connection.execute(sql, parameters).fetchone()  # type: ignore[no-any-return]

    def kept(self, key: Hashable, ask: Callable[[sqlite3.Connection], T]) -> T:
        """An answer that is kept until the database changes."""
        return self.site.answers.get(key, ask)

    def part(self, name: str) -> str:
        """A part of the address."""
        return nfc(unquote(self.request.url_vars[name]))

    def arg(self, name: str) -> str:
        """An argument after the `?`, without blanks around; empty where there is none."""
        return nfc((self.request.args.get(name) or "").strip())

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """An argument that is a whole number within bounds; else the default."""
        value = self.arg(name)
        return min(max(int(value), least), most) if value.isascii() and value.isdigit() else default

    def missing(self, what: str) -> NoReturn:
        """Answer that there is nothing here."""
        raise NotHere(what)
