"""The list of documents, by province, year, programme and status."""

import sqlite3
from typing import Any

from pipeline.store.views import YEAR
from pipeline.web.pages.route import Route
from pipeline.web.records import listed
from pipeline.web.visit import Shown, Visit

_PAGE = 50
_COLUMNS = (
    f"d.id, d.source, d.title, d.number, d.issuer, d.issued_on, {YEAR} AS year, d.province,"
    " d.programmes, d.status, d.error, d.n_pages, d.gone_since"
)
_FILTERS = {
    "province": "d.province = :province",
    "year": f"{YEAR} = CAST(:year AS INTEGER)",
    "programme": "EXISTS (SELECT 1 FROM json_each(d.programmes) WHERE value = :programme)",
    "status": "d.status = :status",
    "issuer": "d.issuer = :issuer",
}
_CHOICES = {
    "province": "SELECT DISTINCT province FROM documents WHERE province IS NOT NULL ORDER BY 1",
    "year": f"SELECT DISTINCT {YEAR} FROM documents AS d WHERE {YEAR} IS NOT NULL ORDER BY 1 DESC",
    "programme": "SELECT DISTINCT p.value FROM documents, json_each(programmes) AS p ORDER BY 1",
    "status": "SELECT DISTINCT status FROM documents ORDER BY 1",
}


def documents(visit: Visit) -> Shown:
    """Documents by source, fifty at a time; `after` is the last source of the page before."""
    given = {name: value for name in _FILTERS if (value := visit.arg(name))}
    where = [_FILTERS[name] for name in given]
    after = visit.arg("after")
    found = visit.rows(
        f"SELECT {_COLUMNS} FROM documents AS d WHERE d.source > :after"
        f"{''.join(f' AND {clause}' for clause in where)} ORDER BY d.source LIMIT :most",
        {**given, "after": after, "most": _PAGE + 1},
    )
    return Shown(
        "documents.html",
        {
            "documents": [
                {**row, "programmes": listed(row["programmes"])} for row in found[:_PAGE]
            ],
            "given": given,
            "choices": visit.kept("choices", choices),
            "next": found[_PAGE - 1]["source"] if len(found) > _PAGE else None,
            "is_first": not after,
        },
    )


def choices(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """The values that documents can be chosen by."""
    return {name: [value for (value,) in connection.execute(sql)] for name, sql in _CHOICES.items()}


ROUTES = (Route(r"/documents$", documents),)
