"""A record that the program missed: its words on the page, and what they state.

`/review/missed` asks for one of a page, and sends what was typed to `/review/add`.
"""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from datasette.utils.asgi import Request

from pipeline.errors import KehoachError
from pipeline.store import decided
from pipeline.store.decided import InvalidValues, Problem
from pipeline.store.pages import unpack
from pipeline.web import records
from pipeline.web.evidence import Stated, evidence
from pipeline.web.forms import fields, typed
from pipeline.web.pages.review import form_of, reviewing, to
from pipeline.web.pages.route import Route
from pipeline.web.site import Site
from pipeline.web.texts import Texts
from pipeline.web.visit import Reply, Shown, Visit
from schemas.page import Box, Page

Given = Mapping[str, str]


def missed(visit: Visit) -> Shown:
    """The empty form of a kind of record, beside the page."""
    given = {name: visit.arg(name) for name in ("document", "page", "table")}
    return _Missed(visit.connection, visit.t, given).page()


async def add(site: Site, request: Request, t: Texts) -> Reply:
    """Write the record down and show it; where it cannot be, the same page says why."""
    given = await form_of(request, t)
    name = str((request.actor or {}).get("name", ""))
    return await asyncio.to_thread(_add, site, t, name, given)


def _add(site: Site, t: Texts, author: str, given: Given) -> Reply:
    connection = site.connect()
    try:
        asked = _Missed(connection, t, given)
        if asked.words is None:
            return asked.page()
        try:
            entry_id, record_id = asked.add(site, author)
        except InvalidValues as fault:
            return asked.page(fault.problems)
        except KehoachError as fault:
            return asked.page(told=t.fault(fault))
        return to(site, f"review/{asked.table}/{record_id}", done=entry_id)
    finally:
        connection.close()


@dataclass(frozen=True)
class _Missed:
    """What is asked for, or was sent."""

    connection: sqlite3.Connection
    t: Texts
    given: Given

    @property
    def table(self) -> str:
        """The kind of record, by its table."""
        table = self.given.get("table", "")
        return table if table in records.TABLES else records.TABLES[0]

    @property
    def number(self) -> int:
        """Of the page."""
        told = self.given.get("page", "")
        return int(told) if told.isdecimal() and len(told) < 7 else 1

    @cached_property
    def document(self) -> sqlite3.Row | None:
        """Where the record is missed."""
        row: sqlite3.Row | None = self.connection.execute(
            "SELECT id, title, source FROM documents WHERE id = ?",
            (self.given.get("document", ""),),
        ).fetchone()
        return row

    @cached_property
    def words(self) -> Page | None:
        """The page, as it is stored."""
        row = self.connection.execute(
            "SELECT words FROM pages WHERE document_id = ? AND number = ?",
            (self.given.get("document", ""), self.number),
        ).fetchone()
        return unpack(row["words"]) if row else None

    def add(self, site: Site, author: str) -> tuple[str, str]:
        """Ids of the entry and of the record. Raises InvalidValues, KehoachError."""
        quote = " ".join(self.given.get("quote", "").split())
        box, stands = self._place(quote)
        problems = {} if stands else {"quote": Problem("review.no-such-words")}
        try:
            values = decided.checked(self.table, self._values())
        except InvalidValues as fault:
            problems |= fault.problems
        if problems:
            raise InvalidValues(self.table, problems)
        with reviewing(site, author) as reviewer:
            entry = reviewer.add(
                self.table,
                self.given["document"],
                values,
                page=self.number,
                quote=quote,
                bbox=box,
                note=self.given.get("note") or None,
            )
        return entry.id, entry.record_id

    def _values(self) -> dict[str, object]:
        return typed(self.table, self._nothing(), self.given, self.t.language)

    def _nothing(self) -> dict[str, None]:
        return dict.fromkeys(decided.fields(self.table))

    def _place(self, quote: str) -> tuple[Box | None, bool]:
        """Where the words stand on the page, and whether they do."""
        page = self.words
        if page is None or not quote:
            return None, False
        seen = evidence(page, [Stated("missed", self.table, quote, None)])
        stands = any(piece.records for line in seen.lines for cell in line.cells for piece in cell)
        return Box.around(box for frame in seen.frames for box in frame.boxes), stands

    def page(self, problems: Mapping[str, Problem] | None = None, told: str | None = None) -> Shown:
        """The form; with what was typed and what is wrong with it."""
        sent = problems is not None or told is not None
        page = self.words
        if page is None:
            return Shown("error.html", {"told": self.t("no-page")}, 404)
        context = {
            "document": self.document,
            "number": self.number,
            "table": self.table,
            "tables": records.TABLES,
            "has_picture": page.width is not None,
            "text": page.text,
            "fields": fields(
                self.table,
                self._nothing(),
                self.t.language,
                given=self.given if sent else None,
                problems=problems,
            ),
            "problems": {name: self.t.fault(problem) for name, problem in (problems or {}).items()},
            "told": told,
            "quote": self.given.get("quote", ""),
            "note": self.given.get("note", ""),
        }
        return Shown("missed.html", context, 422 if sent else 200)


ROUTES = (
    Route(r"/review/missed$", missed, writes=True),
    Route(r"/review/add$", add, is_async=True, writes=True),
)
