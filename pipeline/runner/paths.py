"""From what was named on the command line to the files of a run, each with its source name."""

import os
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.sources import is_document
from pipeline.store.columns import clean
from pipeline.vietnamese.letters import nfc


@dataclass(frozen=True)
class File:
    """A file of the run. `source` is its path below the folder given, with forward slashes."""

    path: Path  # absolute
    source: str

    def names(self) -> Iterator[str]:
        """Names for the file: its source, then with more and more of the folders above it in
        front, at last with a number behind.
        """
        parts = printable(self.path).removeprefix("/").split("/")
        depth = self.source.count("/") + 1
        yield self.source
        for length in range(depth + 1, len(parts) + 1):
            yield "/".join(parts[-length:])
        number = 2
        while True:
            yield f"{self.source} ({number})"
            number += 1


@dataclass(frozen=True)
class Note:
    """Something about a path that is no document; a `warning` is told always, an `info` with -v."""

    path: str
    message: str
    severity: Literal["warning", "info"]


@dataclass
class Found:
    """The files of a run, in order, and what was passed over."""

    files: list[File] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def printable(path: Path) -> str:
    """The path as the database keeps it, with forward slashes; bytes that are no UTF-8 become �."""
    text = clean(os.fsencode(path.as_posix()).decode("utf-8", "replace"))
    return re.sub(r"[\t\n\r]", "\ufffd", text)


def absolute(paths: Iterable[Path]) -> list[Path]:
    """The paths named, absolute; links stay links, because sources are named as the user sees them.

    Raises UsageError for one that is not there.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError("runner.no-path", path=printable(path))
    return [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100


def find(
    paths: Iterable[Path], output: Path, known: Container[str] = (), *, follow_links: bool = False
) -> Found:
    """The files named and those of the folders named (absolute paths), sorted, each once.

    A file that is named is taken whatever it is; in a folder, hidden entries, files that are no
    documents and the folder `output` are passed over, and links unless they are to be followed: an
    inbox that many people write to should not lead out of itself. A folder is entered once. A link
    that leads back to a folder around it is taken as a file: opening it will tell that it leads in
    a circle. What is at one of the paths `known` to hold documents is not looked
    into again.
    """
    search = _Search(output.resolve(), known, follow_links)
    for path in paths:
        if path.is_dir():
            search.enter(path, "", ())
        else:
            search.add(path, path.name)
    return search.found


class _Search:
    def __init__(self, output: Path, known: Container[str], follow_links: bool) -> None:
        self.found = Found()
        self._follow_links = follow_links
        self._known = known
        self._output = output
        self._entered: set[Path] = set()
        self._added: dict[Path, Path] = {}

    def add(self, path: Path, source: str) -> None:
        real = Path(os.path.realpath(path))
        if twin := self._added.get(real):
            self._note(path, "info", "runner.same-file", twin=printable(twin))
            return
        self._added[real] = path
        self.found.files.append(File(path, printable(Path(source))))

    def enter(self, folder: Path, prefix: str, around: tuple[Path, ...]) -> None:
        real = folder.resolve()
        if real == self._output:
            return
        if real in around:
            self.found.files.append(File(folder, printable(Path(prefix))))
            return
        if real in self._entered:
            self._note(folder, "warning", "runner.same-folder", folder=printable(real))
            return
        self._entered.add(real)
        try:
            # Links last: a folder keeps its own name where a link beside it leads there as well.
            entries = sorted(os.scandir(folder), key=lambda e: (e.is_symlink(), nfc(e.name)))
        except OSError as error:
            self._note(folder, "warning", "runner.closed-folder", reason=error.strerror)
            return
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink() and not self._follow_links:
                self._note(path, "warning", "runner.link")
            elif path.is_dir():
                self.enter(path, f"{prefix}{entry.name}/", (*around, real))
            elif entry.is_symlink() and not path.exists():
                self._note(path, "warning", "runner.broken-link")
            elif printable(path) in self._known or is_document(path):
                self.add(path, prefix + entry.name)
            else:
                self._note(path, "info", "runner.no-document")

    def _note(
        self, path: Path, severity: Literal["warning", "info"], code: str, **facts: object
    ) -> None:
        self.found.notes.append(Note(printable(path), say(code, **facts), severity))
