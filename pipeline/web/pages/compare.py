"""Two plans side by side."""

import sqlite3
from typing import Any

from pipeline.store.search import search
from pipeline.web import records
from pipeline.web.compare import Pair, pairs
from pipeline.web.pages.route import Route
from pipeline.web.records import Shown as Record
from pipeline.web.visit import Shown, Visit

_HEADER = ("number", "day", "issuer", "province", "period", "programmes", "signer")
_ALIKE = (
    "SELECT id, title, number, source, issuer, issued_on, status FROM documents"
    " WHERE id <> :id AND (issuer = :issuer OR province = :province)"
    " ORDER BY issuer = :issuer DESC, issued_year DESC, source LIMIT 30"
)
_LATEST = (
    "SELECT id, title, number, source, issuer, issued_on, status FROM documents"
    " WHERE status <> 'failed' ORDER BY rowid DESC LIMIT 30"
)


def compare(visit: Visit) -> Shown:
    """Plans `a` and `b`; while one is missing, plans to choose from, or those that `q` finds."""
    chosen = [_document(visit, name) for name in ("a", "b")]
    left, right = chosen
    query = visit.arg("q")[:200]
    if left is None or right is None:
        candidates = _found(visit, query) if query else _like(visit, left or right)
        context = {"left": left, "right": right, "candidates": candidates, "query": query}
        return Shown("compare-choose.html", context)
    return Shown(
        "compare.html",
        {
            "left": left,
            "right": right,
            "header": [(name, left[name], right[name]) for name in _HEADER],
            "counts": [
                (table, left["counts"][table], right["counts"][table]) for table in records.TABLES
            ],
            "targets": _pairs(visit, left, right, "targets"),
            "classes": _pairs(visit, left, right, "classes"),
            "duties": _pairs(visit, left, right, "responsibilities"),
        },
    )


def _document(visit: Visit, name: str) -> dict[str, Any] | None:
    row = visit.row("SELECT * FROM documents WHERE id = ?", (visit.arg(name),))
    if row is None:
        return None
    years = sorted({year for year in (row["period_start"], row["period_end"]) if year})
    return {
        **row,
        "programmes": ", ".join(records.listed(row["programmes"])),
        "period": "–".join(map(str, years)),
        "day": visit.t.date(row["issued_on"]),
        "counts": records.counts(visit.connection, row["id"]),
    }


def _like(visit: Visit, one: dict[str, Any] | None) -> list[sqlite3.Row]:
    if one is None:
        return visit.rows(_LATEST)
    return visit.rows(_ALIKE, {name: one[name] for name in ("id", "issuer", "province")})


def _found(visit: Visit, query: str) -> list[sqlite3.Row]:
    ids = dict.fromkeys(hit.document_id for hit in search(visit.connection, query, 60))
    columns = "id, title, number, source, issuer, issued_on, status"
    found = (
        visit.row(f"SELECT {columns} FROM documents WHERE id = ?", (document,)) for document in ids
    )
    return [row for row in found if row is not None]


def _pairs(
    visit: Visit, left: dict[str, Any], right: dict[str, Any], table: str
) -> list[Pair[Record]]:
    first, second = (records.of_kind(visit.connection, table, one["id"]) for one in (left, right))
    return pairs(first, second, _named)


def _named(record: Record) -> str:
    """What a record is about, in words that plans of other years use, too."""
    match record.table:
        case "targets":
            parts = (record.indicator, record.category, record.area)
        case "classes":
            parts = (record.audience or record.programme or record.quote, None, None)
        case _:
            parts = (record.agency, record.task[:120], None)
    return " · ".join(part for part in parts if part)


ROUTES = (Route(r"/compare$", compare),)
