"""Official codes of units of administration."""

from datetime import date

import pytest

from pipeline.vietnamese.units import find_unit, places_in

BEFORE, SINCE = date(2024, 5, 1), date(2025, 11, 1)


def test_the_units_that_a_text_names() -> None:
    text = "UBND xã Quảng Trung, huyện Quảng Xương, tỉnh Thanh Hóa; TP Thanh Hóa"
    assert list(places_in(text)) == [
        "xa quang trung",
        "huyen quang xuong",
        "tinh thanh hoa",
        "thanh pho thanh hoa",
    ]


@pytest.mark.parametrize(
    ("name", "around", "issued", "code", "now"),
    [
        # Decision 124/2004/QĐ-TTg (codes before), Decision 19/2025/QĐ-TTg (since)
        ("tinh thanh hoa", [], BEFORE, "38", "38"),
        ("tinh kien giang", [], BEFORE, "91", "91"),
        ("thanh pho ha noi", [], SINCE, "01", "01"),
        ("quan ba dinh", ["thanh pho ha noi"], BEFORE, "001", "01"),
        ("phuong phuc xa", ["quan ba dinh"], BEFORE, "00001", "00097"),
    ],
)
def test_codes(name: str, around: list[str], issued: date, code: str, now: str) -> None:
    unit = find_unit(name, around, issued)
    assert unit is not None
    assert (unit.code, unit.now) == (code, now)


def test_of_several_the_district_tells() -> None:
    assert find_unit("xa tan lap", [], BEFORE) is None
    unit = find_unit("xa tan lap", ["huyen dan phuong", "thanh pho ha noi"], BEFORE)
    assert unit is not None
    assert (unit.code, unit.now) == ("09820", "09832")


def test_districts_are_no_more() -> None:
    assert find_unit("huyen quang xuong", [], SINCE) is None
    assert find_unit("huyen quang xuong", [], None) is not None
