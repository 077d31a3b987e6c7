"""The front page: what is here at a glance, and where to search."""

import sqlite3
from typing import Any

from pipeline.store.views import YEAR
from pipeline.web.pages.route import Route
from pipeline.web.visit import Shown, Visit

_MOST = 12  # rows of a list
_SHOWN = 3  # findings that are shown

_TOTALS = {
    "documents": "SELECT count(*) FROM documents",
    "pages": "SELECT total(n_pages) FROM documents",
    # A sum and its parts are rows both; what has no parent is counted.
    "classes": "SELECT total(n_classes) FROM classes WHERE parent_id IS NULL",
    "people": "SELECT total(n_participants) FROM classes WHERE parent_id IS NULL",
    "targets": "SELECT count(*) FROM targets",
    "responsibilities": "SELECT count(*) FROM responsibilities",
    "findings": "SELECT count(*) FROM findings WHERE severity <> 'info'",
}
_GROUPS = {
    "province": "SELECT province AS name, count(*) AS number FROM documents GROUP BY province"
    " ORDER BY number DESC, name",
    "year": f"SELECT {YEAR} AS name, count(*) AS number FROM documents AS d GROUP BY {YEAR}"
    " ORDER BY name DESC",
    "programme": "SELECT p.value AS name, count(*) AS number FROM documents,"
    " json_each(programmes) AS p GROUP BY p.value ORDER BY number DESC, name",
    "status": "SELECT status AS name, count(*) AS number FROM documents GROUP BY status"
    " ORDER BY number DESC",
}
_FINDINGS = (
    "SELECT severity, code, count(*) AS number FROM findings GROUP BY severity, code ORDER BY"
    " CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, number DESC, code"
)
_LATEST = (
    "SELECT id, source, title, number, issuer, issued_on, status FROM documents"
    " ORDER BY rowid DESC LIMIT 6"
)


def home(visit: Visit) -> Shown:
    """Totals, documents by province, year, programme and status, findings to review."""
    return Shown("home.html", {**visit.kept(*GLANCE), "latest": visit.rows(_LATEST)})


def glance(connection: sqlite3.Connection) -> dict[str, Any]:
    """The figures of the front page, counted over the whole database."""
    groups = {}
    for name, sql in _GROUPS.items():
        rows = [tuple(row) for row in connection.execute(sql)]
        known = [row for row in rows if row[0] is not None]
        groups[name] = {
            "rows": known[:_MOST],
            "more": max(0, len(known) - _MOST),
            "unknown": sum(number for value, number in rows if value is None),
            "largest": max((number for _, number in known[:_MOST]), default=1),
        }
    return {
        "totals": {
            name: round(connection.execute(sql).fetchone()[0]) for name, sql in _TOTALS.items()
        },
        "groups": groups,
        "findings": [tuple(row) for row in connection.execute(_FINDINGS)],
    }


GLANCE = ("home", glance)
ROUTES = (Route(r"/$", home),)
