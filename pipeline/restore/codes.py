"""Numbers of documents inside misread or bare text: 5363/QP-UBND → 5363/QĐ-UBND."""

import re
from functools import cache

from pipeline.vietnamese.codes import find_codes
from pipeline.vietnamese.rules import rules

_NUMBER = re.compile(r"(?=.*\d.*\d)[\doOIl]{3,}")
_DIGITS = str.maketrans("oOIl", "0011")
_STROKES = re.compile(r"ĐĐ(?=[A-ZĐ-])|ÑQ(?=-)")  # a letter whose strokes were read twice
_BY_VIETNAMESE = "TIT1TlQOQ0"  # letters in pairs with what an engine takes them for …
_BY_ALL = _BY_VIETNAMESE + "ĐPĐB"  # … one for another language, too


def mend_code(code: str, *, misread: bool = False) -> str:
    """`code` with the letters of document numbers mended; digits never change."""
    code = _STROKES.sub(lambda twice: twice[0][1:], code)
    code = _slash().sub(r"\1/\2", code)
    shown = _BY_ALL if misread else _BY_VIETNAMESE
    code = _misread(shown).sub(lambda kind: _kinds(shown)[kind[0]], code)
    for found in find_codes(code):
        number = found.code.number
        if number and len(number) == found.end - found.start:  # else blanks stand in it
            code = code[: found.start] + number + code[found.end :]
    return code


def misread_number(read: str) -> str | None:
    """What digits with letters that look like digits among them may be: 2Ol9 → 2019."""
    if not _NUMBER.fullmatch(read) or read.isdigit():
        return None
    return read.translate(_DIGITS)


@cache
def _slash() -> re.Pattern[str]:
    """Serial and kind whose slash was lost, or read as two signs: 54NQ-HĐND, 33/.NQ-HĐND."""
    kinds = "|".join(sorted(rules("codes", "pipeline.vietnamese")["types"], key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/.-])(\d{{1,4}}(?:/20\d\d)?)(?://|/\.|\./)?({kinds})(?=-[A-ZĐ]{{2}})"
    )


@cache
def _misread(signs: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=/)(?:{'|'.join(_kinds(signs))})(?=[-–])")


@cache
def _kinds(signs: str) -> dict[str, str]:
    """Symbols of kinds of documents by how they are misread: QP, T1, TIr, TT1.

    `signs`: each letter before what it is taken for, in pairs.
    """
    known = rules("codes", "pipeline.vietnamese")["types"]
    pairs = list(zip(signs[::2], signs[1::2], strict=True))
    return {
        shown: kind
        for kind in known
        for at, letter in enumerate(kind)
        for meant, sign in pairs
        for instead in (sign, meant + sign)
        if letter == meant and (shown := kind[:at] + instead + kind[at + 1 :]) not in known
    }
