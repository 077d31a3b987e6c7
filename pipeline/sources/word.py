"""Word files (DOCX): paragraphs, tables and page breaks in document order."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources.columns import blocks_of_table, words_of
from pipeline.sources.fonttext import FontText
from pipeline.sources.kinds import DOCX
from pipeline.sources.numbering import Numbering
from pipeline.sources.source import TextSource
from pipeline.sources.text import numbered
from pipeline.sources.wordnotes import Notes
from pipeline.sources.wordstyles import Fonts, lineage
from pipeline.vietnamese.letters import nfc
from schemas.layout import rejoin
from schemas.marks import GLUE, raised
from schemas.page import Block, Line

_MEGABYTE = 1_000_000
_PAGE = "\f"
_PARAGRAPH = 1.0  # line heights: what sets a paragraph apart from the lines of another
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_IGNORED = {
    qn("w:del"), qn("w:moveFrom"), _FALLBACK, qn("w:instrText"), qn("w:pPr"), qn("w:rPr"),
}  # fmt: skip

_NOTHING = FontText("", ())
_Pieces = Iterator[tuple[str, str | None]]


def open_word(path: Path) -> TextSource:
    """The pages of a DOCX file as its explicit and last rendered page breaks tell them.

    Macros, and files that are embedded in it, are not looked at.
    """
    try:
        document = docx.Document(str(path))
        blocks = list(_blocks(document))
    except Exception as error:  # python-docx, zipfile and lxml each raise their own
        raise DocumentError("sources.damaged", reason=str(error) or type(error).__name__) from error
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if block is None:
            pages.append([])
        else:
            pages[-1].append(block)
    return TextSource(DOCX, numbered(_first_without_gap(page) for page in pages))


def check_unpacked(path: Path, settings: Settings) -> None:
    """Raise DocumentError for a DOCX file that would become too large when it is unpacked.

    What its directory says of sizes is the most that `zipfile` unpacks.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    megabytes = sum(part.file_size for part in parts) / _MEGABYTE
    if megabytes > settings.max_unpacked_mb:
        raise DocumentError(
            "sources.unpacks-too-large",
            megabytes=round(megabytes),
            limit=round(settings.max_unpacked_mb),
        )
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > _MEGABYTE and ratio > settings.max_unpacked_ratio:
            raise DocumentError(
                "sources.unpacks-too-far",
                ratio=round(ratio),
                limit=round(settings.max_unpacked_ratio),
            )


def _blocks(document: Document) -> Iterator[Block | None]:
    """Lines and tables; None where a page ends."""
    reader = _Reader(document)
    empty = 0
    for item in document.iter_inner_content():
        if isinstance(item, WordTable):
            rows = [_row(row, item, reader) for row in item._tbl.tr_lst]
            yield from blocks_of_table(rows, ruled=_is_ruled(item))
            empty = 0
            continue
        whole = reader.paragraph(item)
        if item.paragraph_format.page_break_before:
            whole = FontText(_PAGE + whole.text, (None, *whole.fonts))
        for place, part in enumerate(whole.split(_PAGE)):
            if place:
                yield from reader.notes()
                yield None
                empty = 0
            lines = [words for line in part.split("\n") if (words := words_of(line))]
            gaps = [_PARAGRAPH + empty, *[0.0] * len(lines)]
            yield from rejoin(
                Line(words=words, gap=gap) for words, gap in zip(lines, gaps, strict=False)
            )
            empty = 0 if lines else empty + 1
        if _ends_section(item._p):
            yield from reader.notes()
            yield None
    yield from reader.notes()


def _first_without_gap(blocks: list[Block]) -> list[Block]:
    if blocks and isinstance(blocks[0], Line):
        return [blocks[0].model_copy(update={"gap": 0.0}), *blocks[1:]]
    return blocks


class _Reader:
    """Reads the paragraphs of one document, in order."""

    def __init__(self, document: Document) -> None:
        self._numbering = Numbering(document)
        self._fonts = Fonts(document)
        self._notes = Notes(document)

    def paragraph(self, paragraph: Paragraph) -> FontText:
        """What a reader sees of a paragraph: its automatic label, no deleted text.

        A form feed stands where a page ends.
        """
        element = paragraph._p
        whole = FontText.of(self._pieces(element, self._fonts.of_paragraph(element)))
        if whole.text.strip() and (label := self._numbering.label(paragraph)):
            breaks = len(whole.text) - len(whole.text.lstrip(_PAGE))
            text = whole.text[:breaks] + f"{label} " + whole.text[breaks:]
            return FontText(text, (None,) * (len(text) - len(whole.text)) + whole.fonts)
        return whole

    def notes(self) -> Iterator[Line]:
        """The notes of the page that ends here, each with its mark."""
        for mark, note in self._notes.waiting():
            pieces = [(f"{mark} ", None), *self._pieces(note, None)]
            yield Line(words=words_of(FontText.of(pieces)), gap=_PARAGRAPH)

    def _pieces(self, element: Element, font: str | None) -> _Pieces:
        for child in element:
            tag = child.tag
            if tag in _IGNORED or not isinstance(tag, str):
                continue
            if tag == qn("w:t"):
                yield nfc(child.text or ""), font
            elif tag == qn("w:tab"):
                yield "\t", None
            elif tag == qn("w:noBreakHyphen"):
                yield "-", font
            elif tag == qn("w:softHyphen"):
                yield "\u00ad", font
            elif tag == qn("w:lastRenderedPageBreak"):
                yield _PAGE, None
            elif tag in (qn("w:br"), qn("w:cr")):
                yield _PAGE if child.get(qn("w:type")) == "page" else "\n", None
            elif mark := self._notes.mark(child):
                yield mark, None
            elif tag == qn("w:r"):
                pieces = self._pieces(child, self._fonts.of_run(child, font))
                yield from map(_lifted, pieces) if _is_superscript(child) else pieces
            else:
                yield from self._pieces(child, font)


def _is_superscript(run: Element) -> bool:
    lifted = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    return lifted is not None and lifted.get(qn("w:val")) == "superscript"


def _lifted(piece: tuple[str, str | None]) -> tuple[str, str | None]:
    text, _ = piece
    return (GLUE + raised(text), None) if text.isdecimal() else piece


def _row(row: Element, table: WordTable, reader: _Reader) -> list[FontText | None]:
    """Texts of a row's cells; None where a merged cell goes on to the right.

    Below the first row of a cell merged downwards stands an empty text.
    """
    texts: list[FontText | None] = []
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue  # of a table within the cell
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
        lines = [
            FontText.of(pair for pair in zip(*line, strict=True) if pair[0] != _PAGE)
            for paragraph in cell.iter(qn("w:p"))
            if (line := reader.paragraph(Paragraph(paragraph, table))).text.strip()
        ]
        texts.append(_NOTHING if goes_on else _joined(lines))
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        texts += [None] * (int(span.get(qn("w:val"), "1")) - 1 if span is not None else 0)
    return texts


def _joined(lines: Iterable[FontText]) -> FontText:
    """The lines of a cell, one below the other."""
    pieces = [((line.text + "\n"), (*line.fonts, None)) for line in lines]
    text = "".join(text for text, _ in pieces)[:-1]
    return FontText(text, tuple(font for _, fonts in pieces for font in fonts)[: len(text)])


def _is_ruled(table: WordTable) -> bool:
    """True where the table, its style or its cells draw lines."""
    for holder in (table._tbl, *(style.element for style in lineage(table.style))):
        sides = [
            side.get(qn("w:val"))
            for name in ("w:tblBorders", "w:tcBorders")
            for borders in holder.iter(qn(name))
            for side in borders
        ]
        if sides:
            return any(side not in ("nil", "none", None) for side in sides)
    return False


def _ends_section(paragraph: Element) -> bool:
    section = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if section is None:
        return False
    kind = section.find(qn("w:type"))
    return kind is None or kind.get(qn("w:val")) != "continuous"
