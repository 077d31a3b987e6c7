"""All targets of a plan: of its running text, of its lists and of its tables."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.extract.lost_tables import lost_tables
from pipeline.extract.reading import Reading, after_label
from pipeline.extract.tables import table_targets
from pipeline.extract.target_prose import Plan, Prose
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Header, Target


def extract_targets(
    reading: Reading, class_nodes: frozenset[int], header: Header
) -> tuple[Target, ...]:
    """All targets; of nodes that state training classes, those of other sentences."""
    plan = Plan(header.period_start or header.issued_year, header.period_end)
    nodes = [node for node in reading.nodes("body", "annex") if not _tells_when(node)]
    stated = _in_text(reading, nodes, class_nodes, plan)
    found = list(stated)
    found += _not_stated(stated, table_targets(reading, class_nodes, plan.start, plan.end))
    found += lost_tables(reading, stated, plan.end)
    return tuple(_once(found))


def _in_text(
    reading: Reading, nodes: Sequence[Node], class_nodes: frozenset[int], plan: Plan
) -> list[Target]:
    """The targets of running text; those of a list are parts of what announces it.

    "1.050 người, giao cho các thôn như sau:", "- Thôn Thượng: 150 người", …
    """
    found: list[Target] = []
    announced: dict[int, Target] = {}  # by the node that ends in a colon
    above: Target | None = None  # the last one that a line of text announces
    for node in nodes:
        if node.kind == "section":
            above = None
        opens = node.text.rstrip().endswith(":")
        around = (announced.get(outer.index) for outer in reading.outline.ancestors(node))
        whole = next(filter(None, around), None if opens and node.kind == "text" else above)
        prose = Prose(reading, node, plan, whole)
        if node.index in class_nodes:
            prose.leave_classes()
        stated = prose.targets()
        found += stated
        if opens:
            wholes = [t for t in stated if t.unit != "%"]
            if node.kind == "text":
                above = wholes[-1] if wholes else None
            announced |= {node.index: wholes[-1]} if wholes else {}
    return _with_sums(found)


def _with_sums(targets: Sequence[Target]) -> list[Target]:
    """Wholes are sums of their parts; a list of which less than half was found tells no parts."""
    values = {target.id: target.value for target in targets}
    told: defaultdict[str, float] = defaultdict(float)
    for target in targets:
        if target.parent_id:
            told[target.parent_id] += target.value
    few = {parent for parent, value in told.items() if value < values.get(parent, 0) / 2}
    return [
        t.model_copy(
            update={
                "is_total": t.is_total or (t.id in told and t.id not in few),
                "parent_id": None if t.parent_id in few and t.unit != "%" else t.parent_id,
            }
        )
        for t in targets
    ]


def _not_stated(stated: Sequence[Target], in_tables: Sequence[Target]) -> Iterator[Target]:
    """Targets of tables without the sums that a sentence states: their parts are parts of that."""
    known = {(t.value, _noun(t.unit), t.year): t.id for t in stated if t.area is None}
    sums = {t.id: known.get((t.value, _noun(t.unit), t.year)) for t in in_tables if _is_sum(t)}
    for target in in_tables:
        if sums.get(target.id) is None:
            parent = sums.get(target.parent_id or "") or target.parent_id
            yield target.model_copy(update={"parent_id": parent})


def _is_sum(target: Target) -> bool:
    return target.is_total and target.area is None


def _noun(unit: str | None) -> str:
    """ "hộ gia đình" and "tuyến đường" are "hộ" and "tuyến", too."""
    return fold(unit or "").partition(" ")[0]


def _tells_when(node: Node) -> bool:
    """ "- Thời gian: …", "- Địa điểm: …" state when and where, not how much."""
    return after_label(node, "time", "place", "words") is not None


def _once(targets: Sequence[Target]) -> list[Target]:
    """A target that is told again in the same words is one record, the parent of all its parts."""
    told: dict[tuple[object, ...], Target] = {}
    kept: dict[str, str] = {}
    for t in targets:
        key = (fold(t.indicator), t.value, t.unit, t.area, t.category, t.year)
        kept[t.id] = told.setdefault(key, t).id
    parents = {t.id: kept[t.parent_id] if t.parent_id else None for t in told.values()}
    return [
        t if t.parent_id == parents[t.id] else t.model_copy(update={"parent_id": parents[t.id]})
        for t in told.values()
    ]
