"""Numbers and days written by hand into printed letterheads."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_version, recognise
from pipeline.ocr.engine import Reading
from pipeline.ocr.handwriting import read_written
from pipeline.ocr.written_digits import digits_in
from pipeline.settings import Settings
from pipeline.sources import open_source
from schemas.image import PageImage
from tests.paper import SHARED, photograph, put, write_pdf

SETTINGS = Settings()


def letterhead(path: Path, number: str = "", day: str = "") -> PageImage:
    """The upper part of a page whose number and day are printed, or blank to be written."""
    draw = put(
        (80, 80, "ỦY BAN NHÂN DÂN"),
        (95, 96, "XÃ ĐỒNG MAI"),
        (80, 130, f"Số: {number}"),
        (120 if number else 160, 130, "/KH-UBND"),
        (300, 130, "Đồng Mai, ngày"),
        (388, 130, day),
        (418, 130, "tháng 11 năm 2025"),
        (250, 180, "KẾ HOẠCH"),
        (130, 200, "Thu gom rác thải trên địa bàn xã năm 2026"),
        (70, 240, "Căn cứ Quyết định số 12/QĐ-UBND ngày 05 tháng 10 năm 2025;"),
    )
    image = photograph(write_pdf(path / "page.pdf", draw))
    return PageImage(image.pixels[: image.pixels.shape[0] // 2].copy(), image.dpi)


def write(image: PageImage, text: str, x: float, y: float) -> None:
    """Writes digits with a pen, in points from the top left."""
    at = (round(x * image.dpi / 72), round(y * image.dpi / 72))
    ink = (20, 20, 20)
    cv2.putText(image.pixels, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.05, ink, 2, cv2.LINE_AA)


@pytest.fixture(scope="module", autouse=True)
def tesseract() -> None:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(("number", "day"), [("356", "17"), ("82", "04"), ("1490", "23")])
def test_what_is_written_is_read(tmp_path: Path, number: str, day: str) -> None:
    image = letterhead(tmp_path)
    write(image, number, 103, 131)
    write(image, day, 390, 131)
    text = recognise(image, 1, SETTINGS).text
    assert f"Số: {number}/KH-UBND" in text.replace(" /", "/")
    assert f"ngày {day} tháng 11" in text


def test_what_is_blank_stays_blank(tmp_path: Path) -> None:
    text = recognise(letterhead(tmp_path), 1, SETTINGS).text
    assert "ngày tháng 11 năm 2025" in text
    assert "/KH-UBND" in text
    assert not any(sign.isdigit() for sign in text[: text.index("/KH-UBND")])


def test_what_is_printed_is_left_alone(tmp_path: Path) -> None:
    page = recognise(letterhead(tmp_path, "36", "24"), 1, SETTINGS)
    assert "ngày 24 tháng 11 năm 2025" in page.text
    assert "36/KH-UBND" in page.text.replace("36 /", "36/")
    assert all(word.guess is None for line in page.lines for word in line.words)


def test_an_engine_may_part_the_line() -> None:
    """Day and month are read anew, though the word between them is of another line."""
    pixels = np.full((2000, 1600), 255, np.uint8)
    words = [("ngày", 0.9, 100, 0), ("(?", 0.2, 160, 0), ("tháng", 0.9, 230, 1)]
    words += [("I!", 0.2, 320, 1), ("năm", 0.9, 390, 1)]
    for text, x in (("17", 165), ("11", 325)):
        cv2.putText(pixels, text, (x, 127), cv2.FONT_HERSHEY_SIMPLEX, 1.05, (20,), 2, cv2.LINE_AA)
    readings = [Reading(text, sure, x, 100, 55, 28, line) for text, sure, x, line in words]
    found = [reading.text for reading in read_written(pixels, readings)]
    assert found == ["ngày", "17", "tháng", "11", "năm"]


def test_paper_holds_no_digits() -> None:
    assert digits_in(np.full((40, 200), 255, np.uint8)).text == ""
    assert digits_in(np.empty((0, 0), np.uint8)).text == ""


@pytest.mark.parametrize(
    ("name", "number", "date"),
    [
        ("1942-kh-syt", "1942/KH-SYT", "ngày 10 tháng 10 năm 2017"),
        ("2004-kh-syt-cdn", "2004/KH-SYT-CĐN", "ngày 20 tháng 10 năm 2017"),
        ("2155-kh-syt", "2155/KH-SYT", "ngày 17 tháng 11 năm 2017"),
        ("239-kh-syt", "239/KH-SYT", "ngày 01 tháng 3 năm 2018"),
        ("359-kh-syt", "359/KH-SYT", "ngày 29 tháng 3 năm 2018"),
    ],
)
def test_letterheads_of_real_faxes(name: str, number: str, date: str) -> None:
    path = SHARED / f"real/scans/{name}.pdf"
    if not path.exists():
        pytest.skip("../shared is not here")
    with open_source(path, SETTINGS) as source:
        image = source.page(1).image()
    page = recognise(image, 1, SETTINGS)
    assert date in page.text
    (word,) = (w for line in page.lines for w in line.words if w.text == number)
    assert word.is_doubtful_number  # a person is to compare it with the picture
    assert word.confidence <= 0.75
