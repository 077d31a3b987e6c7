"""Official codes of administrative units before and after 1 July 2025: `python -m training.units`.

Names and codes are facts of the General Statistics Office, from Decision 124/2004/QĐ-TTg with its
changes and Decision 19/2025/QĐ-TTg; which unit became which is told by the resolutions of the
Standing Committee of the National Assembly of June 2025. They are read from the package
vietnamadminunits (MIT).
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from vietnamadminunits.database import get_data

_OUT = Path(__file__).parents[1] / "pipeline/vietnamese/units.txt"
_HEAD = "# python -m training.units wrote it: era, code, name, code of the unit above, code now"


class _Row(NamedTuple):
    era: str  # "old": until 30 June 2025; "new": since
    code: str
    name: str
    above: str
    now: str

    def __str__(self) -> str:
        return "\t".join(self)


def rows() -> Iterator[_Row]:
    """All units, provinces first; districts became no unit, so their province stands for them."""
    new = get_data(["province", "provinceCode", "provinceKey", "ward", "wardCode", "wardKey"])
    old = get_data(
        "province, provinceCode, provinceKey, district, districtCode, districtKey,"
        " ward, wardCode, wardKey",
        "admin_units_legacy",
    )
    provinces = {unit["provinceKey"]: unit["provinceCode"] for unit in new}
    wards = {(u["provinceKey"], u["wardKey"]): u["wardCode"] for u in new if u["wardCode"]}
    merged, joined = _changes()
    seen: set[str] = set()
    for unit in new:
        if unit["provinceCode"] not in seen:
            seen.add(unit["provinceCode"])
            yield _Row("new", unit["provinceCode"], unit["province"], "", unit["provinceCode"])
        if unit["wardCode"]:
            yield _Row(
                "new", unit["wardCode"], unit["ward"], unit["provinceCode"], unit["wardCode"]
            )
    seen.clear()
    for unit in old:
        province = merged.get(unit["provinceKey"], unit["provinceKey"])
        now = provinces.get(province, "")
        for code, name, above in (
            (unit["provinceCode"], unit["province"], ""),
            (unit["districtCode"], unit["district"], unit["provinceCode"]),
        ):
            if code and f"{above}/{code}" not in seen:
                seen.add(f"{above}/{code}")
                yield _Row("old", code, name, above, now)
        if unit["wardCode"]:
            key = f"{unit['provinceKey']}_{unit['districtKey']}_{unit['wardKey']}"
            ward = wards.get((province, joined.get(key, "")), "")
            yield _Row("old", unit["wardCode"], unit["ward"], unit["districtCode"], ward)


def _changes() -> tuple[dict[str, str], dict[str, str]]:
    """Province now of each former one, and ward now of each former one: keys of the package.

    Of a ward that was divided, the one that took the most of it.
    """
    data = files("vietnamadminunits").joinpath("data/converter_2025.json").read_text("utf-8")
    told = json.loads(data)
    merged = {old: new for new, olds in told["DICT_PROVINCE"].items() for old in olds}
    joined = {
        old: new
        for wards in told["DICT_PROVINCE_WARD_NO_DIVIDED"].values()
        for new, olds in wards.items()
        for old in olds
    }
    for wards in told["DICT_PROVINCE_WARD_DIVIDED"].values():
        for old, parts in wards.items():
            joined[old] = next(p["newWardKey"] for p in parts if p["isDefaultNewWard"])
    return merged, joined


if __name__ == "__main__":
    _OUT.write_text("\n".join([_HEAD, *map(str, rows())]) + "\n", "utf-8")
