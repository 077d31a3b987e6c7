"""Dates as Vietnamese documents print them, checked against the calendar."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline.vietnamese.letters import fold

_YEARS = range(1900, 2101)
# Before a day is filled in by hand, blanks, dots or underlines stand in its place.
_BLANK = r"[\s.…_]{0,60}"
# Both are matched against folded text.
_WORDS = re.compile(
    rf"(?<!\w)(?:ngay{_BLANK}(?P<day>[0-9]{{1,2}})?{_BLANK})?"
    rf"thang{_BLANK}(?P<month>[0-9]{{1,2}})?{_BLANK}(?:nam|[/-]){_BLANK}(?P<year>[0-9]{{4}})(?!\w)"
)
_FIGURES = re.compile(
    r"(?<![\w/.,-])(?P<day>[0-9]{1,2})\s?(?P<mark>[/.-])\s?(?P<month>[0-9]{1,2})\s?(?P=mark)\s?"
    r"(?P<year>[0-9]{4})(?![\w/]|[.,-]\w)"
)


class PrintedDate(NamedTuple):
    """A date as far as it is printed: month, or day and month, may be blank."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str | None:
        """YYYY-MM-DD; None unless day, month and year stand there."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day).isoformat()


class FoundDate(NamedTuple):
    """A date and its place in the text: text[start:end]."""

    start: int
    end: int
    date: PrintedDate


def find_dates(text: str) -> Iterator[FoundDate]:
    """All dates in `text` (NFC), in order: "16/11/2022", "ngày 21 tháng 8 năm 2019".

    "tháng 8/2019" is one without its day. A date that no calendar has (31/02/2022) is none,
    nor is a bare year.
    """
    folded = fold(text)
    matches = [*_WORDS.finditer(folded), *_FIGURES.finditer(folded)]
    for match in sorted(matches, key=re.Match.start):
        found = _checked(match)
        if found:
            yield FoundDate(match.start(), match.end(), found)


def parse_date(text: str) -> PrintedDate | None:
    """The date that is the whole of `text`, the word "ngày" before it aside; else None."""
    bare = re.sub(r"^\s*ngay\s+(?=[0-9]+\s?[/.-])", "", fold(text)).strip()
    for pattern in (_WORDS, _FIGURES):
        match = pattern.fullmatch(bare)
        if match:
            return _checked(match)
    return None


def _checked(match: re.Match[str]) -> PrintedDate | None:
    year = int(match["year"])
    day, month = (int(part) if part else None for part in match.group("day", "month"))
    if year not in _YEARS:
        return None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return PrintedDate(year, month, day if month else None)
