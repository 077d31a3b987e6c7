"""Agencies: who is given tasks, and which."""

import sqlite3
from typing import Any, NamedTuple, get_args

from pipeline.store.views import YEAR
from pipeline.vietnamese.letters import fold
from pipeline.web.charts import bars
from pipeline.web.pages.route import Route
from pipeline.web.visit import Shown, Visit
from schemas.records import Level

_SHOWN = 200
_PAGE = 50
# The inner question is answered by an index alone.
_ALL = (
    "SELECT a.id, a.name, a.level, a.kind, r.tasks FROM (SELECT agency_id, count(*) AS tasks"
    " FROM responsibilities WHERE agency_id IS NOT NULL GROUP BY agency_id) AS r"
    " JOIN agencies AS a ON a.id = r.agency_id ORDER BY r.tasks DESC, a.name"
)
_TASKS = (
    "SELECT r.id, r.role, r.task, r.deadline, r.page, d.id AS document, d.title, d.number"
    " FROM responsibilities AS r JOIN documents AS d ON d.id = r.document_id"
    " WHERE r.agency_id = ? AND r.rowid > ? ORDER BY r.rowid LIMIT ?"
)
_PARTNERS = (
    "SELECT p.value AS name, count(*) FROM responsibilities AS r, json_each(r.partners) AS p"
    " WHERE r.agency_id = ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12"
)
_YEARS = (
    f"SELECT {YEAR} AS year, role, count(*) AS tasks FROM responsibilities AS r"
    " JOIN documents AS d ON d.id = r.document_id WHERE r.agency_id = ? GROUP BY 1, 2 ORDER BY 1, 2"
)


class Agency(NamedTuple):
    """An agency with how many tasks it has."""

    id: str
    name: str
    level: str | None
    kind: str | None
    tasks: int


def agencies(visit: Visit) -> Shown:
    """Agencies by the number of their tasks; by name (with or without marks) and level."""
    name, level = visit.arg("name"), visit.arg("level")
    wanted = fold(name)
    found = [
        agency
        for agency in visit.kept(*ALL)
        if wanted in fold(agency.name) and level in ("", agency.level)
    ]
    return Shown(
        "agencies.html",
        {
            "agencies": found[:_SHOWN],
            "more": len(found) - _SHOWN,
            "name": name,
            "level": level,
            "levels": get_args(Level),
            "largest": max((agency.tasks for agency in found), default=1),
        },
    )


def agency(visit: Visit) -> Shown:
    """An agency: its tasks by year and role, whom it works with, the tasks themselves."""
    own = visit.row("SELECT * FROM agencies WHERE id = ?", (visit.part("agency"),))
    if own is None:
        visit.missing("agency")
    after = visit.number("after", 0, 2**62, 0)
    tasks = visit.rows(
        _TASKS.replace("SELECT ", "SELECT r.rowid AS place, ", 1), (own["id"], after, _PAGE + 1)
    )
    figures = visit.kept(("agency", own["id"]), lambda connection: _figures(connection, own["id"]))
    rows = [
        (str(year or "–"), visit.t.name("role", role), float(number))
        for year, role, number in figures["years"]
    ]
    return Shown(
        "agency.html",
        {
            "agency": own,
            "tasks": tasks[:_PAGE],
            "next": tasks[_PAGE - 1]["place"] if len(tasks) > _PAGE else None,
            "is_first": not after,
            "chart": bars(rows) if rows else None,
            **figures,
        },
    )


def _all(connection: sqlite3.Connection) -> list[Agency]:
    return [Agency(*row) for row in connection.execute(_ALL)]


def _figures(connection: sqlite3.Connection, agency_id: str) -> dict[str, Any]:
    return {
        "years": [tuple(row) for row in connection.execute(_YEARS, (agency_id,))],
        "partners": [tuple(row) for row in connection.execute(_PARTNERS, (agency_id,))],
    }


ALL = ("agencies", _all)
ROUTES = (
    Route(r"/agencies$", agencies),
    Route(r"/agencies/(?P<agency>[0-9a-f]{16})$", agency),
)
