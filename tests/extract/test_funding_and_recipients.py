"""Funding, recipients and sections."""

from tests.documents import extraction_of, plan_text

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
