"""Names under stamps and in red ink are read; what the stamps themselves say is not."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.typeset import FACE
from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_version, recognise
from pipeline.ocr.unread import _stamps, _without_rings
from pipeline.settings import Settings
from schemas.image import PageImage
from tests.paper import HEIGHT, PROSE, paragraph, photograph, write_pdf

RED = (0.85, 0.1, 0.15)
BLACK = (0.0, 0.0, 0.0)
Colour = tuple[float, float, float]


@pytest.fixture(scope="module", autouse=True)
def tesseract() -> None:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))


def signed(folder: Path, stamp: Colour, name: Colour) -> PageImage:
    """A page that ends with a title, a round stamp whose ring touches the name, and the name."""

    def draw(canvas: Canvas) -> None:
        paragraph(PROSE)(canvas)
        canvas.setStrokeColorRGB(*stamp)
        canvas.setFillColorRGB(*stamp)
        for radius, width in ((50, 2.5), (46, 0.7), (30, 0.7)):
            canvas.setLineWidth(width)
            canvas.circle(380, HEIGHT - 240, radius)
        canvas.setFont(FACE, 10)
        canvas.drawCentredString(380, HEIGHT - 238, "ỦY BAN")
        canvas.drawCentredString(380, HEIGHT - 250, "NHÂN DÂN")
        canvas.setFont(FACE, 14)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(400, HEIGHT - 175, "CHỦ TỊCH")
        canvas.setFillColorRGB(*name)
        canvas.drawString(392, HEIGHT - 302, "Trần Văn Mẫu")

    image = photograph(write_pdf(folder / "a.pdf", draw))
    return PageImage(image.pixels[: int(image.pixels.shape[0] * 0.45)], image.dpi)


@pytest.mark.parametrize(
    ("stamp", "name"), [(RED, BLACK), (RED, RED), (BLACK, BLACK)], ids=["red", "all red", "fax"]
)
def test_the_signers_name_is_read(tmp_path: Path, stamp: Colour, name: Colour) -> None:
    page = recognise(signed(tmp_path, stamp, name), 1, Settings())
    texts = [line.text for line in page.lines]
    assert texts[-1] == "Trần Văn Mẫu"
    assert texts[:4] == list(PROSE)
    box = page.lines[-1].box
    assert box is not None
    assert 388 < box.x0 < 396
    assert box.top < 295 < 302 < box.bottom + 2


def test_what_a_red_stamp_says_is_no_text(tmp_path: Path) -> None:
    page = recognise(signed(tmp_path, RED, RED), 1, Settings())
    assert "NHÂN DÂN" not in page.text.replace(PROSE[0], "")


def test_rings_go_and_letters_stay() -> None:
    picture = np.full((500, 600), 255, np.uint8)
    cv2.putText(picture, "SO Y TE", (190, 260), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    cv2.putText(picture, "Le Hoang Anh", (200, 480), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    letters = picture.copy()
    cv2.circle(picture, (250, 250), 130, 0, 5)
    cv2.circle(picture, (250, 250), 85, 0, 2)
    stamps = _stamps(picture, 200)
    assert [round(stamp.radius) for stamp in stamps] == [pytest.approx(130, abs=5)]
    clean = _without_rings(picture, stamps)
    assert (clean[letters < 128] < 128).mean() > 0.97
    assert (clean[letters == 255] < 128).sum() < 0.1 * (picture[letters == 255] < 128).sum()


def test_a_picture_without_stamps_is_not_touched() -> None:
    picture = np.full((500, 600), 255, np.uint8)
    cv2.putText(picture, "Le Hoang Anh", (200, 250), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    assert _stamps(picture, 200) == []
    assert (_without_rings(picture, []) == picture).all()
