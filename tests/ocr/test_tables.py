"""Ruled tables on pictures: where their cells are, and what is taken away with the rules."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.pixels import Pixels
from pipeline.ocr.rulings import without_rules

DPI = 200.0
# left, top, right, bottom of the cells of a table: TT and Xã reach down over two rows
CELLS = {
    "TT": (100, 200, 180, 320),
    "Xã": (180, 200, 600, 320),
    "Sản phẩm": (600, 200, 900, 260),
    "5 sao": (600, 260, 750, 320),
    "4 sao": (750, 260, 900, 320),
    "1": (100, 320, 180, 380),
    "Hòa": (180, 320, 600, 380),
    "2": (600, 320, 750, 380),
    "11": (750, 320, 900, 380),
}


def ruled(*, thick: int = 3, grey: int = 0) -> Pixels:
    page = np.full((800, 1100), 255, np.uint8)
    for left, top, right, bottom in CELLS.values():
        cv2.rectangle(page, (left, top), (right, bottom), grey, thick)
    return page


def holes(page: Pixels, every: int = 70) -> Pixels:
    """Lines broken as a fax breaks them."""
    broken = page.copy()
    for first in range(6):  # three quarters of a millimetre
        broken[:, first::every] = broken[first::every] = 255
    return broken


@pytest.mark.parametrize(
    "page",
    [ruled(), ruled(thick=1), ruled(grey=150), holes(ruled())],
    ids=["thick", "thin", "grey", "broken"],
)
def test_cells_are_found_row_by_row(page: Pixels) -> None:
    (grid,), _ = without_rules(page, DPI)
    found = [tuple(round(edge * DPI / 72) for edge in cell) for row in grid for cell in row]
    assert [len(row) for row in grid] == [3, 2, 4]
    for cell, expected in zip(found, CELLS.values(), strict=True):
        assert cell == pytest.approx(expected, abs=8)


def test_rules_go_and_letters_stay() -> None:
    page = ruled()
    lines = page < 128
    cv2.putText(page, "HTX", (200, 365), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    letters = (page < 128) & ~lines
    _, clean = without_rules(page, DPI)
    assert (clean[lines] == 255).all()
    assert (clean[letters] == page[letters]).all()


def test_underlines_and_frames_are_no_tables() -> None:
    page = np.full((800, 1100), 255, np.uint8)
    cv2.line(page, (100, 100), (400, 100), 0, 3)
    cv2.line(page, (600, 100), (900, 100), 0, 3)
    cv2.rectangle(page, (100, 300), (400, 360), 0, 3)  # a stamp: HỎA TỐC
    grids, clean = without_rules(page, DPI)
    assert grids == []
    assert (clean == page).all()
