"""Stated sums against their stated parts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.check.finding import finding
from schemas.records import Finding, Target, TrainingClass


def check_classes(document_id: str, classes: Sequence[TrainingClass]) -> Iterator[Finding]:
    """Classes and people of a sum against its parts; classes × people a class against people."""
    parts: dict[str, list[TrainingClass]] = defaultdict(list)
    for group in classes:
        if group.parent_id:
            parts[group.parent_id].append(group)
    for group in classes:
        for name, what in (("n_classes", "lớp"), ("n_participants", "người")):
            yield from _sum(document_id, group, name, what, parts[group.id])
        if group.n_classes and group.per_class and group.n_participants:
            product = group.n_classes * group.per_class
            if product != group.n_participants and not group.is_total:
                yield finding(
                    document_id,
                    "product-mismatch",
                    "error",
                    group,
                    classes=group.n_classes,
                    size=group.per_class,
                    product=product,
                    people=group.n_participants,
                )


def _sum(
    document_id: str, whole: TrainingClass, name: str, what: str, parts: Sequence[TrainingClass]
) -> Iterator[Finding]:
    stated = getattr(whole, name)
    values = [getattr(part, name) for part in parts]
    if not parts or stated is None or None in values or sum(values) == stated:
        return
    yield finding(
        document_id,
        "sum-mismatch",
        "error",
        whole,
        whole=f"{stated} {what}",
        sum=sum(values),
        parts=" + ".join(str(value) for value in values),
    )


def check_targets(document_id: str, targets: Sequence[Target]) -> Iterator[Finding]:
    """A stated sum against its parts, where these are of one kind.

    The cells of a table add up two ways: the areas of a column to its total row, the categories
    of a row to its sum column.
    """
    parts: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        if target.parent_id:
            parts[target.parent_id].append(target)
    for whole in targets:
        groups = [
            [part for part in parts[whole.id] if (part.area == whole.area) is same]
            for same in (True, False)
        ]
        for group in groups:
            total = sum(part.value for part in group)
            # a part told alone ("trong đó có 03 …") need not fill the whole
            if len(group) < 2 or total == whole.value or whole.unit == "%":
                continue
            if total < whole.value and whole.comparator != "=":
                continue
            yield finding(
                document_id,
                "sum-mismatch",
                "error",
                whole,
                whole=f"{whole.value:g} {whole.unit or ''}".strip(),
                sum=f"{total:g}",
                parts=" + ".join(f"{part.value:g}" for part in group),
            )
