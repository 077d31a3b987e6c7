"""Bytes of a text file → text."""

import codecs

from pipeline.vietnamese.letters import nfc

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_MOST_CONTROLS = 0.01  # share of control characters that text may have


def decode(data: bytes) -> str:
    """The text of `data` in NFC, with line feeds at line ends.

    UTF-8 and UTF-16, with or without a byte order mark; anything else as Windows-1252, which is
    how the legacy Vietnamese encodings (TCVN3, VNI) reach the stage that can decode them.
    """
    return nfc(_decode(data)).replace("\r\n", "\n").replace("\r", "\n")


def looks_like_text(data: bytes) -> bool:
    """False where the bytes are of a binary format."""
    sample = data[:_SAMPLE]
    if _utf16(sample):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in sample)
    return b"\0" not in sample and controls <= _MOST_CONTROLS * len(sample)


def _decode(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    if utf16 := _utf16(data[:_SAMPLE]):
        return data.decode(utf16, errors="replace")
    try:
        # The data may be the beginning of a file, cut within a character.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="kehoach.latin1")


def _utf16(sample: bytes) -> str | None:
    """UTF-16 by its mark or, without one, by the zero halves that blanks and ASCII letters have."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name, zeros, others in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        # The other halves may hold a few: those of combining marks from U+0300.
        if zeros.count(0) > max(0.3 * len(zeros), 5 * others.count(0)):
            return name
    return None


def _latin1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves open keep their number."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("kehoach.latin1", _latin1)
