"""Parts of an amount in brackets behind it: "38 công dân (Quân đội 32, Công an 06)"."""

import re
from typing import NamedTuple

from pipeline.extract.reading import clean
from pipeline.vietnamese.numbers import parse_number

# the bracket stands in the same sentence, a few words behind the number
_BRACKET = re.compile(r"[^.;()0-9]{0,160}\(((?:[^()]|\([^()]*\))*)\)")
_OPENS = re.compile(r"(?i)^\s*(?:trong đó|gồm|bao gồm|cụ thể)?\s*(?:có\s)?:?\s*")
_PART = re.compile(
    r"\s*(?:(?:và|còn)\s)?"
    r"(?P<name>(?:[Nn]ăm )?20\d\d(?=\s*:)|(?:[^\d]|\d{1,2}\s(?:tháng|sao|tuổi|năm)\b){2,80}?)[\s:]+"
    r"(?P<number>\d[\d.,]*\d|\d)(?=\D|$)(?P<unit>[^\d,;]*)[,;]?"
)


class Part(NamedTuple):
    """Whose part it is, how much, and where its number stands in the text."""

    name: str
    value: float
    start: int
    end: int


def listed_parts(text: str, end: int, value: float) -> tuple[Part, ...]:
    """The parts that a bracket behind the number `value` (which ends at `end`) lists.

    None where it says something else as well, or where they do not make up the whole.
    """
    bracket = _BRACKET.match(text, end)
    if bracket is None:
        return ()
    inner = bracket[1].rstrip(" .;,")
    opens = _OPENS.match(inner)
    at = opens.end() if opens else 0
    parts: list[Part] = []
    units: set[str] = set()
    while at < len(inner):
        part = _PART.match(inner, at)
        number = parse_number(part["number"]) if part else None
        if part is None or number is None or "%" in part["unit"]:
            return ()
        units.add(clean(part["unit"]))
        begins = bracket.start(1) + part.start("number")
        parts.append(Part(clean(part["name"]), number, begins, begins + len(part["number"])))
        at = part.end()
    if len(parts) < 2 or len(units) > 1 or sum(part.value for part in parts) != value:
        return ()
    return tuple(parts)
