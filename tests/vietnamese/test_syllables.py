"""What is a possible Vietnamese syllable, and what is not."""

import re
import unicodedata
from pathlib import Path

import pytest

from pipeline.vietnamese.letters import MARKED, fold
from pipeline.vietnamese.syllables import is_syllable, mark_positions, syllables

SHARED = Path(__file__).parents[3] / "shared"
POSSIBLE = """
nghiêng khuỷu thuở quốc quyết giếng giết gìn gì giữa già yên ý ỷ ưu ỉa oan uyển xoong khuya
được đường trường uống huỳnh quýt ngoằn ngoèo hoà hòa khoẻ khỏe thuý thúy uỷ ủy quý quả
Kạn HUYỆN Nghị ăn ở chuẩn tuân ngoài nguyên nguyệt kỹ lý mỹ giễu
"""
IMPOSSIBLE = """
viêt cac tât hién Chuong nghiép céc pháng? ngi kan cê nge nghà gha quôc bắcc ocop OCOP NTM
UBND VPĐP tổchức b đ h w fa bòanh ghành gìa qúy quôn giiên hoãc thìch 12 hòa, hòá
"""


@pytest.mark.parametrize("word", POSSIBLE.split())
def test_possible_in_every_case_and_normal_form(word: str) -> None:
    for shown in (word, word.upper(), word.lower(), unicodedata.normalize("NFD", word)):
        assert is_syllable(shown), shown


@pytest.mark.parametrize("word", ["", *IMPOSSIBLE.split()])
def test_impossible(word: str) -> None:
    assert not is_syllable(word)


def test_set_is_closed_and_normal() -> None:
    assert 12_000 < len(syllables()) < 20_000
    for syllable in syllables():
        assert syllable == unicodedata.normalize("NFC", syllable).lower()
        assert fold(syllable).isalpha()


def test_the_mark_sits_on_a_vowel() -> None:
    for letters, position in mark_positions().items():
        assert fold(letters[position]) in "aeiouy", letters


@pytest.mark.skipif(not SHARED.exists(), reason="the real plans are not here")
@pytest.mark.parametrize(
    ("plan", "least", "most"),
    [
        ("000", 0.98, 1),
        ("001", 0.98, 1),
        ("002", 0.98, 1),
        ("003", 0.98, 1),
        ("004", 0, 0.7),
    ],
)
def test_tells_real_plans_from_garbled_ones(plan: str, least: float, most: float) -> None:
    text = (SHARED / "plans" / f"{plan}.txt").read_text("utf-8")
    text = re.sub(r"\S*@\S*", " ", unicodedata.normalize("NFC", text))  # addresses are no language
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 1 and w[1:].islower()]
    assert sum(any(letter in MARKED for letter in word) for word in words) > 100
    assert least <= sum(map(is_syllable, words)) / len(words) <= most
