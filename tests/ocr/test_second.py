"""Numbers read a second way, and words that were passed over, with faults put into what was read.

The pages are typeset and read by the engine that is installed; then a reading is falsified or
taken away, as engines do it on real pages.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.check import misses_text
from pipeline.check.reading import check_pages
from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_of, engine_version, recognise
from pipeline.ocr.engine import Picture, Reading, answer
from pipeline.ocr.library import TesseractLibrary, is_installed
from pipeline.ocr.lines import torn, whole
from pipeline.ocr.overlooked import overlooked
from pipeline.ocr.prepare import Prepared, prepare
from pipeline.ocr.second import look_again
from pipeline.ocr.tesseract import Tesseract
from pipeline.settings import Settings
from schemas.image import PageImage
from tests.paper import paragraph, photograph, put, write_pdf

LINES = (
    "III. MỤC TIÊU CỤ THỂ ĐẾN HẾT NĂM 2026",
    "Phấn đấu có thêm 22 sản phẩm OCOP đạt từ 3 sao trở lên; 78,6% lao động",
    "được đào tạo; kinh phí 1.462 triệu đồng theo Quyết định số 919/QĐ-TTg",
    "ngày 01/8/2022 của Thủ tướng Chính phủ; mở 41 lớp cho 1.275 học viên, báo",
    "cáo;",
)
ENGINE = engine_of(Settings())


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PageImage:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("numbers")

    def draw(canvas: Canvas) -> None:
        put((297, 40, "7"))(canvas)
        canvas.setFontSize(12)
        paragraph(LINES, x=60, y=90)(canvas)

    image = photograph(write_pdf(folder / "a.pdf", draw))
    return PageImage(image.pixels[:700], image.dpi)


@pytest.fixture(scope="module")
def prepared(page: PageImage) -> Prepared:
    return prepare(page)


@pytest.fixture(scope="module")
def first(prepared: Prepared) -> list[Reading]:
    """What the engine reads, but for the page's number and the last word, which it may lose."""
    [read] = ENGINE.read([Picture(prepared.pixels, prepared.dpi)])
    return [r for r in read if r.text not in ("7", "cáo;")]


def again(prepared: Prepared, readings: Sequence[Reading]) -> list[Reading]:
    pixels, dpi = prepared.pixels, prepared.dpi
    believed = [reading for reading in readings if reading.confidence >= 0.5]
    passed_over = overlooked(pixels, dpi, believed)
    return answer(look_again(pixels, dpi, readings, passed_over), ENGINE)


def falsified(readings: Sequence[Reading], read: str, as_: str) -> list[Reading]:
    assert any(reading.text == read for reading in readings), [r.text for r in readings]
    return [r._replace(text=as_) if r.text == read else r for r in readings]


def test_right_numbers_are_not_doubted(prepared: Prepared, first: list[Reading]) -> None:
    told = again(prepared, first)
    assert [r for r in told[1:] if r.other] == []
    assert [r.text for r in told[1 : len(first)]] == [r.text for r in first[1:]]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("1.462", "1.482"),
        ("1.275", "1.215"),
        ("78,6%", "78,63%"),
        ("22", "2"),
        ("41", "47"),
        ("01/8/2022", "01/8/2922"),
        ("2026", "2025"),
    ],
)
def test_wrong_digits_are_noticed(
    prepared: Prepared, first: list[Reading], right: str, wrong: str
) -> None:
    told = again(prepared, falsified(first, right, wrong))
    (doubted,) = [r for r in told[1:] if r.other]
    assert {right, wrong} >= {doubted.text}
    assert doubted.text == right or doubted.other in (right, "?")


def test_a_lost_one_of_a_roman_number_is_counted(prepared: Prepared, first: list[Reading]) -> None:
    short = [first[0]._replace(text="II."), *first[1:]]
    counted = again(prepared, short)[0]
    assert (counted.text, counted.other) == ("III.", "II.")


def test_what_was_passed_over_is_read(prepared: Prepared, first: list[Reading]) -> None:
    new = [r.text.rstrip(";,.") for r in again(prepared, first)[len(first) :]]
    assert sorted(new) == ["7", "cáo"]


def test_a_line_that_was_passed_over_is_read(prepared: Prepared, first: list[Reading]) -> None:
    lost = {"được", "đào", "tạo;", "kinh", "phí"}
    told = again(prepared, [reading for reading in first if reading.text not in lost])
    assert lost <= {reading.text for reading in told}


def test_a_line_that_was_torn_apart_is_read_whole(prepared: Prepared, first: list[Reading]) -> None:
    line = [reading for reading in first if reading.line == first[0].line]
    spoilt = [r._replace(text="H^", confidence=0.5, line=at % 2) for at, r in enumerate(line)]
    others = [reading for reading in first if reading not in line]
    groups = torn([*spoilt, *others], prepared.dpi)
    [(box, group)] = groups.items()
    assert sorted(group) == sorted(spoilt)

    def read(number: str, confidence: float) -> list[str]:
        last = group[-1]._replace(text=number, confidence=confidence)
        faulty = {box: [*group[:-1], last]}
        return [r.text for r in answer(whole(prepared.pixels, prepared.dpi, faulty), ENGINE)[box]]

    assert read("2026", 0.9) == [r.text for r in line]
    assert read("2025", 0.9)[-1] == "2025"  # a number is not changed


def test_lines_below_each_other_are_not_torn(prepared: Prepared, first: list[Reading]) -> None:
    assert torn(first, prepared.dpi) == {}


def test_a_word_whose_box_is_too_small_is_read_once(
    prepared: Prepared, first: list[Reading]
) -> None:
    at = next(at for at, reading in enumerate(first) if reading.text == "phẩm")
    short = first[at]._replace(left=first[at].left + 26, width=first[at].width - 52)
    told = again(prepared, [*first[:at], short, *first[at + 1 :]])
    assert sum("phẩm" in reading.text for reading in told) == 1


def test_a_doubtful_word_gives_way_in_its_line(prepared: Prepared, first: list[Reading]) -> None:
    index = next(at for at, reading in enumerate(first) if reading.text == "sản")
    doubtful = first[index]._replace(text="`1n", confidence=0.2)
    told = again(prepared, [*first[:index], doubtful, *first[index + 1 :]])
    assert "`1n" not in {reading.text for reading in told}
    [right] = [reading for reading in told if reading.text == "sản"]
    assert right.line == first[index].line


def test_a_number_never_gives_way_in_silence(prepared: Prepared, first: list[Reading]) -> None:
    for index, reading in enumerate(first):
        if reading.text in ("sản", "41", "22"):
            doubtful = reading._replace(text="2019", confidence=0.2)
            told = again(prepared, [*first[:index], doubtful, *first[index + 1 :]])
            here = [r for r in told if abs(r.left - reading.left) + abs(r.top - reading.top) < 20]
            assert [r for r in here if "2019" in (r.text, r.other) or r.other], reading.text


def test_ink_without_words_is_told(page: PageImage) -> None:
    """A page with a note by hand, which no engine reads."""
    pixels = np.concatenate([page.pixels, np.full_like(page.pixels, 255)])
    for number in range(60):
        x, y = 150 + number % 10 * 130, 760 + number // 10 * 90
        hand = [(x + 8 * i, y + (i * 37 + number * 11) % 29) for i in range(10)]
        cv2.polylines(pixels, [np.array(hand)], isClosed=False, color=(0, 0, 0), thickness=2)
    read = recognise(PageImage(pixels, page.dpi), 1, Settings())
    assert [f.code for f in check_pages("d", [recognise(page, 1, Settings())])] == []
    assert misses_text(read), (read.unread, read.text)
    assert "ink-without-words" in [f.code for f in check_pages("d", [read])]


def test_a_doubted_number_reaches_the_page(page: PageImage) -> None:
    read = recognise(page, 1, Settings())
    doubted = [word.text for word in read.words if word.guess is not None]
    assert set(doubted) <= {"III."}  # of which some versions of the engine lose a stem
    assert read.text.splitlines()[0].strip() == "7"


@pytest.mark.skipif(not is_installed(), reason="tesserocr is not installed")
def test_library_and_program_read_alike(prepared: Prepared) -> None:
    program, library = Tesseract("vie", 60), TesseractLibrary("vie", 60)
    texts = [
        [r.text for r in engine.read([Picture(prepared.pixels, prepared.dpi)])[0]]
        for engine in (program, library)
    ]
    assert len(set(texts[0]) ^ set(texts[1])) <= 2  # their versions may differ
    assert program.version.split()[-1] == library.version.split()[-1] == "vie"


def twice_read(text: str) -> tuple[str, str | None]:
    """What becomes of a word that both readings take for the same."""
    pixels = np.full((100, 400), 255, np.uint8)
    pixels[40:65, 40 : 40 + 18 * len(text)] = 0
    word = Reading(text, 0.95, 40, 40, 18 * len(text), 25, 0)
    (told,) = answer(look_again(pixels, 200, [word], []), Alike(word))
    return told.text, told.other


def test_a_one_beside_roman_signs_is_roman() -> None:
    assert twice_read("1V.") == ("IV.", "1V.")
    assert twice_read("XI") == ("XI", None)
    assert twice_read("11") == ("11", None)


def test_a_colon_between_thousands_is_a_point() -> None:
    assert twice_read("40:000") == ("40.000", "40:000")
    assert twice_read("§") == ("8", "§")
    assert twice_read("1.250;000,") == ("1.250.000,", "1.250;000,")


@pytest.mark.parametrize(
    ("read", "other"),
    [
        ("I1", "11"),
        ("V0I.", "V01."),
        ("4l", "41"),
        ("Ø3", "03"),
        ("5I%", "51%"),
        ("2O19", "2019"),
        ("O1/8/2022", "01/8/2022"),
        ("N2O", None),
        ("CO2", None),
        ("163/2024/QH15", None),
        ("17/2020/NĐ-CP", None),
        ("III/2018.", None),
        ("I.1", None),
        ("II.", None),
        ("C04", None),
        ("1:500", None),
        ("10:30", None),
    ],
)
def test_a_letter_that_is_hardly_one_is_a_doubtful_digit(read: str, other: str | None) -> None:
    assert twice_read(read) == (read, other)


class Alike:
    """Reads a word the second time as the first: both may be wrong."""

    version = "alike"
    has_script = False

    def __init__(self, word: Reading) -> None:
        self._word = word

    def read(self, pictures: Sequence[Picture]) -> list[list[Reading]]:
        return [[self._word._replace(left=35, top=35)] for _ in pictures]

    def quarters_wrong(self, pixels: object, dpi: float) -> int | None:
        return None
