"""Targets in sentences: stated goals and planned amounts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Span

from pipeline.extract.components import text_of
from pipeline.extract.goals import Amount, planned_amounts
from pipeline.extract.indicators import indicator_of, unit_of
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
from pipeline.extract.target_parts import Part, area_of, named_before, part_of
from pipeline.extract.target_years import Years, heading_year
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Header, Target

# "29 đơn vị chưa có …" tells how things are; "100% hộ chưa có … được hỗ trợ" what is to be
_THOSE = re.compile(r"\btrong (?:so )?do,?\s*(?:co )?(?:it nhat |toi thieu |tren )?$")
# behind "trong đó" of a whole: says of how many of it, not of what
_SAYS_WHAT = re.compile(r"(?:đạt|được)\s")
_LACKS = re.compile(r"(?<!\bkhi )(?<!\bnếu )\bchưa\b(?!.*\bđược\b)")
_ALONE = re.compile(r"\(?riêng\s+(?:ở |tại )?(.{2,80})$")
_GRADE = r"\s+(?:tại\s+|(?=loại|cấp|hạng|tuyến|mức|“))"
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
    prose = _Prose(reading, node, plan)
    return _with_categories(prose.targets()) if prose.amounts else []


class _Prose:
    """The targets of one node, one after another: what each counts may be told before it."""

    def __init__(self, reading: Reading, node: Node, plan: _Plan) -> None:
        self.reading, self.node, self.plan = reading, node, plan
        self.text, self.folded = node.text, fold(node.text)
        self.amounts = planned_amounts(reading, node, self.folded, plan.start)
        self.found: list[Target] = []
        self.whole: Target | None = None
        self.told: tuple[int, ...] = ()  # where the amount before ends, and its words

    def targets(self) -> list[Target]:
        """A target for each amount, and for each of the parts that are listed behind one."""
        reading, node, text = self.reading, self.node, self.text
        years, by_heading = Years(self.folded, self.plan.start), heading_year(reading, node)
        gives_tasks = any(is_implementation(h.text) for h in reading.headings(node))
        listed_to = 0  # where the parts end that the amount before lists
        for i, amount in enumerate(self.amounts):
            q = amount.span
            if q.start_char < listed_to:
                continue
            parts = () if q._.kind == "percent" else listed_parts(text, q.end_char, q._.value)
            told, end = self._told(i)
            if told is None or _LACKS.search(told.indicator):
                continue
            after = self._after(i)
            is_total = bool(parts) or (after is not None and after.inner and not amount.inner)
            values: dict[str, Any] = {
                "indicator": told.indicator,
                "value": q._.value,
                "unit": unit_of(text, q),
                "comparator": q._.comparator,
                "year": told.year or years.of(amount, end) or by_heading or self.plan.end,
                "area": told.area,
                "category": told.category,
                "is_total": is_total,
                "parent_id": self.whole.id if amount.inner and self.whole else None,
            }
            sure = _sure(q, told.indicator, gives_tasks=gives_tasks)
            quote = _quote(text, amount.sentence)
            record = reading.make(Target, node, *quote, values, sure)
            self.found.append(record)
            for listed in parts:
                of_it = part_of(told.indicator, listed.name)._asdict()
                of_it["year"] = of_it["year"] or values["year"]
                of_it |= {"unit": listed.unit} if listed.unit else {}
                of_it |= {"value": listed.value, "comparator": "="}
                of_it |= {"is_total": False, "parent_id": record.id}
                self.found.append(reading.make(Target, node, *quote, values | of_it, sure))
                listed_to = listed.end
            if not amount.inner:
                self.whole = record if is_total else None
        return self.found

    def _after(self, i: int) -> Amount | None:
        return self.amounts[i + 1] if i + 1 < len(self.amounts) else None

    def _stop(self, i: int) -> int:
        after = self._after(i)
        stop = after.span.start_char if after else len(self.text)
        return min(stop, self.amounts[i].sentence[1])

    def _told(self, i: int) -> tuple[Part | None, int]:
        """What an amount counts, and where the words end that tell it; None where none do."""
        text, folded, amount, stop = self.text, self.folded, self.amounts[i], self._stop(i)
        q, before = amount.span, self.found[-1] if self.found else None
        phrase, end = indicator_of(text, folded, q, stop, amount.sentence[0])
        told, self.told = self.told, (q.end_char, end)
        category = star_class(folded[q.start_char : end])
        if before:
            later = expression("targets", "indicator", "later")
            own = text[q.end_char : end].strip(" .,;)%")
            no_object = expression("targets", "indicator", "no_object").match(folded, q.end_char)
            same = any(later.fullmatch(folded, at, q.start_char) for at in told)
            if same and (not own or no_object):  # "đến năm 2026 đạt 80%, đến năm 2030 đạt 90%"
                return Part(before.indicator, before.area, category or before.category), end
        part = self._part(amount, phrase, told, stop) if amount.inner else None
        if part is not None:
            return part, end
        if phrase is None:
            return None, end
        if before and _SAYS_WHAT.match(phrase) and _of_those(folded, q):
            # "100% xã có nhà văn hóa; trong đó, 60% đạt chuẩn"
            return Part(f"{before.indicator} {phrase}", category=category), end
        if expression("targets", "goal", "labels").match(folded):
            return Part(_of_what(self.reading, self.node, q) or phrase, category=category), end
        growth = expression("targets", "indicator", "growth").fullmatch(phrase)
        if before and growth and self.amounts[i - 1].sentence == amount.sentence:
            return Part(f"{before.indicator} {phrase}", before.area, before.category), end
        alone = _ALONE.match(phrase) if before else None
        if before and alone and before.unit == unit_of(text, q):
            unit = rf"\s+{re.escape(before.unit or '')}$"
            return part_of(before.indicator, re.sub(unit, "", clean(alone[1]))), end
        return Part(phrase, category=category), end

    def _part(
        self, amount: Amount, phrase: str | None, told: Sequence[int], stop: int
    ) -> Part | None:
        """What an amount is of the whole before it; None where its own words tell what it is."""
        whole, q = self.whole, amount.span
        if whole is None or not _same_unit(whole.unit, unit_of(self.text, q)):
            return None
        since = max(amount.sentence[0], *told)
        name = named_before(self.text, self.folded, q, since, stop)
        if name:
            part = part_of(whole.indicator, name)
            # shares are no sum of parts, of which each would be a kind
            return part._replace(category=None) if q._.kind == "percent" else part
        unit = fold(q._.unit or "")
        area = area_of((phrase or "")[len(unit) :].strip()) if unit else None
        return Part(whole.indicator, area) if area else None


def _same_unit(one: str | None, other: str | None) -> bool:
    return one == other or (one is not None and other is not None and one.startswith(other))


def _with_categories(records: Sequence[Target]) -> list[Target]:
    """Parts that make up their whole are told apart by their kind: that is their category."""
    found = list(records)
    for whole in (r for r in records if r.is_total):
        parts = [i for i, r in enumerate(found) if r.parent_id == whole.id]
        if len(parts) > 1 and sum(found[i].value for i in parts) == whole.value:
            for i in parts:
                part = found[i]
                if part.category or part.area or part.indicator.startswith(whole.indicator):
                    continue
                unit = re.escape(part.unit or "")
                # "hộ nghèo" is one word, but "công trình | giao thông", "đội | tuyến huyện"
                own = r"\s+(?:tại\s+)?" if " " in unit else _GRADE
                kind = re.sub(rf"^{unit}{own}(?=\S)", "", part.indicator)
                kind = re.sub(rf"\s+{unit}$", "", kind)  # "xây mới nhà"
                told: dict[str, Any] = {"category": kind}
                if part.unit == "người" and part.indicator == kind:
                    told["indicator"] = f"{whole.indicator}: {kind}"  # only the whole tells who
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
