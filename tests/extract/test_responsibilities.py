"""Who does what."""

import pytest

from pipeline.extract.agencies import canonical_agency, find_agencies
from schemas.records import Responsibility
from tests.documents import extraction_of, plan_text


def duties(body: str) -> list[Responsibility]:
    return list(extraction_of(plan_text(body)).responsibilities)


def test_headings_bullets_and_run_in_tasks() -> None:
    found = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
1. Văn phòng Điều phối NTM tỉnh
- Chủ trì, phối hợp với các đơn vị liên quan triển khai Kế hoạch này.
- Xây dựng dự toán chi tiết.
2. Sở Tài chính: Phối hợp với Văn phòng Điều phối NTM tỉnh và các địa phương, thẩm định dự toán.
3. Các tổ chức đoàn thể: Đề nghị Hội Nông dân tỉnh tăng cường tuyên truyền.
Trên đây là Kế hoạch năm 2026, yêu cầu các đơn vị thực hiện./.
"""
    )
    assert [(d.section, d.agency, d.role, d.partners) for d in found] == [
        ("IV.1", "Văn phòng Điều phối NTM tỉnh", "lead", ("các đơn vị liên quan",)),
        ("IV.1", "Văn phòng Điều phối NTM tỉnh", "implement", ()),
        (
            "IV.2",
            "Sở Tài chính",
            "coordinate",
            ("Văn phòng Điều phối NTM tỉnh", "các địa phương"),
        ),
        ("IV.3", "Các tổ chức đoàn thể", "requested", ()),
    ]
    assert found[2].task.startswith("Phối hợp với Văn phòng")


def test_an_office_named_in_the_sentence() -> None:
    (found,) = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
Giao Văn phòng Điều phối xây dựng NTM tỉnh chủ trì, phối hợp với các sở, ban ngành có liên quan, \
các địa phương tổ chức các lớp tập huấn./.
"""
    )
    assert found.agency == "Văn phòng Điều phối xây dựng NTM tỉnh"
    assert found.role == "lead"
    assert found.partners == ("các sở, ban ngành có liên quan", "các địa phương")
    assert found.task.startswith("chủ trì, phối hợp")


def test_the_unit_line_of_an_activity() -> None:
    (found,) = duties(
        """\
II. NỘI DUNG
1. Xúc tiến thương mại
- Nội dung: Tham gia hội chợ.
- Đơn vị thực hiện: Phòng Kinh tế chủ trì, phối hợp với Hội Nông dân, UBND các xã, phường.
- Thời gian: Quý II năm 2026.
"""
    )
    assert (found.agency, found.role) == ("Phòng Kinh tế", "lead")
    assert found.partners == ("Hội Nông dân", "UBND các xã, phường")
    assert (found.task, found.deadline) == ("Xúc tiến thương mại", "Quý II năm 2026")


@pytest.mark.parametrize(
    ("heading", "agency"),
    [
        ("Đối với UBND xã.", "UBND xã"),
        ("Công chức Tài chính - kế toán:", "Công chức Tài chính - kế toán"),
        ("Đề nghị Ủy ban Mặt trận Tổ quốc xã.", "Ủy ban Mặt trận Tổ quốc xã"),
        ("Các phòng, ban, ngành liên quan", "Các phòng, ban, ngành liên quan"),
    ],
)
def test_headings_with_and_without_stops(heading: str, agency: str) -> None:
    found = duties(
        f"""\
IV. TỔ CHỨC THỰC HIỆN
1. {heading}
Xây dựng kế hoạch cụ thể để tổ chức thực hiện.
- Bố trí nguồn kinh phí địa phương.
"""
    )
    assert [(d.agency, d.section) for d in found] == [(agency, "IV.1"), (agency, "IV.1")]


def test_a_task_keeps_the_items_that_spell_it_out() -> None:
    (found,) = duties(
        """\
IV. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Tham mưu các nội dung sau:
+ Lập dự toán;
+ Báo cáo kết quả trước ngày 15/12/2026.
"""
    )
    assert found.task.endswith("+ Lập dự toán; + Báo cáo kết quả trước ngày 15/12/2026.")
    assert found.deadline == "trước ngày 15/12/2026"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
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
