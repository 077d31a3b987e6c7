"""Printed numbering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outline.labels import find_label, follows, roman, roman_value


@pytest.mark.parametrize(
    ("text", "kind", "label", "rest"),
    [
        ("I. MỤC ĐÍCH, YÊU CẦU", "roman", "I", "MỤC ĐÍCH, YÊU CẦU"),
        ("I1. NOI DUNG", "roman", "II", "NOI DUNG"),
        ("IV.TỔ CHỨC THỰC HIỆN", "roman", "IV", "TỔ CHỨC THỰC HIỆN"),
        ("1. Mục đích", "decimal", "1", "Mục đích"),
        ("6.Sở Y tế", "decimal", "6", "Sở Y tế"),
        ("2.1.  Đào tạo", "decimal", "2.1", "Đào tạo"),
        ("4.2.1 Chấm điểm", "decimal", "4.2.1", "Chấm điểm"),
        ("1/ Mục tiêu", "decimal", "1", "Mục tiêu"),
        ("a) Nhóm cán bộ", "letter", "a", "Nhóm cán bộ"),
        ("đ) Công an xã", "letter", "đ", "Công an xã"),
        ("(1) Sản phẩm đạt 3 sao", "count", "(1)", "Sản phẩm đạt 3 sao"),
        ("- Chủ trì", "bullet", "-", "Chủ trì"),
        ("– Chủ trì", "bullet", "-", "Chủ trì"),
        ("-Chủ trì", "bullet", "-", "Chủ trì"),
        ("+ 02 lớp", "bullet", "+", "02 lớp"),
        ("2_Các đơn vị", "decimal", "2", "Các đơn vị"),
        ("f) Thị trường châu Mỹ", "letter", "f", "Thị trường châu Mỹ"),
        ("~- TT Huyện ủy", "bullet", "-", "TT Huyện ủy"),
        ("~ Lưu: VT", "bullet", "-", "Lưu: VT"),
        ("_~ Số hóa di tích", "bullet", "-", "Số hóa di tích"),
        ("__ - Căn cứ chức năng", "bullet", "-", "Căn cứ chức năng"),
        ("- - Căn cứ chức năng", "bullet", "-", "Căn cứ chức năng"),
        ("Phần I. Mở đầu", "part", "Phần I", "Mở đầu"),
        ("A. MỤC ĐÍCH, YÊU CẦU", "part", "A", "MỤC ĐÍCH, YÊU CẦU"),
        ("D. TỔ CHỨC THỰC HIỆN", "part", "D", "TỔ CHỨC THỰC HIỆN"),
    ],
)
def test_label(text: str, kind: str, label: str, rest: str) -> None:
    found = find_label(text)
    assert found is not None
    assert (found.kind, found.text, text[found.end :]) == (kind, label, rest)


@pytest.mark.parametrize(
    "text",
    [
        "23/KH-UBND ngày 11/02/2025",
        "2025 và những năm tiếp theo",
        "3485/QĐ-UBND",
        "-kinh doanh của hộ",
        "1.250.000 đồng",
        "V/v báo cáo",
        "A. Nguyễn Văn B",
        "~ 5 km",
        "Mục tiêu",
        "",
    ],
)
def test_no_label(text: str) -> None:
    assert find_label(text) is None


@given(st.integers(1, 39))
def test_roman_numerals_round_trip(value: int) -> None:
    assert roman_value(roman(value)) == value


@given(st.text(alphabet="IVX", min_size=1, max_size=8))
def test_roman_is_canonical_or_nothing(numeral: str) -> None:
    value = roman_value(numeral)
    assert value == 0 or roman(value) == numeral


def test_a_label_may_skip_one_but_not_run_ahead() -> None:
    second, ninth = find_label("3. B"), find_label("9. B")
    assert second is not None
    assert ninth is not None
    assert follows(second, (1,))
    assert not follows(ninth, (1,))
    assert not follows(ninth, None)


@given(st.text(max_size=60))
def test_any_line_is_read(text: str) -> None:
    found = find_label(text)
    assert found is None or 0 < found.end <= len(text)
