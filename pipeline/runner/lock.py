"""One run at a time on an output folder; readers are not kept out."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.errors import KehoachError

_NAME = ".kehoach.lock"


@contextmanager
def only_run(output: Path) -> Iterator[None]:
    """Within this context no other run writes into the folder.

    The lock is the system's, so it ends with the process however that ends; the file stays.
    Raises KehoachError where another run is at work, which tells its process and start, and where
    the folder cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        file = (output / _NAME).open("a+", encoding="utf-8")
    except OSError as fault:
        raise KehoachError("store.cannot-open", database=output) from fault
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            process, _, started = file.read().strip().partition(" ")
            raise KehoachError(
                "runner.busy", output=output, process=process or "?", started=started or "?"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {datetime.now().astimezone().isoformat(timespec='seconds')}\n")
        file.flush()
        yield
