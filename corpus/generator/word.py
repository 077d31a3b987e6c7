"""A document as DOCX, as an office would type it in Word."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Book
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from corpus.generator import document as doc

_FACE = "Times New Roman"


def as_docx(document: doc.Document) -> bytes:
    """The document as a Word file. The same document gives the same bytes."""
    book = docx.Document()
    normal = book.styles["Normal"]
    normal.font.name, normal.font.size = _FACE, Pt(document.look.size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FACE)
    normal.paragraph_format.space_after = Pt(document.look.after)
    sheet = book.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin, sheet.right_margin = Mm(document.look.left), Mm(18)
    sheet.top_margin, sheet.bottom_margin = Mm(20), Mm(20)
    for block in document.blocks:
        _add(book, block)
    out = BytesIO()
    book.save(out)
    return _without_dates(out.getvalue())


def _add(book: Book, block: doc.Block) -> None:
    match block:
        case doc.Letterhead():
            table = book.add_table(2, 2)
            _fill(table.cell(0, 0), block.issuer, bold=True)
            _fill(table.cell(0, 1), (block.state, block.motto), bold=True)
            _fill(table.cell(1, 0), (block.number,))
            _fill(table.cell(1, 1), (block.place_and_date,), italic=True)
            book.add_paragraph()
        case doc.Title():
            _centre(book, block.kind, bold=True)
            _centre(book, block.text, bold=True)
        case doc.Heading():
            paragraph = _indented(book)
            _run(paragraph, block.head, bold=block.level < 3 and bool(block.text))
            if block.body:
                _run(paragraph, f" {block.body}")
        case doc.Paragraph():
            text = " ".join(filter(None, (block.mark, block.text)))
            _run(_indented(book), text, italic=block.recital)
        case doc.Table():
            _add_table(book, block)
        case doc.Signing():
            table = book.add_table(1, 2)
            _fill(table.cell(0, 0), ("Nơi nhận:", *block.listed), size=11, centre=False)
            _fill(table.cell(0, 1), (*block.capacity, "", "", "", block.name), bold=True)
        case doc.Annex():
            _centre(book, block.label, bold=True)
            book.paragraphs[-1].paragraph_format.page_break_before = True
            _centre(book, block.title, bold=True)
            _centre(book, block.note, italic=True)


def _add_table(book: Book, block: doc.Table) -> None:
    table = book.add_table(0, len(block.columns))
    table.style = "Table Grid"
    first = block.grouped
    over = under = table.add_row().cells
    if first < len(block.columns):
        under = table.add_row().cells
        _fill(over[first].merge(over[-1]), (block.columns[first].group,), bold=True, size=12)
    for i, column in enumerate(block.columns):
        cell = under[i] if i >= first or over is under else over[i].merge(under[i])
        _fill(cell, (column.name,), bold=True, size=12)
    for i, row in enumerate(block.rows):
        for cell, text, column in zip(table.add_row().cells, row, block.columns, strict=True):
            _fill(cell, (text,), bold=i in block.strong, size=12, centre=column.number)


def _fill(
    cell: _Cell,
    lines: tuple[str, ...],
    *,
    size: float | None = None,
    centre: bool = True,
    bold: bool = False,
    italic: bool = False,
) -> None:
    """Put lines into a cell, a paragraph each."""
    for i, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = ALIGN.CENTER if centre else ALIGN.LEFT
        run = _run(paragraph, line, bold=bold, italic=italic)
        if size:
            run.font.size = Pt(size)


def _centre(book: Book, text: str, *, bold: bool = False, italic: bool = False) -> None:
    paragraph = book.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    _run(paragraph, text, bold=bold, italic=italic)


def _indented(book: Book) -> Paragraph:
    paragraph = book.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.alignment = ALIGN.JUSTIFY
    return paragraph


def _run(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> Run:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    return run


def _without_dates(package: bytes) -> bytes:
    """The same ZIP package with every entry's time at the epoch of ZIP."""
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return out.getvalue()
