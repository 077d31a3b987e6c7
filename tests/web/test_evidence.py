"""Which words state which records, and answers that are kept."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.web.answers import Answers
from pipeline.web.evidence import Stated, evidence
from schemas.page import Box, Cell, Line, Page, Table, Word


def word(text: str, x: float, y: float, **more: object) -> Word:
    return Word.model_validate({"text": text, "box": (x, y, x + 20, y + 10), **more})


def line(text: str, y: float) -> Line:
    return Line(words=tuple(word(part, 30.0 * i, y) for i, part in enumerate(text.split())))


def page(*blocks: Line | Table) -> Page:
    return Page(number=1, width=500, height=500, blocks=blocks, text_source="ocr")


def stated(quote: str, box: Box | None = None, key: str = "r") -> Stated:
    return Stated(key, "targets", quote, box)


def test_a_quote_over_two_lines_has_a_frame_a_line() -> None:
    seen = evidence(page(line("mở 5 lớp cho", 0), line("20 người học", 15)), [stated("lớp cho 20")])
    [frame] = seen.frames
    assert frame.boxes == (Box(60, 0, 110, 10), Box(0, 15, 20, 25))
    said = [piece.text.strip() for row in seen.lines for piece in row.cells[0] if piece.records]
    assert said == ["lớp cho", "20"]


def test_of_words_that_stand_twice_those_in_the_box_count() -> None:
    both = page(line("trồng 5 cây", 0), line("trồng 5 cây", 100))
    for y in (0.0, 100.0):
        [frame] = evidence(both, [stated("5 cây", Box(30, y, 80, y + 10))]).frames
        assert frame.boxes == (Box(30, y, 80, y + 10),)


def test_words_in_cells_of_a_table() -> None:
    row = (Cell(words=line("Xã A", 0).words), Cell(words=(word("12", 200, 0),)))
    seen = evidence(page(line("Bảng", -20), Table(rows=(row,))), [stated("A 12")])
    assert [(is_table, len(rows)) for is_table, rows in seen.blocks] == [(False, 1), (True, 1)]
    [_, table] = seen.lines
    assert [[(p.text.strip(), p.records) for p in cell] for cell in table.cells] == [
        [("Xã", ()), ("A", ("r",))],
        [("12", ("r",))],
    ]


def test_a_quote_that_is_not_found_keeps_its_box() -> None:
    box = Box(1, 2, 3, 4)
    seen = evidence(page(line("một hai", 0)), [stated("ba", box), stated("bốn", key="s")])
    assert [(frame.record, frame.boxes) for frame in seen.frames] == [("r", (box,))]


def test_changed_words_stand_alone() -> None:
    words = (word("sán", 0, 0), word("phẩm", 30, 0, read="phấm"), word("12", 60, 0, guess="13"))
    pieces = evidence(page(Line(words=words)), []).lines[0].cells[0]
    assert [(p.text.strip(), p.before, p.guess) for p in pieces] == [
        ("sán", None, None),
        ("phẩm", "phấm", None),
        ("12", None, "13"),
    ]


@given(
    st.lists(st.text("abđ", min_size=1, max_size=4), min_size=1, max_size=12),
    st.integers(0, 11),
    st.integers(1, 12),
)
def test_all_text_is_shown_and_quotes_are_found(texts: list[str], first: int, many: int) -> None:
    half = len(texts) // 2
    blocks = [
        Line(words=tuple(Word(text=t) for t in part)) for part in (texts[:half], texts[half:])
    ]
    quoted = texts[first : first + many]
    seen = evidence(page(*blocks), [stated(" ".join(quoted) or "zz")])
    pieces = [piece for row in seen.lines for cell in row.cells for piece in cell]
    assert "".join(piece.text for piece in pieces).split() == texts
    said = "".join(piece.text for piece in pieces if piece.records)
    assert "".join(quoted) in "".join(said.split())
    assert sum(piece.firsts == ("r",) for piece in pieces) == bool(quoted)


def test_an_answer_is_asked_for_once_until_the_database_changes(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE t (n)")
        answers = Answers(path, lambda: sqlite3.connect(path))
        asked = []

        def ask(connection: sqlite3.Connection) -> int:
            asked.append(1)
            return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])

        assert [answers.get("n", ask) for _ in range(3)] == [0, 0, 0]
        assert len(asked) == 1
        writer.execute("INSERT INTO t VALUES (1)")
        writer.commit()
        assert answers.get("n", ask) == 1


def test_while_a_slow_answer_is_renewed_the_old_one_serves(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE t (n)")
        answers = Answers(path, lambda: sqlite3.connect(path))
        go_on = threading.Event()

        def ask(connection: sqlite3.Connection) -> int:
            found = int(connection.execute("SELECT count(*) FROM t").fetchone()[0])
            time.sleep(0.2) if not found else go_on.wait(30)
            return found

        assert answers.get("n", ask) == 0
        writer.execute("INSERT INTO t VALUES (1)")
        writer.commit()
        assert [answers.get("n", ask) for _ in range(3)] == [0, 0, 0]
        go_on.set()
        give_up = time.monotonic() + 30
        while answers.get("n", ask) == 0 and time.monotonic() < give_up:
            time.sleep(0.01)
        assert answers.get("n", ask) == 1
