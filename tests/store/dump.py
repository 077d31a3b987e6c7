"""What is in a database, to compare."""

import sqlite3
from contextlib import closing
from pathlib import Path

from schemas.stored import TABLES

Dump = dict[str, list[tuple[object, ...]]]


def dump(path: Path, *, without: str = "runs") -> Dump:
    """All rows of all tables by primary key, and which pages and records search would find."""
    with closing(sqlite3.connect(path)) as database:
        found = {
            table: sorted(database.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in TABLES
            if table != without
        }
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for (index,) in database.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            # Raises where the index and its table differ.
            database.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    return found
