"""Targets in sentences: stated goals and planned amounts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Span

from pipeline.extract.components import text_of
from pipeline.extract.goals import planned_amounts
from pipeline.extract.indicators import indicator_of, part_of, unit_of
from pipeline.extract.listed_parts import listed_parts
from pipeline.extract.lost_tables import lost_tables
from pipeline.extract.reading import (
    Reading,
    after_label,
    clean,
    is_implementation,
    star_class,
)
from pipeline.extract.rules import expression, rules
from pipeline.extract.tables import table_targets
from pipeline.extract.target_years import Years, heading_year
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Header, Target

# "29 đơn vị chưa có …" tells how things are; "100% hộ chưa có … được hỗ trợ" what is to be
_THOSE = re.compile(r"\btrong (?:so )?do,?\s*(?:co )?(?:it nhat |toi thieu |tren )?$")
# behind "trong đó" of a whole: says of how many of it, not of what
_SAYS_WHAT = re.compile(r"(?:đạt|được)\s")
_LACKS = re.compile(r"(?<!\bkhi )(?<!\bnếu )\bchưa\b(?!.*\bđược\b)")
_ONLY_YEAR = re.compile(r"(?:[Nn]ăm )?(20\d\d)")
_ALONE = re.compile(r"\(?riêng\s+(?:ở |tại )?(.{2,80})$")
_NEAR = 60  # characters


class _Plan(NamedTuple):
    """What of the plan decides how its numbers are read."""

    start: int | None  # of its period; what is told of years before is no goal
    end: int | None  # of its period: by then a target without a year is to be reached


def extract_targets(
    reading: Reading, class_nodes: frozenset[int], header: Header
) -> tuple[Target, ...]:
    """All targets; nodes that state training classes hold none of their own."""
    plan = _Plan(header.period_start or header.issued_year, header.period_end)
    found: list[Target] = []
    for node in reading.nodes("body", "annex"):
        if node.index not in class_nodes and not _tells_when(node):
            found += _in_prose(reading, node, plan)
    stated = list(found)
    found += _not_stated(stated, table_targets(reading, class_nodes, plan.start, plan.end))
    found += lost_tables(reading, stated, plan.end)
    return tuple(_once(found))


def _not_stated(stated: Sequence[Target], in_tables: Sequence[Target]) -> Iterator[Target]:
    """Targets of tables without the sums that a sentence states: their parts are parts of that."""
    known = {(t.value, t.unit, t.year): t.id for t in stated if t.area is None}
    sums = {t.id: known.get((t.value, t.unit, t.year)) for t in in_tables if t.is_total}
    for target in in_tables:
        if sums.get(target.id) is None:
            parent = sums.get(target.parent_id or "") or target.parent_id
            yield target.model_copy(update={"parent_id": parent})


def _tells_when(node: Node) -> bool:
    """ "- Thời gian: …", "- Địa điểm: …" state when and where, not how much."""
    return after_label(node, "time", "place", "words") is not None


def _in_prose(reading: Reading, node: Node, plan: _Plan) -> list[Target]:
    text, folded = node.text, fold(node.text)
    amounts = planned_amounts(reading, node, folded, plan.start)
    if not amounts:
        return []
    years = Years(folded, plan.start)
    by_heading = heading_year(reading, node)
    gives_tasks = any(is_implementation(h.text) for h in reading.headings(node))
    records: list[Target] = []
    whole: Target | None = None
    told: tuple[int, ...] = ()  # where the amount before ends, and its words
    listed_to = 0  # where the parts end that the amount before lists
    for i, amount in enumerate(amounts):
        q = amount.span
        if q.start_char < listed_to:
            continue
        parts = () if q._.kind == "percent" else listed_parts(text, q.end_char, q._.value)
        after = amounts[i + 1] if i + 1 < len(amounts) else None
        stop = min(after.span.start_char if after else len(text), amount.sentence[1])
        indicator, end = indicator_of(text, folded, q, stop, amount.sentence[0])
        later = expression("targets", "indicator", "later")
        if records and any(later.fullmatch(folded, at, q.start_char) for at in told):
            own = text[q.end_char : end].strip(" .,;)%")
            if not own or expression("targets", "indicator", "no_object").match(folded, q.end_char):
                indicator = records[-1].indicator  # "đến năm 2026 đạt 80%, đến năm 2030 đạt 90%"
        told = (q.end_char, end)
        category = star_class(folded[q.start_char : end])
        part = part_of(text, q, amount.sentence[0], stop) if amount.inner and whole else None
        year_named = _ONLY_YEAR.fullmatch(part) if part else None
        if part and whole:
            indicator, category = whole.indicator, None if year_named else part
        elif indicator and records and _SAYS_WHAT.match(indicator) and _of_those(folded, q):
            # "100% xã có nhà văn hóa; trong đó, 60% đạt chuẩn"
            indicator = f"{records[-1].indicator} {indicator}"
        elif indicator and expression("targets", "goal", "labels").match(folded):
            indicator = _of_what(reading, node, q) or indicator
        if indicator is None or _LACKS.search(indicator):
            continue
        if (
            records
            and expression("targets", "indicator", "growth").fullmatch(indicator)
            and amounts[i - 1].sentence == amount.sentence
        ):
            indicator = f"{records[-1].indicator} {indicator}"
        alone = _ALONE.match(indicator) if records else None
        if alone and records[-1].unit == unit_of(text, q):  # "…, riêng các xã miền núi đạt 80%"
            indicator = records[-1].indicator
        is_total = bool(parts) or (after is not None and after.inner and not amount.inner)
        values: dict[str, Any] = {
            "indicator": indicator,
            "value": q._.value,
            "unit": unit_of(text, q),
            "comparator": q._.comparator,
            "year": int(year_named[1])
            if year_named
            else years.of(amount, end) or by_heading or plan.end,
            "area": clean(alone[1]) if alone else None,
            "category": category,
            "is_total": is_total,
            "parent_id": whole.id if amount.inner and whole else None,
        }
        sure = _sure(q, indicator, gives_tasks=gives_tasks)
        quote = _quote(text, amount.sentence)
        record = reading.make(Target, node, *quote, values, sure)
        records.append(record)
        for listed in parts:
            by_year = _ONLY_YEAR.fullmatch(listed.name)
            told_of = {"value": listed.value, "category": listed.name, "comparator": "="}
            told_of |= {"unit": listed.unit} if listed.unit else {}
            told_of |= {"category": None, "year": int(by_year[1])} if by_year else {}
            part_of_it = {"is_total": False, "parent_id": record.id}
            records.append(reading.make(Target, node, *quote, values | told_of | part_of_it, sure))
            listed_to = listed.end
        if not amount.inner:
            whole = record if is_total else None
    return _with_categories(records)


def _with_categories(records: Sequence[Target]) -> list[Target]:
    """Parts that make up their whole are told apart by their kind: that is their category."""
    found = list(records)
    for whole in (r for r in records if r.is_total):
        parts = [i for i, r in enumerate(found) if r.parent_id == whole.id]
        if len(parts) > 1 and sum(found[i].value for i in parts) == whole.value:
            for i in parts:
                part = found[i]
                if part.indicator == whole.indicator:
                    continue  # what it is of its label told
                unit = re.escape(part.unit or "")
                kind = re.sub(rf"^{unit}\s+(?:tại\s+|(?=loại|cấp|hạng))", "", part.indicator)
                kind = re.sub(rf"\s+{unit}$", "", kind)  # "xây mới nhà"
                told: dict[str, Any] = {"category": part.category or kind}
                if part.unit == "người" and part.indicator == told["category"]:
                    told["indicator"] = whole.indicator  # who they are, only the whole tells
                found[i] = part.model_copy(update=told)
    return found


def _of_those(folded: str, q: Span) -> bool:
    """Does "trong đó" stand before the amount?"""
    return _THOSE.search(folded, max(0, q.start_char - _NEAR), q.start_char) is not None


def _sure(q: Span, indicator: str, *, gives_tasks: bool) -> float:
    """How often such an amount is a target of its own."""
    known = rules("confidence")["targets"]
    sure = 1.0 if q._.kind else float(known["unknown_unit"])
    if expression("targets", "indicator", "odd").search(indicator):
        sure *= float(known["odd_words"])
    return sure * known["repeated"] if gives_tasks else sure


def _of_what(reading: Reading, node: Node, q: Span) -> str | None:
    """ "Số lượng: 5.000 cuốn" is of what the heading says."""
    heading = next((above.text for above in reading.headings(node)), None)
    unit = unit_of(text_of(q.doc), q)
    return f"{unit}: {clean(heading)}" if heading and unit else None


def _quote(text: str, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence without the signs before it, with its full stop."""
    start, end = sentence
    while start < end and text[start] in " -,;":
        start += 1
    return start, min(end + 1, len(text)) if text[end : end + 1] == "." else end


def _once(targets: Sequence[Target]) -> list[Target]:
    """A target that is told again in the same words is one record."""
    told: dict[tuple[object, ...], Target] = {}
    for t in targets:
        told.setdefault((fold(t.indicator), t.value, t.unit, t.area, t.category, t.year), t)
    return list(told.values())
