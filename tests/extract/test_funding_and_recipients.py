"""Funding, recipients and sections."""

import pytest

from tests.documents import extraction_of, extraction_of_markdown, plan_text

BODY = """\
II. NỘI DUNG
1. Khen thưởng
Các mức thưởng như sau:
(1) Sản phẩm đạt 3 sao: Thưởng 10 triệu đồng/sản phẩm.
(2) Sản phẩm đạt 4 sao: Thưởng 12,5 triệu đồng/sản phẩm.
III. KINH PHÍ THỰC HIỆN
1. Từ nguồn ngân sách xã năm 2026, Phòng Kinh tế lập dự toán.
2. Nguồn vốn hợp pháp khác: xã hội hóa.
"""


def test_rates_and_sources() -> None:
    found = extraction_of(plan_text(BODY)).funding
    assert [(f.kind, f.amount_vnd, f.per, f.category) for f in found] == [
        ("rate", 10_000_000, "sản phẩm", "3 sao"),
        ("rate", 12_500_000, "sản phẩm", "4 sao"),
        ("source", None, None, None),
        ("source", None, None, None),
    ]
    assert found[2].text == "Từ nguồn ngân sách xã năm 2026"


def test_sums_and_their_sources_where_each_paragraph_is_a_line() -> None:
    sentence = "Nâng cao chất lượng sản phẩm, bảo vệ môi trường, bảo tồn văn hóa truyền thống. " * 3
    body = f"""\
I. NỘI DUNG

1. Mục đích
{sentence}
2. Yêu cầu
{sentence}

II. KINH PHÍ
Tổng kinh phí: 3.125.000.000 đồng (Ba tỷ một trăm hai mươi lăm triệu đồng). Trong đó:
- Ngân sách tỉnh: 2,8 tỷ đồng;
- Ngân sách huyện và nguồn hợp pháp khác: 325 triệu đồng.
Mức hỗ trợ tiền ăn: 30.000 đồng/người/ngày.
"""
    found = extraction_of(plan_text(body)).funding
    assert [(f.kind, f.amount_vnd, f.per) for f in found] == [
        ("source", 3_125_000_000, None),
        ("source", 2_800_000_000, None),
        ("source", 325_000_000, None),
        ("rate", 30_000, "người/ngày"),
    ]
    assert not found[0].text.rstrip().endswith("Trong đó:")


def test_recipients_with_notes() -> None:
    found = extraction_of(plan_text(BODY)).recipients
    assert [(r.name, r.note) for r in found] == [("UBND huyện", "để b/c"), ("Lưu: VT", None)]


def test_sections_are_a_tree_with_their_text() -> None:
    found = {s.path: s for s in extraction_of(plan_text(BODY)).sections}
    assert list(found) == ["II", "II.1", "III", "III.1", "III.2"]
    assert found["II.1"].parent_id == found["II"].id
    assert found["II.1"].heading == "Khen thưởng"
    assert "Thưởng 10 triệu đồng/sản phẩm" in found["II.1"].text
    assert found["III.2"].heading == "Nguồn vốn hợp pháp khác"


def test_notes_whose_slash_was_lost() -> None:
    text = plan_text("I. NỘI DUNG\n1. Việc\nLàm việc.\n")
    text = text.replace("- Lưu: VT.", "- Các thôn (th);\n- UBND xã bạn (để bc);\n- Lưu: VT.")
    notes = [r.note for r in extraction_of(text).recipients]
    assert notes == ["để b/c", "t/h", "để b/c", None]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "Tổng kinh phí dự kiến 186.500.000 đồng, trong đó: Ngân sách xã 120.000.000 đồng; "
            "nguồn xã hội hóa 66.500.000 đồng. Chi hỗ trợ giảng viên: 150.000 đồng/buổi.",
            [
                ("source", 186_500_000, None),
                ("source", 120_000_000, None),
                ("source", 66_500_000, None),
                ("rate", 150_000, "buổi"),
            ],
        ),
        (
            "- Ngân sách Trung ương: 702 triệu đồng (vốn đầu tư 402 triệu đồng; vốn sự nghiệp 300 "
            "triệu đồng).\n- Định mức: xây mới 40 triệu đồng/hộ, sửa chữa 20 triệu đồng/hộ.",
            [
                ("source", 702_000_000, None),
                ("source", 402_000_000, None),
                ("source", 300_000_000, None),
                ("rate", 40_000_000, "hộ"),
                ("rate", 20_000_000, "hộ"),
            ],
        ),
        (
            "- Xây mới: 170 triệu đồng/nhà (ngân sách tỉnh 90 triệu đồng, quỹ cứu trợ 80 triệu "
            "đồng).\n- Sửa nhà: từ 10 đến 30 triệu đồng/nhà.",
            [
                ("rate", 170_000_000, "nhà"),
                ("rate", 90_000_000, "nhà"),
                ("rate", 80_000_000, "nhà"),
                ("rate", None, "nhà"),
            ],
        ),
        (
            "- Tặng 60 suất học bổng, mỗi suất 500.000 đồng; nguồn sự nghiệp môi trường năm 2026 "
            "là 450 triệu đồng.\n- Quỹ khuyến học xã và nguồn huy động hợp pháp khác.",
            [
                ("rate", 500_000, "suất"),
                ("source", 450_000_000, None),
                ("source", None, None),
            ],
        ),
    ],
)
def test_each_amount_is_a_record(lines: str, expected: list[tuple[object, ...]]) -> None:
    found = extraction_of(plan_text(f"I. VIỆC\nViệc.\nII. KINH PHÍ THỰC HIỆN\n{lines}\n")).funding
    assert [(f.kind, f.amount_vnd, f.per) for f in found] == expected


def test_tables_of_sources_and_years() -> None:
    table = """\
Đơn vị tính: triệu đồng

| Nguồn vốn | Tổng cộng | 2026 | 2027 |
|---|---:|---:|---:|
| Ngân sách xã | 310 | 150 | 160 |
| Xã hội hóa | 120 | 60 | 60 |
"""
    body = f"I. VIỆC\nViệc.\n\nII. KINH PHÍ\n\n{table}\nIII. KHÁC\nViệc.\n"
    found = extraction_of_markdown(plan_text(body))
    assert [(f.text, f.amount_vnd) for f in found.funding] == [
        ("Ngân sách xã", 310_000_000),
        ("Ngân sách xã - 2026", 150_000_000),
        ("Ngân sách xã - 2027", 160_000_000),
        ("Xã hội hóa", 120_000_000),
        ("Xã hội hóa - 2026", 60_000_000),
        ("Xã hội hóa - 2027", 60_000_000),
    ]
    assert found.targets == ()


def test_money_that_was_spent_is_no_funding() -> None:
    body = "I. KẾT QUẢ NĂM 2025\nHỗ trợ 20 triệu đồng/mô hình; kinh phí đã chi 1.180 triệu đồng."
    assert extraction_of(plan_text(f"{body}\nII. VIỆC\nViệc.\n")).funding == ()
