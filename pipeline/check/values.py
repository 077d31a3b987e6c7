"""Single values that cannot be, or that contradict another of the same plan."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.finding import finding
from pipeline.vietnamese.letters import fold
from schemas.records import Extraction, Finding, Target

DOUBTFUL = 0.6  # confidence of the words of a value below which a person should look


def check_values(document_id: str, extraction: Extraction) -> Iterator[Finding]:
    """Percentages over 100, years outside the period, contradictions, doubtful words."""
    start, end = extraction.header.period_start, extraction.header.period_end
    same: dict[tuple[object, ...], list[Target]] = defaultdict(list)
    for target in extraction.targets:
        if target.unit == "%" and target.value > 100:
            yield finding(
                document_id, "over-100-percent", "warning", target, value=f"{target.value:g}"
            )
        if target.year and start and end and target.year < start:
            yield finding(
                document_id,
                "year-outside-period",
                "info",
                target,
                year=target.year,
                start=start,
                end=end,
            )
        # the sum of a row stands beside its columns, with the year by which it is to be reached
        row_sum = target.is_total and target.area is not None
        key = (fold(target.indicator), target.unit, target.area, target.category, target.year)
        same[(*key, row_sum)].append(target)
    for targets in same.values():
        ids = {target.id for target in targets}
        values = sorted({t.value for t in targets if t.parent_id not in ids})
        if len(values) > 1:
            told = ", ".join(f"{value:g}" for value in values)
            yield finding(
                document_id,
                "two-values",
                "warning",
                targets[0],
                what=targets[0].indicator,
                values=told,
            )
    for record in extraction.records:
        if record.confidence < DOUBTFUL:
            yield finding(
                document_id,
                "doubtful-words",
                "warning",
                record,
                confidence=f"{record.confidence:.2f}",
            )
