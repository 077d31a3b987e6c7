"""Parts of an amount listed behind it: "38 công dân (Quân đội 32, Công an 06)"."""

import re
from typing import NamedTuple

from pipeline.extract.reading import clean
from pipeline.vietnamese.numbers import parse_number

# the bracket stands in the same sentence, a few words behind the number
_BRACKET = re.compile(r"[^.;()0-9]{0,160}\(((?:[^()]|\([^()]*\))*)\)")
# the same without brackets, up to the end of the sentence
_OPENED = re.compile(
    r"[^.()0-9]{0,160}?[,;]\s*(?:trong đó|gồm|bao gồm|cụ thể|chia ra)(?: có)?\b\s*:?\s*"
    r"((?:[^.]|\.(?=\d)){0,800})"
)
_OPENS = re.compile(r"(?i)^\s*(?:trong đó|gồm|bao gồm|cụ thể)?\s*(?:có\s)?:?\s*")
_PART = re.compile(
    r"\s*(?:(?:và|còn)\s)?"
    r"(?P<name>(?:[Nn]ăm )?20\d\d(?=\s*:)|(?:[^\d]|\d{1,2}\s(?:tháng|sao|tuổi|năm)\b){2,80}?)[\s:]+"
    r"(?P<number>\d[\d.,]*\d|\d)(?=\D|$)(?!\s(?:tháng|sao|tuổi)\b)(?P<unit>[^\d,;(]*)[,;]?"
)


class Part(NamedTuple):
    """Whose part it is, how much, where its number stands in the text, and its unit."""

    name: str
    value: float
    start: int
    end: int
    unit: str  # as printed behind it; empty where none is


def listed_parts(text: str, end: int, value: float) -> tuple[Part, ...]:
    """The parts that are listed behind the number `value` (which ends at `end`).

    In a bracket, or behind ", gồm:". None where a bracket says something else as well, or where
    they do not make up the whole.
    """
    listed = _BRACKET.match(text, end) or _OPENED.match(text, end)
    if listed is None:
        return ()
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
