"""What workers do: the steps of `pipeline.flow` as functions that cross process borders.

`pipeline.flow` is imported where it is used: it brings spaCy and OpenCV, for which a run that
finds nothing new should not wait.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from pipeline.errors import DocumentError, KehoachError
from pipeline.settings import Settings
from schemas.page import Page, ReadPage
from schemas.plan import Plan, Signer, SourceFile

# One worker is one core: libraries that start threads of their own only get into each other's way.
ONE_THREAD = {
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}


class WorkerLost(DocumentError):
    """The worker died in the middle of a call, or was ended for what it took."""


class ExecutorLost(KehoachError):
    """There is nobody left to answer calls: the run ends."""


class _TooLong(BaseException):
    """No Exception: what readers of damaged files catch must not catch this."""


class Answer(NamedTuple):
    """What a call came to, and how long it took."""

    value: Any
    seconds: float


@dataclass(frozen=True)
class Call:
    """A function and its arguments, to be called in a worker."""

    running: ClassVar[bool] = False  # in this process
    last: ClassVar[bool] = False  # the process is to end with the call that is running

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float | None = None  # that it may take

    def __call__(self) -> Answer:
        """Call the function; what it raises goes to whoever waits for the answer.

        Raises WorkerLost where it takes too long.
        """
        Call.running = True
        try:
            with deadline(self.seconds):
                begun = time.perf_counter()
                value = self.function(*self.arguments)
                return Answer(value, time.perf_counter() - begun)
        finally:
            Call.running = False
            if Call.last:
                os._exit(1)


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Ends what takes longer with WorkerLost, as soon as Python runs.

    Only in a process's main thread, which alone is told of signals: elsewhere there is no limit.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TooLong:
        raise too_long(seconds) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def too_long(seconds: float | None) -> WorkerLost:
    """What is told of a call that took longer than it may."""
    return WorkerLost("runner.too-long", minutes=f"{(seconds or 0) / 60:g}")


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


def read_pages(
    path: Path, numbers: Sequence[int], settings: Settings, known: Mapping[int, Page]
) -> list[ReadPage]:
    """These pages of a document, restored, and as OCR read them. Raises DocumentError.

    What is `known` OCR does not read again.
    """
    from pipeline import flow
    from pipeline.sources import open_source

    with open_source(path, settings) as source:
        return flow.read_pages(source, numbers, settings, known)


def understand(file: SourceFile, pages: Sequence[Page], signers: Sequence[Signer]) -> Plan:
    """Records and findings of a document, without its pages: who asks has them.

    Raises DocumentError.
    """
    from pipeline import flow

    return flow.understand(file, pages, signers).model_copy(update={"pages": ()})


# The calls whose first argument is the path of a file.
OF_FILES = frozenset({open_document, read_pages})


def use_one_thread() -> None:
    """Keep libraries that are loaded from now on, and programs started, to one thread each."""
    os.environ.update(ONE_THREAD)
