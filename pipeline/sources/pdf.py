"""PDF files: the text layer with the place of each word, its verdict, tables, the picture."""

from functools import cached_property
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources.kinds import PDF
from pipeline.sources.pdfimage import picture_of
from pipeline.sources.pdfobjects import Drawn, drawn_on
from pipeline.sources.pdfsignatures import signers_of
from pipeline.sources.pdftables import Plumber
from pipeline.sources.pdftext import PlacedText, text_of
from pipeline.sources.source import Source, SourcePage
from pipeline.sources.verdict import Verdict, judge
from schemas.grid import Grid, tabulate
from schemas.image import PageImage
from schemas.layout import in_order, lines_of, moved, moved_words, turned
from schemas.page import Block, Line, Page
from schemas.plan import Signer

_TAIL = 1 << 16
_FEW_WORDS = 3


class PdfSource(Source):
    """An open PDF file. One page at a time is held in memory."""

    media_type = PDF

    def __init__(self, path: Path, settings: Settings) -> None:
        self.settings = settings
        self._document = _open(path, settings)
        self.plumber = Plumber(path, settings.password)
        self.n_pages = len(self._document)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signed the file digitally."""
        return signers_of(self._document)

    def _page(self, number: int) -> SourcePage:
        return PdfPage(self, number)

    def load(self, number: int) -> pdfium.PdfPage:
        """The page as pypdfium2 has it; to be closed by whoever asked for it."""
        try:
            return self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise DocumentError("sources.damaged-page", page=number) from error

    def close(self) -> None:
        """Release the file."""
        self.plumber.close()
        self._document.close()


class PdfPage(SourcePage):
    """A page of a PDF file; its text is read once, when it is first asked for."""

    def __init__(self, source: PdfSource, number: int) -> None:
        self.number = number
        self._source = source

    @cached_property
    def layer(self) -> Page:
        """The text layer; one without words where the page has none."""
        text, drawn, size = self._read
        verdict, reason = self._verdict
        ruled = verdict == "trusted" and drawn.may_hold_table and not text.quarters
        grids = self._source.plumber.grids(self.number) if ruled else []
        return Page(
            number=self.number,
            width=size[0],
            height=size[1],
            blocks=_blocks(text, grids, size),
            text_source="text-layer",
            verdict=verdict,
            reason=reason,
        )

    @property
    def wants_ocr(self) -> bool:
        """True where the settings ask for it, or the text layer is wrong or missing."""
        drawn = self._read[1]
        match self._source.settings.ocr:
            case "force":
                return True
            case "skip":
                return False
            case "redo" if drawn.is_scan:
                return True
        return self._verdict.verdict != "trusted" and not drawn.is_blank

    def image(self) -> PageImage:
        """The page's picture: the scan itself where the page is one, else as rendered."""
        page = self._source.load(self.number)
        try:
            return picture_of(page, self._source.settings)
        finally:
            page.close()

    @cached_property
    def _read(self) -> tuple[PlacedText, Drawn, tuple[float, float]]:
        page = self._source.load(self.number)
        try:
            return text_of(page), drawn_on(page), page.get_size()
        finally:
            page.close()

    @cached_property
    def _verdict(self) -> Verdict:
        text, drawn, _ = self._read
        tokens = [word.text for run in (*text.upright, *text.askew) for word in run]
        if drawn.is_blank and not tokens:
            return Verdict("missing", "blank page")
        if len(tokens) <= _FEW_WORDS and drawn.is_outlined:
            return Verdict("missing", "letters are drawn, not written")
        return judge(tokens, scanned=drawn.pictured)


def _blocks(text: PlacedText, grids: list[Grid], size: tuple[float, float]) -> tuple[Block, ...]:
    """Lines and tables in reading order; what stands askew comes last."""
    askew = [Line(words=tuple(run)) for run in text.askew]
    if not text.quarters:
        tables, runs = tabulate(grids, text.upright)
        return (*in_order(lines_of(runs), tables), *askew)
    shown = (size[1], size[0]) if text.quarters % 2 else size
    upright = [
        moved_words(run, lambda box: turned(box, text.quarters, size)) for run in text.upright
    ]
    lines = [
        moved(line, lambda box: turned(box, -text.quarters, shown)) for line in lines_of(upright)
    ]
    return (*lines, *askew)


def _open(path: Path, settings: Settings) -> pdfium.PdfDocument:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        tail = file.read()
    cut = b"%%EOF" not in tail and b"startxref" not in tail
    try:
        document = pdfium.PdfDocument(path, password=settings.password)
    except pdfium.PdfiumError as error:
        raise _fault(path, error, cut=cut, password=settings.password) from None
    if cut:
        # PDFium mends such a file as far as it goes and is silent on the pages that are lost.
        document.close()
        raise DocumentError("sources.truncated")
    return document


def _fault(
    path: Path, error: pdfium.PdfiumError, *, cut: bool, password: str | None
) -> DocumentError:
    """What keeps PDFium from opening the file.

    For a document without pages it tells no cause but the last one it met, in any file: so we
    let it meet one that we know, and ask again.
    """
    raw.FPDF_LoadDocument(b"", None)
    known = raw.FPDF_GetLastError()
    secret = password.encode() if password else None
    raw.FPDF_LoadDocument(str(path).encode(), secret)
    cause = raw.FPDF_GetLastError()
    if cause == raw.FPDF_ERR_PASSWORD:
        return DocumentError("sources.wrong-password" if password else "sources.encrypted")
    if cut:
        return DocumentError("sources.truncated")
    if cause == known:
        return DocumentError("sources.no-pages")
    return DocumentError("sources.damaged", reason=str(error))
