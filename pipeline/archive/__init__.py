"""What an archive keeps of each document: a searchable PDF/A, ALTO, plain text.

A format is one function in `FORMATS` that writes a document to a path. Originals are only read:
a signed file stays as it was signed, and copies stand in a folder of their own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from pipeline.archive.alto import write_alto
from pipeline.archive.searchable import write_pdf
from pipeline.errors import DocumentError, KehoachError
from pipeline.messages import say
from pipeline.store.aside import aside
from pipeline.store.reader import Known, Reader
from schemas.page import Page


@dataclass(frozen=True)
class Copy:
    """What became of a document: the file that was written, or none.

    `reason` says why there is none, or what the file lacks.
    """

    source: str
    path: Path | None = None
    pages: int = 0
    reason: str | None = None
    failed: bool = False  # there should be a file


def export_documents(database: Path, format: str, destination: Path) -> Iterator[Copy]:
    """Write each document that was read into a folder, under the name of its source.

    `format` is one of FORMATS. Yields each as it is done; what cannot be written costs no other.
    Raises KehoachError where the database cannot be read, MissingRequirement where what the
    format needs is not installed.
    """
    with Reader(database) as reader:
        for source, known in sorted(reader.known().items()):
            if known.status != "failed":
                yield _copied(source, known, reader.pages(known.id), format, destination)


def write_text(_: Known, pages: tuple[Page, ...], path: Path) -> None:
    """The restored text, a form feed between pages."""
    path.write_text("\f".join(f"{page.text}\n" for page in pages), "utf-8", newline="\n")


@dataclass(frozen=True)
class _Format:
    write: Callable[[Known, tuple[Page, ...], Path], str | None]  # what the file lacks
    suffix: str
    pictured: bool  # of documents with places on pages only
    original: bool  # it needs the file itself


FORMATS = {
    "pdf": _Format(write_pdf, ".pdf", pictured=True, original=True),
    "alto": _Format(write_alto, ".alto.xml", pictured=True, original=False),
    "text": _Format(write_text, ".txt", pictured=False, original=False),
}


def _copied(
    source: str, known: Known, pages: tuple[Page, ...], format: str, destination: Path
) -> Copy:
    chosen = FORMATS[format]
    if chosen.pictured and not any(word.box for page in pages for word in page.words):
        return Copy(source, reason=say("archive.no-places"))
    name = PurePosixPath(source)
    if name.is_absolute() or ".." in name.parts:
        return Copy(source, reason=say("archive.name"), failed=True)
    suffix = "" if name.suffix.lower() == chosen.suffix else chosen.suffix
    path = destination / f"{name}{suffix}"
    try:
        if chosen.original:
            _check_unchanged(known)
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside(path) as beside:
            note = chosen.write(known, pages, beside)
    except DocumentError as fault:
        return Copy(source, reason=str(fault), failed=True)
    except OSError as fault:
        detail = fault.strerror or str(fault)
        raise KehoachError("store.cannot-export", destination=destination, detail=detail) from fault
    return Copy(source, path, len(pages), note)


def _check_unchanged(known: Known) -> None:
    """Raises DocumentError where the file is not the one that was read."""
    try:
        with known.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise DocumentError("archive.gone", path=known.path) from fault
    if digest != known.sha256:
        raise DocumentError("archive.changed", path=known.path)
