"""Files made of page images: image-only PDF, PDF with a foreign text layer, fax TIFF."""

import os
from collections.abc import Sequence
from io import BytesIO

import pytesseract
from PIL import Image as Pillow
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.scan import Image, as_jpeg
from corpus.generator.typeset import FACE, load_fonts

_INVISIBLE = 3  # text render mode
_TIMEOUT = 120  # seconds a page


def as_pdf(pages: Sequence[Image], dpi: float, quality: int, *, layer: bool = False) -> bytes:
    """A PDF whose pages are these images.

    With `layer` it also bears the words that a recogniser for English reads in them, invisible:
    the text that a foreign scanner's software leaves. Raises MissingFontError with `layer`.
    """
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    if layer:
        load_fonts()
    for page in pages:
        height, width = (72 * length / dpi for length in page.shape[:2])
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(as_jpeg(page, quality))), 0, 0, width, height)
        if layer:
            _lay_words(canvas, page, dpi)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def as_fax(pages: Sequence[Image], dpi: float) -> bytes:
    """A TIFF of several black-and-white pages, compressed as fax."""
    sheets = [
        Pillow.fromarray(page).convert("L").point(lambda level: 255 * (level > 150)).convert("1")
        for page in pages
    ]
    out = BytesIO()
    sheets[0].save(
        out, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(dpi, dpi)
    )
    return out.getvalue()


def _lay_words(canvas: Canvas, page: Image, dpi: float) -> None:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's threads cost more than they give
    read = pytesseract.image_to_data(
        Pillow.fromarray(page), lang="eng", output_type=pytesseract.Output.DICT, timeout=_TIMEOUT
    )
    point = 72 / dpi
    high = page.shape[0] * point
    for text, left, top, width, height in zip(
        *(read[key] for key in ("text", "left", "top", "width", "height")), strict=True
    ):
        if not text.strip():
            continue
        size = max(4.0, height * point)
        words = canvas.beginText(left * point, high - (top + height) * point)
        words.setTextRenderMode(_INVISIBLE)
        words.setFont(FACE, size)
        natural = canvas.stringWidth(text, FACE, size)
        words.setHorizScale(100 * width * point / natural if natural else 100)
        words.textOut(text + " ")
        canvas.drawText(words)
