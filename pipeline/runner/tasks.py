"""What workers do: the steps of `pipeline.flow` as functions that cross process borders.

`pipeline.flow` is imported where it is used: it brings spaCy and OpenCV, for which a run that
finds nothing new should not wait.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

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


@dataclass(frozen=True)
class Call:
    """A function and its arguments, to be called in a worker."""

    running: ClassVar[bool] = False  # in this process
    last: ClassVar[bool] = False  # the process is to end with the call that is running

    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    def __call__(self) -> Any:  # noqa: ANN401 - whatever the function answers
        """Call the function; what it raises goes to whoever waits for the answer."""
        Call.running = True
        try:
            return self.function(*self.arguments)
        finally:
            Call.running = False
            if Call.last:
                os._exit(1)


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
