"""Pages as Tesseract reads them, from the picture to words in lines and tables."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from pipeline.errors import DocumentError, MissingRequirement
from pipeline.ocr import engine_of, engine_version, recognise, recognise_pages
from pipeline.ocr.engine import Picture, Reading
from pipeline.ocr.tesseract import Tesseract
from pipeline.settings import Settings
from pipeline.sources import open_source
from schemas.image import PageImage
from schemas.page import Page
from tests.paper import PROSE, SHARED, WIDTH, paragraph, photograph, put, write_pdf
from tests.sources.test_pdf import ROWS, draw_table

SETTINGS = Settings()


@pytest.fixture(scope="module", autouse=True)
def tesseract() -> None:
    try:
        engine_version("vie")
    except MissingRequirement as missing:
        pytest.skip(str(missing))


def scan(path: Path, height: float = 0.35) -> PageImage:
    """The upper part of the first page, at 200 dpi."""
    image = photograph(path)
    return PageImage(image.pixels[: int(image.pixels.shape[0] * height)], image.dpi)


@pytest.fixture(scope="module")
def prose(tmp_path_factory: pytest.TempPathFactory) -> PageImage:
    return scan(write_pdf(tmp_path_factory.mktemp("p") / "a.pdf", paragraph(PROSE)), 0.22)


@pytest.fixture(scope="module")
def read(prose: PageImage) -> Page:
    return recognise(prose, 7, SETTINGS)


def errors(page: Page, lines: tuple[str, ...] = PROSE) -> float:
    """Share of characters that are wrong."""
    text = "\n".join(lines)
    return Levenshtein.distance(page.text, text) / len(text)


def test_a_page_of_prose(read: Page) -> None:
    assert errors(read) < 0.02
    assert [line.gap for line in read.lines] == [0, 0, 0, 0]
    assert (read.number, read.text_source, read.verdict) == (7, "ocr", "none")
    assert read.engine == engine_of(SETTINGS).version
    assert (read.engine or "").startswith("tesseract 5")
    assert 0.85 < read.confidence <= 1
    assert read.width == pytest.approx(WIDTH, abs=0.5)


def test_boxes_frame_the_ink_of_their_words(prose: PageImage, read: Page) -> None:
    scale = prose.dpi / 72
    ink = prose.pixels[:, :, 0] < 128
    for word in read.words:
        assert word.box is not None
        x0, top, x1, bottom = (round(edge * scale) for edge in word.box)
        assert ink[top:bottom, x0:x1].any()
        assert not ink[top:bottom, [x0 - 2, x1 + 2]].any(), word.text
        ink[top - 1 : bottom + 1, x0 - 1 : x1 + 1] = False
    assert ink.sum() < 50  # nothing that was printed stands outside of the words


def test_the_letterhead_is_read_row_by_row(tmp_path: Path) -> None:
    head = put(
        (90, 60, "ỦY BAN NHÂN DÂN"),
        (100, 78, "XÃ HÒA LỘC"),
        (85, 110, "Số: 12/KH-UBND"),
        (290, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (330, 79, "Độc lập - Tự do - Hạnh phúc"),
        (330, 111, "Hòa Lộc, ngày 05 tháng 3 năm 2026"),
    )
    page = recognise(scan(write_pdf(tmp_path / "a.pdf", head), 0.2), 1, SETTINGS)
    rows = [[column.text for column in line.columns()] for line in page.lines]
    assert [len(row) for row in rows] == [2, 2, 2]
    assert rows[2] == ["Số: 12/KH-UBND", "Hòa Lộc, ngày 05 tháng 3 năm 2026"]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_its_head(
    prose: PageImage, read: Page, quarters: int
) -> None:
    lying = PageImage(np.ascontiguousarray(np.rot90(prose.pixels, quarters)), prose.dpi)
    page = recognise(lying, 1, SETTINGS)
    assert errors(page) < 0.02
    scale = prose.dpi / 72
    assert (page.width, page.height) == pytest.approx(
        (lying.pixels.shape[1] / scale, lying.pixels.shape[0] / scale), abs=0.5
    )
    first = next(iter(page.words)).box
    assert first is not None
    x0, top, x1, bottom = (round(edge * scale) for edge in first)
    assert (lying.pixels[top:bottom, x0:x1] < 128).any()


def test_a_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    page = recognise(scan(write_pdf(tmp_path / "a.pdf", draw_table), 0.5), 1, SETTINGS)
    (table,) = page.tables
    assert [[cell.text.lower() for cell in row] for row in table.rows] == [
        ["tt", "xã", "sản phẩm"],
        ["", "", "5 sao", "4 sao"],
        *([cell.replace("\n", " ").lower() for cell in row] for row in ROWS[2:]),
    ]
    assert [cell.span for cell in table.rows[0]] == [1, 1, 2]
    kinds = [block.kind for block in page.blocks]
    assert kinds == ["line", "table", "line"]


@pytest.mark.parametrize("shade", [255, 200])
def test_an_empty_page_is_no_doubtful_page(shade: int) -> None:
    page = recognise(PageImage(np.full((2339, 1654), shade, np.uint8), 200), 1, SETTINGS)
    assert page.blocks == ()
    assert page.confidence == 1


def test_ink_without_words_is_doubtful() -> None:
    pixels = np.full((600, 600), 255, np.uint8)
    pixels[100:500, 100:500] = 0
    assert recognise(PageImage(pixels, 200), 1, SETTINGS).confidence < 0.5


class Specks(Tesseract):
    """Takes a speck below the first line for a number."""

    def read(self, pictures: Sequence[Picture]) -> list[list[Reading]]:
        told = super().read(pictures)
        for readings in told:
            first = readings[0]
            speck = first._replace(text="30/", top=first.top + 36, width=4, height=4)
            readings.append(speck)
        return told


def test_a_speck_is_no_number(prose: PageImage, read: Page) -> None:
    page = recognise(prose, 7, SETTINGS, Specks("vie", 60))
    assert [line.text for line in page.lines] == [line.text for line in read.lines]


class OneModel(Tesseract):
    """Without the model of the script."""

    has_script = False


def test_a_poor_page_is_read_by_the_model_of_the_script_too(prose: PageImage) -> None:
    if not Tesseract("vie", 60).has_script:
        pytest.skip("apt-get install tesseract-ocr-script-viet")
    assert engine_version("vie").endswith("Vietnamese")
    height, width = prose.pixels.shape[:2]
    small = cv2.resize(prose.pixels, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    image = PageImage(np.asarray(coarse, np.uint8), prose.dpi)  # as at 40 dpi
    alone = recognise(image, 1, SETTINGS, OneModel("vie", 60))
    both = recognise(image, 1, SETTINGS, Tesseract("vie", 60))
    assert alone.confidence < 0.85
    assert both.confidence > alone.confidence
    assert errors(both) < errors(alone)


def test_a_page_that_takes_too_long_is_told(prose: PageImage) -> None:
    with pytest.raises(DocumentError) as error:
        recognise(prose, 1, Settings(ocr_timeout=0.001))
    assert error.value.code == "ocr.timeout"


def test_what_is_not_installed_is_told(prose: PageImage) -> None:
    for missing in (
        lambda: engine_version("vie+tlh"),
        lambda: recognise(prose, 1, Settings(ocr_language="tlh")),
    ):
        with pytest.raises(MissingRequirement) as error:
            missing()
        assert error.value.code == "ocr.no-language"
        assert "tesseract-ocr-tlh" in str(error.value)


def test_pages_together_are_what_each_is_alone(prose: PageImage, read: Page) -> None:
    blank = PageImage(np.full_like(prose.pixels, 255), prose.dpi)
    upside_down = PageImage(np.ascontiguousarray(prose.pixels[::-1, ::-1]), prose.dpi)
    images = {7: prose, 2: blank, 4: upside_down}
    together = recognise_pages(images.items(), SETTINGS)
    assert together == {n: recognise(image, n, SETTINGS) for n, image in images.items()}
    assert together[7] == read


def test_pages_that_take_too_long_are_told_one_by_one(prose: PageImage) -> None:
    told = recognise_pages([(1, prose), (2, prose)], Settings(ocr_timeout=0.001))
    assert [page.code for page in told.values() if isinstance(page, DocumentError)] == [
        "ocr.timeout",
        "ocr.timeout",
    ]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_pages_are_read_alike_in_other_processes(prose: PageImage, read: Page, method: str) -> None:
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        assert pool.submit(recognise, prose, 7, SETTINGS).result() == read


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
def test_a_real_fax_with_a_table() -> None:
    with open_source(SHARED / "real/scans/239-kh-syt.pdf", SETTINGS) as source:
        page = recognise(source.page(1).image(), 1, SETTINGS)
    (table,) = page.tables
    assert [len(row) for row in table.rows] == [4] * 6
    assert [row[0].text for row in table.rows[1:]] == ["01", "02", "03", "04", "05"]
    assert table.rows[5][2].text == "23/4/2018"
    assert any(line.text.startswith("Căn cứ Nghị định số 63/2014/NĐ-CP") for line in page.lines)
