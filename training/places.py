"""Names of administrative units, before and after 1 July 2025, as sentences to learn from."""

from collections.abc import Iterator

from vietnamadminunits.database import get_data

_TIMES = 3  # a name that is rare in the texts should still be known


def sentences() -> Iterator[str]:
    """ "xã Tân Lập, huyện Bắc Tân Uyên, tỉnh Bình Dương": every commune, some times."""
    for _ in range(_TIMES):
        for unit in get_data(["ward", "district", "province"], "admin_units_legacy"):
            yield _joined(unit["ward"], unit["district"], unit["province"])
        for unit in get_data(["ward", "province"], "admin_units"):
            yield _joined(unit["ward"], unit["province"])


def _joined(*names: str | None) -> str:
    """The kind of unit in small letters, as it is printed within a sentence."""
    return ", ".join(name[:1].lower() + name[1:] for name in names if name)
