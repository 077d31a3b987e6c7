"""What arrives in a folder, once it is completely written."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Seen = dict[str, tuple[int, int]]  # size and time of change of each file, by path


def arrivals(
    folder: Path, seconds: float, wait: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Yields at once, then whenever files have come, changed or gone and been still since.

    A file counts as written when `seconds` pass in which neither its size nor its time changes.
    The folder is looked through, since what happens on network shares is not told.
    """
    done: Seen | None = None
    while True:
        now = _look(folder)
        if now != done:
            wait(seconds)
            if _look(folder) != now:
                continue
            done = now
            yield
        wait(seconds)


def _look(folder: Path) -> Seen:
    seen: Seen = {}
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(root, name) for name in names):
            try:
                status = path.stat()
            except OSError:
                continue  # gone in between
            seen[str(path)] = (status.st_size, status.st_mtime_ns)
    return seen
