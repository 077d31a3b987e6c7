"""Files in: what a file is, what text and pictures it holds, whether its text can be trusted."""

import hashlib
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources import kinds
from pipeline.sources.encoding import decode
from pipeline.sources.images import ImageSource
from pipeline.sources.kinds import is_document
from pipeline.sources.markdown import markdown_blocks
from pipeline.sources.oldword import old_word_reader, open_old_word
from pipeline.sources.pdf import PdfSource
from pipeline.sources.source import Source, SourcePage, TextSource
from pipeline.sources.text import pages_of, plain_blocks
from pipeline.sources.word import check_unpacked, open_word

__all__ = ["Source", "SourcePage", "digest", "is_document", "old_word_reader", "open_source"]

_MEGABYTE = 1_000_000
# Kinds that are known and not read; each has its remedy in the message catalogue.
_REFUSED = {
    "text/html": "sources.is-web-page",
    "application/json": "sources.is-data",
    "application/x-ole-storage": "sources.is-old-office",
    "application/encrypted": "sources.office-encrypted",
    "application/rtf": "sources.is-rtf",
    "application/zip": "sources.is-archive",
}


def open_source(path: Path, settings: Settings) -> Source:
    """Open a document of any kind that is read, by its content; to be used in a `with` statement.

    Raises DocumentError with one line on cause and remedy where it cannot be read.
    """
    kind = kinds.media_type(path)
    megabytes = path.stat().st_size / _MEGABYTE
    if megabytes > settings.max_file_mb:
        raise DocumentError(
            "sources.file-too-large", megabytes=round(megabytes), limit=round(settings.max_file_mb)
        )
    source = _open(path, kind, settings)
    if not source.n_pages:
        source.close()
        raise DocumentError("sources.no-pages")
    if source.n_pages > settings.max_pages:
        source.close()
        raise DocumentError(
            "sources.too-many-pages", pages=source.n_pages, limit=settings.max_pages
        )
    return source


def digest(path: Path) -> str:
    """SHA-256 of the file's content, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(path: Path, kind: str, settings: Settings) -> Source:
    match kind:
        case kinds.PDF:
            return PdfSource(path, settings)
        case kinds.PNG | kinds.JPEG | kinds.TIFF:
            return ImageSource(path, kind, settings)
        case kinds.DOCX:
            check_unpacked(path, settings)
            return open_word(path)
        case kinds.OLD_WORD:
            return open_old_word(path)
        case kinds.PLAIN | kinds.MARKDOWN:
            blocks = markdown_blocks if kind == kinds.MARKDOWN else plain_blocks
            return TextSource(kind, pages_of(decode(path.read_bytes()), blocks))
    raise DocumentError(_REFUSED.get(kind, "sources.unknown-kind"))
