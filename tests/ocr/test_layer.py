"""A layer that is not believed settles numbers that were read in two ways."""

import pytest

from pipeline.ocr.layer import settled
from schemas.page import Box, Line, Page, Word

BOX = Box(100, 200, 160, 212)


def page(*words: Word) -> Page:
    return Page(number=1, blocks=(Line(words=words),), text_source="ocr")


@pytest.mark.parametrize(
    ("read", "other", "told", "text"),
    [
        ("37/2024/TT-BYT", "š57/2024/TT-BYT", "57/2024/TT-BYT", "57/2024/TT-BYT"),
        ("17/QĐ-UBND", "11/QĐ-UBND", "11/QD-UBND", "11/QĐ-UBND"),
        ("(15)", "(159)", "(15)", "(15)"),
        ("2:", "?", "2:", "2:"),
        ("3]", "31", "31", "31"),
        ("1Š", "l§S", "15", "15"),
        ("0.00.00.I153", "0.00.00.1153", "0.00.001153", "0.00.00.1153"),
        ("20234", "20334", "2024", None),
        ("1Ñ", "J8", "12", None),
        ("2", "?", "Tay", None),
    ],
)
def test_what_the_layer_settles(read: str, other: str, told: str, text: str | None) -> None:
    doubted = Word(text=read, box=BOX, guess=other, certainty=0.5)
    (word,) = settled(page(doubted), page(Word(text=told, box=BOX))).words
    assert word == (doubted if text is None else Word(text=text, box=BOX))


def test_only_what_stands_at_the_same_place() -> None:
    doubted = Word(text="17", box=BOX, guess="11", certainty=0.5)
    elsewhere = BOX._replace(top=240, bottom=252)
    for layer in (page(), page(Word(text="11")), page(Word(text="11", box=elsewhere))):
        assert settled(page(doubted), layer) == page(doubted)


def test_words_that_are_no_numbers_are_left_alone() -> None:
    doubted = Word(text="hạn", box=BOX, guess="hàn", certainty=0.5)
    assert settled(page(doubted), page(Word(text="hàn", box=BOX))) == page(doubted)
