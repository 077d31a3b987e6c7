"""Areas: what the plans of a province say."""

import sqlite3
from typing import Any

from pipeline.store.views import YEAR
from pipeline.web.charts import bars
from pipeline.web.pages.route import Route
from pipeline.web.visit import Shown, Visit

_ALL = (
    "SELECT d.province, count(*) AS documents, max(unit_code_now) FROM documents AS d"
    " WHERE d.province IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
)
_CLASSES = (
    f"SELECT {YEAR} AS year, total(c.n_classes), total(c.n_participants) FROM documents AS d"
    " JOIN classes AS c ON c.document_id = d.id AND c.parent_id IS NULL"
    " WHERE d.province = ? GROUP BY 1 ORDER BY 1"
)
_COUNTS = (
    "SELECT (SELECT count(*) FROM documents WHERE province = :p),"
    " (SELECT count(*) FROM documents AS d JOIN targets AS r ON r.document_id = d.id"
    "  WHERE d.province = :p),"
    " (SELECT count(*) FROM documents AS d JOIN responsibilities AS r ON r.document_id = d.id"
    "  WHERE d.province = :p)"
)
_ISSUERS = (
    "SELECT issuer, issuer_level, count(*) FROM documents WHERE province = ? AND issuer IS NOT NULL"
    " GROUP BY 1 ORDER BY CASE issuer_level WHEN 'province' THEN 0 WHEN 'district' THEN 1"
    " ELSE 2 END, 3 DESC, 1 LIMIT 60"
)
_LEADERS = (
    "SELECT a.id, a.name, count(*) FROM documents AS d"
    " JOIN responsibilities AS r ON r.document_id = d.id AND r.role = 'lead'"
    " JOIN agencies AS a ON a.id = r.agency_id WHERE d.province = ? GROUP BY 1 ORDER BY 3 DESC, 2"
    " LIMIT 12"
)
_DOCUMENTS = (
    f"SELECT id, source, title, number, issuer, issued_on, {YEAR} AS year, status"
    " FROM documents AS d WHERE province = ? ORDER BY year DESC, issued_on DESC, source LIMIT 30"
)


def areas(visit: Visit) -> Shown:
    """Provinces by the number of their documents."""
    found = visit.kept("areas", lambda connection: connection.execute(_ALL).fetchall())
    return Shown("areas.html", {"areas": found, "largest": max((a[1] for a in found), default=1)})


def area(visit: Visit) -> Shown:
    """A province: its figures, classes by year, who issues and who leads, its documents."""
    province = visit.part("province")
    if visit.row("SELECT 1 FROM documents WHERE province = ? LIMIT 1", (province,)) is None:
        visit.missing("area")
    figures = visit.kept(("area", province), lambda connection: _figures(connection, province))
    people = [(str(year or "–"), "", people) for year, _, people in figures["classes"] if people]
    return Shown(
        "area.html",
        {
            "province": province,
            "chart": bars(people) if people else None,
            "documents": visit.rows(_DOCUMENTS, (province,)),
            **figures,
        },
    )


def _figures(connection: sqlite3.Connection, province: str) -> dict[str, Any]:
    documents, targets, duties = connection.execute(_COUNTS, {"p": province}).fetchone()
    classes = [tuple(row) for row in connection.execute(_CLASSES, (province,))]
    return {
        "totals": {
            "documents": documents,
            "classes": round(sum(row[1] for row in classes)),
            "people": round(sum(row[2] for row in classes)),
            "targets": targets,
            "responsibilities": duties,
        },
        "classes": classes,
        "issuers": [tuple(row) for row in connection.execute(_ISSUERS, (province,))],
        "leaders": [tuple(row) for row in connection.execute(_LEADERS, (province,))],
    }


ROUTES = (
    Route(r"/areas$", areas),
    Route(r"/areas/(?P<province>[^/]{1,400})$", area),
)
