"""The years that a text names."""

import re
from collections.abc import Iterator

from pipeline.extract.rules import expression

_YEAR = re.compile(r"\b(?:nam|den)\s+(20[0-9]{2})\b")
_NEAR = 60  # characters


def named_years(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The places and the years named in `folded[start:end]`.

    But for those that it only compares with: "so với năm 2017", "từ 31% năm 2024 xuống 8%".
    """
    compared = expression("targets", "year", "compared")
    for year in _YEAR.finditer(folded, start, len(folded) if end is None else end):
        if not compared.search(folded[max(start, year.start() - _NEAR) : year.start()]):
            yield year.start(), int(year[1])
