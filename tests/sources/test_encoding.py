"""Bytes of text files in the encodings that archives hold."""

import codecs
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.encoding import decode, looks_like_text

SAMPLE = "Kế hoạch tập huấn\nxã Hòa Bình Thượng, năm 2026\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_comes_out_composed(encoding: str, line_end: str, form: str) -> None:
    data = normalize(form, SAMPLE).replace("\n", line_end).encode(encoding)  # type: ignore[arg-type]
    assert looks_like_text(data)
    assert decode(data) == SAMPLE


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    data = text.encode()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    assert decode(data) == normalize("NFC", text.removeprefix("\ufeff"))


@given(st.binary().filter(lambda data: b"\r" not in data and b"\0" not in data))
def test_any_bytes_give_some_text(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_legacy_bytes_keep_their_numbers() -> None:
    data = bytes(range(0x80, 0x100))
    assert decode(data).encode("cp1252", errors="ignore") == bytes(
        byte for byte in data if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    )
    assert len(decode(data)) == 128


def test_a_sample_cut_within_a_letter_is_still_utf8() -> None:
    data = SAMPLE.encode()
    for end in range(1, len(data)):
        assert SAMPLE.startswith(decode(data[:end]))
