"""Numbers as engines misread them: what counts as the same, and what is suspicious."""

import re

from pipeline.ocr.engine import Reading

_DIGITS = re.compile(r"\d+")
# What stands for a digit in a reading is that digit misread, not another one.
_LIKE = {"0": "OoØQ", "1": "IlLiÌÍỊ|]!¡", "2": "Zz", "5": "SsŠ", "8": "§B&", "9": "gq", "6": "ób"}
# Beside a digit these are hardly ever meant; an O may be, where there are other letters: N2O.
_MISREAD = str.maketrans({sign: digit for digit in "018" for sign in _LIKE[digit]})
_NO_LETTER = re.compile(r"(?<=\d)[IlØ|\]!¡Ì§]|[IlØ|\]!¡Ì§](?=\d)|^[\dOo\W]*(?:\dO|O\d)[\dOo\W]*$")
_ROMAN = re.compile(r"(?=.*[VX])(?=.*[1l])[1lIVX]+[.,)]?")
_AS_ROMAN = str.maketrans("1l", "II")
# Points between thousands are read as colons; 1:500 is a scale, and hours have two digits.
_THOUSANDS = re.compile(r"\(?(?!1:)\d{1,3}(?:[.:;]\d{3})*[:;]000(?!\d)\D*")
_AS_POINTS = str.maketrans(":;", "..")


def agree(first: str, second: str) -> bool:
    """The same digits, some of which the second reading may take for letters like them."""
    if digits_of(first) == digits_of(second):
        return True
    return len(first) == len(second) and all(map(_alike, first, second))


def _alike(sign: str, other: str) -> bool:
    if sign.isdigit():
        return other == sign or other in _LIKE.get(sign, "")
    return not other.isdigit()


def digits_of(text: str) -> str:
    """All digits of a text, without what stands between them."""
    return "".join(_DIGITS.findall(text))


def suspected(reading: Reading) -> Reading:
    """A number in doubt where a sign within it is hardly one: I1, V0I, 1§5.

    Roman 1V is IV, and 40:000 is 40.000; what was read is kept beside it.
    """
    if _ROMAN.fullmatch(reading.text):
        roman = reading.text.translate(_AS_ROMAN)
        return reading._replace(text=roman, other=reading.text)
    if reading.text.rstrip(".,;") == "§":  # no plan has this sign: "§ cán bộ"
        return reading._replace(text=reading.text.replace("§", "8"), other=reading.text)
    if _THOUSANDS.fullmatch(reading.text):
        points = reading.text[:-1].translate(_AS_POINTS) + reading.text[-1]
        return reading._replace(text=points, other=reading.other or reading.text)
    if reading.other is not None or not _NO_LETTER.search(reading.text):
        return reading
    return reading._replace(other=_NO_LETTER.sub(_as_digits, reading.text))


def _as_digits(match: re.Match[str]) -> str:
    return match[0].translate(_MISREAD)
