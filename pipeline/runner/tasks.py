"""What workers do: the steps of `pipeline.flow` as functions that cross process borders.

`pipeline.flow` is imported where it is used: it brings spaCy and OpenCV, for which a run that
finds nothing new should not wait.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from schemas.page import Page
from schemas.plan import Plan, Signer, SourceFile

# One worker is one core: libraries that start threads of their own only get into each other's way.
ONE_THREAD = {
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}

_GRACE = 30.0  # seconds after its deadline that a call has to notice it


@dataclass(frozen=True)
class Call:
    """A function and its arguments, to be called in a worker."""

    running: ClassVar[bool] = False  # in this process
    last: ClassVar[bool] = False  # the process is to end with the call that is running

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float | None = None  # that it may take, in a process of its own

    def __call__(self) -> Any:  # noqa: ANN401 - whatever the function answers
        """Call the function; what it raises goes to whoever waits for the answer.

        Raises DocumentError where it takes too long.
        """
        Call.running = True
        try:
            with deadline(self.seconds):
                return self.function(*self.arguments)
        finally:
            Call.running = False
            if Call.last:
                os._exit(1)


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Ends what takes longer: with a DocumentError, and where no Python runs, with the process.

    Only in a process's main thread, which alone is told of signals: elsewhere there is no limit.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_long(*_: object) -> None:
        raise DocumentError("runner.too-long", minutes=f"{seconds / 60:g}")

    last = threading.Timer(seconds + _GRACE, os._exit, (1,))
    last.daemon = True
    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    last.start()
    try:
        yield
    finally:
        last.cancel()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Opened(NamedTuple):
    """What a file is, before its pages are read."""

    media_type: str
    n_pages: int
    signers: tuple[Signer, ...]


def open_document(path: Path, settings: Settings) -> Opened:
    """What the file is. Raises DocumentError."""
    from pipeline.sources import open_source

    with open_source(path, settings) as source:
        return Opened(source.media_type, source.n_pages, source.signers)


def read_pages(path: Path, numbers: Sequence[int], settings: Settings) -> list[Page]:
    """These pages of a document, read and restored. Raises DocumentError."""
    from pipeline import flow
    from pipeline.sources import open_source

    with open_source(path, settings) as source:
        return flow.read_pages(source, numbers, settings)


def understand(file: SourceFile, pages: Sequence[Page], signers: Sequence[Signer]) -> Plan:
    """Records and findings of a document. Raises DocumentError."""
    from pipeline import flow

    return flow.understand(file, pages, signers)


def use_one_thread() -> None:
    """Keep libraries that are loaded from now on, and programs started, to one thread each."""
    os.environ.update(ONE_THREAD)
