"""Pictures are touched only where they need it, and boxes find their way back."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.pixels import Pixels, is_blank
from pipeline.ocr.prepare import Prepared, prepare, skew_of
from schemas.image import PageImage
from schemas.page import Box
from tests.paper import PROSE, paragraph, photograph, write_pdf

DPI = 200.0


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Pixels:
    """A clean page of text, grey, at 200 dpi."""
    path = write_pdf(tmp_path_factory.mktemp("p") / "a.pdf", paragraph(PROSE * 8))
    return np.ascontiguousarray(photograph(path).pixels[:, :, 0])


def turned(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderValue=(255,)), np.uint8)


def ink(pixels: Pixels) -> int:
    return int((pixels < 128).sum())


def test_a_clean_page_is_not_touched(page: Pixels) -> None:
    for pixels in (page, np.where(page < 128, 0, 255).astype(np.uint8)):
        assert prepare(PageImage(pixels, DPI)).pixels is pixels


@pytest.mark.parametrize("degrees", [-3.0, -1.2, -0.6, 0.6, 1.2, 3.0])
def test_skew_is_found_and_undone(page: Pixels, degrees: float) -> None:
    assert skew_of(page, DPI) == 0
    tilted = turned(page, degrees)
    assert skew_of(tilted, DPI) == pytest.approx(-degrees, abs=0.16)
    straight = prepare(PageImage(tilted, DPI))
    assert abs(skew_of(straight.pixels, DPI)) <= 0.2


def test_specks_go_and_marks_stay(page: Pixels) -> None:
    random = np.random.default_rng(1)
    dirty = page.copy()
    for y, x in zip(random.integers(0, 2300, 400), random.integers(0, 1640, 400), strict=True):
        dirty[y : y + 2, x : x + 2] = 0
    clean = prepare(PageImage(dirty, DPI)).pixels
    far = cv2.erode(page, np.ones((31, 31), np.uint8)) == 255  # from any letter
    assert ink(dirty[far]) > 500
    assert ink(clean[far]) == 0
    assert ink(clean[page < 128]) == ink(page)


def test_few_specks_are_left_alone(page: Pixels) -> None:
    dirty = page.copy()
    dirty[2200:2202, 100:102] = 0
    assert prepare(PageImage(dirty, DPI)).pixels is dirty


def test_uneven_light_becomes_white_paper(page: Pixels) -> None:
    light = np.linspace(0.55, 0.95, page.shape[1], dtype=np.float32)
    dim = (page * light).astype(np.uint8)
    clean = prepare(PageImage(dim, DPI)).pixels
    assert np.percentile(clean, 10) > 250
    assert ink(clean) == pytest.approx(ink(page), rel=0.2)


def test_red_stamps_are_paper(page: Pixels) -> None:
    stamped = np.dstack([page] * 3)
    cv2.circle(stamped, (800, 900), 150, (225, 40, 50), 8)
    stamped = np.minimum(stamped, np.dstack([page] * 3))  # ink shows through ink
    clean = prepare(PageImage(stamped, DPI)).pixels
    assert ink(clean) == pytest.approx(ink(page), rel=0.001)  # the rims of letters get paler


def test_the_dark_edge_of_a_scan_is_painted_white(page: Pixels) -> None:
    dark = page.copy()
    dark[:, :25] = 20
    dark[:18, :] = 0
    clean = prepare(PageImage(dark, DPI)).pixels
    assert ink(clean[:, :40]) == 0
    assert ink(clean[40:, 60:]) == ink(page[40:, 60:])


@pytest.mark.parametrize(("dpi", "kept"), [(72, 200), (150, 150), (300, 300), (600, 200)])
def test_pictures_are_brought_to_a_size_that_can_be_read(dpi: int, kept: float) -> None:
    blank = np.full((int(11 * dpi), int(8 * dpi)), 255, np.uint8)
    prepared = prepare(PageImage(blank, dpi))
    assert prepared.dpi == pytest.approx(kept, rel=0.01)
    assert (prepared.width, prepared.height) == pytest.approx((576, 792), abs=1)
    assert is_blank(prepared.pixels, prepared.dpi)


def test_a_printed_word_is_not_blank(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", paragraph(["Lưu: VT."]))
    pixels = photograph(path).pixels[:, :, 0]
    assert not is_blank(np.ascontiguousarray(pixels), DPI)


@given(
    st.floats(50, 500),
    st.floats(50, 700),
    st.integers(0, 3),
    st.sampled_from([0.0, 1.5, -2.0]),
)
def test_boxes_find_their_way_back(x: float, y: float, quarters: int, skew: float) -> None:
    dpi, width, height = 72.0, 560.0, 760.0
    pixels = np.full((760, 560), 255, np.uint8)
    pixels[int(y) : int(y) + 8, int(x) : int(x) + 12] = 0
    tilted = turned(pixels, skew) if skew else pixels
    mark = np.argwhere(np.rot90(tilted, -quarters) < 155)
    prepared = Prepared(tilted, dpi, width, height, skew=skew).turn(quarters)
    assert prepared.pixels.shape == np.rot90(tilted, -quarters).shape
    (top, x0), (bottom, x1) = mark.min(axis=0), mark.max(axis=0) + 1
    box = prepared.place(Box(float(x0), float(top), float(x1), float(bottom)))
    expected = (int(x), int(y), int(x) + 12, int(y) + 8)
    assert box == pytest.approx(expected, abs=2 if skew else 0.01)
