"""Databases of all versions that there were: brought up to date, and kept as they were beside."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import KehoachError
from pipeline.store import Store, migrations
from pipeline.store.rows import document_rows
from tests.store.dump import Dump, dump
from tests.store.samples import plan

# As the programs of those times made them; a new version needs the file of the one before.
VERSIONS = Path(__file__).parent / "versions"


def rows() -> dict[str, list[dict[str, object]]]:
    return {
        t: [dict(r) for r in rs] for t, rs in document_rows(plan(), Path("x"), "f", "f").items()
    }


def old(path: Path, number: int) -> None:
    """A database of version `number` with a plan, as far as it had columns for it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript((VERSIONS / f"{number}.sql").read_text("utf-8"))
        database.execute("PRAGMA defer_foreign_keys = ON")
        for table, found in rows().items():
            has = {
                name
                for (name,) in database.execute(f"SELECT name FROM pragma_table_info('{table}')")
            }
            for row in found:
                known = {name: value for name, value in row.items() if name in has}
                database.execute(
                    f"INSERT INTO {table} ({', '.join(known)})"
                    f" VALUES ({', '.join('?' * len(known))})",
                    list(known.values()),
                )


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    """All rows by column, whatever the order of columns and rows; and that all is sound."""
    sound: Dump = dump(path)
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return {
            table: sorted(
                (dict(row) for row in database.execute(f"SELECT * FROM {table}")),
                key=lambda row: repr(sorted(row.items())),
            )
            for table in sound
        }


def schema(path: Path) -> set[tuple[str, ...]]:
    """Columns with their types, indexes with theirs, views, triggers."""
    with closing(sqlite3.connect(path)) as database:
        columns = database.execute(
            "SELECT m.name, p.name, p.type, p.'notnull', p.pk FROM sqlite_master AS m,"
            " pragma_table_info(m.name) AS p WHERE m.type = 'table'"
        ).fetchall()
        others = database.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL"
        ).fetchall()
    return {*columns, *others}


@pytest.mark.parametrize("number", range(1, migrations.VERSION))
def test_an_older_database_is_brought_up_to_date(number: int, tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    old(path, number)
    before = path.read_bytes()
    Store(path).close()
    with Store(tmp_path / "new.db") as new:
        new.write(plan(), path=Path("x"), fingerprint="f")
    assert contents(path) == contents(tmp_path / "new.db")
    assert schema(path) == schema(tmp_path / "new.db")
    # What it was: the very database, and it can be brought up to date as well.
    backup = tmp_path / f"plans.db.version-{number}"
    with closing(sqlite3.connect(backup)) as database, closing(sqlite3.connect(":memory:")) as was:
        was.deserialize(before)
        assert list(database.iterdump()) == list(was.iterdump())
    Store(backup).close()
    assert contents(backup) == contents(path)


def test_there_is_no_change_without_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    old(path, 1)
    (tmp_path / "plans.db.version-1" / "in-the-way").mkdir(parents=True)
    with pytest.raises(KehoachError, match="no copy"):
        Store(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_database_that_is_up_to_date_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        Store(tmp_path / "plans.db").close()
    assert {path.name for path in tmp_path.iterdir()} == {"plans.db"}
