"""PDF files: words where they stand, rows, tables, verdicts, and the scan itself."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from corpus.generator.typeset import FACE
from pipeline.settings import OcrMode, Settings
from pipeline.sources import open_source
from schemas.page import Page
from tests.paper import HEIGHT, PROSE, SIZE, WIDTH, paragraph, picture, put, write_pdf


def layer_of(path: Path, number: int = 1) -> Page:
    with open_source(path, Settings()) as source:
        layer = source.page(number).layer
    assert layer is not None
    return layer


def rewritten(path: Path, change: str, *values: float) -> Path:
    """The file with a property of its first page set."""
    document = pdfium.PdfDocument(path)
    getattr(document[0], change)(*values)
    out = path.with_name(f"{change}.pdf")
    document.save(out)
    document.close()
    return out


def noise_png(width: int = 1654, height: int = 2339, *, seed: int = 1) -> tuple[bytes, np.ndarray]:
    """A bright picture of a page that is unlike any other."""
    pixels = np.random.default_rng(seed).integers(150, 256, (height, width), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue(), pixels


def test_words_and_their_places(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", put((100, 150, "Kế hoạch số 12/KH-UBND")))
    page = layer_of(path)
    assert [word.text for word in page.words] == ["Kế", "hoạch", "số", "12/KH-UBND"]
    boxes = [word.box for word in page.words if word.box]
    assert boxes[0].x0 == pytest.approx(100, abs=1)
    assert all(box.top < 150 - 0.6 * SIZE < 150 < box.bottom < 150 + SIZE for box in boxes)
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))
    assert page.width == pytest.approx(WIDTH, abs=0.1)
    assert page.height == pytest.approx(HEIGHT, abs=0.1)


def test_the_letterhead_is_read_row_by_row(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "a.pdf",
        put(
            (70, 60, "ỦY BAN NHÂN DÂN"),
            (80, 76, "XÃ HÒA LỘC"),
            (62, 104, "Số:        /KH-UBND"),
            (260, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (310, 77, "Độc lập - Tự do - Hạnh phúc"),
            (320, 105, "Hòa Lộc, ngày 05 tháng 3 năm 2026"),
        ),
        paragraph(PROSE),
    )
    page = layer_of(path)
    assert [[column.text for column in line.columns()] for line in page.lines] == [
        ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["XÃ HÒA LỘC", "Độc lập - Tự do - Hạnh phúc"],
        ["Số:", "/KH-UBND", "Hòa Lộc, ngày 05 tháng 3 năm 2026"],
    ]
    assert [line.gap for line in layer_of(path, 2).lines] == [0, 0, 0, 0]


def test_a_code_broken_at_the_lines_end(tmp_path: Path) -> None:
    draw = put((85, 80, "theo Thông tư số 43/2017/TT-"), (85, 100, "BTC ngày 12/5/2017"))
    page = layer_of(write_pdf(tmp_path / "a.pdf", draw))
    assert page.text == "theo Thông tư số 43/2017/TT-BTC\nngày 12/5/2017"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_is_read_as_it_is_shown(tmp_path: Path, rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(rotation)
        for i, line in enumerate(PROSE):
            canvas.drawString(-280, 100 - 20 * i, line)

    path = write_pdf(tmp_path / "a.pdf", draw)
    shown = rewritten(path, "set_rotation", rotation)
    page = layer_of(shown)
    assert page.text.splitlines() == list(PROSE)
    with open_source(shown, Settings()) as source:
        image = source.page(1).image()
    assert (page.width or 0) / (page.height or 1) == pytest.approx(
        image.pixels.shape[1] / image.pixels.shape[0], rel=0.01
    )
    scale = image.dpi / 72
    for word in page.words:
        assert word.box is not None
        x0, top, x1, bottom = (round(edge * scale) for edge in word.box)
        assert (image.pixels[top:bottom, x0:x1] < 128).any()


def test_text_drawn_sideways_is_read_sideways(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        for i, line in enumerate(PROSE):
            canvas.drawString(0, -20 * i, line)

    page = layer_of(write_pdf(tmp_path / "a.pdf", draw))
    assert page.text.splitlines() == list(PROSE)
    box = page.lines[0].box
    assert box is not None
    assert box.bottom - box.top > 5 * (box.x1 - box.x0)


def test_what_stands_askew_comes_last(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for angle, text in ((90, "LƯU HÀNH"), (30, "MẬT")):
            canvas.saveState()
            canvas.translate(40, 700)
            canvas.rotate(angle)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        paragraph(PROSE)(canvas)

    lines = layer_of(write_pdf(tmp_path / "a.pdf", draw)).text.splitlines()
    assert lines[:4] == list(PROSE)
    assert sorted(" ".join(lines[4:]).split()) == ["HÀNH", "LƯU", "MẬT"]


def test_places_are_seen_from_the_crop_box(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", put((100, 150, "Kế hoạch")))
    cropped = rewritten(path, "set_cropbox", 40, 0, WIDTH, HEIGHT - 60)
    page = layer_of(cropped)
    box = page.lines[0].box
    assert box is not None
    assert box.x0 == pytest.approx(60, abs=1)
    assert box.top < 90 < box.bottom
    assert page.height == pytest.approx(HEIGHT - 60, abs=0.1)


ROWS = [
    ["TT", "Xã", "Sản phẩm", ""],
    ["", "", "5 sao", "4 sao"],
    ["1", "Hòa Lộc", "2", "11"],
    ["2", "Phú Thượng,\nBến Đá", "", "7"],
]


def draw_table(canvas: Canvas) -> None:
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), FACE, SIZE),
        ("SPAN", (2, 0), (3, 0)),
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (1, 1)),
    ]
    table = Table(ROWS, colWidths=[30, 150, 80, 80], style=TableStyle(style))
    table.wrapOn(canvas, 400, 400)
    table.drawOn(canvas, 90, 500)
    put((90, 180, "Biểu 1. Chỉ tiêu của các xã"), (90, 400, PROSE[0]))(canvas)


def test_a_ruled_table_is_a_table(tmp_path: Path) -> None:
    page = layer_of(write_pdf(tmp_path / "a.pdf", draw_table))
    before, table, after = page.blocks
    assert (before.text, after.text) == ("Biểu 1. Chỉ tiêu của các xã", PROSE[0])
    assert table.kind == "table"
    assert [[(cell.text, cell.span) for cell in row] for row in table.rows] == [
        [("TT", 1), ("Xã", 1), ("Sản phẩm", 2)],
        [("", 1), ("", 1), ("5 sao", 1), ("4 sao", 1)],
        [("1", 1), ("Hòa Lộc", 1), ("2", 1), ("11", 1)],
        [("2", 1), ("Phú Thượng, Bến Đá", 1), ("", 1), ("7", 1)],
    ]
    for row in table.rows:
        for cell in row:
            for word in cell.words:
                assert cell.box is not None
                assert word.box is not None
                assert cell.box.x0 < word.box.x0 < word.box.x1 < cell.box.x1


def test_rules_that_make_no_table_leave_the_lines_alone(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(100, HEIGHT - 90, 200, HEIGHT - 90)  # below the issuer's name
        canvas.line(300, HEIGHT - 90, 450, HEIGHT - 90)
        canvas.rect(50, 100, 500, 650)
        canvas.rect(55, 105, 490, 640)
        paragraph(PROSE)(canvas)

    page = layer_of(write_pdf(tmp_path / "a.pdf", draw))
    assert not page.tables
    assert page.text.splitlines() == list(PROSE)


def test_a_page_that_is_one_image_gives_that_image(tmp_path: Path) -> None:
    png, pixels = noise_png()
    path = write_pdf(tmp_path / "a.pdf", picture(png))
    with open_source(path, Settings()) as source:
        page = source.page(1)
        assert page.layer is not None
        assert (page.layer.verdict, page.wants_ocr) == ("missing", True)
        image = page.image()
    shown = image.pixels if image.pixels.ndim == 2 else image.pixels[:, :, 0]
    assert np.array_equal(shown, pixels)
    assert image.pixels.shape[1] / image.dpi * 72 == pytest.approx(WIDTH, abs=0.1)


@pytest.mark.parametrize("drawn", ["text over it", "inverted", "half a page", "rotated"])
def test_any_other_page_is_rendered(tmp_path: Path, drawn: str) -> None:
    png, _ = noise_png()
    if drawn == "inverted":
        out = BytesIO()
        Image.new("L", (1654, 2339), 10).save(out, "PNG")
        png = out.getvalue()
    draw = picture(png, 0.5 if drawn == "half a page" else 1.0)

    def page(canvas: Canvas) -> None:
        draw(canvas)
        if drawn == "text over it":
            put((100, 100, "SAO Y"))(canvas)

    path = write_pdf(tmp_path / "a.pdf", page)
    if drawn == "rotated":
        path = rewritten(path, "set_rotation", 90)
    with open_source(path, Settings(ocr_dpi=72)) as source:
        image = source.page(1).image()
    assert image.dpi == pytest.approx(72, abs=0.5)
    sides = (WIDTH, HEIGHT) if drawn == "rotated" else (HEIGHT, WIDTH)
    assert image.pixels.shape == (*(pytest.approx(side, abs=1) for side in sides), 3)


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [("auto", "ynyyn"), ("redo", "ynyyn"), ("force", "yyyyy"), ("skip", "nnnnn")],
)
def test_which_pages_are_read_by_ocr(tmp_path: Path, mode: OcrMode, wanted: str) -> None:
    png, _ = noise_png(300, 424)

    def stamped(canvas: Canvas) -> None:
        picture(png)(canvas)
        put((300, 40, "SAO Y; XÃ HÒA LỘC; 03/02/2026; 15:40:13; +07:00"))(canvas)

    garbled = paragraph(
        ["Uy ban nhan dan x4 giao Phéng Kinh té chu tri, phdi hgp v6i cac thén"] * 4
    )
    path = write_pdf(
        tmp_path / "a.pdf", picture(png), paragraph(PROSE), stamped, garbled, lambda canvas: None
    )
    with open_source(path, Settings(ocr=mode)) as source:
        pages = [source.page(number) for number in range(1, 6)]
        assert "".join("ny"[page.wants_ocr] for page in pages) == wanted
        verdicts = [page.layer.verdict for page in pages if page.layer]
    assert verdicts == ["missing", "trusted", "missing", "wrong", "missing"]


@pytest.mark.parametrize(("mode", "wants_ocr"), [("auto", False), ("redo", True)])
def test_a_good_layer_over_a_scan(tmp_path: Path, mode: OcrMode, wants_ocr: bool) -> None:
    png, _ = noise_png(300, 424)

    def draw(canvas: Canvas) -> None:
        picture(png)(canvas)
        text = canvas.beginText(85, HEIGHT - 80)
        text.setTextRenderMode(3)
        text.setFont(FACE, SIZE)
        for line in PROSE * 2:
            text.textLine(line)
        canvas.drawText(text)

    path = write_pdf(tmp_path / "a.pdf", draw)
    with open_source(path, Settings(ocr=mode)) as source:
        page = source.page(1)
        assert page.layer is not None
        assert page.layer.verdict == "trusted"
        assert page.wants_ocr is wants_ocr
        assert page.image().pixels.shape[:2] == (424, 300)


def test_a_huge_page_is_rendered_within_the_limit(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", put((100, 100, "Bản đồ")), size=(14_000, 14_000))
    with open_source(path, Settings(ocr="force", max_megapixels=4)) as source:
        height, width, _ = source.page(1).image().pixels.shape
    assert 3.5e6 < height * width < 4.1e6
