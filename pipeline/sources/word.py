"""Word files (DOCX): paragraphs, tables and page breaks in document order."""

from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from pipeline.errors import DocumentError
from pipeline.sources.columns import columns_of, is_layout, table_of, words_of
from pipeline.sources.kinds import DOCX
from pipeline.sources.numbering import Numbering
from pipeline.sources.source import TextSource
from pipeline.sources.text import numbered
from pipeline.vietnamese.letters import nfc
from schemas.layout import rejoin
from schemas.page import Block, Line

_PAGE = "\f"
_PARAGRAPH = 1.0  # line heights: what sets a paragraph apart from the lines of another
_PLAIN_COLUMNS = 3  # an unruled table with more columns is a table all the same
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_IGNORED = {qn("w:del"), qn("w:moveFrom"), _FALLBACK, qn("w:instrText"), qn("w:pPr")}


def open_word(path: Path) -> TextSource:
    """The pages of a DOCX file as its explicit and last rendered page breaks tell them."""
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


def _blocks(document: Document) -> Iterator[Block | None]:
    """Lines and tables; None where a page ends."""
    numbering = Numbering(document)
    empty = 0
    for item in document.iter_inner_content():
        if isinstance(item, WordTable):
            yield from _table(item, numbering)
            empty = 0
            continue
        text = _labelled(item, numbering)
        if item.paragraph_format.page_break_before:
            text = _PAGE + text
        for place, part in enumerate(text.split(_PAGE)):
            if place:
                yield None
                empty = 0
            lines = [words for line in part.split("\n") if (words := words_of(line))]
            gaps = [_PARAGRAPH + empty, *[0.0] * len(lines)]
            yield from rejoin(
                Line(words=words, gap=gap) for words, gap in zip(lines, gaps, strict=False)
            )
            empty = 0 if lines else empty + 1
        if _ends_section(item._p):
            yield None


def _first_without_gap(blocks: list[Block]) -> list[Block]:
    if blocks and isinstance(blocks[0], Line):
        return [blocks[0].model_copy(update={"gap": 0.0}), *blocks[1:]]
    return blocks


def _text(element: Element) -> str:
    """What a reader sees of a paragraph: no deleted text, a form feed where a page ends."""
    out: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _IGNORED or not isinstance(tag, str):
            continue
        if tag == qn("w:t"):
            out.append(nfc(child.text or ""))
        elif tag == qn("w:tab"):
            out.append("\t")
        elif tag == qn("w:noBreakHyphen"):
            out.append("-")
        elif tag == qn("w:lastRenderedPageBreak"):
            out.append(_PAGE)
        elif tag in (qn("w:br"), qn("w:cr")):
            out.append(_PAGE if child.get(qn("w:type")) == "page" else "\n")
        else:
            out.append(_text(child))
    return "".join(out)


def _labelled(paragraph: Paragraph, numbering: Numbering) -> str:
    """The text of a paragraph with its automatic label."""
    text = _text(paragraph._p)
    if text.strip() and (label := numbering.label(paragraph)):
        shown = text.lstrip(_PAGE)
        return text[: len(text) - len(shown)] + f"{label} {shown}"
    return text


def _table(table: WordTable, numbering: Numbering) -> Iterator[Block | None]:
    rows = [_row(row, table, numbering) for row in table._tbl.tr_lst]
    texts = [[text or "" for text in row] for row in rows]
    columns = max(map(len, rows), default=0)
    if is_layout(texts) or (columns <= _PLAIN_COLUMNS and not _is_ruled(table)):
        yield from columns_of(texts)
    elif any(map(any, texts)):
        yield table_of(rows)


def _row(row: Element, table: WordTable, numbering: Numbering) -> list[str | None]:
    """Texts of a row's cells; None where a merged cell goes on to the right.

    Below the first row of a cell merged downwards stands an empty text.
    """
    texts: list[str | None] = []
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue  # of a table within the cell
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
        lines = [
            _labelled(Paragraph(paragraph, table), numbering).replace(_PAGE, "")
            for paragraph in cell.iter(qn("w:p"))
        ]
        texts.append("" if goes_on else "\n".join(filter(str.strip, lines)))
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        texts += [None] * (int(span.get(qn("w:val"), "1")) - 1 if span is not None else 0)
    return texts


def _is_ruled(table: WordTable) -> bool:
    """True where the table, its style or its cells draw lines."""
    holders = [table._tbl]
    style = table.style
    while style is not None:
        holders.append(style.element)
        style = style.base_style
    for holder in holders:
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
