"""Vietnamese letters: folding to ASCII, normal form, upper and lower case."""

import unicodedata

from unidecode import unidecode

# 134 letters have marks: 12 vowels x 6 tones in both cases, less the 12 plain ones, and đ, Đ.
VOWELS = "aăâeêioôơuưy"
TONE_MARKS = {
    "ngang": "",
    "huyền": "\u0300",
    "hỏi": "\u0309",
    "ngã": "\u0303",
    "sắc": "\u0301",
    "nặng": "\u0323",
}
LETTERS = frozenset(
    unicodedata.normalize("NFC", case(vowel) + mark)
    for vowel in VOWELS
    for mark in TONE_MARKS.values()
    for case in (str.lower, str.upper)
) | frozenset("đĐ" + "bcdghklmnpqrstvxBCDGHKLMNPQRSTVX")
MARKED = frozenset(letter for letter in LETTERS if not letter.isascii())


def nfc(text: str) -> str:
    """Unicode normal form C, in which each Vietnamese letter is one character."""
    return unicodedata.normalize("NFC", text)


class _Folding(dict[int, int]):
    """For str.translate: each character's fold, looked up once."""

    def __missing__(self, code: int) -> int:
        letter = chr(code)
        shapes = (unidecode(letter).lower(), letter.lower(), letter)
        folded = self[code] = next(ord(shape) for shape in shapes if len(shape) == 1)
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: "Đào tạo" → "dao tao".

    Same length as `text` in NFC, so offsets carry over: a character that has no single ASCII
    counterpart (…, ½) stays as it is.
    """
    return nfc(text).translate(_FOLDING)
