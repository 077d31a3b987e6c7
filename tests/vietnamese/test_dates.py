"""Dates as printed, whole and partial, and what is no date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.dates import PrintedDate, find_dates, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16/11/2022", PrintedDate(2022, 11, 16)),
        ("06-9-2022", PrintedDate(2022, 9, 6)),
        ("6 / 9 / 2022", PrintedDate(2022, 9, 6)),
        ("ngày 16.11.2022", PrintedDate(2022, 11, 16)),
        ("Ngày 01/8/2022", PrintedDate(2022, 8, 1)),
        ("ngày 21 tháng 8 năm 2019", PrintedDate(2019, 8, 21)),
        ("NGÀY 21 THÁNG 8 NĂM 2019", PrintedDate(2019, 8, 21)),
        ("ngay 21 thang 8 nam 2019", PrintedDate(2019, 8, 21)),
        ("ngày21tháng8năm2019", PrintedDate(2019, 8, 21)),
        ("ngày    tháng    năm 2021", PrintedDate(2021)),
        ("ngày .... tháng …. năm 2021", PrintedDate(2021)),
        ("ngày ___ tháng 3 năm 2021", PrintedDate(2021, 3)),
        ("ngày 24 tháng    năm 2025", PrintedDate(2025)),
        ("tháng 8 năm 2019", PrintedDate(2019, 8)),
        ("tháng 8/2019", PrintedDate(2019, 8)),
        ("29/02/2024", PrintedDate(2024, 2, 29)),
        ("29/02/2023", None),
        ("31/4/2022", None),
        ("ngày 31 tháng 2 năm 2022", None),
        ("13/13/2022", None),
        ("00/11/2022", None),
        ("16/11-2022", None),
        ("16/11/22", None),
        ("16/11/0022", None),
        ("05/2022", None),
        ("năm 2021", None),
        ("1.250.000", None),
        ("6.3.1", None),
        ("16/11/2022 sáng", None),
        ("", None),
    ],
)
def test_date(text: str, expected: PrintedDate | None) -> None:
    assert parse_date(text) == expected


def test_iso_only_where_the_day_is_printed() -> None:
    assert PrintedDate(2022, 9, 6).iso == "2022-09-06"
    assert PrintedDate(2022, 9).iso is None
    assert PrintedDate(2022).iso is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "An Lũng,ngày 5 tháng 3 năm 2024. Trước ngày 30/6/2024, chậm nhất 31/12/2024;",
            ["ngày 5 tháng 3 năm 2024", "30/6/2024", "31/12/2024"],
        ),
        ("Thông tư số 05/2022/TT-BNNPTNT ngày 25/7/2022 của Bộ", ["25/7/2022"]),
        ("từ 01/01/2024 - 31/12/2024", ["01/01/2024", "31/12/2024"]),
        ("ký 22/02/2022 16:15:49 +07:00", ["22/02/2022"]),
        ("điểm 1.2.2021.5, mã 12-10-2021-A, 12/10/2021/QĐ", []),
        ("trong 12 tháng, năm 2021", []),
    ],
)
def test_found_in_text(text: str, found: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in find_dates(text)] == found


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_round_trips(day: date) -> None:
    for shown in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "ngày %d tháng %m năm %Y"):
        parsed = parse_date(day.strftime(shown))
        assert parsed is not None
        assert parsed.iso == day.isoformat()


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    for hit in find_dates(text):
        assert 1900 <= hit.date.year <= 2100
