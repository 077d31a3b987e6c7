"""Restoration of pages: words keep their boxes and what was read."""

import itertools

from pipeline.restore.page import restore_page
from schemas.page import Box, Cell, Line, Page, Table, Word


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(
        Word(text=text, box=Box(i * 50, 0, i * 50 + 40, 12)) for i, text in enumerate(texts)
    )


def page(*blocks: Line | Table) -> Page:
    return Page(number=1, text_source="ocr", blocks=blocks)


def test_only_changed_words_tell_what_was_read() -> None:
    restored = restore_page(page(Line(words=words("Uỷ", "ban", "36/KH–UBND"))))
    assert [(w.text, w.read) for w in restored.words] == [
        ("Ủy", "Uỷ"),
        ("ban", None),
        ("36/KH-UBND", "36/KH–UBND"),
    ]
    assert restored.raw_text == "Uỷ ban 36/KH–UBND"


def test_boxes_stay() -> None:
    before = page(Line(words=words("Uỷ", "ban"), gap=1.5))
    after = restore_page(before)
    assert [w.box for w in after.words] == [w.box for w in before.words]
    assert after.lines[0].gap == 1.5


def test_tables_are_restored_too() -> None:
    cell = Cell(words=words("hoá", "đơn"), box=Box(0, 0, 9, 9), span=2)
    restored = restore_page(page(Table(rows=((cell, Cell()),))))
    assert restored.tables[0].rows[0][0].text == "hóa đơn"
    assert (restored.tables[0].rows[0][0].span, restored.tables[0].rows[0][1]) == (2, Cell())


def test_a_detached_mark_joins_its_word() -> None:
    (word,) = restore_page(page(Line(words=words("Ho", "\u0301a")))).words
    assert (word.text, word.read, word.box) == ("Hóa", "Ho \u0301a", Box(0, 0, 90, 12))


def test_a_word_of_nothing_visible_goes() -> None:
    assert restore_page(page(Line(words=words("kế", "\u200b", "hoạch")))).text == "kế hoạch"


def test_twice_is_once() -> None:
    texts = ["Uỷ", "ban", "\u0301", "Káº¿", "hоạch", "\u00ad", "ba´o"]
    for order in itertools.permutations(texts, 4):
        once = restore_page(page(Line(words=words(*order))))
        assert restore_page(once) == once


def test_correct_words_are_the_same_page() -> None:
    correct = page(Line(words=words("Ủy", "ban", "nhân", "dân")))
    assert restore_page(correct) == correct
