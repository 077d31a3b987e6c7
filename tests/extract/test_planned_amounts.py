"""Targets that are amounts of an activity, parts in brackets, tables of years and of places."""

import pytest

from pipeline.extract.listed_parts import listed_parts
from schemas.records import Target
from tests.documents import extraction_of, extraction_of_markdown, plan_text


def targets(sentence: str, heading: str = "MỤC TIÊU") -> list[Target]:
    return list(extraction_of(plan_text(f"I. {heading}\n1. Cụ thể\n- {sentence}\n")).targets)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Tổng chỉ tiêu giao quân là 38 công dân (Quân đội 32, Công an 06).",
            [(38, None, True), (32, "Quân đội", False), (6, "Công an", False)],
        ),
        (
            "Kiểm tra ít nhất 320 cơ sở (tuyến huyện 70, tuyến xã, phường 250).",
            [(320, None, True), (70, "tuyến huyện", False), (250, "tuyến xã, phường", False)],
        ),
        (
            "Tuyển sinh 9.300 người; trong đó cao đẳng 400 người, trung cấp 1.400 người, sơ cấp và "
            "đào tạo dưới 3 tháng 7.500 người.",
            [
                (9300, None, True),
                (400, "cao đẳng", False),
                (1400, "trung cấp", False),
                (7500, "sơ cấp và đào tạo dưới 3 tháng", False),
            ],
        ),
        (  # what does not add up is no list of parts
            "Kiểm tra ít nhất 320 cơ sở (tuyến huyện 70, tuyến xã 200).",
            [(320, None, False)],
        ),
    ],
)
def test_parts_in_brackets_without_units(
    sentence: str, expected: list[tuple[float, str | None, bool]]
) -> None:
    assert [(t.value, t.category, t.is_total) for t in targets(sentence)] == expected


def test_parts_by_year() -> None:
    found = targets(
        "Lắp đặt 900 bể thu gom (năm 2026: 250 bể, năm 2027: 350 bể, năm 2028: 300 bể)."
    )
    assert [(t.value, t.year, t.category) for t in found[1:]] == [
        (250, 2026, None),
        (350, 2027, None),
        (300, 2028, None),
    ]
    assert {t.indicator for t in found} == {"bể thu gom"}


@pytest.mark.parametrize(
    ("text", "value", "parts"),
    [
        ("7,5 triệu cây (đô thị 1,2 triệu cây, nông thôn 6,3 triệu cây)", 7.5, 2),
        ("189 người (mỗi xóm 09 người)", 189, 0),
        ("80 xã (40%, 60%)", 80, 0),
        ("12 xã. Sau đó (A 6, B 6)", 12, 0),
    ],
)
def test_when_a_bracket_lists_parts(text: str, value: float, parts: int) -> None:
    end = len(text.split()[0])
    assert len(listed_parts(text, end, value)) == parts


def test_a_share_of_one_area_apart() -> None:
    found = targets("Tỷ lệ hộ dùng nước sạch đạt 92%, riêng các xã miền núi đạt 80%.")
    assert [(t.indicator, t.value, t.area) for t in found] == [
        ("Tỷ lệ hộ dùng nước sạch", 92, None),
        ("Tỷ lệ hộ dùng nước sạch", 80, "các xã miền núi"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # grades, doses and what belongs to a thing are no amounts
        ("Huy động trẻ 6 tuổi vào lớp 1 đạt 100%.", [(100, "%")]),
        ("Tiêm mũi 4 cho trên 90% người thuộc nhóm nguy cơ.", [(90, "%")]),
        ("Tỷ lệ trẻ tiêm đủ 08 loại vắc xin đạt 95%.", [(95, "%")]),
        ("Số mắc sốt xuất huyết dưới 280 ca/100.000 dân.", [(280, "ca/100.000 dân")]),
        # years before the plan are no targets, nor the year of one
        ("Tỷ lệ tiêm phòng đạt trên 75% (năm 2022 đạt 61%).", [(75, "%")]),
        # words that only look like units without their marks
        ("Số hộ cận nghèo giảm 1.500 hộ so với cuối năm 2022.", [(1500, "hộ")]),
        ("Xây mới 09 thôn kiểu mẫu, nâng tổng số lên 21 thôn.", [(9, "thôn"), (21, "thôn")]),
        ("Cải tạo ít nhất 05 phòng tư vấn, 01 lễ mít tinh.", [(5, "phòng"), (1, "lễ")]),
    ],
)
def test_what_counts(sentence: str, expected: list[tuple[float, str]]) -> None:
    assert [(t.value, t.unit) for t in targets(sentence)] == expected
    assert all(t.year == 2026 for t in targets(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Phát 120 tin bài trên đài truyền thanh",
        "Treo 30 băng rôn tại các trục đường chính",
        "Cấp phát 500 tờ gấp cho người dân",
        "Duy trì 02 tổ tuần tra",
        "Lấy 45 mẫu thực phẩm xét nghiệm nhanh",
    ],
)
def test_what_an_activity_does_with_so_many(sentence: str) -> None:
    (found,) = targets(f"{sentence}.", heading="NỘI DUNG")
    assert str(int(found.value)) in sentence


def test_results_are_no_targets() -> None:
    body = "I. TÌNH HÌNH NĂM 2025\n1. Kết quả\n- Tỷ lệ sàng lọc sơ sinh đạt 86,5%.\n"
    assert extraction_of(plan_text(f"{body}II. VIỆC\nViệc.\n")).targets == ()


def test_tables_of_years_and_of_sums() -> None:
    found = extraction_of_markdown(
        plan_text("""\
I. MỤC TIÊU

| TT | Chỉ tiêu | ĐVT | Thực hiện 2025 | 2026 | 2027 |
|---|---|---|---|---|---|
| 1 | Hồ sơ nộp trực tuyến | % | 68 | 75 | 80 |
| 2 | Mức độ hài lòng | % | 90 | ≥ 94 | ≥ 95 |

II. PHÂN BỔ

Phân bổ diện tích trồng rừng (ha)

| TT | Xã | Hiện có năm 2025 | Năm 2026 | Năm 2027 | Tổng cộng |
|---|---|---|---|---|---|
| 1 | Xã Đồng Mai | 5 | 10 | 20 | 30 |
| 2 | Xã Suối Vàng | 6 | 11 | 22 | 33 |

III. VIỆC
Việc.
""")
    ).targets
    told = [(t.indicator, t.area, t.year, t.comparator, t.value, t.is_total) for t in found]
    assert told[:4] == [
        ("Hồ sơ nộp trực tuyến", None, 2026, "=", 75, False),
        ("Hồ sơ nộp trực tuyến", None, 2027, "=", 80, False),
        ("Mức độ hài lòng", None, 2026, ">=", 94, False),
        ("Mức độ hài lòng", None, 2027, ">=", 95, False),
    ]
    assert [(t[1], t[4], t[5]) for t in told[4:7]] == [
        ("Xã Đồng Mai", 10, False),
        ("Xã Đồng Mai", 20, False),
        ("Xã Đồng Mai", 30, True),
    ]


def test_events_and_amounts_that_one_verb_is_said_of() -> None:
    found = targets("Tổ chức 04 buổi gặp mặt thanh niên trong năm.", heading="NỘI DUNG")
    assert [(t.indicator, t.unit) for t in found] == [("buổi gặp mặt thanh niên", "buổi")]
    found = targets("Cấp phát 5.000 tờ rơi và 1.000 cuốn sổ tay.", heading="NỘI DUNG")
    assert [t.value for t in found] == [5000, 1000]


def test_sums_of_tables_that_a_sentence_states() -> None:
    found = extraction_of_markdown(
        plan_text("""\
I. MỤC TIÊU

Phấn đấu trồng 60 ha rừng trong năm 2026.

Phân bổ diện tích trồng rừng năm 2026 (ha)

| TT | Xã | Diện tích (ha) |
|---|---|---|
| | Tổng cộng | 60 |
| 1 | Xã Đồng Mai | 20 |
| 2 | Xã Suối Vàng | 40 |

II. VIỆC
Việc.
""")
    ).targets
    stated = [t for t in found if t.value == 60]
    assert len(stated) == 1
    parts = [t for t in found if t.area]
    assert [t.value for t in parts] == [20, 40]
    assert {t.parent_id for t in parts} == {stated[0].id}


def test_items_of_a_list_that_tells_how_many() -> None:
    lines = "- Các đơn vị cử cán bộ tham gia với số lượng như sau:\n+ Bệnh viện tỉnh: 04 cán bộ;\n"
    found = extraction_of(
        plan_text(f"I. VIỆC\n1. Nhân sự\n{lines}+ Trạm y tế: 02 cán bộ.\n")
    ).targets
    assert [t.value for t in found] == [4, 2]
