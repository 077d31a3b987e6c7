"""Training classes: groups, sums, and what is told of them elsewhere."""

import pytest

from pipeline.check import check_records
from pipeline.extract import extract
from pipeline.outline import outline
from schemas.page import Page
from schemas.records import TrainingClass
from tests.documents import (
    extraction_of,
    extraction_of_markdown,
    pages_of,
    plan_text,
    table_of,
)


def classes(body: str) -> list[TrainingClass]:
    return list(extraction_of(plan_text(f"I. NỘI DUNG\n{body}")).classes)


@pytest.mark.parametrize(
    ("line", "n_classes", "people", "per_class", "per_year", "audience"),
    [
        (
            "- 02 lớp cho cán bộ thôn. Số lượng: 144 người (mỗi lớp 72 người).",
            2, 144, 72, None, "cán bộ thôn",
        ),
        ("- Nhóm cán bộ cấp xã: 08 lớp (mỗi năm 02 lớp).", 8, None, None, 2, "Nhóm cán bộ cấp xã"),
        ("- Xã NTM: 24 xã x 02 lớp/xã = 48 lớp", 48, None, None, None, "Xã NTM"),
        ("- Cán bộ ở cơ sở: 08 lớp (khoảng 50 học viên/lớp).", 8, None, 50, None, "Cán bộ ở cơ sở"),
        (
            "- Hằng năm mở từ 02 đến 03 lớp cho cán bộ Mặt trận (khoảng 80 - 100 người/lớp).",
            2, None, 80, 2, "cán bộ Mặt trận",
        ),
        (
            "+ Đối với nông dân các khu dân cư kiểu mẫu: 04 lớp, 120 học viên.",
            4, 120, None, None, "nông dân các khu dân cư kiểu mẫu",
        ),
        (
            "- Mở 01 lớp nghiệp vụ cho 150 công chức cấp xã trong quý II năm 2026.",
            1, 150, None, None, "công chức cấp xã",
        ),
        (
            "- Tổ chức ít nhất 2 lớp tập huấn/năm cho cán bộ chuyên trách.",
            2, None, None, 2, "cán bộ chuyên trách",
        ),
        (
            "- Cán bộ cấp xã: 03 lớp x 80 người/lớp = 240 người.",
            3, 240, 80, None, "Cán bộ cấp xã",
        ),
        (
            "- Đào tạo nghề cho 1.000 lao động nông thôn (25 lớp, mỗi lớp 40 người).",
            25, 1000, 40, None, "lao động nông thôn",
        ),
        (
            "- Số lớp cho cán bộ thôn: 04 lớp; số học viên: 200 người; thời gian: 02 ngày/lớp.",
            4, 200, None, None, None,
        ),
        (
            "- Mở 03 lớp cho hộ sản xuất (tổ hợp tác; hợp tác xã; hộ gia đình), với 180 người.",
            3, 180, None, None, "hộ sản xuất (tổ hợp tác; hợp tác xã; hộ gia đình)",
        ),
    ],
)  # fmt: skip
def test_a_group_on_a_line(
    line: str,
    n_classes: int,
    people: int | None,
    per_class: int | None,
    per_year: int | None,
    audience: str | None,
) -> None:
    (found,) = classes(f"1. Số lượng\n{line}\n")
    assert (found.n_classes, found.n_participants) == (n_classes, people)
    assert (found.per_class, found.per_year) == (per_class, per_year)
    assert found.audience == audience
    assert not found.is_total


def test_parts_in_brackets() -> None:
    total, *parts = classes(
        "1. Mở 20 lớp nghề nông nghiệp (trồng cây: 08 lớp; chăn nuôi: 12 lớp) cho 700 học viên;"
    )
    assert (total.n_classes, total.n_participants, total.audience) == (20, 700, None)
    assert [(part.n_classes, part.n_participants) for part in parts] == [(8, None), (12, None)]
    assert {part.parent_id for part in parts} == {total.id}


def test_a_sum_with_its_parts_and_what_is_told_elsewhere() -> None:
    total, first, second = classes(
        """\
1. Tập huấn Chương trình OCOP
1.1. Số lượng
- Năm 2026: Tổ chức 05 lớp tập huấn, với 250 người (mỗi lớp 50 người), gồm:
+ 03 lớp cho chủ thể OCOP. Số lượng: 150 người;
+ 02 lớp cho cán bộ cấp xã. Số lượng: 100 người.
1.2. Thời gian, địa điểm
- Lớp cho chủ thể OCOP: 05 ngày (trong đó, có 02 ngày đi thực tế).
- Địa điểm: Nhà văn hóa xã.
"""
    )
    assert total.is_total
    assert (total.n_classes, total.n_participants, total.audience) == (5, 250, None)
    assert {first.parent_id, second.parent_id} == {total.id}
    assert (first.per_class, second.per_class) == (50, 50)
    assert (first.days, first.field_days) == (5, 2)
    assert (second.days, second.field_days) == (None, None)
    assert {c.location for c in (total, first, second)} == {"Nhà văn hóa xã"}
    assert {c.programme for c in (total, first, second)} == {"OCOP"}


def test_sums_within_sums() -> None:
    found = classes(
        """\
1. Chương trình: 10 lớp.
a) Cán bộ xã: 04 lớp.
b) Cán bộ thôn: 06 lớp, gồm:
+ Trưởng thôn: 05 lớp
+ Bí thư chi bộ: 01 lớp
"""
    )
    parents = {c.id: c.n_classes for c in found}
    assert [(c.n_classes, parents.get(c.parent_id or "")) for c in found] == [
        (10, None),
        (4, 10),
        (6, 10),
        (5, 6),
        (1, 6),
    ]


def test_a_group_told_twice_is_one_record() -> None:
    found = classes(
        """\
1. Số lượng
- Tổ chức 04 lớp về OCOP, với 240 người và 02 lớp về thương mại điện tử cho chủ thể, với 90 người:
+ 03 lớp cho cán bộ. Số lượng: 180 người;
+ 01 lớp cho hộ dân. Số lượng: 60 người;
+ 02 lớp về thương mại điện tử cho chủ thể. Số lượng: 90 người.
"""
    )
    assert [(c.n_classes, c.is_total) for c in found] == [
        (4, True),
        (3, False),
        (1, False),
        (2, False),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- Năm 2025 đã tổ chức 12 lớp tập huấn với 600 người.",
        "- Học sinh từ lớp 6 đến lớp 9.",
        "- Mỗi xã mở lớp theo nhu cầu.",
    ],
)
def test_no_group(line: str) -> None:
    assert classes(f"1. Chung\n{line}\n") == []


def test_a_table_whose_headings_stand_on_the_page_before() -> None:
    (page,) = pages_of(plan_text("I. NỘI DUNG\nMở lớp theo bảng tại phụ lục.\n"))
    tables = (
        # narrow columns break words
        ("TT|Đối tượng|Số lớp|Số ngư ời/lớp|Số học viên|Số ngà y/lớp",),
        ("1|Cán bộ thôn|03|40|120|05", "2|Hộ nghèo|01|50|50|04", "|Tổng|04||170|"),
    )
    annex = [
        Page(number=at, blocks=(table_of(*rows),), text_source="plain-text")
        for at, rows in enumerate(tables, 2)
    ]
    found = extract(outline([page, *annex]), "d").classes
    values = [(c.audience, c.n_classes, c.per_class, c.n_participants, c.days) for c in found]
    assert values == [
        (None, 4, None, 170, None),
        ("Cán bộ thôn", 3, 40, 120, 5),
        ("Hộ nghèo", 1, 50, 50, 4),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "- Mở 01 lớp cho 45 đồng chí là trưởng thôn; thời gian 01 ngày.",
            [(1, 45, 1, "trưởng thôn")],
        ),
        ("- Mở 02 lớp cho 350 người dân, mỗi lớp 02 ngày.", [(2, 350, 2, "người dân")]),
        ("- Tập huấn cho cán bộ cấp xã: 04 lớp/160 người.", [(4, 160, None, "cán bộ cấp xã")]),
        (
            "- Tổ chức 05 lớp cho tuyên truyền viên (mỗi thôn 5 người, tổng cộng 70 người).",
            [(5, 70, None, "tuyên truyền viên")],
        ),
        (
            "- Mở 02 lớp quản trị cho lãnh đạo doanh nghiệp: 120 người, 10 ngày/lớp.",
            [(2, 120, 10, "lãnh đạo doanh nghiệp")],
        ),
        ("- Tập huấn nông dân: 04 lớp x 02 ngày, tổng số 150 người.", [(4, 150, 2, None)]),
        ("- Phát huy kết quả năm trước (đã mở 15 lớp cho 730 cán bộ).", []),
        ("- Giai đoạn 1 (lớp 1 - lớp 3): 04 lớp, 105 học viên.", [(4, 105, None, None)]),
    ],
)
def test_sizes_as_sentences_tell_them(line: str, expected: list[tuple[object, ...]]) -> None:
    found = classes(f"1. Số lượng\n{line}\n")
    told = [(c.n_classes, c.n_participants, c.days) for c in found]
    assert told == [each[:3] for each in expected]
    for record, each in zip(found, expected, strict=True):
        assert each[3] is None or record.audience == each[3]


def test_places_as_sentences_tell_them() -> None:
    (found,) = classes(
        "1. Số lượng\n- Mở 05 lớp tại các xã Đồng Mai, Suối Vàng; mỗi lớp 30 người.\n"
    )
    assert (found.location, found.per_class) == ("các xã Đồng Mai, Suối Vàng", 30)


def test_what_was_held_is_no_plan() -> None:
    body = "I. KẾT QUẢ NĂM 2025\nXã tổ chức 15 lớp cho 512 học viên.\nII. VIỆC\nViệc.\n"
    assert extraction_of(plan_text(body)).classes == ()


def test_a_sum_that_a_table_repeats_is_one_record() -> None:
    found = extraction_of_markdown(
        plan_text("""\
I. KẾ HOẠCH MỞ LỚP

Mở 16 lớp, 545 học viên, cụ thể:

| TT | Nội dung | Đối tượng | Số lớp | Số học viên |
|---|---|---|---|---|
| 1 | Trồng rau | nông dân | 10 | 330 |
| 2 | May công nghiệp | lao động nữ | 6 | 215 |
| | Tổng cộng | | 16 | 545 |

II. VIỆC
Việc.
""")
    ).classes
    assert [(c.n_classes, c.n_participants, c.is_total, c.audience) for c in found] == [
        (16, 545, True, None),
        (10, 330, False, "nông dân"),
        (6, 215, False, "lao động nữ"),
    ]


def test_a_sum_with_parts_and_a_share_behind_them() -> None:
    """ "số với" is no "so với": what is compared with was, these are to be."""
    found = extraction_of(
        plan_text(
            "I. NỘI DUNG\nMở 04 lớp về kỹ năng số với 190 học viên, cụ thể: 01 lớp cho công chức "
            "xã (55 người, 02 ngày); 03 lớp cho tổ viên tổ số, mỗi lớp 45 người, thời gian 01 "
            "ngày/lớp. Đến năm 2026, 100% xóm có tổ viên thạo việc.\n"
        )
    )
    assert [(c.n_classes, c.n_participants, c.per_class, c.days) for c in found.classes] == [
        (4, 190, None, None),
        (1, 55, None, 2),
        (3, None, 45, 1),
    ]
    assert [(t.indicator, t.value) for t in found.targets] == [("xóm có tổ viên thạo việc", 100)]


def test_a_table_of_leases_holds_no_classes() -> None:
    """ "khoán" is no "khóa"."""
    text = plan_text("I. NỘI DUNG\nChi tiết tại phụ lục.\n") + (
        "\n| TT | Xã | Chòi canh (chòi) | Diện tích khoán bảo vệ rừng (ha) |\n|---|---|---|---|\n"
        "| 1 | Xã Đông | 2 | 6.120 |\n| 2 | Xã Đoài | 1 | 4.870 |\n"
    )
    found = extraction_of_markdown(text)
    assert found.classes == ()
    assert [(t.area, t.value, t.unit) for t in found.targets] == [
        ("Xã Đông", 2, "chòi"),
        ("Xã Đông", 6120, "ha"),
        ("Xã Đoài", 1, "chòi"),
        ("Xã Đoài", 4870, "ha"),
    ]


def test_rows_below_a_roman_number_are_parts_of_its_row() -> None:
    text = plan_text("I. NỘI DUNG\nChi tiết tại biểu sau.\n") + (
        "\n| TT | Nghề | Số lớp | Số học viên |\n|---|---|---|---|\n"
        "| I | Nghề nông nghiệp | 5 | 160 |\n| 1 | Trồng nấm | 3 | 90 |\n"
        "| 2 | Nuôi ong | 2 | 70 |\n"
        "| II | Nghề khác | 1 | 30 |\n| 3 | May | 1 | 30 |\n| | Tổng cộng | 6 | 190 |\n"
    )
    found = extraction_of_markdown(text)
    names = {c.id: c.audience for c in found.classes}
    assert [
        (c.audience, c.n_classes, c.is_total, names.get(c.parent_id or "")) for c in found.classes
    ] == [
        (None, 6, True, None),
        ("Nghề nông nghiệp", 5, True, None),
        ("Trồng nấm", 3, False, "Nghề nông nghiệp"),
        ("Nuôi ong", 2, False, "Nghề nông nghiệp"),
        ("Nghề khác", 1, True, None),
        ("May", 1, False, "Nghề khác"),
    ]
    assert [f.code for f in check_records("d", found)] == []
