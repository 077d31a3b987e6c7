"""Footnotes stand apart from the sentences that they interrupt."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.outline import outline
from schemas.outline import Node
from schemas.page import Box, Line, Page, Word
from tests.documents import extraction_of, outline_of, plan_text

BODY = """\
I. NỘI DUNG
1. Tổ chức 05 ¹ lớp tập huấn cho 150 người, mỗi lớp 30 người và hỗ trợ
¹ Theo Nghị quyết số 05/NQ-HĐND ngày 05/01/2026, trong đó có 20 chỉ tiêu.
\fcác hộ nghèo tham gia học nghề.
"""


def notes_of(nodes: tuple[Node, ...]) -> list[tuple[str, str]]:
    return [(node.label, node.text) for node in nodes if node.part == "footnote"]


def test_a_sentence_goes_on_behind_the_note() -> None:
    nodes = outline_of(plan_text(BODY)).nodes
    assert notes_of(nodes) == [
        ("¹", "Theo Nghị quyết số 05/NQ-HĐND ngày 05/01/2026, trong đó có 20 chỉ tiêu.")
    ]
    [item] = [node.text for node in nodes if node.path == "I.1"]
    assert item.startswith("Tổ chức 05 lớp tập huấn")
    assert item.endswith("và hỗ trợ các hộ nghèo tham gia học nghề.")


def test_what_a_note_cites_is_a_citation_and_what_it_counts_no_target() -> None:
    found = extraction_of(plan_text(BODY))
    assert "05/NQ-HĐND" in {citation.number for citation in found.citations}
    assert [(group.n_classes, group.n_participants) for group in found.classes] == [(5, 150)]
    assert not any(target.value == 20 for target in found.targets)


def page(*lines: tuple[str, float]) -> Page:
    """A page of lines, each with the height of its type."""
    blocks, top = [], 80.0
    for text, size in lines:
        words = tuple(
            Word(text=word, box=Box(80 + 40 * n, top, 110 + 40 * n, top + size))
            for n, word in enumerate(text.split())
        )
        blocks.append(Line(words=words))
        top += 1.4 * size
    return Page(number=1, blocks=tuple(blocks), text_source="text-layer")


BIG, SMALL = 13.0, 9.0
SENTENCES = [(f"Xã có {number} thôn và nhiều hộ sản xuất giỏi trong vùng", BIG) for number in "345"]


def test_small_type_at_the_foot_begins_with_its_number() -> None:
    nodes = outline(
        [
            page(
                *SENTENCES,
                ("1 Báo cáo của xã", SMALL),
                ("năm 2025.", SMALL),
                ("* Gồm cả trẻ em", SMALL),
                ("- 2 -", BIG),
            )
        ]
    ).nodes
    assert notes_of(nodes) == [("1", "Báo cáo của xã năm 2025."), ("*", "Gồm cả trẻ em")]


def test_small_type_that_is_no_note_stays() -> None:
    nodes = outline([page(*SENTENCES, ("12 hộ đã thoát nghèo", SMALL), ("- Lưu: VT", SMALL))]).nodes
    assert not notes_of(nodes)
    nodes = outline([page(*SENTENCES, ("1 hộ đã thoát nghèo", BIG))]).nodes
    assert not notes_of(nodes)


@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(["¹", "1", "²", "Tổ", "05", "*", "[2]", "."]),
                min_size=1,
                max_size=6,
            ),
            st.sampled_from([BIG, SMALL]),
        ),
        max_size=8,
    )
)
def test_no_word_but_marks_is_lost(lines: list[tuple[list[str], float]]) -> None:
    given_page = page(*((" ".join(words), size) for words, size in lines))
    kept = [
        word.text
        for node in outline([given_page]).nodes
        for word in node.passage.words
        if not word.is_mark
    ]
    printed = [word for words, _ in lines for word in words if word not in ("¹", "²")]
    numbers = {"1", "05", "*", "[2]", "."}
    assert sorted(word for word in kept if word not in numbers) == sorted(
        word for word in printed if word not in numbers
    )
