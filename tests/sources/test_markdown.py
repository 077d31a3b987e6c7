"""Markdown as converters write it: marks go, words stay; tables become tables."""

import pytest

from pipeline.sources.markdown import markdown_blocks
from pipeline.sources.text import pages_of
from schemas.page import Table


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("**KẾ HOẠCH**", "KẾ HOẠCH"),
        ("- *Cấp tỉnh*: thành viên", "- Cấp tỉnh: thành viên"),
        ("## I. MỤC ĐÍCH", "I. MỤC ĐÍCH"),
        ("> Ghi chú", "Ghi chú"),
        ("1\\. Mục đích", "1. Mục đích"),
        ("* Tổ chức 03 lớp", "- Tổ chức 03 lớp"),
        ("_nghiêng_ và __đậm__", "nghiêng và đậm"),
        ("Số: ___/KH-UBND", "Số: ___/KH-UBND"),
        ("tên_tệp_dài", "tên_tệp_dài"),
        ("(*) số liệu 2*3 và 5 \\* 6", "(*) số liệu 2*3 và 5 * 6"),
        ("xem [Quyết định 12](http://a.vn/b)", "xem Quyết định 12"),
        ("2040*” *và Kế hoạch", "2040” và Kế hoạch"),
        ("NN&amp;MT", "NN&MT"),
        ("---", ""),
        ("** **", ""),
    ],
)
def test_marks_are_left_out(marked: str, plain: str) -> None:
    (page,) = pages_of(f"A\n{marked}\n", markdown_blocks)
    assert page.text.split("\n") == (["A", plain] if plain else ["A"])


def test_emphasis_over_several_lines_and_gaps() -> None:
    (page,) = pages_of("*Căn cứ Nghị quyết số\n57-NQ/TW;*\n\n**I. MỤC\nĐÍCH**\n", markdown_blocks)
    assert [(line.text, line.gap) for line in page.lines] == [
        ("Căn cứ Nghị quyết số", 0),
        ("57-NQ/TW;", 0),
        ("I. MỤC", 1),
        ("ĐÍCH", 0),
    ]


LETTERHEAD = """\
|
**ỦY BAN NHÂN
DÂN**
XÃ HÒA LỘC
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số: 12/KH-UBND
|
*Hòa Lộc, ngày 05
tháng 3 năm 2026*
|

**KẾ HOẠCH**
"""


def test_a_letterhead_in_a_table_is_lines_with_columns() -> None:
    (page,) = pages_of(LETTERHEAD, markdown_blocks)
    assert [[column.text for column in line.columns()] for line in page.lines] == [
        ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["XÃ HÒA LỘC", "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 12/KH-UBND", "Hòa Lộc, ngày 05 tháng 3 năm 2026"],
        ["KẾ HOẠCH"],
    ]
    assert not page.tables


TALL = """\
Biểu 1

|
**TT**
|
**Xã**
|
**Số hộ**
|
|
|
**I. Vùng
cao**
|
|
|
1
|
Khe Sậy
|
12
|

Ghi chú
"""
WIDE = """\
Biểu 1

| TT | Xã | Số hộ |
|----|:--:|------:|
|  | **I. Vùng cao** |  |
| 1 | Khe Sậy | 12 |

Ghi chú
"""
RAGGED = """\
|
TT
|
Đơn vị
|
Số hộ
|
|
Vùng cao
|
Vùng thấp
|
|
1
|
2
|
3
|
4
|

Ghi chú
"""


@pytest.mark.parametrize("text", [TALL, WIDE])
def test_tables(text: str) -> None:
    (page,) = pages_of(text, markdown_blocks)
    before, table, after = page.blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Xã", "Số hộ"],
        ["", "I. Vùng cao", ""],
        ["1", "Khe Sậy", "12"],
    ]
    assert [block.text for block in (before, after)] == ["Biểu 1", "Ghi chú"]


def test_a_table_with_merged_cells_keeps_its_words_and_rows() -> None:
    (page,) = pages_of(RAGGED, markdown_blocks)
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [
        ["TT", "Đơn vị", "Số hộ"],
        ["Vùng cao", "Vùng thấp"],
        ["1", "2", "3", "4"],
    ]
    assert [line.text for line in page.lines] == ["Ghi chú"]


def test_a_lone_bar_is_text() -> None:
    (page,) = pages_of("Điểm a | b\n|x| tuyệt đối\n", markdown_blocks)
    assert not page.tables
    assert page.text.split() == ["Điểm", "a", "|", "b", "|x|", "tuyệt", "đối"]
