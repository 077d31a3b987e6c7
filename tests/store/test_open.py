"""Opening databases: new, old, of others, damaged, locked, full."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipeline.errors import KehoachError
from pipeline.store import Reader, Store, migrations
from pipeline.store.decided import CORRECTABLE
from pipeline.store.views import VIEWS
from schemas.stored import TABLES
from tests.store.dump import dump
from tests.store.samples import plan

PATH = Path("/archive/plan.pdf")


def code(kind: type[Reader], path: Path) -> str:
    """The message's key with which opening, or the first look inside, fails."""
    with pytest.raises(KehoachError) as caught, kind(path, busy_seconds=0) as opened:
        opened.totals()
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value.code


def filled(path: Path) -> Path:
    with Store(path) as store:
        store.write(plan(), path=PATH, fingerprint="f")
    return path


def pragma(path: Path, name: str) -> object:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_database_has_everything(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "Kế hoạch #1?.db"
    with Store(path) as store:
        assert store.known() == {}
        assert store.totals().pages == 0
        assert set(store.database.table_names()) >= set(TABLES)
        assert set(store.database.view_names()) == {view.name for view in VIEWS}
        assert store.database.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert pragma(path, "journal_mode") == "wal"
    assert pragma(path, "user_version") == migrations.VERSION


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    path.touch()
    assert pragma(path, "user_version") == 0
    filled(path)
    assert pragma(path, "user_version") == migrations.VERSION
    assert len(dump(path)["documents"]) == 1


def test_a_creation_cut_short_leaves_nothing_half_made(tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    killed = (
        "import os, sys, pathlib\n"
        "from pipeline.store import migrations, Store\n"
        "migrations.create_views = lambda database: os._exit(9)\n"
        "Store(pathlib.Path(sys.argv[1]))"
    )
    assert subprocess.run([sys.executable, "-c", killed, path]).returncode == 9
    filled(path)
    assert len(dump(path)["documents"]) == 1


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    before = dump(path)
    with Store(path) as store:
        assert store.totals().documents == {"done": 1}
    assert dump(path) == before


def test_views_that_changed_are_made_anew(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP VIEW v_classes")
        database.execute("CREATE VIEW v_classes AS SELECT 1 AS number")
    with Store(path) as store:
        assert len(list(store.database.query("SELECT title FROM v_classes"))) == 2


def test_steps_bring_an_older_database_up_to_date(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")

    def add_colour(database: Database) -> None:
        database.execute("ALTER TABLE documents ADD COLUMN colour TEXT")

    def paint(database: Database) -> None:
        database.execute("UPDATE documents SET colour = 'red'")

    def fail(database: Database) -> None:
        database.execute("UPDATE documents SET colour = 'blue'")
        raise RuntimeError

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        database = Database(connection)
        with pytest.raises(RuntimeError):
            migrations.migrate(database, [*migrations.STEPS, add_colour, paint, fail])
        assert migrations.version(database) == migrations.VERSION + 2
        migrations.migrate(database, [*migrations.STEPS, add_colour, paint])
        assert database.execute("SELECT colour FROM documents").fetchall() == [("red",)]
    assert code(Store, path) == "store.newer"
    assert code(Reader, path) == "store.newer"


def test_a_database_of_version_1_gets_what_it_lacks(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    with closing(sqlite3.connect(path)) as connection:
        views = "".join(f"DROP VIEW {view.name};" for view in VIEWS)
        connection.executescript(
            f"{views} DROP TABLE restorations;"
            "ALTER TABLE documents DROP COLUMN unit_code;"
            "ALTER TABLE documents DROP COLUMN unit_code_now;"
            "ALTER TABLE documents DROP COLUMN gone_since;"
            "DROP INDEX review_findings; DROP TABLE overlaid; DROP TABLE corrections;"
            "CREATE TABLE corrections (id TEXT PRIMARY KEY, record_id TEXT, value TEXT);"
            "CREATE INDEX idx_corrections_record_id ON corrections (record_id);"
            "INSERT INTO corrections VALUES ('c', 'r', '85');"
            "ALTER TABLE findings DROP COLUMN page;"
            + "".join(f"DROP INDEX IF EXISTS review_{table};" for table in CORRECTABLE)
            + "".join(f"ALTER TABLE {table} DROP COLUMN reviewed;" for table in CORRECTABLE)
            + "PRAGMA user_version = 1"
        )
    Store(path).close()
    assert pragma(path, "user_version") == migrations.VERSION
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM restorations").fetchone() == (0,)
        assert connection.execute("SELECT page FROM findings WHERE page").fetchall() == [(1,)]
        old = connection.execute("SELECT * FROM corrections_before_review").fetchall()
        assert old == [("c", "r", "85")]


def test_files_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("Ghi chép\n" * 500, "utf-8")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.executescript("CREATE TABLE documents (id TEXT); PRAGMA user_version = 1")
    claimed = tmp_path / "claimed.db"
    with closing(sqlite3.connect(claimed)) as database:
        database.executescript("PRAGMA application_id = 7; PRAGMA journal_mode = delete")
    folder = tmp_path / "folder.db"
    folder.mkdir()
    for path, kind in (
        (text, "store.not-a-database"),
        (other, "store.foreign"),
        (claimed, "store.foreign"),
    ):
        before = path.read_bytes()
        assert code(Store, path) == kind
        assert code(Reader, path) == kind
        assert path.read_bytes() == before
    assert code(Store, folder) == "store.cannot-open"
    assert code(Store, text / "plans.db") == "store.cannot-open"
    assert {entry.name for entry in tmp_path.iterdir()} == {
        "notes.db",
        "other.db",
        "claimed.db",
        "folder.db",
    }


def test_reading_makes_no_database(tmp_path: Path) -> None:
    assert code(Reader, tmp_path / "plans.db") == "store.missing"
    (tmp_path / "empty.db").touch()
    assert code(Reader, tmp_path / "empty.db") == "store.foreign"
    assert (tmp_path / "empty.db").stat().st_size == 0


def test_an_older_database_is_not_read_as_if_it_were_new(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 0")
    assert code(Reader, path) == "store.older"


def test_tables_of_another_version_are_told(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE recipients RENAME COLUMN note TO remark")
    assert code(Store, path) == "store.other-columns"


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)  # behind the header
    path.write_bytes(content)
    assert code(Store, path) == "store.corrupt"
    assert code(Reader, path) == "store.corrupt"


def test_readers_read_while_another_program_writes(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    with Store(path, busy_seconds=0) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Reader(path) as reader:
            assert reader.totals().documents == {"done": 1}
        with pytest.raises(KehoachError) as caught:
            store.write(plan("binh-son"), path=PATH, fingerprint="f")
        assert caught.value.code == "store.locked"
        other.execute("ROLLBACK")
        store.write(plan("binh-son"), path=PATH, fingerprint="f")
        assert store.totals().documents == {"done": 2}


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")

    def write(name: str) -> None:
        with Store(path) as store:
            for _ in range(10):
                store.write(plan(name), path=PATH, fingerprint="f")

    names = ["an-khe", "binh-son", "cam-thuy", "dong-hoa"]
    with ThreadPoolExecutor(len(names)) as threads:
        list(threads.map(write, names))
    assert len(dump(path)["documents"]) == len(names)


def test_a_full_disk_costs_the_document_in_hand_only(tmp_path: Path) -> None:
    path = filled(tmp_path / "plans.db")
    before = dump(path)
    with Store(path) as store:
        pages = store.database.execute("PRAGMA page_count").fetchone()[0]
        store.database.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own "disk is full"
        big = plan("binh-son").model_copy(update={"error": "x" * 100_000})
        with pytest.raises(KehoachError) as caught:
            store.write(big, path=PATH, fingerprint="f")
        assert caught.value.code == "store.disk-full"
    assert dump(path) == before


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_database_that_may_not_be_written_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own may be closed to other users
        path = filled(Path(folder) / "plans.db")
        path.chmod(0o444)
        path.parent.chmod(0o555)
        child = os.fork()
        if not child:
            _answer_without_rights(path)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        path.parent.chmod(0o755)


def _answer_without_rights(path: Path) -> None:
    """In a child process: exit 0 where reading works and writing is refused with a message."""
    status = 1
    try:
        if os.geteuid() == 0:  # whom permissions do not bind
            os.setresuid(65534, 65534, 65534)
        with Reader(path) as reader:
            assert reader.totals().documents == {"done": 1}
        assert code(Store, path) in ("store.read-only", "store.cannot-open")
        assert code(Store, path.parent / "new.db") == "store.cannot-open"
        assert code(Store, path.parent / "new" / "new.db") == "store.cannot-open"
        status = 0
    finally:
        os._exit(status)
