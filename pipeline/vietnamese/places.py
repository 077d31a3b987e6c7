"""Provinces before and after 1 July 2025, and what an office's name tells of place and level."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from pipeline.vietnamese.letters import MARKED, fold, nfc
from pipeline.vietnamese.rules import one_of, rules
from pipeline.vietnamese.tones import one_style

Level = Literal["province", "district", "commune", "ministry", "other"]
Kind = Literal["tỉnh", "thành phố"]

_LOWEST_FIRST: tuple[Level, ...] = ("commune", "district", "province", "ministry")
_NEAR = 24  # characters that the word before a level's lies in
_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")  # of the highlands, too: "Đắk R'Lấp"


class Province(NamedTuple):
    """A province or a city under the central government."""

    name: str
    kind: Kind
    now: str  # the unit that it is, or became a part of, on 1 July 2025


@cache
def provinces() -> tuple[Province, ...]:
    """The 34 provinces and cities since 1 July 2025."""
    return tuple(Province(p["name"], p["kind"], p["name"]) for p in rules("places")["provinces"])


@cache
def former_provinces() -> tuple[Province, ...]:
    """The 63 provinces and cities before 1 July 2025."""
    found: list[Province] = []
    for unit in rules("places")["provinces"]:
        name = unit["name"]
        before = unit.get("before", {})
        found.append(Province(before.get("name", name), before.get("kind", unit["kind"]), name))
        found += [Province(merged, "tỉnh", name) for merged in unit.get("merged", [])]
    return tuple(found)


def province_of(text: str) -> str | None:
    """The province that an office's name or a place names, in its usual spelling.

    A name after "tỉnh" or "thành phố" counts before one elsewhere, and a name with its marks
    before one that has lost them. After "tỉnh" any name is a province's, though no province is
    called so: "UBND huyện Tân Lập, tỉnh Lâm Giang" → "Lâm Giang". None where nothing tells.
    """
    text = _plain(text)
    found = [*_known(text.lower(), bare=False), *_known(fold(text), bare=True)]
    for match in re.finditer(r"(?<!\w)(?:tỉnh|tinh)(?: (?:ủy|uy))?(?!\w)", text.lower()):
        name = place_name(text[match.end() :])
        if name:
            found.append((1, name.title() if name.isupper() else name))
    return min(found, key=lambda hit: hit[0])[1] if found else None


def issuer_level(text: str) -> Level:
    """The level of the office that `text` names: the lowest that any of its words tells.

    "Ủy ban nhân dân xã Tân Lập, huyện Lũng Vân" → "commune". A city is a district's equal, but
    for those under the central government.
    """
    text = _plain(text).lower()
    bare = not MARKED.intersection(text)
    found: set[Level] = set()
    for match in _level_words(bare).finditer(text):
        central = match[0] in _city_words(bare) and _is_central_city(text[match.end() :])
        found.add("province" if central else _levels(bare)[match[0]])
    return next((level for level in _LOWEST_FIRST if level in found), "other")


def place_name(text: str) -> str:
    """The name that `text`, which follows a word like "xã" or "tỉnh", begins with; "" for none.

    Its syllables have initial capitals. In a text all in capitals it ends after its usual length
    or before a word that begins no name (năm, giai đoạn, và …).
    """
    ends = [end.split("|") for end in rules("places")["names"]["ends"].split()]
    syllables: list[re.Match[str]] = []
    for match in _SYLLABLE.finditer(text):
        gap = text[syllables[-1].end() if syllables else 0 : match.start()]
        if gap.strip() or not match[0][0].isupper():
            break
        syllables.append(match)
    ahead = [match[0].lower() for match in syllables]
    length = next(
        (i for i in range(len(ahead)) if any(ahead[i : i + len(end)] == end for end in ends)),
        len(ahead),
    )
    usual = rules("places")["names"]["usual_length"]
    if all(match[0].isupper() for match in syllables[:usual]):
        length = min(length, usual)
    return text[syllables[0].start() : syllables[length - 1].end()] if length else ""


def find_place_names(text: str) -> Iterator[tuple[int, int]]:
    """Where `text` (NFC) names a place after its level word: "xã Tân Lập" → that of "Tân Lập"."""
    view = one_style(text.lower())
    names = rules("places")["names"]
    plural = set(names["plural"].split())
    for match in one_of(tuple(_levels(bare=False))).finditer(view):
        before = view[max(0, match.start() - _NEAR) : match.start()].rstrip()
        word = next(reversed(_SYLLABLE.findall(before)), "")
        counted = word in plural and not before.endswith(names["uncounted"])
        if counted or _levels(bare=False)[match[0]] in ("ministry", "other"):
            continue
        if match[0] in _first_words():  # Sở, Phòng: what follows is a subject, not a place
            continue
        start = match.end() + (text[match.end() : match.end() + 1] == ".")
        name = place_name(text[start:])
        if name:
            start = text.index(name, start)
            yield start, start + len(name)


def _known(view: str, *, bare: bool) -> Iterator[tuple[int, str]]:
    """Names of provinces in a text in lower case, each with its rank: the lower, the surer."""
    names = _province_names(bare)
    for match in one_of(tuple(names)).finditer(view):
        before = _level_word_at_end(bare).search(view[: match.start()])
        word = before["word"] if before else None
        if word is None:
            yield 2, names[match[0]]
        elif _levels(bare)[word] == "province" or word in _city_words(bare):
            yield 0, names[match[0]]


def _plain(text: str) -> str:
    """NFC, single blanks, one style of tone placement."""
    return one_style(" ".join(nfc(text).split()))


@cache
def _province_names(bare: bool) -> dict[str, str]:
    """The usual spelling of each province's name by every spelling in lower case."""
    spellings: dict[str, list[str]] = rules("places")["spellings"]
    names = {province.name for province in (*former_provinces(), *provinces())}
    return {
        fold(shown) if bare else shown.lower(): name
        for name in sorted(names)
        for shown in (name, *spellings.get(name, []))
    }


@cache
def _levels(bare: bool) -> dict[str, Level]:
    """The level that each word tells; "other" for phrases in which such a word tells none."""
    found: dict[str, Level] = {}
    for level in (*_LOWEST_FIRST, "other"):
        words = rules("places")["levels"][level]
        for word in (*words["words"], *words.get("first", [])):
            found[fold(word) if bare else word] = level
    return found


@cache
def _first_words() -> frozenset[str]:
    """Words that tell a level only at the beginning of an office's name."""
    levels = rules("places")["levels"].values()
    return frozenset(word for level in levels for word in level.get("first", []))


@cache
def _city_words(bare: bool) -> frozenset[str]:
    words = rules("places")["cities"]["words"]
    return frozenset(fold(word) if bare else word for word in words)


def _is_central_city(rest: str) -> bool:
    """What follows "thành phố" is the name of a city under the central government."""
    cities = tuple(fold(province.name) for province in provinces() if province.kind == "thành phố")
    rest = fold(rest).lstrip(" .")
    return rest.startswith(cities) and not re.search(r"\btinh\b", rest)


@cache
def _level_words(bare: bool) -> re.Pattern[str]:
    """The words that tell a level, and those that tell it at the beginning of a name only."""
    first = {fold(word) if bare else word for word in _first_words()}
    anywhere = one_of(tuple(_levels(bare).keys() - first)).pattern
    return re.compile(rf"{anywhere}|^(?:{'|'.join(sorted(first))})(?!\w)")


@cache
def _level_word_at_end(bare: bool) -> re.Pattern[str]:
    return re.compile(one_of(tuple(_levels(bare))).pattern + r"\.? ?$")
