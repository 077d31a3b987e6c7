"""Tables that add up: what is settled, what is put in doubt, what is left alone."""

import pytest

from pipeline.ocr.sums import checked
from schemas.page import Cell, Table, Word

HEAD = "TT|Xã|Tổng số|Loại A|Loại B|Loại C"
BODY = (
    "1|Xã Đồng Mơ|7|1|2|4",
    "2|Xã Khe Sậy|5||2|3",
    "3|Xã Suối Vàng|12||3|9",
    "4|Xã Đồng Mít|2|||2",
    "5|Xã Tân Lập|9|1|2|6",
)
TOTALS = "|Tổng cộng|35|2|9|24"


def table(*rows: str) -> Table:
    """Cells between bars; `5~3` is a 5 of which the second reading is 3."""

    def cell(text: str) -> Cell:
        words = []
        for word in text.split():
            read, _, other = word.partition("~")
            doubt = {"guess": other, "certainty": 0.5} if other else {}
            words.append(Word(text=read, **doubt))
        return Cell(words=tuple(words))

    return Table(rows=tuple(tuple(map(cell, row.split("|"))) for row in rows))


def shown(of: Table) -> list[str]:
    """The rows as `table` takes them."""
    return [
        "|".join(
            " ".join(w.text if w.guess is None else f"{w.text}~{w.guess}" for w in cell.words)
            for cell in row
        )
        for row in of.rows
    ]


@pytest.mark.parametrize(
    ("read", "after"),
    [
        ("2|Xã Khe Sậy|5~3||2|3", "2|Xã Khe Sậy|5||2|3"),
        ("2|Xã Khe Sậy|3~5||2|3", "2|Xã Khe Sậy|5||2|3"),
        ("2|Xã Khe Sậy|3~5||2~7|3", "2|Xã Khe Sậy|5||2|3"),
        ("2|Xã Khe Sậy|6||2|3", "2|Xã Khe Sậy|6~?||2~?|3~?"),
        ("2|Xã Khe Sậy|||2|3", "2|Xã Khe Sậy|||2~?|3~?"),
        ("2|Xã Khe Sậy|S||2|3", "2|Xã Khe Sậy|S||2~?|3~?"),
        ("2~7|Xã Khe Sậy|5||2|3", "2~7|Xã Khe Sậy|5||2|3"),
    ],
)
def test_a_row_among_rows_that_add_up(read: str, after: str) -> None:
    told = shown(checked(table(HEAD, BODY[0], read, *BODY[2:])))
    assert told == [HEAD, BODY[0], after, *BODY[2:]]


@pytest.mark.parametrize("first", [True, False])
def test_a_row_of_totals_settles_what_its_own_row_cannot(first: bool) -> None:
    amiss = "2|Xã Khe Sậy|5~3||2|3~1"  # 5 = 2 + 3 and 3 = 2 + 1
    rows = [BODY[0], amiss, *BODY[2:]]
    rows = [TOTALS, *rows] if first else [*rows, TOTALS]
    told = shown(checked(table(HEAD, *rows)))
    assert BODY[1] in told


def test_a_row_that_adds_up_in_two_ways_is_left_in_doubt() -> None:
    told = shown(checked(table(HEAD, BODY[0], "2|Xã Khe Sậy|5~3||2|3~1", *BODY[2:])))
    assert told[2] == "2|Xã Khe Sậy|5~3||2~?|3~1"


def test_a_total_that_is_not_the_sum_is_doubtful() -> None:
    told = shown(checked(table(HEAD, *BODY, "|Tổng cộng|36|2|9|24")))
    assert told[-1] == "|Tổng cộng|36~?|2|9|24"


@pytest.mark.parametrize(
    "rows",
    [
        (HEAD, *BODY[:3]),  # too few to tell
        (
            "TT|Xã|Năm 2021|Năm 2022",
            *(f"{n}|Xã {n}|{n}|{n + 2}|{n + 3}" for n in range(9)),
        ),
        ("TT|Nội dung|Ghi chú", "1|Mở lớp|", "2|Tổng kết|"),
        ("Điện thoại", "0912 345 678"),
    ],
)
def test_other_tables_are_left_alone(rows: tuple[str, ...]) -> None:
    doubted = table(*rows[:-1], rows[-1].replace("2", "2~7", 1))
    assert checked(table(*rows)) == table(*rows)
    assert checked(doubted) == doubted
