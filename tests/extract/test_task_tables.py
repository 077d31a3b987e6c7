"""Tables that give tasks to offices."""

from pipeline.extract import extract
from pipeline.outline import outline
from schemas.page import Page
from schemas.records import Responsibility
from tests.documents import pages_of, plan_text, table_of

PLAN = "I. NỘI DUNG\n1. Nội dung công việc\nTheo bảng sau:\n"


def duties(*tables: tuple[str, ...]) -> list[Responsibility]:
    (page,) = pages_of(plan_text(PLAN))
    later = [
        Page(number=number, blocks=(table_of(*rows),), text_source="plain-text")
        for number, rows in enumerate(tables, 2)
    ]
    return list(extract(outline([page, *later]), "d").responsibilities)


def told(found: list[Responsibility]) -> list[tuple[object, ...]]:
    return [(d.agency, d.role, d.partners, d.task, d.deadline) for d in found]


def test_a_row_a_task() -> None:
    found = duties(
        (
            "STT|Công việc|Thời gian|Người thực hiện",
            "01|Xây dựng danh mục|01/3/2018 - 05/3/2018|Sở Y tế",
            "02|Họp thông qua|23/4/2018|Sở Y tế, Các bệnh viện và trạm y tế",
        )
    )
    assert told(found) == [
        ("Sở Y tế", "implement", (), "Xây dựng danh mục", "01/3/2018 - 05/3/2018"),
        ("Sở Y tế", "implement", ("Các bệnh viện và trạm y tế",), "Họp thông qua", "23/4/2018"),
    ]
    assert found[0].page == 2
    assert found[0].quote.startswith("01 Xây dựng danh mục")


def test_who_leads_and_who_helps() -> None:
    found = duties(
        (
            "TT|Nội dung|Đơn vị chủ trì|Đơn vị phối hợp|Thời hạn",
            "I|Tuyên truyền||||",
            "1|Phát thanh hằng tuần|Đài truyền thanh xã|Các thôn; Hội Nông dân xã|Quý II/2026",
            "2|In tờ rơi||Các thôn|Quý III/2026",
        )
    )
    assert told(found) == [
        (
            "Đài truyền thanh xã",
            "lead",
            ("Các thôn", "Hội Nông dân xã"),
            "Phát thanh hằng tuần",
            "Quý II/2026",
        ),
        # a cell merged with the one above is empty
        ("Đài truyền thanh xã", "lead", ("Các thôn",), "In tờ rơi", "Quý III/2026"),
    ]


def test_a_table_goes_on_over_the_page() -> None:
    found = duties(
        ("STT|Công việc|Thời gian|Đơn vị thực hiện", "1|Họp|23/4/2018|Sở Y tế và các"),
        ("|||bệnh viện", "2|Ký hợp đồng|7 ngày|Sở Y tế"),
    )
    assert [(d.agency, d.task) for d in found] == [
        ("Sở Y tế và các bệnh viện", "Họp"),
        ("Sở Y tế", "Ký hợp đồng"),
    ]


def test_what_a_unit_does_is_no_part_of_its_name() -> None:
    (found,) = duties(
        (
            "TT|Chỉ tiêu|Chủ trì",
            "|I. Kinh tế số|",
            "1|Có 05 bộ dữ liệu mở|Sở KH&CN chủ trì hướng dẫn, tổng hợp; Các sở, ngành thực hiện",
        )
    )
    assert (found.agency, found.partners) == ("Sở KH&CN", ("Các sở, ngành",))


def test_other_tables_give_no_tasks() -> None:
    assert duties(("STT|Nội dung|Số lượng|Ghi chú", "1|Giường bệnh|20|")) == []
