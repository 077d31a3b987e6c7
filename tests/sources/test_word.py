"""Word files: order, automatic labels, columns, merged cells, page breaks."""

from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from pipeline.settings import Settings
from pipeline.sources import open_source
from pipeline.sources.numbering import printed
from schemas.page import Page


def read(document: WordDocument, folder: Path) -> list[Page]:
    path = folder / "plan.docx"
    document.save(str(path))
    with open_source(path, Settings()) as source:
        layers = [source.page(number).layer for number in range(1, source.n_pages + 1)]
    return [layer for layer in layers if layer is not None]


LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"))


def numbered(document: WordDocument) -> str:
    """Adds a list of four levels: I. 1. a) -; its number."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    number = f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    root.append(parse_xml(number))
    return "77"


def add(paragraph: Paragraph, xml: str) -> None:
    """Adds an element that python-docx has no way to add."""
    paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def item(document: WordDocument, number: str, level: int, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f"<w:numPr {nsdecls('w')}>"
            f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        )
    )


def test_paragraphs_and_automatic_labels(tmp_path: Path) -> None:
    document = Document()
    number = numbered(document)
    document.add_paragraph("KẾ HOẠCH")
    for level, text in (
        (0, "MỤC ĐÍCH"), (1, "Mục đích"), (2, "Một"), (2, "Hai"), (3, "Ba"), (1, "Yêu cầu"),
        (2, "Bốn"), (0, "NỘI DUNG"), (1, "Năm"),
    ):  # fmt: skip
        item(document, number, level, text)
    document.add_paragraph("Tự do", style="List Number")
    document.add_paragraph("Hạnh phúc", style="List Bullet")
    (page,) = read(document, tmp_path)
    assert page.text.split("\n") == [
        "KẾ HOẠCH", "I. MỤC ĐÍCH", "1. Mục đích", "a) Một", "b) Hai", "- Ba", "2. Yêu cầu",
        "a) Bốn", "II. NỘI DUNG", "1. Năm", "1. Tự do", "- Hạnh phúc",
    ]  # fmt: skip
    assert [line.gap for line in page.lines[:3]] == [0, 1, 1]


@pytest.mark.parametrize(
    ("number", "form", "label"),
    [
        (4, "decimal", "4"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (2, "lowerLetter", "b"),
        (28, "upperLetter", "BB"),
        (7, "decimalZero", "07"),
        (3, "none", ""),
        (3, "chineseCounting", "3"),
    ],
)
def test_number_formats(number: int, form: str, label: str) -> None:
    assert printed(number, form) == label


def test_a_table_without_rules_is_columns(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nXÃ HÒA LỘC"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nX"
    (page,) = read(document, tmp_path)
    assert not page.tables
    assert [[column.text for column in line.columns()] for line in page.lines] == [
        ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["XÃ HÒA LỘC", "Độc lập - Tự do - Hạnh phúc"],
        ["X"],
    ]
    assert page.lines[2].words[0].space > 8


def test_a_ruled_signature_block_is_columns_too(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.cell(0, 0).text = "Nơi nhận:\n- Lưu: VT."
    table.cell(0, 1).text = "CHỦ TỊCH"
    (page,) = read(document, tmp_path)
    assert [line.text for line in page.lines] == ["Nơi nhận: CHỦ TỊCH", "- Lưu: VT."]


def test_tables_stand_in_their_place_with_merged_cells(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Biểu 1")
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    for i, text in enumerate(
        ("TT", "Sản phẩm", "", "", "5 sao", "4 sao", "1", "Gạo 43/2017/TT-\nBTC", "2")
    ):
        table.cell(i // 3, i % 3).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.add_paragraph("Ghi chú")
    (page,) = read(document, tmp_path)
    assert [block.kind for block in page.blocks] == ["line", "table", "line"]
    rows = page.tables[0].rows
    assert [[(cell.text, cell.span) for cell in row] for row in rows] == [
        [("TT", 1), ("Sản phẩm", 2)],
        [("", 1), ("5 sao", 1), ("4 sao", 1)],
        [("1", 1), ("Gạo 43/2017/TT-BTC", 1), ("2", 1)],
    ]


def test_page_breaks(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Một")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("").paragraph_format.page_break_before = True  # an empty page
    run = document.add_paragraph("Hai").add_run()
    run.add_break(WD_BREAK.PAGE)
    run.add_text("Ba")
    document.add_section()
    document.add_paragraph("Bốn").paragraph_format.page_break_before = True
    pages = read(document, tmp_path)
    assert [page.text for page in pages] == ["Một", "Hai", "Ba", "Bốn"]
    assert [page.number for page in pages] == [1, 2, 3, 4]


def test_lines_tabs_and_deleted_text(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph(
        "Số: 12/KH-UBND\tHòa Lộc, ngày 05 tháng 3 năm 2026\nmột dòng"
    )
    add(paragraph, '<w:del w:id="1" w:author="a"><w:r><w:delText>cũ</w:delText></w:r></w:del>')
    add(paragraph, "<w:r><w:t> TT</w:t><w:noBreakHyphen/></w:r>")
    (page,) = read(document, tmp_path)
    assert [column.text for column in page.lines[0].columns()] == [
        "Số: 12/KH-UBND",
        "Hòa Lộc, ngày 05 tháng 3 năm 2026",
    ]
    assert page.lines[1].text == "một dòng TT-"
    assert page.lines[1].gap == 0


def fonts(page: Page) -> list[tuple[str, str | None]]:
    return [(word.text, word.font) for word in page.words]


def test_a_font_that_tells_an_encoding_goes_with_its_words(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for text, font in (("Sè 36/Q§", ".VnTime"), ("-UBND ngày", "Arial"), (" tØnh", ".VnTimeH")):
        paragraph.add_run(text).font.name = font
    (page,) = read(document, tmp_path)
    assert fonts(page) == [
        ("Sè", ".VnTime"), ("36/Q§-UBND", ".VnTime"), ("ngày", None), ("tØnh", ".VnTimeH"),
    ]  # fmt: skip


def test_a_word_in_two_fonts_is_two_words(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for text, font in (("tØnh", ".VnTime"), ("ủy", "Arial")):
        paragraph.add_run(text).font.name = font
    (page,) = read(document, tmp_path)
    assert fonts(page) == [("tØnh", ".VnTime"), ("ủy", None)]
    assert page.text == "tØnhủy"


def test_fonts_of_styles_and_of_the_document(tmp_path: Path) -> None:
    document = Document()
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rFonts')}")
    defaults.attrib.clear()
    defaults.set(qn("w:hAnsi"), "VNI-Times")
    above = styles.add_style("Above", WD_STYLE_TYPE.PARAGRAPH)
    above.font.name = ".VnTime"
    below = styles.add_style("Below", WD_STYLE_TYPE.PARAGRAPH)
    below.base_style = above
    signs = styles.add_style("Signs", WD_STYLE_TYPE.CHARACTER)
    signs.font.name = "Arial"
    document.add_paragraph("ñeå")
    document.add_paragraph("®Ó", style="Below").add_run(" để", style="Signs")
    above.base_style = below  # in a circle, as a broken file may have them
    (page,) = read(document, tmp_path)
    assert fonts(page) == [("ñeå", "VNI-Times"), ("®Ó", ".VnTime"), ("để", None)]


def test_fonts_in_cells_and_of_labels(tmp_path: Path) -> None:
    document = Document()
    number = numbered(document)
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell in table.rows[0].cells:
        cell.paragraphs[0].add_run("Tæng\nsè").font.name = ".VnTime"
    item(document, number, 0, "")
    document.paragraphs[-1].add_run("Môc").font.name = ".VnTime"
    (page,) = read(document, tmp_path)
    assert fonts(page) == [("Tæng", ".VnTime"), ("sè", ".VnTime")] * 4 + [
        ("I.", None), ("Môc", ".VnTime"),
    ]  # fmt: skip
