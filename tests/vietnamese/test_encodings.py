"""The tables of the encodings, against encoders written apart and against other programs."""

import shutil
import subprocess
import unicodedata

import pytest

from pipeline.vietnamese.encodings import ENCODINGS, Encoding, Font, decode, font
from pipeline.vietnamese.letters import MARKED
from tests.encoders import ENCODERS, shown

SMALL = "".join(sorted(letter for letter in MARKED if letter.islower()))
MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(
    ("encoding", "read"),
    [
        ("tcvn3", "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"),
        ("vni", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"),
        ("utf-8", "Cá»™ng hÃ²a xÃ£ há»™i chá»§ nghÄ©a "
         "Viá»‡t Nam, Ä\x90á»™c láº\xadp - Tá»± do - Háº¡nh phÃºc"),
        ("windows-1258",
         "Côòng hoÌa xaÞ hôòi chuÒ nghiÞa Viêòt Nam, Ðôòc lâòp - Týò do - Haònh phuìc"),
        ("viqr",
         "Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam, DDo^.c la^.p - Tu+. do - Ha.nh phu'c"),
        ("vps", "C¶ng hòa xã h¶i chû nghïa ViŒt Nam, ñ¶c lÆp - T¿ do - Hånh phúc"),
    ],
)  # fmt: skip
def test_a_line_that_everybody_knows(encoding: Encoding, read: str) -> None:
    assert decode(read, encoding) == (MOTTO, True)


@pytest.mark.parametrize("encoding", ENCODERS)
def test_every_marked_letter_comes_back(encoding: Encoding) -> None:
    encode = ENCODERS[encoding]
    letters = SMALL if encoding == "tcvn3" else SMALL + SMALL.upper()
    assert {letter: decode(encode(letter), encoding).text for letter in letters} == {
        letter: letter for letter in letters
    }


def test_windows_1258_is_as_the_codec_has_it() -> None:
    for code in range(0xC0, 0x100):
        letter = bytes([code]).decode("cp1258")
        if unicodedata.combining(letter):
            assert decode("a" + shown(bytes([code])), "windows-1258").text == (
                unicodedata.normalize("NFC", "a" + letter)
            )
        elif letter in MARKED:
            assert decode(shown(bytes([code])), "windows-1258").text == letter


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not installed")
@pytest.mark.parametrize(("encoding", "name"), [("viscii", "VISCII"), ("vn1", "TCVN5712-1")])
def test_encodings_of_unix_are_as_iconv_has_them(encoding: Encoding, name: str) -> None:
    letters = SMALL + SMALL.upper()
    command = ["iconv", "-f", "UTF-8", "-t", name]
    made = subprocess.run(command, input=letters.encode(), capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"this iconv has no {name}")
    assert decode(shown(made.stdout), encoding) == (letters, True)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_english_and_numbers_are_the_same(encoding: Encoding) -> None:
    assert decode("36/KH-UBND 2024 (OCOP, 5%)", encoding) == ("36/KH-UBND 2024 (OCOP, 5%)", True)


def test_what_is_in_no_table_stays_and_is_told() -> None:
    assert decode("Uỷ ban", "tcvn3") == ("Uỷ ban", False)
    assert decode("caà", "tcvn3") == ("caà", False)
    assert decode("à", "vni") == ("à", False)


def test_viqr_escapes() -> None:
    assert decode("ba\\.", "viqr").text == "ba."
    assert decode("c:\\temp", "viqr").text == "c:\\temp"
    assert decode("a\\b", "viqr").text == "a\\b"


@pytest.mark.parametrize(
    ("read", "text"),
    [("Ä?iá»?u", "Điều"), ("Ä\ufffdiá»\ufffdu", "Điều"), ("lÃ", "là"), ("Ã?", "Ã?")],
)
def test_lost_bytes_of_utf8_are_found_where_one_word_fits(read: str, text: str) -> None:
    assert decode(read, "utf-8").text == text


def test_symbol_fonts() -> None:
    assert decode("\uf0a7\uf0e9c", "tcvn3").text == "Độc"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (".VnTime", Font("tcvn3", capitals=False)),
        (".VnTimeH", Font("tcvn3", capitals=True)),
        (".vnarial narrowh", Font("tcvn3", capitals=True)),
        ("VNI-Times", Font("vni", capitals=False)),
        ("VPS Times", Font("vps", capitals=False)),
        ("Times New Roman", None),
        ("Arial Unicode MS", None),
        ("UVN Ai Cap", None),
    ],
)
def test_fonts(name: str, told: Font | None) -> None:
    assert font(name) == told
