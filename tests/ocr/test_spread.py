"""Two pages on one picture are read one after the other; one wide page stays one."""

from pathlib import Path

import numpy as np
import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_version, recognise
from pipeline.ocr.spread import pages_of
from pipeline.settings import Settings
from schemas.image import PageImage
from tests.paper import PROSE, paragraph, photograph, write_pdf

LEFT = ("Ủy ban nhân dân xã Đồng Mơ ban hành", "kế hoạch đào tạo nghề cho lao động")
LOW = 80 + A4[1] - A4[0]  # the first line on a page that lies: `put` counts from an upright one
RIGHT = ("Các phòng chuyên môn, các thôn phối", "hợp triển khai thực hiện kế hoạch này")


def lines(text: tuple[str, str], times: int = 12) -> list[str]:
    return list(text) * times


def spread(path: Path) -> PageImage:
    def draw(canvas: Canvas) -> None:
        paragraph(lines(LEFT), x=60, y=LOW)(canvas)
        paragraph(lines(RIGHT), x=490, y=LOW)(canvas)

    return photograph(write_pdf(path, draw, size=landscape(A4)))


def shadowed(image: PageImage) -> PageImage:
    """With the dark fold of a book."""
    width = image.pixels.shape[1]
    distance = np.abs(np.arange(width) - width / 2) / image.dpi  # inches
    light = 1 - 0.65 * np.exp(-((distance / 0.15) ** 2))
    shade = light[None, :, None] if image.pixels.ndim == 3 else light[None]
    return PageImage((image.pixels * shade).astype(np.uint8), image.dpi)


@pytest.mark.parametrize("fold", [False, True])
def test_the_right_page_is_read_after_the_left_one(tmp_path: Path, fold: bool) -> None:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))
    image = spread(tmp_path / "a.pdf")
    page = recognise(shadowed(image) if fold else image, 1, Settings())
    assert [line.text for line in page.lines] == [*lines(LEFT), *lines(RIGHT)]
    assert (page.width, page.height) == pytest.approx(landscape(A4), abs=1)
    boxes = [line.box for line in page.lines]
    assert all(box is not None and box.x1 < 420 for box in boxes[:24])
    assert all(box is not None and box.x0 == pytest.approx(490, abs=6) for box in boxes[24:])


def test_one_page_is_one(tmp_path: Path) -> None:
    upright = photograph(write_pdf(tmp_path / "a.pdf", paragraph(PROSE)))
    assert [part.left for part in pages_of(upright)] == [0.0]
    wide = write_pdf(
        tmp_path / "b.pdf",
        paragraph([f"{PROSE[0]} {PROSE[1]}"] * 20, x=60, y=LOW),
        size=landscape(A4),
    )
    assert [part.left for part in pages_of(photograph(wide))] == [0.0]
    empty = write_pdf(tmp_path / "c.pdf", paragraph(lines(LEFT), x=60, y=LOW), size=landscape(A4))
    assert [part.left for part in pages_of(photograph(empty))] == [0.0]
