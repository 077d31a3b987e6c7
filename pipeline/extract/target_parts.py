"""What sets a part of a target apart from its whole: a place, a kind, a year."""

import re
from functools import cache
from typing import NamedTuple

from spacy.tokens import Span

from pipeline.extract.indicators import unit_of
from pipeline.extract.reading import clean
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.places import province_of
from pipeline.vietnamese.tones import one_style
from pipeline.vietnamese.units import neighbourhoods

_YEAR = re.compile(r"(?:[Nn]ăm )?(20\d\d)\b(?!\s*[-–])")
_OPENS = re.compile(
    r"(?i).*(?:\b(?:trong (?:số )?đó|bao gồm|gồm|cụ thể|chia ra)\b|[;:]|\((?![^()]*\)))", re.S
)
_JOINS = re.compile(r"^[\s,:]*(?:(?i:và|còn|riêng|là|thì)\s+)*(?:có\s+(?=[A-ZÀ-ỸĐ]|$))?")
_LABEL = re.compile(
    r"(?:^|[;:(]|,\s(?!\d)|\b(?:gồm|đó|và)\s)\s*([^;:()]{1,60}?(?:\s\([^()]*\))?):\s*(?:mỗi\s\S+\s)?$"
)
_NEXT_LABEL = re.compile(r"[,;]\s*[^,;:()]{1,40}:\s*$")
_NO_MORE = re.compile(r"\s*(?:[;.()]|va\b|$)")
_BETWEEN = re.compile(r"(?:,\s(?:và\s)?|\svà\s)")
_REMARK = re.compile(r"\s\((?!cũ)[^()]*\)$")  # behind a name: "Ea Bia (điểm của huyện)"
_LONG = 80  # characters; what is longer is a sentence, and names no part


class Part(NamedTuple):
    """Of a whole: what it is in words, and in columns of its own."""

    indicator: str
    area: str | None = None
    category: str | None = None
    year: int | None = None


def _told(key: str) -> re.Pattern[str]:
    return expression("targets", "part", key)


def part_of(whole: str, name: str, *, is_place: bool = False) -> Part:
    """The part `name` of what the indicator `whole` counts.

    "nông thôn" is a place, "năm 2026" a year, "sửa chữa" a kind.
    """
    year = _YEAR.match(name)
    if year:
        return Part(whole, year=int(year[1]))
    area = name if is_place or places_listed(name) else area_of(name)
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


def with_area(indicator: str) -> tuple[str, str | None]:
    """An indicator without the places that its end names, and these as printed.

    "vùng lõm tại A Lưới, Nam Đông" is told of two; "bài tại các trường" is of none.
    """
    found = _where().search(indicator)
    if found is None or not (found["some"] or places_listed(found["places"])):
        return indicator, None
    if any(map(province_of, places_listed(found["places"] or ""))):
        return indicator, None  # where somebody goes: a plan's own places lie in one province
    return indicator[: found.start()], found["places"] or found["some"]


def places_listed(words: str) -> tuple[str, ...]:
    """The names of places that words are, each: ("xã Lưu Phương", "xã Văn Hải").

    A name that no kind of place stands before must be that of a unit of administration. Empty
    where the words are anything else.
    """
    if not _listed().fullmatch(words):
        return ()
    names = tuple(clean(name) for name in _BETWEEN.split(words))
    kind = _kind()
    told = bool(kind.match(names[0]))
    known = all(told or kind.match(name) or _known(name) for name in names)
    return names if known else ()


def _known(name: str) -> bool:
    return one_style(name) in _proper_names()


@cache
def _proper_names() -> frozenset[str]:
    return frozenset(one_style(name) for group in neighbourhoods() for name in group)


@cache
def _kind() -> re.Pattern[str]:
    """The kind of a place before its name: "xã", "khu phố"."""
    return re.compile(f"(?i:{_told('units').pattern})\\b")


@cache
def _listed() -> re.Pattern[str]:
    """Names of places, one or several: "Ea Ly, Ea Bá", "thôn Lưu Xá và thôn Quang Trung"."""
    upper, letters = "A-ZÀ-ỸĐ", r"[\w’'-]*"
    proper = rf"[{upper}]{letters}(?:\s[{upper}0-9]{letters}){{0,3}}"
    name = rf"(?:(?i:{_told('units').pattern})\s(?:số\s)?(?:{proper}|\d+)|{proper})(?:\s\(cũ\))?"
    return re.compile(rf"{name}(?:{_BETWEEN.pattern}{name})*")


@cache
def _where() -> re.Pattern[str]:
    """Where an indicator ends in a place: "tại A Lưới, Nam Đông", "ở các xã nghèo"."""
    units, which = _told("units").pattern, _told("which").pattern
    some = rf"(?i:các\s{units}(?:,\s{units})*\s{which}[^,;()]*)"
    at = r"\s(?:ở|tại|trên địa bàn)\s(?:địa bàn\s|khu vực\s)?"
    return re.compile(rf"{at}(?:(?:các\s)?(?P<places>{_listed().pattern})|(?P<some>{some}))$")


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
    unit = unit_of(text, q) or ""
    end = q.end_char if q._.kind else q.end_char + len(f" {unit}")
    if label:
        behind = _NEXT_LABEL.sub("", text[end:stop]).lstrip(" );")
        return None if behind and behind[0] not in "(,.;" else clean(_REMARK.sub("", label[1]))
    no_object = expression("targets", "indicator", "no_object")
    if not (no_object.match(folded, end) or _NO_MORE.match(folded, end)):
        return None
    said = _JOINS.sub("", _OPENS.sub("", text[since : q.start_char], count=1))
    name = clean(expression("targets", "indicator", "measures").sub("", f" {said}"))
    year = _YEAR.match(said)
    name = year[0] if year and not name else name  # "năm 2026 là 15.000"
    other = not name or len(name) > _LONG or _told("own").match(fold(name))
    return None if other else name
