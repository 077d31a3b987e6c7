"""Parts of an amount listed behind it: "38 công dân (Quân đội 32, Công an 06)"."""

import re
from typing import NamedTuple

from pipeline.extract.reading import clean
from pipeline.vietnamese.numbers import parse_number

# the bracket stands in the same sentence, a few words behind the number
_BRACKET = re.compile(r"[^.;()0-9]{0,160}\(((?:[^()]|\([^()]*\))*)\)")
# the same without brackets, up to the end of the sentence
_OPENED = re.compile(
    r"[^.()0-9]{0,160}?(?:[,;]\s*(?:trong đó|gồm|bao gồm|cụ thể|chia ra)(?: có)?\b\s*:?|:)\s*"
    r"((?:[^.]|\.(?=\d)){0,800})"
)
# each number in a bracket of its own: "tại Trung tâm (06 bộ) và các phòng chuyên môn (06 bộ)"
_AT = re.compile(r"[^.;:()0-9]{0,120}?\s(?:(tại|ở)|cho|gồm)\s(?=[^.;()0-9]{3,80}\(\d)")
_IN_BRACKETS = re.compile(
    r"\s*(?:(?:,|và|, và)\s)?(?P<name>[^.;()\d]{3,80}?)\s*"
    r"\((?P<number>\d[\d.,]*)(?P<unit>[^\d()]*)\)"
)
_OPENS = re.compile(r"(?i)^\s*(?:trong đó|gồm|bao gồm|cụ thể)?\s*(?:có\s)?:?\s*")
_PART = re.compile(
    r"\s*(?:(?:và|còn)\s)?"
    r"(?P<name>(?:[Nn]ăm )?20\d\d(?=\s*:|\slà\s)"
    r"|(?:[^\d]|\d{1,2}\s(?:tháng|sao|tuổi|năm)\b){2,80}?)(?:[\s:]|\slà\s)+"
    r"(?P<number>\d[\d.,]*\d|\d)(?=\D|$)(?!\s(?:tháng|sao|tuổi)\b)(?P<unit>[^\d,;(]*)[,;]?"
)


class Part(NamedTuple):
    """Whose part it is, how much, where its number stands in the text, and its unit."""

    name: str
    value: float
    start: int
    end: int
    unit: str  # as printed behind it; empty where none is
    is_place: bool = False


def listed_parts(text: str, end: int, value: float) -> tuple[Part, ...]:
    """The parts that are listed behind the number `value` (which ends at `end`).

    In a bracket, or behind ", gồm:". None where a bracket says something else as well, or where
    they do not make up the whole.
    """
    each = _each_in_brackets(text, end, value)
    listed = _BRACKET.match(text, end) or _OPENED.match(text, end)
    if each or listed is None:
        return each
    inner = listed[1].rstrip(" .;,")
    opens = _OPENS.match(inner)
    at = opens.end() if opens else 0
    parts: list[Part] = []
    units: set[str] = set()
    left = value
    while at < len(inner) and left > 0:
        part = _PART.match(inner, at)
        number = parse_number(part["number"]) if part else None
        if part is None or number is None or "%" in part["unit"]:
            return ()
        unit = clean(part["unit"])
        units.add(unit)
        begins = listed.start(1) + part.start("number")
        ends = begins + len(part["number"])
        parts.append(Part(clean(part["name"]), number, begins, ends, unit))
        at = part.end()
        left = round(left - number, 6)
    whole = listed.re is _OPENED or at >= len(inner)
    return tuple(parts) if len(parts) > 1 and len(units) == 1 and left == 0 and whole else ()


def _each_in_brackets(text: str, end: int, value: float) -> tuple[Part, ...]:
    """Parts with their numbers in brackets behind their names, if they make up the whole."""
    begins = _AT.match(text, end)
    parts: list[Part] = []
    at = begins.end() if begins else len(text)
    while found := _IN_BRACKETS.match(text, at):
        number = parse_number(found["number"])
        if number is None or begins is None:
            return ()
        name, unit = clean(found["name"]), clean(found["unit"])
        place = begins[1] is not None
        parts.append(Part(name, number, found.start("number"), found.end(), unit, place))
        at = found.end()
    right = len(parts) > 1 and sum(part.value for part in parts) == value
    return tuple(parts) if right else ()
