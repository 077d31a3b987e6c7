"""The kinds of file that a plan can be written as."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

from corpus.generator import paper, plain, scan
from corpus.generator.document import Document
from corpus.generator.typeset import typeset, typeset_on_one_page
from corpus.generator.word import as_docx

Kind = Literal[
    "pdf",
    "text",
    "markdown",
    "docx",
    "stripped",
    "clean-scan",
    "bad-scan",
    "wrong-layer",
    "photo",
    "tiff",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
DPI = 200


def as_file(document: Document, kind: Kind) -> tuple[bytes, str]:
    """The file's content and its suffix. The same document and kind give the same bytes.

    Raises MissingFontError where Liberation Serif is not installed, ValueError for a photograph
    of a plan that is too long for one page (wish for a `brief` one).
    """
    return _WRITERS[kind](document)


def write(document: Document, kind: Kind, folder: Path, stem: str) -> Path:
    """Write the plan as `folder/stem.<suffix>` and its truth as `folder/truth/stem.json`."""
    content, suffix = as_file(document, kind)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}{suffix}"
    path.write_bytes(content)
    (folder / "truth" / f"{stem}.json").write_text(document.truth.to_json(kind), "utf-8")
    return path


def _pdf(document: Document) -> tuple[bytes, str]:
    return typeset(document), ".pdf"


def _text(document: Document) -> tuple[bytes, str]:
    return plain.as_text(document).encode(), ".txt"


def _markdown(document: Document) -> tuple[bytes, str]:
    return plain.as_markdown(document).encode(), ".md"


def _docx(document: Document) -> tuple[bytes, str]:
    return as_docx(document), ".docx"


def _stripped(document: Document) -> tuple[bytes, str]:
    return plain.as_stripped(document).encode(), ".txt"


def _scan(document: Document, degradation: str, *, layer: bool = False) -> tuple[bytes, str]:
    how = scan.DEGRADATIONS[degradation]
    pages = list(scan.photocopy(typeset(document, sealed=True), document.seed, how, DPI))
    return paper.as_pdf(pages, DPI, how.quality, layer=layer), ".pdf"


def _clean_scan(document: Document) -> tuple[bytes, str]:
    return _scan(document, "light")


def _bad_scan(document: Document) -> tuple[bytes, str]:
    return _scan(document, "heavy")


def _wrong_layer(document: Document) -> tuple[bytes, str]:
    return _scan(document, "light", layer=True)


def _photo(document: Document) -> tuple[bytes, str]:
    (page,) = scan.render(typeset_on_one_page(document, sealed=True), DPI)
    return scan.as_jpeg(scan.photograph(page, document.seed), 82), ".jpg"


def _tiff(document: Document) -> tuple[bytes, str]:
    how = scan.DEGRADATIONS["light"]
    pages = list(scan.photocopy(typeset(document, sealed=True), document.seed, how, DPI))
    return paper.as_fax(pages, DPI), ".tiff"


_WRITERS: dict[Kind, Callable[[Document], tuple[bytes, str]]] = {
    "pdf": _pdf,
    "text": _text,
    "markdown": _markdown,
    "docx": _docx,
    "stripped": _stripped,
    "clean-scan": _clean_scan,
    "bad-scan": _bad_scan,
    "wrong-layer": _wrong_layer,
    "photo": _photo,
    "tiff": _tiff,
}
