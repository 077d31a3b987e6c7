"""By when a target is to be reached: the years that a plan's sentences and headings name."""

from bisect import bisect_left

from pipeline.extract.goals import Amount
from pipeline.extract.reading import Reading
from pipeline.extract.rules import expression
from pipeline.extract.years import named_years
from pipeline.vietnamese.letters import fold
from schemas.outline import Node


class Years:
    """The years of a node's text, without those before `since`, which are past."""

    def __init__(self, folded: str, since: int | None) -> None:
        self._folded, self._since = folded, since
        self._dated = [*named_years(folded)]

    def of(self, amount: Amount, said: int) -> int | None:
        """By when: the year named with what is counted (which ends at `said`), else the last
        before the number in its sentence, after it, or ahead of its clauses.
        """
        folded, since = self._folded, self._since
        (start, end), q = amount.sentence, amount.span
        for place in ((q.end_char, said), (start, q.start_char), (q.end_char, end)):
            named = [
                year for _, year in named_years(folded, *place) if since is None or year >= since
            ]
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


def heading_year(reading: Reading, node: Node, since: int | None) -> int | None:
    """The only year that a heading above names, the nearest first; none before `since`."""
    for heading in reading.headings(node):
        years = {year for _, year in named_years(fold(heading.text))}
        if heading.index != node.index and len(years) == 1 and min(years) >= (since or 0):
            return years.pop()
    return None
