"""A database as large as an archive's, made of a small one: each document many times over.

Copies are made within SQLite, through the tables, keys, indexes and search that `Store` makes, and
differ from one another in their ids, sources, numbers, years and provinces.
"""

from collections.abc import Mapping
from pathlib import Path

from pipeline.store import Store
from pipeline.store.connection import attach, transaction
from pipeline.store.tables import column_names
from pipeline.vietnamese.places import provinces
from schemas.stored import TABLES

_AT_A_TIME = 500  # documents
_SHARED = ("agencies", "corrections", "runs")
_ID = "printf('%08x', c.number) || substr(t.{0}, 9)"
# What tells copies apart; all else is as in the document that was copied.
_OWN: Mapping[str, str] = {
    **{name: _ID.format(name) for name in ("id", "document_id", "parent_id", "record_id")},
    "documents.source": "printf('%03d/%d.pdf', c.number / 1000, c.number)",
    "documents.path": "printf('/archive/%03d/%d.pdf', c.number / 1000, c.number)",
    "documents.sha256": "printf('%064x', c.number)",
    "documents.number": "(c.number % 900 + 1) || substr(t.number, instr(t.number, '/'))",
    "documents.issued_year": "2019 + c.number % 8",
    "documents.province": "c.province",
}


def build(path: Path, original: Path, documents: int) -> None:
    """Write a database of so many documents at `path`, from those of `original`."""
    places = sorted(province.name for province in provinces())
    with Store(path) as store:
        database = store.database
        attach(database, original, "small")
        ids = [key for (key,) in database.execute("SELECT id FROM small.documents").fetchall()]
        database.execute("INSERT OR IGNORE INTO agencies SELECT * FROM small.agencies")
        database.execute("CREATE TEMP TABLE copies (number INTEGER, copied TEXT, province TEXT)")
        for first in range(0, documents, _AT_A_TIME):
            with transaction(database):
                database.execute("DELETE FROM copies")
                database.conn.executemany(
                    "INSERT INTO copies VALUES (?, ?, ?)",
                    (
                        # So that no two kinds of variety go hand in hand.
                        (n, ids[n % len(ids)], places[n * 7 // 3 % len(places)])
                        for n in range(first, min(first + _AT_A_TIME, documents))
                    ),
                )
                for table in TABLES:
                    if table not in _SHARED:
                        database.execute(_copy(table))


def _copy(table: str) -> str:
    names = column_names(table)
    values = (_OWN.get(f"{table}.{name}") or _OWN.get(name) or f"t.{name}" for name in names)
    key = "id" if table == "documents" else "document_id"
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
        f" FROM copies AS c JOIN small.{table} AS t ON t.{key} = c.copied"
    )
