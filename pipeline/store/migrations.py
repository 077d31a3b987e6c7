"""Versions of the database: what marks it as ours, and how an older one is brought up to date.

`PRAGMA application_id` says that a file is ours, `PRAGMA user_version` which version it is.
A database is made at `VERSION` at once; `STEPS[n - 1]` brings one of version n to n + 1, each in
a transaction of its own. A change of a schema that changes columns needs a step.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from pipeline.errors import KehoachError
from pipeline.store.aside import aside
from pipeline.store.connection import transaction
from pipeline.store.review import create_review
from pipeline.store.tables import (
    SEARCHED,
    create_table,
    create_tables,
    index_documents,
    index_parents,
    index_years,
    merge_seldom,
)
from pipeline.store.views import create_views
from schemas.records import RECORD_TYPES, Finding
from schemas.stored import Correction, Document, Overlaid, Restoration

APPLICATION_ID = int.from_bytes(b"kehh", "big")

Step = Callable[[Database], None]


def _add_restorations(database: Database) -> None:
    create_table(database, Restoration.TABLE)


def _add_unit_codes(database: Database) -> None:
    for name in ("unit_code", "unit_code_now"):
        database.table("documents").add_column(name, str)


def _add_gone_since(database: Database) -> None:
    database.table("documents").add_column("gone_since", str)


def _index_for_large_archives(database: Database) -> None:
    database.execute("DROP INDEX idx_responsibilities_role")
    for table in ("sections", "classes", "targets"):
        database.execute(f"DROP INDEX idx_{table}_parent_id")
        index_parents(database, table)
    index_years(database)


def _add_review(database: Database) -> None:
    """Corrections by people: until then no command wrote any, but what stands there is kept."""
    if database.table(Correction.TABLE).count:
        database.execute("ALTER TABLE corrections RENAME TO corrections_before_review")
        database.execute("DROP INDEX IF EXISTS idx_corrections_record_id")
    else:
        database.table(Correction.TABLE).drop()
    create_table(database, Correction.TABLE)
    create_table(database, Overlaid.TABLE)
    for table in (Document.TABLE, *(record.TABLE for record in RECORD_TYPES)):
        database.table(table).add_column("reviewed", str)
    database.table(Finding.TABLE).add_column("page", int)
    for record in RECORD_TYPES:
        database.execute(
            f"UPDATE findings SET page = (SELECT page FROM {record.TABLE} AS r"
            f" WHERE r.id = record_id) WHERE record_table = '{record.TABLE}'"
        )
    create_review(database)


def _keep_what_ocr_read(database: Database) -> None:
    database.table("pages").add_column("words_read", bytes)
    database.execute("DROP INDEX idx_documents_year")  # of years alone
    index_years(database)


def _sum_and_store_faster(database: Database) -> None:
    database.execute("DROP INDEX idx_classes_document_id")
    index_documents(database, "classes")
    for name in SEARCHED:
        merge_seldom(database, name)


STEPS: tuple[Step, ...] = (
    _add_restorations,
    _add_unit_codes,
    _add_gone_since,
    _index_for_large_archives,
    _add_review,
    _keep_what_ocr_read,
    _sum_and_store_faster,
)
VERSION = 1 + len(STEPS)


def create(database: Database) -> None:
    """Make tables, search, views and the marks of ownership in an empty database."""
    with transaction(database):
        if is_empty(database):  # another program may have made it while this one waited
            create_tables(database)
            create_review(database)
            create_views(database)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {VERSION}")


def migrate(database: Database, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Bring an older database of ours, at `path`, up to date, step by step.

    What it was stays beside it, as `plans.db.version-3`. Raises OSError where that finds no room.
    """
    if version(database) <= len(steps):
        _back_up(database, path.with_name(f"{path.name}.version-{version(database)}"))
    while version(database) <= len(steps):
        with transaction(database):
            at = version(database)
            if at <= len(steps):
                steps[at - 1](database)
                if at == len(steps):  # views name columns that earlier steps do not have yet
                    create_views(database)
                database.execute(f"PRAGMA user_version = {at + 1}")


def _back_up(database: Database, path: Path) -> None:
    with aside(path) as beside, closing(sqlite3.connect(beside)) as copy:
        database.conn.backup(copy)


def version(database: Database) -> int:
    """The version that the database says it is; 0 for a new file."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def require_ours(database: Database, path: Path) -> None:
    """Raise KehoachError for a database of another program or of a later version."""
    if _application(database) != APPLICATION_ID:
        raise KehoachError("store.foreign", database=path)
    if version(database) > VERSION:
        raise KehoachError("store.newer", database=path, found=version(database), known=VERSION)


def is_empty(database: Database) -> bool:
    """Whether nothing at all is in this database."""
    claimed = _application(database) or version(database)
    return not claimed and not database.execute("SELECT 1 FROM sqlite_master").fetchone()


def _application(database: Database) -> int:
    return int(database.execute("PRAGMA application_id").fetchone()[0])
