"""Wordings: the data files, sentences with marks in them, and numbers as plans print them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

_MARK = re.compile(r"\[([^\]]*)\]|<([^>]*)>")


@cache
def data(name: str) -> dict[str, Any]:
    """A file of `data/`, by its name without the suffix (`general`, `programmes/ocop`)."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks, and what they enclosed."""

    text: str
    indicator: str = ""
    deadline: str | None = None


def unmark(sentence: str) -> Marked:
    """Take the marks out of a sentence: [what is counted], <by when>."""
    found: dict[str, str] = {}

    def bare(mark: re.Match[str]) -> str:
        kind = "indicator" if mark[1] is not None else "deadline"
        found[kind] = mark[1] or mark[2]
        return found[kind]

    text = _MARK.sub(bare, sentence)
    return Marked(capital(text), found.get("indicator", ""), found.get("deadline"))


def states(template: str, name: str) -> bool:
    """Whether a wording has a place for this value."""
    return any(field == name for _, field, _, _ in Formatter().parse(template))


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with its first letter in lower case, unless an acronym begins it."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def count(number: float) -> str:
    """A number as printed: 08, 160, 1.250, 1,5."""
    if number != int(number):
        return f"{number:.1f}".replace(".", ",")
    return f"{int(number):02d}" if number < 10 else f"{int(number):,}".replace(",", ".")


def percent(number: float) -> str:
    """A percentage as printed: never with a leading zero."""
    return count(number).removeprefix("0") if number >= 1 else count(number)


def short_date(day: date) -> str:
    """16/11/2022, 06/9/2022: zeros before days below 10 and months below 3, as decreed."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def long_date(day: date) -> str:
    """21 tháng 8 năm 2019."""
    return f"{day.day:02d} tháng {_month(day)} năm {day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def listing(names: list[str], last: str = " và ") -> str:
    """A, B và C."""
    return ", ".join(names[:-1]) + (last if len(names) > 1 else "") + names[-1]
