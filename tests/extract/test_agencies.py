"""Names of offices: found in a text, and one under all its spellings."""

import pytest

from pipeline.extract.agencies import canonical_agency, find_agencies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Thủ trưởng các cơ quan, đơn vị tổ chức thực hiện nghiêm túc Kế hoạch",
            ["Thủ trưởng các cơ quan", "đơn vị"],
        ),
        (
            "Sở Công thương, Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch, UBND các huyện, "
            "thị xã, thành phố",
            [
                "Sở Công thương",
                "Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch",
                "UBND các huyện, thị xã, thành phố",
            ],
        ),
        (
            "các sở, ban, ngành liên quan; tư vấn Chương trình",
            ["các sở, ban, ngành liên quan", "tư vấn Chương trình"],
        ),
        (
            "Phòng Nông nghiệp, Phòng Kinh tế và Hạ tầng",
            ["Phòng Nông nghiệp", "Phòng Kinh tế và Hạ tầng"],
        ),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
    ],
)
def test_lists_of_offices(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_agencies(text)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VP Điều phối NTM tỉnh", "Văn phòng Điều phối xây dựng nông thôn mới tỉnh"),
        ("Văn phòng ĐP NTM tỉnh", "Văn phòng Điều phối nông thôn mới tỉnh"),
        ("UBND xã", "Ủy ban nhân dân xã"),
        ("Đối với UBND xã.", "UBND xã"),
    ],
)
def test_spellings_of_one_office(one: str, other: str) -> None:
    assert canonical_agency(one).id == canonical_agency(other).id


def test_different_offices_stay_apart() -> None:
    assert canonical_agency("Sở Tài chính").id != canonical_agency("Sở Tài nguyên").id


@pytest.mark.parametrize("text", ["Báo cáo kết quả", "phòng, chống ma túy", "Bảo đảm an toàn"])
def test_tasks_that_begin_like_offices(text: str) -> None:
    assert list(find_agencies(text)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND xã, phường", "Ủy ban nhân dân các xã, phường"),
        ("SYT", "Sở Y tế"),
        ("Đoàn TNCS Hồ Chí Minh tỉnh", "Tỉnh đoàn"),
        (
            "Mặt trận Tổ quốc tỉnh và các đoàn thể",
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các đoàn thể",
        ),
    ],
)
def test_offices_by_several_names(one: str, other: str) -> None:
    assert canonical_agency(one) == canonical_agency(other)


def test_departments_are_a_provinces_even_in_a_city() -> None:
    assert canonical_agency("Các sở, ban, ngành thành phố").level == "province"
