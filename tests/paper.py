"""Pages drawn in a test: PDF with words at known places, and pictures of them."""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.typeset import FACE, MissingFontError, load_fonts
from pipeline.settings import Settings
from pipeline.sources import open_source
from schemas.image import PageImage

WIDTH, HEIGHT = A4
SIZE = 13.0
SHARED = Path(__file__).parents[2] / "shared"

Draw = Callable[[Canvas], None]


def write_pdf(path: Path, *pages: Draw, size: tuple[float, float] = A4, **options: object) -> Path:
    """A PDF of pages that `pages` draw, in a typeface that has all Vietnamese letters."""
    try:
        load_fonts()
    except MissingFontError as missing:
        pytest.skip(str(missing))
    canvas = Canvas(str(path), pagesize=size, invariant=1, **options)
    for draw in pages:
        canvas.setFont(FACE, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def put(*lines: tuple[float, float, str]) -> Draw:
    """Draws lines of text: each at x and base line y from the top left, in points."""

    def draw(canvas: Canvas) -> None:
        for x, y, text in lines:
            canvas.drawString(x, HEIGHT - y, text)

    return draw


def put_with_notes(canvas: Canvas, x: float, y: float, text: str, size: float = SIZE) -> None:
    """Draws a line, in which ^ raises the digits behind it, as marks of notes are set."""
    line = canvas.beginText(x, HEIGHT - y)
    for part in re.split(r"(\^\d+)", text):
        lifted = part.startswith("^")
        line.setFont(FACE, (0.65 if lifted else 1) * size)
        line.setRise(0.35 * size if lifted else 0)
        line.textOut(part.removeprefix("^"))
    canvas.drawText(line)


def paragraph(lines: Iterable[str], x: float = 85, y: float = 80, pitch: float = 20) -> Draw:
    """Draws lines set solid."""
    return put(*((x, y + i * pitch, line) for i, line in enumerate(lines)))


def picture(png: bytes, share: float = 1.0) -> Draw:
    """Draws a picture over the page, or over its upper part."""

    def draw(canvas: Canvas) -> None:
        image = ImageReader(BytesIO(png))
        canvas.drawImage(image, 0, HEIGHT * (1 - share), WIDTH, HEIGHT * share)

    return draw


def photograph(path: Path, *, dpi: int = 200) -> PageImage:
    """The first page of a PDF as pixels."""
    settings = Settings(ocr="force", ocr_dpi=dpi)
    with open_source(path, settings) as source:
        return source.page(1).image()


PROSE = (
    "Ủy ban nhân dân xã giao Phòng Kinh tế chủ trì, phối hợp với các thôn",
    "tổ chức 03 lớp tập huấn về sản xuất lúa chất lượng cao cho 120 hộ dân",
    "trên địa bàn; thời gian thực hiện trong quý II năm 2026, địa điểm tại",
    "nhà văn hóa các thôn Đồng Mít, Suối Vàng và Khe Sậy theo kế hoạch.",
)
