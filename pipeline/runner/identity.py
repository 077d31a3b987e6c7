"""Which stored document a file is: the same document keeps its id from run to run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path

from pipeline.runner.paths import File, printable
from pipeline.sources import digest
from pipeline.store import Known
from schemas.plan import SourceFile
from schemas.records import make_id


@dataclass(frozen=True)
class Document:
    """A file with its identity.

    `known` is what is stored of it under this very source; `same_content` tells that the content
    that is stored of it, under whichever source, is that of the file.
    """

    path: Path
    file: SourceFile
    known: Known | None
    same_content: bool


def identify(
    files: Iterable[File], stored: Mapping[str, Known], megabytes: float = inf
) -> list[Document]:
    """The files as documents, in the order given; no two have the same source or id.

    Larger ones than `megabytes`, which will be refused, are not read for their content.

    1. A file at a path from which a document was stored is that document.
    2. Else it is the stored document of its source, unless that one's own file is still there
       with other content: then it is another document, under a longer source.
    3. Else, where the same content was stored from a file that is gone, it was moved here.
    4. Else it is new.
    """
    return _Registry(stored, megabytes).identify(list(files))


class _Registry:
    def __init__(self, stored: Mapping[str, Known], megabytes: float) -> None:
        self._stored = stored
        self._megabytes = megabytes
        self._by_path = {str(known.path): source for source, known in stored.items()}
        self._taken: set[str] = set()  # sources
        self._ids = {known.id for known in stored.values()}
        self._by_content: dict[str, list[str]] = {}  # sources
        for source, known in stored.items():
            if known.sha256:
                self._by_content.setdefault(known.sha256, []).append(source)

    def identify(self, files: list[File]) -> list[Document]:
        # Documents at their old places first, lest a new file takes the name of one of them.
        own = {file.path: self._by_path.pop(printable(file.path), None) for file in files}
        self._taken.update(source for source in own.values() if source)
        return [self._document(file, own[file.path]) for file in files]

    def _document(self, file: File, source: str | None) -> Document:
        sha256 = _digest(file.path, self._megabytes)
        source = source or self._free_source(file, sha256)
        self._taken.add(source)
        known = self._stored.get(source)
        origin = known or self._moved(sha256)
        document_id = origin.id if origin else self._new_id(source, sha256)
        self._ids.add(document_id)
        return Document(
            path=file.path,
            file=SourceFile(id=document_id, source=source, sha256=sha256),
            known=known,
            same_content=origin is not None and origin.sha256 == sha256,
        )

    def _free_source(self, file: File, sha256: str) -> str:
        return next(
            name
            for name in file.names()
            if name not in self._taken and self._may_be(self._stored.get(name), sha256)
        )

    @staticmethod
    def _may_be(known: Known | None, sha256: str) -> bool:
        return known is None or known.sha256 == sha256 or not known.path.exists()

    def _moved(self, sha256: str) -> Known | None:
        for source in self._by_content.get(sha256, ()):
            known = self._stored[source]
            if source not in self._taken and not known.path.exists():
                self._taken.add(source)
                return known
        return None

    def _new_id(self, source: str, sha256: str) -> str:
        document_id = make_id("document", source)
        # The id may belong to a document that was moved away from this source.
        return make_id("document", source, sha256) if document_id in self._ids else document_id


def copies(documents: Iterable[Document], stored: Mapping[str, Known]) -> Iterator[tuple[str, str]]:
    """Sources of documents that have the content of another one, each with the other's source."""
    first = {known.sha256: source for source, known in stored.items()}
    for document in documents:
        sha256, source = document.file.sha256, document.file.source
        if sha256 and first.setdefault(sha256, source) != source and document.known is None:
            yield source, first[sha256]


def _digest(path: Path, megabytes: float) -> str:
    """SHA-256 of a file; empty where it cannot be read (opening it will tell why)."""
    try:
        read = path.is_file() and path.stat().st_size <= megabytes * 1_000_000
        return digest(path) if read else ""
    except OSError:
        return ""
