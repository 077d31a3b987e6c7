"""Answers that cost more than a page may take, kept until the database changes.

What a whole table must be read for (totals, charts) is asked once. After a change it is asked again
at once where that is quick; where it is not, the old answer serves until the new one is there.
"""

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Ask = Callable[[sqlite3.Connection], T]

_MOST = 256  # answers that are kept
_QUICK = 0.15  # seconds in which an answer is asked for again while a page waits
_LONGEST = 120.0  # seconds that it may take at all


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    state: Hashable = None
    value: Any = None
    seconds: float = 0.0


class Answers:
    """Answers about the database at `path`; `connect` opens a connection for reading.

    Each is asked for on a connection of its own, so that it may take longer than a page.
    """

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def get(self, key: Hashable, ask: Ask[T]) -> T:
        """The answer under `key`, asked for where there is none yet.

        Whoever comes first asks; others wait for that answer. Errors of SQLite come through, and
        are not kept.
        """
        kept = self._entry(key)
        state = self._state()
        if kept.state != state:
            if kept.seconds > _QUICK:
                self._renew_aside(kept, state, ask)
            else:
                with kept.lock:
                    if kept.state != state:
                        self._renew(kept, state, ask)
        return kept.value  # type: ignore[no-any-return]

    def _state(self) -> Hashable:
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

    def _renew_aside(self, kept: _Kept, state: Hashable, ask: Ask[Any]) -> None:
        """Ask in a thread, unless one does so already; the old answer serves meanwhile."""

        def renew() -> None:
            try:
                self._renew(kept, state, ask)
            finally:
                kept.lock.release()

        if kept.lock.acquire(blocking=False):
            threading.Thread(target=renew, daemon=True).start()

    def _renew(self, kept: _Kept, state: Hashable, ask: Ask[Any]) -> None:
        begun = time.perf_counter()
        with closing(self._connect()) as connection:
            give_up = begun + _LONGEST
            connection.set_progress_handler(lambda: time.perf_counter() > give_up, 100_000)
            kept.value = ask(connection)
        kept.seconds = time.perf_counter() - begun
        kept.state = state
