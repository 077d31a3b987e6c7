"""What sets a part of a target apart from its whole: a place, a kind, a year."""

import re
from functools import cache
from typing import NamedTuple

from spacy.tokens import Span

from pipeline.extract.reading import clean
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold

_YEAR = re.compile(r"(?:[Nn]ăm )?(20\d\d)\b(?!\s*[-–])")
_OPENS = re.compile(r"(?i).*(?:\b(?:trong (?:số )?đó|bao gồm|gồm|cụ thể|chia ra)\b|[;:(])", re.S)
_JOINS = re.compile(r"(?i)^[\s,:]*(?:(?:và|còn|riêng|có|là|thì)\s+)*")
_LABEL = re.compile(r"(?:^|[,;:(]|\b(?:gồm|đó|và)\s)\s*([^,;:()]{1,40}):\s*$")
_NEXT_LABEL = re.compile(r"[,;]\s*[^,;:()]{1,40}:\s*$")
_NO_MORE = re.compile(r"\s*(?:[;.()]|va\b|$)")
_LONG = 80  # characters; what is longer is a sentence, and names no part


class Part(NamedTuple):
    """Of a whole: what it is in words, and in columns of its own."""

    indicator: str
    area: str | None = None
    category: str | None = None
    year: int | None = None


def _told(key: str) -> re.Pattern[str]:
    return expression("targets", "part", key)


def part_of(whole: str, name: str) -> Part:
    """The part `name` of what the indicator `whole` counts.

    "nông thôn" is a place, "năm 2026" a year, "sửa chữa" a kind.
    """
    year = _YEAR.match(name)
    if year:
        return Part(whole, year=int(year[1]))
    area = area_of(name)
    if area:
        return Part(whole, area=area)
    words = f"{whole}: {name}"
    return Part(words) if _told("periods").match(fold(name)) else Part(words, category=name)


def area_of(words: str) -> str | None:
    """The place that words name and nothing else, as printed: "đô thị" of "ở đô thị"."""
    places = _places()
    at = None if places.match(words) else _told("at_place").match(words.lower())
    place = words[at.end() :] if at else words
    return clean(place) if places.match(place) else None


@cache
def _places() -> re.Pattern[str]:
    """A region, "các xã", "06 xã", "xã Tân Lập", "xã nghèo"."""
    regions, units, which = (_told(key).pattern for key in ("regions", "units", "which"))
    counted = rf"(?:các|những|\d+)\s{units}\b"
    return re.compile(rf"(?i:{regions}|{counted})|(?i:{units})\s(?:[0-9A-ZÀ-ỸĐ]|(?i:{which}))")


def named_before(text: str, folded: str, q: Span, since: int, stop: int) -> str | None:
    """Whose part of a sum an amount is, where that stands before it, behind character `since`.

    "VNPT" in "(trong đó: VNPT: 25 trạm, Viettel: 33 trạm)", "trẻ 3 tuổi" in "trong đó trẻ 3 tuổi
    đạt 96%". None where it tells itself, before the next amount at `stop`, what it counts.
    """
    label = _LABEL.search(text[since : q.start_char])
    if label:
        behind = _NEXT_LABEL.sub("", text[q.end_char : stop]).strip(" );.,")
        return None if behind else clean(label[1])
    no_object = expression("targets", "indicator", "no_object")
    if not (no_object.match(folded, q.end_char) or _NO_MORE.match(folded, q.end_char)):
        return None
    said = _JOINS.sub("", _OPENS.sub("", text[since : q.start_char], count=1))
    name = clean(expression("targets", "indicator", "measures").sub("", f" {said}"))
    other = not name or len(name) > _LONG or _told("own").match(fold(name))
    return None if other else name
