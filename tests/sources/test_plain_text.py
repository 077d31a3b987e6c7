"""Plain text as extraction leaves it: pages, gaps, blanks, broken codes, trailers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.encoding import decode
from pipeline.sources.text import is_double_spaced, pages_of
from tests.paper import PROSE, SHARED

LONG = [f"{line} {number}" for number in range(10) for line in PROSE]  # 40 lines of running text


def lines(text: str) -> list[tuple[str, float]]:
    return [(line.text, line.gap) for page in pages_of(text) for line in page.lines]


def test_gaps_count_the_empty_lines_above() -> None:
    assert lines("\n\nKẾ HOẠCH\nnăm 2026\n\nI. MỤC ĐÍCH\n\n\n1. Mục đích\n") == [
        ("KẾ HOẠCH", 0),
        ("năm 2026", 0),
        ("I. MỤC ĐÍCH", 1),
        ("1. Mục đích", 2),
    ]


def test_in_double_spaced_text_one_empty_line_is_none() -> None:
    text = "\n\n".join([*PROSE, "", *PROSE, "Nơi nhận:\n- Lưu: VT."])
    assert [gap for _, gap in lines(text)] == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_paragraphs_set_apart_are_not_double_spaced() -> None:
    paragraphs = [" ".join(PROSE), "1. Mục đích", "- Tổ chức 03 lớp;", "- Thời gian: quý II."] * 3
    assert not is_double_spaced("\n\n".join(paragraphs).split("\n"))
    assert is_double_spaced("\n\n".join(PROSE * 3).split("\n"))


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_single_blank_below_a_printed_line_begins_a_page(between: str) -> None:
    parts = [between.join(LONG[:15]), between.join(LONG[15:30]), between.join(LONG[30:])]
    pages = pages_of(" " + "\n ".join(parts))
    assert [len(page.lines) for page in pages] == [15, 15, 10]
    assert [page.number for page in pages] == [1, 2, 3]
    assert pages[1].lines[0].gap == 0


def test_centred_lines_begin_no_page() -> None:
    head = "ỦY BAN NHÂN DÂN\n\n Độc lập - Tự do - Hạnh phúc\n XÃ HÒA LỘC\n KẾ HOẠCH\n"
    assert len(pages_of(head + "\n".join(LONG))) == 1
    indented = "\n".join(f" {line}" if i % 3 else line for i, line in enumerate(LONG))
    assert len(pages_of(indented)) == 1


def test_three_empty_lines_at_a_pages_distance_end_a_page() -> None:
    parts = ["\n\n".join(LONG[:30]), "\n\n".join(LONG[:28]), "\n\n".join(LONG[:5])]
    assert [len(page.lines) for page in pages_of("\n\n\n\n".join(parts))] == [30, 28, 5]
    sections = ["\n\n".join(LONG[:30]), "\n\n".join(LONG[:8]), "\n\n".join(LONG[:5])]
    assert len(pages_of("\n\n\n\n".join(sections))) == 1


def test_form_feeds_end_pages() -> None:
    pages = pages_of("KẾ HOẠCH\nnăm 2026\fI. MỤC ĐÍCH\n\f\f\nII. YÊU CẦU\f")
    assert [page.text for page in pages] == ["KẾ HOẠCH\nnăm 2026", "I. MỤC ĐÍCH", "II. YÊU CẦU"]


def test_blanks_become_columns() -> None:
    (page,) = pages_of("Nơi nhận:            TM. ỦY BAN NHÂN DÂN\n\t\t\t\tTrần Văn Mẫu\n")
    first, second = page.lines
    assert [column.text for column in first.columns()] == ["Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"]
    assert second.words[0].space == 32  # it stands in the right column


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Thông tư số 43/2017/TT-", "BTC ngày 12/5/2017", "43/2017/TT-BTC"),
        ("giai đoạn 2021-", "2025 trên địa bàn", "2021-2025"),
        ("giai đoạn 2021–", "2025 trên địa bàn", "2021–2025"),
        ("Kế hoạch 2021 -", "2025 trên địa bàn", "2021 - 2025"),
        ("-", "Tổ chức 03 lớp", "- Tổ chức"),
        ("Độc lập --", "Tự do", "-- Tự"),
        ("gồm 2-", "- Tổ chức", "2- - Tổ"),
    ],
)
def test_a_code_broken_at_the_lines_end_is_one(first: str, second: str, whole: str) -> None:
    (page,) = pages_of(f"{first}\n{second}\n")
    assert whole in " ".join(page.text.split())


def test_a_code_is_not_joined_over_a_gap() -> None:
    (page,) = pages_of("Thông tư số 43/2017/TT-\n\nBTC ngày 12/5/2017")
    assert page.lines[1].words[0].space == 1


def test_trailers_of_signatures_and_rulings_are_left_out() -> None:
    text = "Trần Văn Mẫu\n\n\t\tmau@xa.gov.vn\n\t2026-02-18T15:46:08+0700\n\n_______\n----- ----\n"
    (page,) = pages_of(text)
    assert page.text == "Trần Văn Mẫu"


@given(st.lists(st.text("ab1.,-+ /", max_size=12), max_size=30))
def test_no_token_is_lost_or_made_up(raw: list[str]) -> None:
    text = "\n".join(raw)
    read = [word.text for page in pages_of(text) for word in page.words]
    assert read == [token for token in text.split() if set(token) != {"-"} or len(token) < 3]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
@pytest.mark.parametrize(
    ("name", "pages"), [("000", 5), ("001", 1), ("002", 5), ("003", 10), ("004", 9)]
)
def test_pages_of_the_real_plans(name: str, pages: int) -> None:
    text = decode((SHARED / "plans" / f"{name}.txt").read_bytes())
    read = pages_of(text)
    assert len(read) == pages
    if name in ("000", "002", "003"):  # double-spaced: next to all lines are set solid
        gaps = [line.gap for page in read for line in page.lines]
        assert sum(gap == 0 for gap in gaps) > 0.95 * len(gaps)
