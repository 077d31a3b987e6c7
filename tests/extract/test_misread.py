"""Plans whose letters, rules and numbers an OCR engine spoilt: what still tells is told."""

from schemas.records import Target
from tests.documents import extraction_of, plan_text

GOAL = """\
I. MỤC TIÊU
1. Chung
- Phấn đấu có 16 sản phẩm OCOP (trong đó, có 04 sản phẩm 4 sao, 12 sản phẩm 3 sao).
"""
ROWS = """
BIEU CHI TIEU
Tổng 16 4 12
1 | Xã Đông 3 1 2
2 | Xã Đoài 2 2
3 | Xã Nam 5 5
4 | Xã Bắc 4 2 2
5 | Xã Trung 2 1 1
"""


def in_annex(rows: str) -> list[Target]:
    found = extraction_of(plan_text(GOAL) + rows).targets
    return [target for target in found if target.area]


def test_a_table_without_rules_tells_its_sums() -> None:
    found = in_annex(ROWS)
    sums = {t.area: t.value for t in found if t.is_total}
    assert sums == {"Xã Đông": 3, "Xã Đoài": 2, "Xã Nam": 5, "Xã Bắc": 4, "Xã Trung": 2}
    # All columns are filled: the stated sums tell which is which.
    stars = [(t.category, t.value) for t in found if t.area == "Xã Đông" and not t.is_total]
    assert stars == [("4 sao", 1), ("3 sao", 2)]
    # One is empty, but which?
    assert [t.value for t in found if t.area == "Xã Đoài"] == [2]


def test_lines_that_do_not_add_up_are_no_table() -> None:
    assert in_annex(ROWS.replace("3 1 2", "9 1 2").replace("4 2 2", "8 2 2")) == []


def test_a_misread_heading_gives_tasks_all_the_same() -> None:
    found = extraction_of(
        plan_text(
            """\
I. NỘI DUNG
1. Việc
Làm việc.
II. TỜ CHI’J’C THỰC HIỆN
1. Sở Tài chính
- Thẩm định dự toán.
2. Số: Công Thương
- Xúc tiến thương mại.
3. Sở Nội vụ
- Rà soát biên chế.
7. Sở Y tế
- Kiểm tra an toàn thực phẩm.
"""
        )
    ).responsibilities
    assert [(d.section, d.agency) for d in found] == [
        ("II.1", "Sở Tài chính"),
        ("II.2", "Số: Công Thương"),
        ("II.3", "Sở Nội vụ"),
        ("II.7", "Sở Y tế"),
    ]
