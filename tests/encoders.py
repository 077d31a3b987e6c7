"""Text → text as a reader of Windows-1252 shows it in an encoding before Unicode.

Written without the tables of the pipeline, in the order in which typists learn the letters, so
that a slip in either shows.
"""

import unicodedata
from collections.abc import Callable

from pipeline.vietnamese.encodings import Encoding

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_TONES = _GRAVE + _HOOK + _TILDE + _ACUTE + _DOT
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"

# Fonts .VnTime: à ả ã á ạ, as they look in Windows-1252.
_TCVN3 = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ",
    "o": "ßáâãä", "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}  # fmt: skip
_TCVN3_PLAIN = dict(zip("ăâêôơưđĂÂÊÔƠƯĐ", "¨©ª«¬\u00ad®¡¢£¤¥¦§", strict=True))
# Fonts VNI-Times: what follows a letter.
_VNI = dict(zip(_TONES, "øûõùï", strict=True))
_VNI_CIRCUMFLEX = dict(zip(_TONES, "àåãáä", strict=True)) | {"": "â"}
_VNI_BREVE = dict(zip(_TONES, "èúüéë", strict=True)) | {"": "ê"}
_VNI_WHOLE = dict(zip("đơưìỉĩíịỵ", "ñôöìæóíòî", strict=True))
# VPS: a, à ả ã á ạ and so on, small and capital, as hexadecimal digits.
_VPS = {
    "a": "61e0e4e3e1e5", "A": "41808182c102", "ă": "e6a2a3a4a1a5", "Ă": "888e8ff08d04",
    "â": "e2c0c4c5c3c6", "Â": "c284851c8303", "e": "65e8c8ebe9cb", "E": "45d7defec905",
    "ê": "ea8a8bcd898c", "Ê": "ca9394959006", "i": "69ecccefedce", "I": "49b5b7b8b410",
    "o": "6ff2d5f5f386", "O": "4fbcbdbeb911", "ô": "f4d2b087d3b6", "Ô": "d49798999612",
    "ơ": "d6a9aaaba7ae", "Ơ": "f79e9fa69d13", "u": "75f9fbdbfaf8", "U": "55a8d1acda14",
    "ư": "dcd8babbd9bf", "Ư": "d0afb11dad15", "y": "79ff9bcf9a9c", "Y": "59b2fdb3dd19",
}  # fmt: skip
_VIQR = {
    _GRAVE: "`", _HOOK: "?", _TILDE: "~", _ACUTE: "'", _DOT: ".",
    _CIRCUMFLEX: "^", _BREVE: "(", _HORN: "+",
}  # fmt: skip


def split(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the mark of the tone."""
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES)), tone


def tcvn3(text: str) -> str:
    """Capitals with a tone as small letters: the set has no others."""

    def code(letter: str) -> str:
        base, tone = split(letter)
        if tone:
            return _TCVN3[base.lower()][_TONES.index(tone)]
        return _TCVN3_PLAIN.get(letter, letter)

    return "".join(map(code, text))


def vni(text: str) -> str:
    """A letter and its mark, both capitals or both small."""

    def code(letter: str) -> str:
        small = letter.lower()
        base, tone = split(small)
        if small in _VNI_WHOLE:
            coded = _VNI_WHOLE[small]
        elif base in ("â", "ê", "ô"):
            coded = {"â": "a", "ê": "e", "ô": "o"}[base] + _VNI_CIRCUMFLEX[tone]
        elif base == "ă":
            coded = "a" + _VNI_BREVE[tone]
        else:
            coded = _VNI_WHOLE.get(base, base) + (_VNI[tone] if tone else "")
        return coded if letter == small else coded.upper()

    return "".join(map(code, text))


def windows_1258(text: str) -> str:
    """Letters whole where the code page has them, else with a combining mark."""

    def code(letter: str) -> str:
        try:
            return shown(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, tone = split(letter)
            return shown((base + tone).encode("cp1258", "replace"))

    return "".join(map(code, text))


def viqr(text: str, *, escaped: bool = False) -> str:
    """Marks as punctuation; a full stop or question mark after a letter `escaped` or not."""
    out = ""
    for letter in text:
        if escaped and letter in "'`?~.^(+" and out[-1:].isalpha():
            out += "\\"
        if letter in "đĐ":
            out += "dd" if letter == "đ" else "DD"
        else:
            out += "".join(_VIQR.get(mark, mark) for mark in _order(letter))
    return out


def _order(letter: str) -> str:
    base, tone = split(letter)
    return unicodedata.normalize("NFD", base) + tone if letter.isalpha() else letter


def vps(text: str) -> str:
    """One byte a letter."""

    def code(letter: str) -> str:
        if letter in "đĐ":
            return "Çñ"["đĐ".index(letter)]
        base, tone = split(letter)
        if base not in _VPS or (letter == base and base.isascii()):
            return letter
        row = bytes.fromhex(_VPS[base])
        return shown(row[_TONES.index(tone) + 1 if tone else 0 :][:1])

    return "".join(map(code, text))


def utf8(text: str) -> str:
    """The bytes of UTF-8 one by one."""
    return shown(text.encode())


def shown(data: bytes) -> str:
    """Bytes as Windows-1252 shows them; those that it leaves open as Latin-1 does."""
    return "".join(
        bytes([byte]).decode("latin-1" if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252")
        for byte in data
    )


ENCODERS: dict[Encoding, Callable[[str], str]] = {
    "tcvn3": tcvn3,
    "vni": vni,
    "utf-8": utf8,
    "windows-1258": windows_1258,
    "viqr": viqr,
    "vps": vps,
}
