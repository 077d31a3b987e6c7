"""Citations: which documents are cited most, and who cites whom."""

import sqlite3
from typing import Any

from pipeline.web.graph import Node, neighbourhood
from pipeline.web.pages.route import Route
from pipeline.web.visit import Shown, Visit

# A plan has one row for each document that it cites; the inner question is answered by an index.
_MOST = (
    "SELECT m.number, m.plans, c.doc_type, c.issuer FROM (SELECT number, count(*) AS plans,"
    " min(rowid) AS first FROM citations GROUP BY number ORDER BY plans DESC, number LIMIT 60) AS m"
    " JOIN citations AS c ON c.rowid = m.first"
)
# Plans that cite one another, both of them here. A number alone is that of many offices' documents.
_INNER = (
    "SELECT DISTINCT b.id AS cited, b.number AS cited_number, b.title AS cited_title,"
    " a.id AS citing, a.number AS citing_number, a.title AS citing_title FROM documents AS b"
    " JOIN citations AS c ON c.number = b.number AND c.issued_on = b.issued_on"
    " JOIN documents AS a ON a.id = c.document_id WHERE b.number IS NOT NULL AND a.id <> b.id"
    " LIMIT 60"
)
_CITING = (
    "SELECT d.id, d.number, d.title, d.source, d.issuer, d.issued_on, d.status,"
    " min(c.id) AS record, c.quote FROM citations AS c JOIN documents AS d ON d.id = c.document_id"
    " WHERE c.number = ? GROUP BY d.id ORDER BY d.source LIMIT 200"
)
_CITED = "SELECT DISTINCT number, doc_type FROM citations WHERE document_id = ? ORDER BY rowid"
_HERE = (
    "SELECT id, title, number, source, issuer, issued_on, status FROM documents"
    " WHERE number = ? LIMIT 5"
)
_TOLD = "SELECT doc_type, issuer, issued_on FROM citations WHERE number = ? LIMIT 1"
_LETTERS = 34
ADDRESS = "/citations/of"


def citations(visit: Visit) -> Shown:
    """What is cited most, and which plans here cite one another."""
    return Shown("citations.html", visit.kept(*OVERVIEW))


def citation(visit: Visit) -> Shown:
    """The document of a number: who cites it, and, where it is here, whom it cites."""
    number = visit.arg("number")
    citing = visit.rows(_CITING, (number,))
    here = visit.rows(_HERE, (number,))
    if not citing and not here:
        visit.missing("document")
    cited = visit.rows(_CITED, (here[0]["id"],)) if here else []
    url = visit.site.url
    graph = neighbourhood(
        [_node(row["number"] or row["title"] or row["source"], url(f"/d/{row['id']}"))
         for row in citing],
        _node(number, url(f"/d/{here[0]['id']}") if here else None),
        [_node(f"{row['doc_type'] or ''} {row['number']}", url(ADDRESS, number=row["number"]))
         for row in cited],
    )  # fmt: skip
    context = {"number": number, "citing": citing, "here": here, "cited": cited, "graph": graph}
    return Shown("citation.html", {**context, "told": visit.row(_TOLD, (number,))})


def _overview(connection: sqlite3.Connection) -> dict[str, Any]:
    most = connection.execute(_MOST).fetchall()
    return {
        "most": most,
        "largest": max((row["plans"] for row in most), default=1),
        "inner": connection.execute(_INNER).fetchall(),
    }


def _node(text: str, link: str | None) -> Node:
    text = text.strip()
    return Node(text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…", link)


OVERVIEW = ("citations", _overview)
ROUTES = (Route(r"/citations$", citations), Route(rf"{ADDRESS}$", citation))
