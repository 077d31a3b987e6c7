"""A document as PDF: A4 in the layout of Decree 30/2020, set in Liberation Serif."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from pypdfium2 import PdfDocument
from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Set
from reportlab.platypus import Table as Grid

from corpus.generator import document as doc
from corpus.generator.seal import draw_seal, draw_signature

rl_config.useA85 = 0  # ASCII armour only makes files larger

FONTS = Path("/usr/share/fonts/truetype/liberation2")
FACE = "Liberation Serif"
_FILES = (("", "Regular"), ("-bold", "Bold"), ("-italic", "Italic"), ("-bold-italic", "BoldItalic"))
_RIGHT, _TOP, _BOTTOM = 18 * mm, 22 * mm, 20 * mm
_INDENT = 12.7 * mm
_BLANK = " "
_SMALLEST = 11.0  # points


class MissingFontError(RuntimeError):
    """The typeface is not installed; the message names the package."""


def typeset(document: doc.Document, *, sealed: bool = False) -> bytes:
    """The document as PDF; `sealed` with signature and stamp, as it is before it is scanned.

    The same document gives the same bytes. Raises MissingFontError.
    """
    load_fonts()
    press = _Press(document, sealed=sealed)
    out = BytesIO()
    width, height = A4
    left = document.look.left * mm
    frame = Frame(left, _BOTTOM, width - left - _RIGHT, height - _TOP - _BOTTOM, 0, 0, 0, 0)
    book = BaseDocTemplate(out, pagesize=A4, invariant=1, title="", author="", lang="vi")
    book.addPageTemplates(PageTemplate("page", [frame], onPage=press.number_page))
    book.build([flowable for block in document.blocks for flowable in press.flow(block)])
    return out.getvalue()


def typeset_on_one_page(document: doc.Document, *, sealed: bool = False) -> bytes:
    """The document as a PDF of one page, in smaller type where it must be.

    Raises ValueError where no type that can be read is small enough.
    """
    look = document.look
    while look.size >= _SMALLEST:
        pdf = typeset(replace(document, look=look), sealed=sealed)
        if len(PdfDocument(pdf)) == 1:
            return pdf
        look = replace(look, size=look.size - 0.5, after=1, leading=1.08)
    raise ValueError("this plan is too long for one page")


def load_fonts() -> None:
    """Make the typeface known to reportlab. Raises MissingFontError."""
    if FACE not in pdfmetrics.getRegisteredFontNames():
        for name, file in font_files(FONTS).items():
            pdfmetrics.registerFont(TTFont(name, str(file)))
        pdfmetrics.registerFontFamily(FACE, *font_files(FONTS))


def font_files(folder: Path) -> dict[str, Path]:
    """The typeface's files: regular, bold, italic, bold italic. Raises MissingFontError."""
    files = {FACE + suffix: folder / f"LiberationSerif-{style}.ttf" for suffix, style in _FILES}
    for file in files.values():
        if not file.is_file():
            remedy = "install it with  apt-get install fonts-liberation2"
            raise MissingFontError(f"{file} is missing: {remedy}")
    return files


class _Press:
    """Turns blocks into flowables in one document's look."""

    def __init__(self, document: doc.Document, *, sealed: bool) -> None:
        self._look = document.look
        self._sealed = sealed
        self._rng = Random(f"{document.seed}/hand")
        self._width = A4[0] - self._look.left * mm - _RIGHT

    def number_page(self, canvas: Canvas, book: BaseDocTemplate) -> None:
        """The page's number in the middle of the top margin, from page 2."""
        if canvas.getPageNumber() > 1:
            canvas.setFont(FACE, 13)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 13 * mm, str(canvas.getPageNumber()))

    def flow(self, block: doc.Block) -> list[Flowable]:
        """The flowables of a block."""
        match block:
            case doc.Letterhead():
                return [self._letterhead(block), Spacer(0, 10)]
            case doc.Title():
                return self._title(block)
            case doc.Heading():
                return [Set(self._heading(block), self._style(keep=not block.body))]
            case doc.Paragraph():
                text = escape(" ".join(filter(None, (block.mark, block.text))))
                return [
                    Set(
                        f"<i>{text}</i>" if block.recital and self._look.recital_italic else text,
                        self._style(),
                    )
                ]
            case doc.Table():
                return [self._table(block)]
            case doc.Signing():
                return [Spacer(0, 10), KeepTogether(_Signing(block, self))]
            case doc.Annex():
                return self._annex(block)

    def style(self, size: float, align: int = TA_CENTER, **more: float) -> ParagraphStyle:
        """A style without indent, set solid."""
        return ParagraphStyle(
            "s", fontName=FACE, fontSize=size, leading=size * 1.17, alignment=align, **more
        )

    @property
    def sealed(self) -> bool:
        """Whether the page bears signature and stamp."""
        return self._sealed

    @property
    def rng(self) -> Random:
        """Chance for what a hand does."""
        return self._rng

    def _style(self, *, keep: bool = False) -> ParagraphStyle:
        look = self._look
        return ParagraphStyle(
            "body",
            fontName=FACE,
            fontSize=look.size,
            leading=look.size * look.leading,
            alignment=TA_JUSTIFY,
            firstLineIndent=_INDENT,
            spaceAfter=look.after,
            keepWithNext=keep,
            allowWidows=0,
            allowOrphans=0,
            embeddedHyphenation=1 if look.break_codes else 0,
        )

    def _heading(self, block: doc.Heading) -> str:
        head = escape(block.head)
        if block.text and block.level < 3:
            italic = self._look.subheadings == "italic" and block.level == 2
            head = f"<b><i>{head}</i></b>" if italic else f"<b>{head}</b>"
        return " ".join(filter(None, (head, escape(block.body))))

    def _letterhead(self, block: doc.Letterhead) -> Flowable:
        centre = self.style(13)
        left = [
            _line(line, bold=block.issuer[0].startswith("ỦY BAN") or i > 0)
            for i, line in enumerate(block.issuer)
        ]
        issuer = [Set(line, centre) for line in left]
        state = [
            Set(f"<b>{block.state}</b>", self.style(12)),
            Set(f"<b>{block.motto}</b>", self.style(13)),
        ]
        number = Set(_spaced(block.number), centre)
        day = Set(f"<i>{_spaced(block.place_and_date)}</i>", centre)
        rows = [[issuer, state], [_Rule(60), _Rule(158)], [number, day]]
        whole = (0, 0), (-1, -1)
        style = [("VALIGN", *whole, "TOP"), ("LEFTPADDING", *whole, 0), ("RIGHTPADDING", *whole, 0)]
        style += [("TOPPADDING", *whole, 1), ("BOTTOMPADDING", *whole, 1)]
        return Grid(rows, colWidths=[self._width * 0.4, self._width * 0.6], style=style)

    def _title(self, block: doc.Title) -> list[Flowable]:
        title = escape(block.text)
        text = f"<b>{title}</b>" if self._look.title_bold else title
        margin = self._width * 0.08
        style = self.style(14, leftIndent=margin, rightIndent=margin)
        kind = Set(f"<b>{block.kind}</b>", self.style(14, spaceAfter=3))
        return [kind, Set(text, style), Spacer(0, 4), _Rule(120), Spacer(0, 10)]

    def _annex(self, block: doc.Annex) -> list[Flowable]:
        bold = self.style(13, spaceAfter=3)
        note = Set(f"<i>{_spaced(block.note)}</i>", self.style(13, spaceAfter=8))
        return [
            PageBreak(),
            Set(f"<b>{block.label}</b>", bold),
            Set(f"<b>{escape(block.title)}</b>", bold),
            note,
        ]

    def _table(self, block: doc.Table) -> Flowable:
        centre, left = self.style(12), self.style(12, TA_LEFT)
        style: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), self._look.row_pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), self._look.row_pad + 1),
        ]
        names = [Set(_line(column.name, bold=True), centre) for column in block.columns]
        heads: list[list[Any]] = [names]
        first = block.grouped
        if first < len(names):
            group = Set(_line(block.columns[first].group, bold=True), centre)
            empty = [""] * len(names)
            heads = [[*names[:first], group, *empty[first + 1 :]], [*empty[:first], *names[first:]]]
            style += [("SPAN", (i, 0), (i, 1)) for i in range(first)]
            style.append(("SPAN", (first, 0), (-1, 0)))
        rows = [
            [
                Set(_line(cell, bold=i in block.strong), centre if column.number else left)
                for cell, column in zip(row, block.columns, strict=True)
            ]
            for i, row in enumerate(block.rows)
        ]
        shares = sum(column.share for column in block.columns)
        widths = [self._width * column.share / shares for column in block.columns]
        repeat = len(heads) if self._look.repeat_head else 0
        cells = [*heads, *rows]
        around = {"spaceBefore": 4, "spaceAfter": 8}
        return Grid(cells, colWidths=widths, repeatRows=repeat, style=style, **around)


class _Rule(Flowable):  # type: ignore[misc]
    """A short line in the middle of its column."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._width = width
        return width, 5

    def draw(self) -> None:
        self.canv.setLineWidth(0.7)
        middle = self._width / 2
        self.canv.line(middle - self._length / 2, 3, middle + self._length / 2, 3)


class _Signing(Flowable):  # type: ignore[misc]
    """Recipients on the left, signer on the right, with room for the hand between."""

    _ROOM = 72.0  # points between the title and the name

    def __init__(self, block: doc.Signing, press: _Press) -> None:
        super().__init__()
        self._block, self._press = block, press
        self._left = [Set("<b><i>Nơi nhận:</i></b>", press.style(12, TA_LEFT))]
        self._left += [Set(escape(text), press.style(11, TA_LEFT)) for text in block.listed]
        self._right = [Set(f"<b>{line}</b>", press.style(14)) for line in block.capacity]
        self._name = Set(f"<b>{escape(block.name)}</b>", press.style(14))

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._columns = width * 0.5, width * 0.5
        left = sum(part.wrap(self._columns[0], height)[1] for part in self._left)
        self._head = sum(part.wrap(self._columns[1], height)[1] for part in self._right)
        right = self._head + self._ROOM + self._name.wrap(self._columns[1], height)[1]
        self._height = max(left, right)
        return width, self._height

    def draw(self) -> None:
        y = self._height
        for part in self._left:
            y -= part.height
            part.drawOn(self.canv, 0, y)
        x, y = self._columns[0], self._height
        for part in self._right:
            y -= part.height
            part.drawOn(self.canv, x, y)
        y -= self._ROOM + self._name.height
        self._name.drawOn(self.canv, x, y)
        if self._press.sealed:
            rng = self._press.rng
            middle = y + self._name.height + self._ROOM / 2
            draw_signature(self.canv, x + 70, middle, 95, rng)
            self.canv.saveState()
            self.canv.translate(x + 62 + rng.uniform(-5, 5), middle + rng.uniform(-6, 2))
            self.canv.rotate(rng.uniform(-14, 14))
            draw_seal(self.canv, 0, 0, 17.5 * mm, *self._block.seal, FACE + "-bold")
            self.canv.restoreState()


def _line(text: str, *, bold: bool) -> str:
    return f"<b>{escape(text)}</b>" if bold else escape(text)


def _spaced(text: str) -> str:
    """Runs of blanks stay as wide as they are."""
    return escape(text).replace(_BLANK * 2, "\u00a0" * 2)
