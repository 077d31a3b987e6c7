"""Vietnamese letters and their folding."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.letters import LETTERS, MARKED, fold, nfc


def test_alphabet() -> None:
    assert len(MARKED) == 134
    assert len({letter for letter in LETTERS if letter.islower()}) == 29 + 5 * 12
    assert {fold(letter) for letter in LETTERS} == set("abcdeghiklmnopqrstuvxy")


def test_fold() -> None:
    assert fold("ĐÀO TẠO nghề, 12 ½ lớp…") == "dao tao nghe, 12 ½ lop…"
    assert fold(unicodedata.normalize("NFD", "Ủy ban")) == "uy ban"


@given(st.text())
def test_offsets_carry_over(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))
    assert fold(fold(text)) == fold(text)
