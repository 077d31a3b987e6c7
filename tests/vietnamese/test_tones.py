"""Splitting syllables into letters and tone, and the one style of tone placement."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import is_syllable, syllables
from pipeline.vietnamese.tones import join_tone, normalise_tone, split_tone

any_syllable = st.sampled_from(sorted(syllables()))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hoà", "hòa"),
        ("uỷ", "ủy"),
        ("UỶ", "ỦY"),
        ("Thuý", "Thúy"),
        ("khoẻ", "khỏe"),
        ("HOÁ", "HÓA"),
        ("hòan", "hoàn"),  # with a final the mark is on a in both styles
        ("hoàn", "hoàn"),
        ("qúy", "quý"),  # u after q is no vowel of the rime
        ("quý", "quý"),
        ("qủa", "quả"),
        ("gìa", "già"),
        ("gìn", "gìn"),
        ("thủơ", "thuở"),
        ("ngòai", "ngoài"),
        ("khuỷu", "khuỷu"),
        ("của", "của"),
        ("nghĩa", "nghĩa"),
        ("đựơc", "được"),
        ("tòan", "toàn"),
        ("Noël", "Noël"),
        ("café", "café"),
        ("Đảng", "Đảng"),
        ("OCOP", "OCOP"),
        ("tổchức", "tổchức"),
        ("", ""),
    ],
)
def test_one_style(word: str, expected: str) -> None:
    assert normalise_tone(word) == expected
    assert normalise_tone(unicodedata.normalize("NFD", word)) == expected


def test_split() -> None:
    assert split_tone("Hoà") == ("Hoa", "huyền")
    assert split_tone("ĐƯỢC") == ("ĐƯƠC", "nặng")
    assert split_tone("ba") == ("ba", "ngang")
    with pytest.raises(ValueError, match="more than one"):
        split_tone("hóà")


@pytest.mark.parametrize("letters", ["ocop", "", "b"])
def test_no_syllable_takes_no_tone(letters: str) -> None:
    with pytest.raises(ValueError, match="no Vietnamese syllable"):
        join_tone(letters, "sắc")


@given(any_syllable)
def test_placing_changes_nothing_but_the_place(syllable: str) -> None:
    placed = normalise_tone(syllable)
    assert is_syllable(placed)
    assert normalise_tone(placed) == placed
    assert split_tone(placed) == split_tone(syllable)
    assert normalise_tone(syllable.upper()) == placed.upper()


@given(st.text())
def test_never_changes_letters(word: str) -> None:
    assert fold(normalise_tone(word)) == fold(word)
