"""Provinces old and new, and what offices' names tell."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.places import (
    Province,
    former_provinces,
    issuer_level,
    place_name,
    province_of,
    provinces,
)


def test_provinces_before_and_after() -> None:
    assert len(provinces()) == 34
    assert len(former_provinces()) == 63
    assert {p.now for p in former_provinces()} == {p.name for p in provinces()}
    cities = {p.name for p in provinces() if p.kind == "thành phố"}
    assert cities == {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"}
    assert len({fold(p.name) for p in former_provinces()}) == 63
    assert ("Thừa Thiên Huế", "tỉnh", "Huế") in former_provinces()
    assert ("Kiên Giang", "tỉnh", "An Giang") in former_provinces()


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("Ủy ban nhân dân tỉnh Thanh Hóa", "Thanh Hóa"),
        ("ỦY BAN NHÂN DÂN TỈNH THANH HOÁ", "Thanh Hóa"),
        ("UBND TINH THANH HOA", "Thanh Hóa"),
        ("Thái Nguyên", "Thái Nguyên"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("tỉnh Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("tỉnh Đăk Lăk", "Đắk Lắk"),
        ("UBND thành phố Thanh Hóa", "Thanh Hóa"),
        ("UBND xã Hà Nam, huyện Hà Trung, tỉnh Thanh Hóa", "Thanh Hóa"),
        ("Tỉnh ủy Quảng Ninh", "Quảng Ninh"),
        # no province of today or yesterday
        ("Ủy ban nhân dân tỉnh Lâm Giang", "Lâm Giang"),
        ("ỦY BAN NHÂN DÂN TỈNH LÂM GIANG", "Lâm Giang"),
        ("UBND HUYỆN HÀ NAM TỈNH LÂM GIANG NĂM 2024", "Lâm Giang"),
        # marks decide between names that look alike without them
        ("tỉnh Hà Giang, Hậu Giang", "Hà Giang"),
        ("UBND xã Hà Nam", None),
        ("Ủy ban nhân dân tỉnh", None),
        ("UBND TỈNH KHÓA XV", None),
        ("UBND huyện Tân Lập", None),
        ("", None),
    ],
)
def test_province(text: str, province: str | None) -> None:
    assert province_of(text) == province
    assert province_of(unicodedata.normalize("NFD", text)) == province


@given(st.sampled_from(former_provinces()), st.sampled_from(["tỉnh ", "UBND TỈNH ", "", "TP "]))
def test_every_province_is_found_in_every_writing(province: Province, before: str) -> None:
    name = province.name
    for shown in (name, name.upper(), fold(name).title()):
        assert province_of(before + shown) == name


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Ủy ban nhân dân tỉnh Lâm Giang", "province"),
        ("UBND TINH LAM GIANG", "province"),
        ("Sở Nông nghiệp và Môi trường", "province"),
        ("Sở Lao động - Thương binh và Xã hội", "province"),
        ("Liên minh Hợp tác xã tỉnh Lâm Giang", "province"),
        ("Bộ Chỉ huy quân sự tỉnh", "province"),
        ("Ủy ban nhân dân thành phố Hải Phòng", "province"),
        ("UBND TP. Cần Thơ", "province"),
        ("Tỉnh ủy Lâm Giang", "province"),
        ("Ủy ban nhân dân thành phố Thanh Hóa", "district"),
        ("UBND thành phố Huế, tỉnh Thừa Thiên Huế", "district"),
        ("UBND huyện Lũng Vân", "district"),
        ("UBND HUYEN LUNG VAN", "district"),
        ("Quận ủy An Hải, thành phố Hải Phòng", "district"),
        ("UBND thị xã Vân Khê", "district"),
        ("Phòng Kinh tế huyện Lũng Vân", "district"),
        ("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "commune"),
        ("UBND xã Tân Lập, huyện Lũng Vân, tỉnh Lâm Giang", "commune"),
        ("UBND phường Vân Khê", "commune"),
        ("UBND thị trấn Vân Khê", "commune"),
        ("UBND đặc khu Hòn Vân", "commune"),
        ("Bộ Nông nghiệp và Phát triển nông thôn", "ministry"),
        ("Thủ tướng Chính phủ", "ministry"),
        ("Ngân hàng Nhà nước", "ministry"),
        ("Ngân hàng Chính sách xã hội", "other"),
        ("Ban Quản lý dự án", "other"),
        ("Cán bộ", "other"),
        ("", "other"),
    ],
)
def test_level(text: str, level: str) -> None:
    assert issuer_level(text) == level


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" Tân Lập năm 2024", "Tân Lập"),
        (" Tân Lập, huyện", "Tân Lập"),
        (" TÂN LẬP NĂM 2024", "Tân Lập".upper()),
        (" BÌNH NĂM 2024", "BÌNH"),
        (" TÂN LẬP GIAI ĐOẠN 2021-2025", "TÂN LẬP"),
        (" NÔNG THÔN MỚI", ""),
        (" NÔNG CỐNG ĐẾN NĂM", "NÔNG CỐNG"),
        (" năm 2024", ""),
        (", Tân Lập", ""),
        ("", ""),
    ],
)
def test_name_after_its_level_word(text: str, name: str) -> None:
    assert place_name(text) == name


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    province = province_of(text)
    assert province is None or province.strip()
    assert place_name(text) in text
    issuer_level(text)
