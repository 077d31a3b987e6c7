"""Review: what most needs a person, one after another; each decision with one key, and undone.

`/review` shows the next item of the queue, `/review/TABLE/ID` that very one; both send what was
decided to `/review/decide`, which leads on to the next. `/review/log` tells what was decided.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette import Response
from datasette.utils.asgi import BadRequest, Request

from pipeline.check import check_records
from pipeline.errors import KehoachError
from pipeline.store import Store
from pipeline.store.corrections import Reviewer, entry_of, latest
from pipeline.store.decided import InvalidValues, Problem
from pipeline.store.review import Item, Place, look, progress, queue
from pipeline.web.forms import fields, typed
from pipeline.web.pages.route import Route
from pipeline.web.site import Site
from pipeline.web.texts import Texts
from pipeline.web.visit import Reply, Shown, Visit
from schemas.records import Finding

_LATEST = 100  # decisions that the log tells
_TOLD = 2500  # letters of a page's text
_BUSY_SECONDS = 10.0  # that a decision waits for a run that is storing a document
Given = Mapping[str, str]


def next_item(visit: Visit) -> Shown:
    """The next item of the queue, behind `after`; of one document, if it is named."""
    document = visit.arg("document") or None
    found = queue(visit.connection, limit=1, after=_place(visit.arg("after")), document_id=document)
    place, item = found[0] if found else (None, None)
    told = {"document": document, "place": str(place) if place else ""}
    return _page(visit.connection, visit.t, item, told, visit.arg("done"))


def one_item(visit: Visit) -> Shown:
    """A record, a header or a finding, to be decided about now."""
    item = look(visit.connection, visit.part("table"), visit.part("id"))
    if item is None:
        visit.missing("record")
    told = {"document": visit.arg("document") or None, "place": visit.arg("place"), "stay": True}
    return _page(visit.connection, visit.t, item, told, visit.arg("done"))


def log(visit: Visit) -> Shown:
    """The latest decisions: who, when, about what; each can be taken back."""
    rows = []
    for entry, is_withdrawn in latest(visit.connection, _LATEST):
        document = visit.row(
            "SELECT id, title, source FROM documents WHERE id = ?", (entry.document_id,)
        )
        read, decided = entry.extracted or {}, entry.decided or {}
        changes = [
            (name, read.get(name), value)
            for name, value in decided.items()
            if entry.action in ("corrected", "added") and value != read.get(name)
        ]
        rows.append((entry, document, changes, is_withdrawn))
    return Shown("review_log.html", {"rows": rows, "progress": progress(visit.connection)})


async def decide(site: Site, request: Request, t: Texts) -> Reply:
    """Write a decision down, and go on; where it cannot be, the same page says why."""
    given = await form_of(request, t)
    name = str((request.actor or {}).get("name", ""))
    return await asyncio.to_thread(_Decision(site, t, name, given).reply)


async def form_of(request: Request, t: Texts) -> Given:
    """What was typed into a form. Raises BadRequest."""
    try:
        return {name: str(value) for name, value in (await request.post_vars()).items()}
    except (ValueError, AttributeError) as fault:
        raise BadRequest(t("bad-form")) from fault


@contextmanager
def reviewing(site: Site, author: str) -> Iterator[Reviewer]:
    """The database, for what this person decides."""
    with Store(site.database, busy_seconds=_BUSY_SECONDS, check=check_records) as store:
        yield Reviewer(store, author)


def to(site: Site, address: str, **arguments: str) -> Response:
    """On to another page; arguments without a value are left out."""
    told = urlencode({name: value for name, value in arguments.items() if value})
    return Response.redirect(f"{site.base_url}{address}?{told}", status=303)


@dataclass(frozen=True)
class _Decision:
    """What a form says that a person decided."""

    site: Site
    t: Texts
    author: str
    given: Given

    def reply(self) -> Reply:
        """The next page."""
        connection = self.site.connect()
        try:
            if self.given.get("action") == "undo":
                return self._undone(connection)
            item = look(connection, self.given.get("table", ""), self.given.get("id", ""))
            if item is None:
                return Shown("error.html", {"told": self.t("no-record")}, 404)
            try:
                done = self._write(item)
            except InvalidValues as fault:
                return self._again(connection, item, 422, fault.problems)
            except KehoachError as fault:
                return self._again(connection, item, 409, {}, self.t.fault(fault))
        finally:
            connection.close()
        place, document = self.given.get("place", ""), self.given.get("document", "")
        if "stay" in self.given and not place:
            return self._to(f"review/{item.table}/{item.id}", done=done, document=document)
        return self._to("review", done=done, document=document, after=place)

    def _undone(self, connection: sqlite3.Connection) -> Reply:
        """Back to what was undone, as far as it is there."""
        try:
            with reviewing(self.site, self.author) as reviewer:
                entry = reviewer.withdraw(self.given.get("entry", ""))
        except KehoachError as fault:
            return Shown("error.html", {"told": self.t.fault(fault)}, 409)
        if look(connection, entry.record_table, entry.record_id) is None:
            return self._to("review/log")
        return self._to(
            f"review/{entry.record_table}/{entry.record_id}",
            done=entry.id,
            document=self.given.get("document", ""),
        )

    def _write(self, item: Item) -> str:
        """The id of the entry that was written."""
        given, note = self.given, self.given.get("note") or None
        seen = [entry for entry in given.get("seen", "").split(" ") if entry]
        with reviewing(self.site, self.author) as reviewer:
            if item.table == Finding.TABLE:
                return reviewer.dismiss(item.id, note=note).id
            if given.get("action") == "reject":
                return reviewer.reject(item.table, item.id, note=note, seen=seen).id
            changes = typed(item.table, item.values, self._filled(), self.t.language)
            return reviewer.correct(item.table, item.id, changes, note=note, seen=seen).id

    def _to(self, address: str, **arguments: str) -> Response:
        return to(self.site, address, **arguments)

    def _filled(self) -> Given:
        """The fields, with the alternative that was taken."""
        name, _, value = self.given.get("set", "").partition("=")
        return {**self.given, name: value} if name else self.given

    def _again(
        self,
        connection: sqlite3.Connection,
        item: Item,
        status: int,
        problems: Mapping[str, Problem],
        told: str | None = None,
    ) -> Shown:
        context = {
            "document": self.given.get("document") or None,
            "place": self.given.get("place", ""),
            "stay": "stay" in self.given,
            "told": told,
            "note": self.given.get("note", ""),
        }
        page = _page(connection, self.t, item, context, "", self._filled(), problems)
        return Shown(page.template, page.context, status)


def _page(
    connection: sqlite3.Connection,
    t: Texts,
    item: Item | None,
    told: Mapping[str, Any],
    done: str,
    given: Given | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> Shown:
    """The page of an item, or of the end of the queue."""
    document = told["document"]
    context: dict[str, Any] = {
        "item": item,
        "fields": fields(
            item.table,
            item.values,
            t.language,
            alternatives=item.alternatives,
            given=given,
            problems=problems,
        )
        if item and item.values
        else [],
        "problems": {name: t.fault(problem) for name, problem in (problems or {}).items()},
        "progress": progress(connection, document),
        "done": entry_of(connection, done) if done else None,
        "has_picture": item is not None and _has_picture(connection, item),
        "text": _text(connection, item) if item else None,
        "stay": False,
        "told": None,
        "note": "",
    }
    return Shown("review_item.html", {**context, **told})


def _has_picture(connection: sqlite3.Connection, item: Item) -> bool:
    """Whether there is a picture of the item's page."""
    found = connection.execute(
        "SELECT width FROM pages WHERE document_id = ? AND number = ?",
        (item.document_id, item.page),
    ).fetchone()
    return found is not None and found["width"] is not None


def _text(connection: sqlite3.Connection, item: Item) -> str | None:
    """How the item's page begins, to be read where there is no picture of it."""
    found = connection.execute(
        "SELECT substr(text, 1, ?) AS text FROM pages WHERE document_id = ? AND number = ?",
        (_TOLD, item.document_id, item.page),
    ).fetchone()
    return found["text"] if found else None


def _place(text: str) -> Place | None:
    try:
        return Place.parse(text) if text else None
    except ValueError:
        return None


_ID = "[0-9a-f]{16}"
ROUTES = (
    Route(r"/review$", next_item, writes=True),
    Route(r"/review/log$", log, writes=True),
    Route(r"/review/decide$", decide, is_async=True, writes=True),
    Route(rf"/review/(?P<table>[a-z]+)/(?P<id>{_ID})$", one_item, writes=True),
)
