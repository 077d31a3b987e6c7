"""Answers that cost more than a page may take, kept until the database changes.

What a whole table must be read for (totals, charts) is asked once. After a change it is asked again
at once where that is quick; where it is not, the old answer serves until the new one is there.
"""

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Ask = Callable[[sqlite3.Connection], T]

_MOST = 256  # answers that are kept
_QUICK = 0.15  # seconds in which an answer is asked for again while a page waits


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    state: Hashable = None
    value: Any = None
    seconds: float = 0.0


class Answers:
    """Answers about the database at `path`; `connect` opens a connection of its own for reading."""

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def get(self, key: Hashable, ask: Ask[T], connection: sqlite3.Connection) -> T:
        """The answer under `key`, asked for on `connection` where there is none yet.

        Whoever comes first asks; others wait for that answer. Errors of SQLite come through, and
        are not kept.
        """
        kept = self._entry(key)
        state = self.state()
        if kept.state == state or (kept.seconds > _QUICK and self._renewing(kept, state, ask)):
            return kept.value  # type: ignore[no-any-return]
        with kept.lock:
            if kept.state != state:
                _renew(kept, state, ask, connection)
            return kept.value  # type: ignore[no-any-return]

    def state(self) -> Hashable:
        """Changes whenever something is written to the database."""
        found = []
        for path in (self._path, self._path.with_name(f"{self._path.name}-wal")):
            try:
                told = path.stat()
            except FileNotFoundError:
                continue
            found.append((told.st_ino, told.st_mtime_ns, told.st_size))
        return tuple(found)

    def _entry(self, key: Hashable) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return kept

    def _renewing(self, kept: _Kept, state: Hashable, ask: Ask[Any]) -> bool:
        """True: there is an old answer, and someone is asking for the new one."""
        if kept.lock.acquire(blocking=False):
            threading.Thread(target=self._renew_aside, args=(kept, state, ask), daemon=True).start()
        return True

    def _renew_aside(self, kept: _Kept, state: Hashable, ask: Ask[Any]) -> None:
        try:
            connection = self._connect()
            try:
                _renew(kept, state, ask, connection)
            finally:
                connection.close()
        finally:
            kept.lock.release()


def _renew(kept: _Kept, state: Hashable, ask: Ask[Any], connection: sqlite3.Connection) -> None:
    begun = time.perf_counter()
    kept.value = ask(connection)
    kept.seconds = time.perf_counter() - begun
    kept.state = state
