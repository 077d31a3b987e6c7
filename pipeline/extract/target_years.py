"""By when a target is to be reached: the years that a plan's sentences and headings name."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.extract.goals import Amount
from pipeline.extract.reading import Reading
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold
from schemas.outline import Node

_YEAR = re.compile(r"\b(?:nam|den)\s+(20[0-9]{2})\b")
_NEAR = 60  # characters


class Years:
    """The years of a node's text, without those before `since`, which are past."""

    def __init__(self, folded: str, since: int | None) -> None:
        self._folded, self._since = folded, since
        self._dated = [*_dated(folded, 0, len(folded))]

    def of(self, amount: Amount, said: int) -> int | None:
        """By when: the year named with what is counted (which ends at `said`), else the last
        before the number in its sentence, after it, or ahead of its clauses.
        """
        folded, since = self._folded, self._since
        (start, end), q = amount.sentence, amount.span
        for place in ((q.end_char, said), (start, q.start_char), (q.end_char, end)):
            named = [year for _, year in _dated(folded, *place) if since is None or year >= since]
            if named:
                return named[-1]
        ahead = expression("targets", "year", "ahead").match(folded, amount.period)
        if ahead and (since is None or int(ahead[1]) >= since):
            return int(ahead[1])
        if expression("targets", "year", "goes_on").match(folded, amount.period):
            before = bisect_left(self._dated, (amount.period, 0))
            if before and (since is None or self._dated[before - 1][1] >= since):
                return self._dated[before - 1][1]
        return None


def heading_year(reading: Reading, node: Node) -> int | None:
    """The only year that one of the headings names, the nearest first."""
    for heading in reading.headings(node):
        folded = fold(heading.text)
        years = {year for _, year in _dated(folded, 0, len(folded))}
        if len(years) == 1:
            return years.pop()
    return None


def _dated(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of the years that a text names, but for those it only compares with ("so với
    năm 2017"), and the years.
    """
    compared = expression("targets", "year", "compared")
    for year in _YEAR.finditer(folded, start, end):
        if not compared.search(folded[max(start, year.start() - _NEAR) : year.start()]):
            yield year.start(), int(year[1])
