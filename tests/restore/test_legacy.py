"""The encodings before Unicode: recognised a line at a time, decoded, never seen where none is."""

import re
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.restore import restore, restore_page
from pipeline.restore.legacy import Encoding, decode, recognise
from pipeline.vietnamese.letters import MARKED
from pipeline.vietnamese.syllables import syllables
from pipeline.vietnamese.tones import normalise_tone
from schemas.page import Line, Page, Word

LEGACY = Path(__file__).parents[3] / "shared" / "real" / "legacy"


@pytest.mark.parametrize(
    ("read", "restored", "encoding"),
    [
        ("KÕ ho¹ch ®µo t¹o n¨m 2004", "Kế hoạch đào tạo năm 2004", "tcvn3"),
        ("Céng hßa x· héi chñ nghÜa", "Cộng hòa xã hội chủ nghĩa", "tcvn3"),
        ("CéNG HßA, §éC LËP", "CỘNG HÒA, ĐỘC LẬP", "tcvn3"),
        ("vèn ®Çu t­, ­u ®·i", "vốn đầu tư, ưu đãi", "tcvn3"),
        ("Keá hoaïch ñaøo taïo naêm 2004", "Kế hoạch đào tạo năm 2004", "vni"),
        ("QUYEÁT ÑÒNH, ÑÖÔØNG TÆNH", "QUYẾT ĐỊNH, ĐƯỜNG TỈNH", "vni"),
        ("Coäng hoaø xaõ hoäi chuû nghóa", "Cộng hòa xã hội chủ nghĩa", "vni"),
    ],
)
def test_decoded(read: str, restored: str, encoding: Encoding) -> None:
    assert recognise(read, None) == encoding
    assert restore(read).text == restored


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch đào tạo năm 2004",
        "été général à Paris, Noël",
        "José © 2004 – Zürich",
        "São Paulo",
        "Điều 5 «nghị định» ®",
        "20 µm ± 5 °C · ½",
        "· Đông · Tây · Lâm",
        "plan 2004",
        "",
    ],
)
def test_unicode_is_no_legacy_text(text: str) -> None:
    assert recognise(text, None) is None
    assert restore(text).text == text


@pytest.mark.parametrize("encoding", get_args(Encoding))
def test_every_marked_small_letter_has_its_code(encoding: Encoding) -> None:
    latin1 = [chr(code) for code in range(0xA1, 0x100)]
    codes = [*latin1, *(vowel + sign for vowel in "aeiouyôö" for sign in latin1)]
    # After q, which no vowel follows, nothing is left alone for being a syllable already.
    decoded = {decode("q" + code, encoding).removeprefix("q") for code in codes}
    assert {letter for letter in MARKED if letter.islower()} <= decoded


def test_a_short_line_is_like_the_line_before() -> None:
    assert restore("§Çu t­ vèn\nnh©n d©n\n2004\n®µo").text == "Đầu tư vốn\nnhân dân\n2004\nđào"
    assert restore("®µo").text == "®µo"


def test_encodings_may_change_from_line_to_line() -> None:
    mixed = "KÕ ho¹ch ®µo t¹o\nKế hoạch đào tạo\nKeá hoaïch ñaøo taïo\nhết năm"
    assert restore(mixed).text == "\n".join(["Kế hoạch đào tạo"] * 3 + ["hết năm"])


def test_words_of_a_page_keep_what_was_read() -> None:
    line = Line(words=tuple(Word(text=text) for text in ["KÕ", "ho¹ch", "n¨m", "2004"]))
    page = restore_page(Page(number=1, text_source="text-layer", blocks=(line,)))
    assert page.text == "Kế hoạch năm 2004"
    assert page.raw_text == "KÕ ho¹ch n¨m 2004"


@given(st.lists(st.sampled_from(sorted(map(normalise_tone, syllables()))), min_size=1))
def test_no_vietnamese_line_is_taken_for_legacy_text(words: list[str]) -> None:
    assert recognise(" ".join(words), None) is None
    assert recognise(" ".join(words).upper(), None) is None


@pytest.mark.skipif(not LEGACY.exists(), reason="the real files are not here")
@pytest.mark.skipif(not shutil.which("antiword"), reason="antiword is not installed")
@pytest.mark.parametrize("name", ["tcvn3-2005-522-qd", "vni-2008-991-qd"])
def test_real_files(name: str) -> None:
    doc = LEGACY / f"{name}.doc"
    command = ["antiword", "-m", "UTF-8.txt", "-w", "0", str(doc)]
    read = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    ours = re.findall(r"\w+", restore(read).text)
    truth = re.findall(r"\w+", restore((LEGACY / f"{name}.truth.txt").read_text("utf-8")).text)
    same = SequenceMatcher(None, ours, truth, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in same) / len(truth) >= 0.99
