"""Official codes of provinces, districts and communes, before and after 1 July 2025 (units.txt)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.places import find_place_names

Era = Literal["old", "new"]

REFORM = date(2025, 7, 1)  # Nghị quyết 202/2025/QH15: 34 provinces, and no districts
KINDS = (
    "tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu",
)  # fmt: skip
SHORT_KINDS = {"tp": "thành phố", "tt": "thị trấn", "tx": "thị xã"}
_FOLDED = {fold(short): fold(kind) for short, kind in SHORT_KINDS.items()}
_FOLDED |= {fold(kind): fold(kind) for kind in KINDS}
_KIND_BEFORE = re.compile(rf"(?<!\w)({'|'.join(_FOLDED)})\.?\s*$")
_KIND = re.compile(rf"^(?:{'|'.join(KINDS)}) ", re.IGNORECASE)
_DISTRICTS = ("huyen ", "quan ", "thi xa ", "thanh pho ")


class Unit(NamedTuple):
    """A unit of administration."""

    era: Era
    code: str
    name: str  # with its kind: "Xã Quảng Trung"
    above: str  # code of the unit that it lies in; empty for a province
    now: str  # code of the unit that it is, or lies in, since the reform; empty where unknown

    @property
    def proper(self) -> str:
        """The name without its kind: "Quảng Trung"."""
        return _KIND.sub("", self.name)


def places_in(text: str) -> Iterator[str]:
    """The units that a text names, folded, in its order: "thi xa bim son", "tinh thanh hoa"."""
    for start, end in find_place_names(text):
        kind = _KIND_BEFORE.search(fold(text[:start]))
        if kind:
            yield f"{_FOLDED[kind[1]]} {fold(text[start:end])}"


def find_unit(name: str, around: Sequence[str], issued: date | None) -> Unit | None:
    """The unit of this (folded) name that lies in the province and the district named around it.

    None where no unit, or more than one, fits. Without a date a unit of before the reform counts
    first, but for names that only came with it.
    """
    eras: tuple[Era, ...] = ("old", "new")
    if issued is not None:
        eras = ("old",) if issued < REFORM else ("new",)
    for era in eras:
        fitting = [u for u in _by_name(era).get(name, ()) if _lies_in(u, around)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return None
    return None


def province_above(unit: Unit) -> str:
    """The proper name of the province that a unit is, or lies in."""
    return [unit, *_above(unit)][-1].proper


def _lies_in(unit: Unit, around: Sequence[str]) -> bool:
    """Do the names around it agree with the province and the district that it lies in?"""
    for upper in _above(unit):
        tier = "district" if upper.above else "province"
        named = [name for name in around if _tier(name, unit.era) == tier]
        if named and fold(upper.name) not in named:
            return False
    return True


def _tier(name: str, era: Era) -> str | None:
    """Whether a folded name is that of a province, a district, or neither."""
    if name.startswith("tinh ") or any(not unit.above for unit in _by_name(era).get(name, ())):
        return "province"
    return "district" if name.startswith(_DISTRICTS) else None


def _above(unit: Unit) -> Iterator[Unit]:
    upper = _by_code(unit.era).get(unit.above) if unit.above else None
    if upper is not None:
        yield upper
        yield from _above(upper)


@cache
def neighbourhoods() -> tuple[frozenset[str], ...]:
    """Proper names of units that lie together: provinces, districts of one, communes of one."""
    together: dict[tuple[Era, str], set[str]] = {}
    for unit in _units():
        if not any(map(str.isdigit, unit.proper)):  # Phường 12
            together.setdefault((unit.era, unit.above), set()).add(unit.proper)
    return tuple(map(frozenset, together.values()))


@cache
def _units() -> tuple[Unit, ...]:
    lines = (files(__package__) / "units.txt").read_text("utf-8").splitlines()
    return tuple(Unit(*line.split("\t")) for line in lines if not line.startswith("#"))  # type: ignore[arg-type]


@cache
def _by_name(era: Era) -> dict[str, list[Unit]]:
    units: dict[str, list[Unit]] = {}
    for unit in _units():
        if unit.era == era:
            units.setdefault(fold(unit.name), []).append(unit)
    return units


@cache
def _by_code(era: Era) -> dict[str, Unit]:
    """Codes have two, three and five digits: those of one era never meet."""
    return {unit.code: unit for unit in _units() if unit.era == era}
