"""Connections to the database, and SQLite's faults told in words that help."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from pipeline.errors import KehoachError

# What can be asked: both execute SQL in the same way.
Connection = Database | sqlite3.Connection

_CACHE = 65_536  # KiB of pages that a writer keeps: ids are random, so rows go everywhere

# Primary result codes of SQLite that a user can do something about.
_FAULTS = {
    sqlite3.SQLITE_BUSY: "store.locked",
    sqlite3.SQLITE_LOCKED: "store.locked",
    sqlite3.SQLITE_PERM: "store.read-only",
    sqlite3.SQLITE_READONLY: "store.read-only",
    sqlite3.SQLITE_CANTOPEN: "store.cannot-open",
    sqlite3.SQLITE_CORRUPT: "store.corrupt",
    sqlite3.SQLITE_NOTADB: "store.not-a-database",
    sqlite3.SQLITE_FULL: "store.disk-full",
    sqlite3.SQLITE_IOERR: "store.disk-fault",
}


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Tell SQLite's faults with the database at `path` as a KehoachError of one line."""
    try:
        yield
    except sqlite3.Error as fault:
        code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code not in _FAULTS:
            raise
        raise KehoachError(_FAULTS[code], database=path) from fault


@contextmanager
def transaction(database: Database) -> Iterator[None]:
    """All or nothing, with the right to write taken at the start."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.execute("ROLLBACK")
        raise


def connect(path: Path, *, busy_seconds: float, write: bool) -> Database:
    """A connection that waits `busy_seconds` for other programs' locks.

    Without `write` nothing is made and nothing can be changed. Plug-ins that other programs have
    installed for sqlite-utils stay out.
    """
    connection = sqlite3.connect(
        address_of(path, write=write), uri=True, timeout=busy_seconds, isolation_level=None
    )
    database = Database(connection, execute_plugins=False)
    database.execute("PRAGMA foreign_keys = ON")
    if write:
        database.execute(f"PRAGMA cache_size = -{_CACHE}")
    return database


def address_of(path: Path, *, write: bool) -> str:
    """The database at `path` as a URI for SQLite."""
    address = f"{path.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
    log = path.with_name(f"{path.name}-wal")
    if not write and not log.exists() and not os.access(path.parent, os.W_OK):
        # In WAL even readers make files beside the database. Where they may not, and nobody is
        # writing (there is no log), it is read as it stands: an archive's copy, a CD, a mount.
        address += "&immutable=1"
    return address


def attach(database: Database, path: Path, name: str) -> None:
    """Add another database, for reading only, under a schema's name."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        database.execute(f"ATTACH ? AS {name}", [address])
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        # Who has just read it can: what fails is to make files beside it (see `connect`).
        database.execute(f"ATTACH ? AS {name}", [f"{address}&immutable=1"])
