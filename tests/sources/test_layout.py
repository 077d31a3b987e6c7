"""Words with places become lines row by row, tables by their cells."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.grid import tabulate
from schemas.layout import lines_of, turned
from schemas.page import Box, Line, Word

SIZE = 10.0
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    *(st.floats(0, 500) for _ in range(2)),
    *(st.floats(1, 100) for _ in range(2)),
)


def run(x: float, y: float, *texts: str, size: float = SIZE) -> list[Word]:
    """Words from x on, on a line whose top is y, set with single blanks (2.6 points)."""
    words = []
    for text in texts:
        width = 0.5 * size * len(text)
        words.append(Word(text=text, box=Box(x, y, x + width, y + size)))
        x += width + 0.26 * size
    return words


@given(
    st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=12),
    st.randoms(),
)
def test_rows_come_out_from_top_to_bottom_whatever_the_order(
    shape: list[list[int]], random: st.DataObject
) -> None:
    runs, expected = [], []
    for row, columns in enumerate(shape):
        texts = []
        for column, length in enumerate(columns):
            names = [f"w{row}.{column}.{i}" for i in range(length)]
            runs.append(run(50 + 150 * column, 14 * row, *names))
            texts += names
        expected.append(texts)
    random.shuffle(runs)  # type: ignore[attr-defined]
    assert [[word.text for word in line.words] for line in lines_of(runs)] == expected


def test_columns_on_one_row_can_be_cut_again() -> None:
    runs = [run(300, 1.5, "CỘNG", "HÒA"), run(50, 0, "ỦY", "BAN"), run(330, 16, "Độc", "lập")]
    first, second = lines_of(runs)
    assert [column.text for column in first.columns()] == ["ỦY BAN", "CỘNG HÒA"]
    assert first.words[1].space == 1
    assert second.words[0].space == pytest.approx((330 - 50) / 2.6, rel=0.01)


def test_a_line_that_rises_across_the_page_stays_one() -> None:
    left, right = run(50, 100, *["chữ"] * 8), run(250, 95, *["chữ"] * 8)
    steps = [Word(text="x", box=Box(190 + 10 * i, 99 - i, 195 + 10 * i, 109 - i)) for i in range(5)]
    assert len(lines_of([left, steps, right])) == 1


@pytest.mark.parametrize("pitch", [11.0, 13.0, 16.0])
def test_lines_set_solid_have_no_gap(pitch: float) -> None:
    tops = [i * pitch for i in range(6)]
    tops += [tops[-1] + 2 * pitch, tops[-1] + 3 * pitch, tops[-1] + 4.5 * pitch]
    gaps = [line.gap for line in lines_of(run(50, top, "Một", "hai") for top in tops)]
    assert gaps == [0, 0, 0, 0, 0, 0, 1, 0, 0.5]


def test_letters_below_the_base_line_make_no_gap() -> None:
    words = ("một", "năm", "gặp", "tám", "mới", "quỹ")
    runs = []
    for i, text in enumerate(words):
        below = 3.0 if set(text) & set("gặpquỹ") else 0.0
        runs.append(
            [
                Word(text="Các", box=Box(50, 13 * i, 70, 13 * i + 9)),
                Word(text=text, box=Box(75, 13 * i, 90, 13 * i + 9 + below)),
            ]
        )
    assert {line.gap for line in lines_of(runs)} == {0}


def test_a_broken_code_is_one_over_the_lines_end() -> None:
    first, second = lines_of([run(50, 0, "số", "43/2017/TT-"), run(50, 13, "BTC", "ngày")])
    assert first.text == "số 43/2017/TT-"
    assert [word.space for word in second.words] == [0, 1]


@given(boxes, st.integers(-8, 8), st.floats(600, 900), st.floats(600, 900))
def test_a_turn_and_its_return_change_nothing(
    box: Box, quarters: int, width: float, height: float
) -> None:
    size = (width, height)
    shown = (height, width) if quarters % 2 else size
    there = turned(box, quarters, size)
    assert turned(there, -quarters, shown) == pytest.approx(box, abs=1e-9)
    assert there.x0 <= there.x1
    assert there.top <= there.bottom


def test_a_quarter_turn_is_clockwise() -> None:
    assert turned(Box(10, 20, 30, 25), 1, (100, 200)) == Box(175, 10, 180, 30)


GRID = [
    [Box(50, 0, 90, 40), Box(90, 0, 200, 20)],
    [Box(90, 20, 140, 40), Box(140, 20, 200, 40)],
    [Box(50, 40, 90, 60), Box(90, 40, 140, 60), Box(140, 40, 200, 60)],
]


def test_words_fall_into_cells_and_merged_cells_span() -> None:
    runs = [
        run(55, 5, "TT"),
        run(95, 5, "Sản", "phẩm"),
        run(95, 25, "5"),
        run(145, 25, "4"),
        run(60, 45, "1", size=8),
        [*run(95, 45, "2"), *run(150, 45, "3")],  # an engine may read over the rule
        run(50, 80, "Ghi", "chú"),
    ]
    (table,), rest = tabulate([GRID], runs)
    assert [[(cell.text, cell.span) for cell in row] for row in table.rows] == [
        [("TT", 1), ("Sản phẩm", 2)],
        [("", 1), ("5", 1), ("4", 1)],
        [("1", 1), ("2", 1), ("3", 1)],
    ]
    assert [line.text for line in lines_of(rest)] == ["Ghi chú"]


@pytest.mark.parametrize(
    "grid",
    [
        [[Box(50, 0, 200, 60)]],  # a frame
        [[Box(50, 0, 90, 60), Box(90, 0, 200, 60)]],  # two boxes side by side
        [[Box(50, 0, 200, 20)], [Box(50, 20, 200, 60)]],  # a frame with a rule
    ],
)
def test_frames_are_no_tables(grid: list[list[Box]]) -> None:
    runs = [run(60, 5, "một", "hai"), run(100, 30, "ba")]
    tables, rest = tabulate([grid], runs)
    assert tables == []
    assert [word for line in rest for word in line] == [word for line in runs for word in line]


def test_headings_at_the_end_of_a_page_are_a_table() -> None:
    row = [Box(50, 0, 90, 20), Box(90, 0, 140, 20), Box(140, 0, 200, 20)]
    (table,), _ = tabulate([[row]], [run(60, 5, "TT"), run(95, 5, "Lớp"), run(145, 5, "Người")])
    assert [cell.text for cell in table.rows[0]] == ["TT", "Lớp", "Người"]
    tables, _ = tabulate([[row]], [run(60, 5, "TT"), run(95, 5, "Lớp")])
    assert tables == []


@given(st.lists(boxes, max_size=30))
def test_no_word_is_lost_between_tables_and_lines(places: list[Box]) -> None:
    runs = [[Word(text=str(i), box=box)] for i, box in enumerate(places)]
    tables, rest = tabulate([GRID], runs)
    kept = [word.text for t in tables for row in t.rows for cell in row for word in cell.words]
    kept += [word.text for line in lines_of(rest) for word in line.words]
    assert sorted(kept, key=int) == [str(i) for i in range(len(places))]


@given(st.lists(boxes, min_size=1, max_size=30))
def test_words_of_a_line_go_to_the_right(places: list[Box]) -> None:
    lines = lines_of([Word(text="x", box=box)] for box in places)
    for line in lines:
        assert isinstance(line, Line)
        starts = [word.box.x0 for word in line.words if word.box]
        assert all(a <= b for a, b in pairwise(starts))
        assert all(word.space >= 1 for word in line.words)
