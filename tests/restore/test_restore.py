"""Restoration of text: what is mended, what is left alone, and what always holds."""

import itertools
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.restore import Change, restore, restore_lines
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import syllables
from pipeline.vietnamese.tones import normalise_tone

SHARED = Path(__file__).parents[3] / "shared"
SENTENCE = "Ủy ban nhân dân xã Tân Lập đã tổ chức 12 lớp tập huấn; Điều 5 quy định rõ."


@pytest.mark.parametrize(
    ("read", "restored"),
    [
        # one style of tone placement
        ("Uỷ ban, hoá đơn; KHOẺ", "Ủy ban, hóa đơn; KHỎE"),
        ("qúy 4/2024", "quý 4/2024"),
        # decomposed, marks in a wrong order, twice, detached
        ("Kế hoạch", "Kế hoạch"),
        ("Ke\u0301\u0302 hoạch", "Kế hoạch"),
        ("hóa\u0301", "hóa"),
        ("Kê\u0302 hoạch", "Kê hoạch"),
        ("đươc\u0323", "được"),
        ("Ho \u0301a", "Hóa"),
        # marks beside the letter
        ("hóa` don`", "hóa` dòn"),
        ("ba´o ca´o", "báo cáo"),
        ("(tô? chức)", "(tô? chức)"),
        ("(tô?ng)", "(tổng)"),
        ("kêˊ", "kế"),
        ("ke^´", "kế"),
        ("tổ chức?", "tổ chức?"),
        ("http://an.vn/ho?a=1", "http://an.vn/ho?a=1"),
        # invisible characters, blanks, dashes
        ("kế\u00ad hoạch\u200b", "kế hoạch"),
        ("10\u00a0triệu\u202fđồng", "10 triệu đồng"),
        ("36/KH–UBND", "36/KH-UBND"),
        ("36/KH\u2011UBND", "36/KH-UBND"),
        ("2021–2025", "2021–2025"),
        ("kinh tế – xã hội", "kinh tế – xã hội"),
        # look-alikes
        ("Ðiều 5, QÐ-UBND", "Điều 5, QĐ-UBND"),
        ("đƣợc trƣờng", "được trường"),
        ("NĐ-CР", "NĐ-CP"),  # the last letter is Cyrillic
        ("kế hоạch", "kế hoạch"),  # the o is Cyrillic
        ("Москва", "Москва"),
        ("Guðrún", "Guðrún"),
        # UTF-8 read as Windows-1252
        ("Káº¿ hoáº¡ch sá»‘ 12", "Kế hoạch số 12"),
        ("CÃ¡c xÃ£ thÃ\u00a0nh láº\u00adp", "Các xã thành lập"),
        ("Ä\u0090iá»\u0081u", "Điều"),
        ("“CÔ”", "“CÔ”"),
        ("“CÃ”", "“CÃ”"),
        # nothing Vietnamese about it
        ("José Café Noël naïve", "José Café Noël naïve"),
        ("SmartLife, Qr-code; a@b.vn", "SmartLife, Qr-code; a@b.vn"),
        ("tổchức", "tổchức"),
        ("", ""),
    ],
)
def test_mended(read: str, restored: str) -> None:
    assert restore(read).text == restored


def test_changes_tell_where_and_what() -> None:
    text = "Kế hoạch\nUỷ ban hoá đơn"
    result = restore(text)
    assert result.changes == (Change(9, "Uỷ", "Ủy"), Change(16, "hoá", "hóa"))
    for change in result.changes:
        assert text[change.start :].startswith(change.read)


def test_changes_tell_a_joined_word() -> None:
    assert restore("tỉnh Ho \u0301a ba").changes == (Change(5, "Ho \u0301a", "Hóa"),)


def test_correct_text_is_the_same_text() -> None:
    restored = restore(SENTENCE)
    assert (restored.text, restored.changes, restored.kind) == (SENTENCE, (), "correct")


def test_names_of_other_languages_among_numbers_stay() -> None:
    """Rows of a table, whose few words are names, were taken for misread ones."""
    lines = [
        "Tổng số cây trồng ngay trong đợt phát động, giao cho các xã, thị trấn của huyện:",
        "6 Ea Trol 10.800 9.000 1.000 800",
        "7 Sông Hinh 12.500 10.500 2.000 -",
        "8 Ea Bá 8.500 7.400 - 1.100",
        "9 Ea Lâm 7.500 6.000 900 600",
        "10 Ea Bar 13.500 9.200 1.300 3.000",
    ]
    assert list(restore_lines(lines)) == lines


def test_lines_stream_one_for_one() -> None:
    stream = restore_lines(itertools.repeat("hoá đơn\n"))
    assert [next(stream) for _ in range(3)] == ["hóa đơn\n"] * 3


@pytest.mark.parametrize("ends", ["\n", ""])
def test_line_ends_stay(ends: str) -> None:
    assert list(restore_lines(["hoá" + ends, ends, "đơn"])) == ["hóa" + ends, ends, "đơn"]


ALPHABET = (
    "aăâeêioôơuưyđAĐ bcghnt \n?`´~^ˆ.,-–/0123456789áàạ\u0301\u0300\u0302\u0323\u031b"
    "\u200b\u00ad\u00a0ÃÐðƣı¡©\u0081\u0085оРµ¸®øûöñ"
)
any_text = st.text(alphabet=ALPHABET) | st.text()


@given(any_text)
def test_what_always_holds(text: str) -> None:
    restored = restore(text).text
    assert unicodedata.is_normalized("NFC", restored)
    assert restored.count("\n") == text.count("\n")
    assert re.findall(r"\d", restored) == re.findall(r"\d", text)
    assert restore(restored)[:2] == (restored, ())
    assert len(restored) <= 3 * len(text)
    assert restored.split("\n") == list(restore_lines(text.split("\n")))


@given(any_text)
def test_changes_are_all_the_changes(text: str) -> None:
    restored, changes, *_ = restore(text)
    rebuilt, at = "", 0
    for start, was, now, _ in changes:
        assert start >= at
        assert text[start : start + len(was)] == was
        rebuilt += text[at:start] + now
        at = start + len(was)
    assert rebuilt + text[at:] == restored


marked = [s for s in sorted(set(map(normalise_tone, syllables()))) if not s.isascii()]
correct = st.lists(st.sampled_from(marked)).map(" ".join)


@given(correct)
def test_correct_syllables_stay_whatever_carried_them(text: str) -> None:
    assert restore(text).text == text
    assert restore(unicodedata.normalize("NFD", text)).text == text
    assert restore(text.upper()).text == text.upper()


# Words none of which has a mark are rightly taken for words that have lost them.
@given(st.lists(st.sampled_from(SENTENCE.split()), min_size=3).map(lambda w: " ".join(["Ủy", *w])))
def test_misread_encoding_is_undone(text: str) -> None:
    misread = text.encode().decode("latin-1")
    assert fold(restore(misread).text) == fold(text)
    assert restore(misread).text == text


@pytest.mark.skipif(not SHARED.exists(), reason="the real plans are not here")
@pytest.mark.parametrize(
    "name",
    [
        *(f"plans/00{n}.txt" for n in range(4)),
        *(f"real/text/{n}-kh-ubnd.md" for n in (144, 153, 157, 160, 182, 235, 597, 987)),
    ],
)
def test_correct_real_text_stays(name: str) -> None:
    text = unicodedata.normalize("NFC", (SHARED / name).read_text("utf-8"))
    changes = [
        change
        for change in restore(text).changes
        if change.read.strip()
        and normalise_tone(change.read.strip(".,;:()")) not in change.restored
    ]
    assert len(text.split()) > 1500
    assert len(changes) <= len(text.split()) / 3000, changes
