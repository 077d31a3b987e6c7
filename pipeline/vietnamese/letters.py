"""Vietnamese letters: folding to ASCII, normal form, upper and lower case."""

import unicodedata
from functools import lru_cache

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


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: "Đào tạo" → "dao tao".

    Same length as `text` in NFC, so offsets carry over: a character that has no single ASCII
    counterpart (…, ½) stays as it is.
    """
    return "".join(map(_fold_letter, nfc(text)))


@lru_cache(maxsize=10_000)
def _fold_letter(letter: str) -> str:
    ascii_form = unidecode(letter).lower()
    return (
        ascii_form
        if len(ascii_form) == 1
        else letter.lower()
        if len(letter.lower()) == 1
        else letter
    )
