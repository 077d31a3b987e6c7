"""Targets in sentences: stated goals and planned amounts."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span

from pipeline.extract.components import cues_of, spans_of, text_of
from pipeline.extract.indicators import EVENTS, counts_no_thing, indicator_of, part_of, unit_of
from pipeline.extract.listed_parts import listed_parts
from pipeline.extract.lost_tables import lost_tables
from pipeline.extract.reading import (
    Reading,
    after_label,
    clean,
    is_implementation,
    star_class,
    tells_results,
)
from pipeline.extract.rules import expression, rules
from pipeline.extract.sentences import Sentences
from pipeline.extract.tables import table_targets
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import is_syllable
from schemas.outline import Node
from schemas.records import Header, Target

_YEAR = re.compile(r"\b(?:nam|den)\s+(20[0-9]{2})\b")
# "29 đơn vị chưa có …" tells how things are; "100% hộ chưa có … được hỗ trợ" what is to be
_THOSE = re.compile(r"\btrong (?:so )?do,?\s*(?:co )?(?:it nhat |toi thieu |tren )?$")
# behind "trong đó" of a whole: says of how many of it, not of what
_SAYS_WHAT = re.compile(r"(?:đạt|được)\s")
_LACKS = re.compile(r"(?<!\bkhi )(?<!\bnếu )\bchưa\b(?!.*\bđược\b)")
# between two amounts that one verb is said of: "phát 5.000 tờ rơi và 1.000 cuốn sổ tay"
_LISTED = re.compile(r"[^,.;:()0-9]{0,30}(?:,| va)\s+")
_NEAR_ITEMS = 12  # nodes among which what announces an item stands
_HOW_MANY = re.compile(r"\bso luong\b[^:]{0,30}:\s*$")
_ONLY_YEAR = re.compile(r"(?:[Nn]ăm )?(20\d\d)")
_ALONE = re.compile(r"\(?riêng\s+(?:ở |tại )?(.{2,80})$")
_NEAR, _CLAUSE = 60, 160  # characters
_A_YEAR = re.compile(r"\s*/\s*nam\b")


@dataclass(frozen=True)
class _Amount:
    """A quantity that is meant as a target, and the sentence around it."""

    span: Span
    sentence: tuple[int, int]
    period: int  # where the sentence begins, or others that semicolons set apart before it
    inner: bool  # after "trong đó": a part of the amount before


class _Plan(NamedTuple):
    """What of the plan decides how its numbers are read."""

    start: int | None  # of its period; what is told of years before is no goal
    end: int | None  # of its period: by then a target without a year is to be reached
    goals: bool = False  # is this a section of goals?


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
    amounts = _amounts(reading, node, folded, plan)
    dated = [*_dated(folded, 0, len(folded))] if amounts else []
    by_heading = _heading_year(reading, node) if amounts else None
    gives_tasks = (
        any(is_implementation(h.text) for h in reading.headings(node)) if amounts else False
    )
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
            else _year(folded, amount, end, dated, plan.start) or by_heading or plan.end,
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


def _amounts(reading: Reading, node: Node, folded: str, plan: _Plan) -> list[_Amount]:
    doc = reading.doc(node)
    found: list[_Amount] = []
    headings = [fold(h.text) for h in reading.headings(node)]
    goals = expression("targets", "goal", "headings")
    plan = plan._replace(goals=any(map(goals.match, headings)) or _lists_numbers(reading, node))
    if tells_results(reading, node):
        return []
    sentences = Sentences(folded)
    for q in spans_of(doc, "quantities"):
        sentence = sentences.around(q.start_char)
        if not _is_amount(folded, q, sentence):
            continue
        before = found[-1] if found and found[-1].sentence == sentence else None
        end = before.span.end_char if before else q.start_char
        listed = before is not None and _LISTED.fullmatch(folded, end, q.start_char) is not None
        opened = cues_of(doc, "totals", start=end, end=q.start_char)
        gap = folded[end : q.start_char]
        # in "(trong đó có 03 …, 20 …)" the bracket holds the parts
        goes_on = before and before.inner and ")" not in gap and re.search(r"[,;]|\bva\b", gap)
        part = before is not None and bool(opened or goes_on)
        if not (listed or part or _is_goal(doc, folded, q, sentence, plan)):
            continue
        if before and _tells_again(q, folded[end : q.start_char]):
            continue
        inner = bool(opened or goes_on)
        found.append(_Amount(q, sentence, sentences.period(sentence[0]), inner))
    return found


def _lists_numbers(reading: Reading, node: Node) -> bool:
    """Is it an item of a list that tells how many: "… với số lượng như sau:"?"""
    if node.kind != "item" or ":" not in node.text:
        return False
    near = reading.outline.nodes[max(0, node.index - _NEAR_ITEMS) : node.index]
    above = next((n for n in reversed(near) if n.text.rstrip().endswith(":")), None)
    return above is not None and _HOW_MANY.search(fold(above.text[-80:])) is not None


def _is_amount(folded: str, q: Span, sentence: tuple[int, int]) -> bool:
    """Does the number count something, and not measure, name or multiply something else?"""
    before = folded[max(sentence[0], q.start_char - _NEAR) : q.start_char]
    after = folded[q.end_char : q.end_char + 14]
    if re.match(r"\s*[x×]\s", after) or re.search(r"[x×]\s*$", before):
        return False
    if q._.kind == "money":
        return _stands(folded[max(sentence[0], q.start_char - _CLAUSE) : q.start_char], "income")
    per = re.match(r"\s*/\s*\w", after) and not _A_YEAR.match(after)
    if per and q._.kind != "measure":
        return False
    costs = expression("targets", "amount", "of_costs").match(folded, q.end_char)
    if costs and _stands(before, "paid"):
        return False
    ratio = expression("targets", "amount", "ratio").match(folded, q.start_char)
    if ratio and _stands(before, "of_ratio"):
        return False
    starts = expression("targets", "amount", "starts").match(folded, q.end_char)
    if starts and re.search(r"\btu(?: muc)?\s*$", before):
        return False
    if _stands(folded[sentence[0] : q.start_char], "norm"):
        return False
    if _stands(before, "parties") or _stands(before, "per"):
        return False
    if re.search(r"[“\"]$", before) or _stands(before, "apart"):
        return False
    if _stands(before + folded[q.start_char : q.end_char], "grades") or (
        _stands(before, "full") and q._.kind != "percent"
    ):
        return False
    if q._.kind is None:
        noun = unit_of(text_of(q.doc), q)
        real = noun is not None and all(is_syllable(word) for word in noun.split())
        return real and not counts_no_thing(folded, q.end_char)
    named = _stands(before + folded[q.start_char : q.end_char], "names")
    if named and q._.comparator == "=" and q._.kind != "percent":
        return False
    if q._.kind == "time":
        event = expression("targets", "amount", "event").match(folded, q.end_char)
        if fold(q._.unit) in EVENTS:
            return event is not None and _stands(before, "events")
        return fold(q._.unit) == "tuoi" and _stands(before, "ages")
    if q._.kind == "measure" and (
        _stands(before, "far") or (q._.comparator in (">=", "<=") and _stands(before, "dimension"))
    ):
        return False
    return q._.kind in ("count", "people", "percent", "measure", "rate")


def _of_those(folded: str, q: Span) -> bool:
    """Does "trong đó" stand before the amount?"""
    return _THOSE.search(folded, max(0, q.start_char - _NEAR), q.start_char) is not None


def _tells_again(q: Span, between: str) -> bool:
    """Is the amount the one before it in other numbers?"""
    bracket = expression("targets", "amount", "again").search(between)
    return bracket is not None and (q._.kind == "percent" or bracket[0] != "(")


def _stands(before: str, key: str) -> bool:
    return expression("targets", "amount", key).search(before) is not None


def _is_goal(doc: Doc, folded: str, q: Span, sentence: tuple[int, int], plan: _Plan) -> bool:
    """Is the amount planned, and not reached already?"""
    intends = expression("targets", "goal", "intends").search(folded, sentence[0], q.start_char)
    if cues_of(doc, "past", start=sentence[0], end=q.start_char) and not intends:
        return False
    years = [int(year) for year in _YEAR.findall(folded[sentence[0] : q.start_char])]
    if plan.start and years and max(years) < plan.start and not intends:
        return False
    if q._.comparator != "=" or plan.goals:
        return True
    told = text_of(doc)[sentence[0] : q.start_char]
    if expression("targets", "goal", "does").search(told) and q._.kind != "people":
        return True
    goals = cues_of(doc, "goals", start=sentence[0], end=sentence[1])
    if q._.kind is None:  # of what is no known unit only a clear goal counts
        return any(cue.end_char <= q.start_char for cue in goals)
    labelled = expression("targets", "goal", "labels").match(folded) is not None
    return bool(goals) or labelled or q._.kind == "percent"


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


def _heading_year(reading: Reading, node: Node) -> int | None:
    """The only year that one of the headings names, the nearest first."""
    for heading in reading.headings(node):
        years = set(_years(fold(heading.text)))
        if len(years) == 1:
            return years.pop()
    return None


def _year(
    folded: str,
    amount: _Amount,
    said: int,
    dated: Sequence[tuple[int, int]],
    since: int | None,
) -> int | None:
    """By when: the year named with what is counted (which ends at `said`), else the last before
    the number in its sentence, after it, or ahead of its clauses.

    `dated` are the places and years of all that the node names; years before `since` are past.
    """
    (start, end), q = amount.sentence, amount.span
    for place in ((q.end_char, said), (start, q.start_char), (q.end_char, end)):
        named = [year for year in _years(folded, *place) if since is None or year >= since]
        if named:
            return named[-1]
    ahead = expression("targets", "year", "ahead").match(folded, amount.period)
    if ahead and (since is None or int(ahead[1]) >= since):
        return int(ahead[1])
    if expression("targets", "year", "goes_on").match(folded, amount.period):
        before = bisect_left(dated, (amount.period, 0))
        if before and (since is None or dated[before - 1][1] >= since):
            return dated[before - 1][1]
    return None


def _years(folded: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """The years that a text names, but for those it only compares with ("so với năm 2017")."""
    return (year for _, year in _dated(folded, start, len(folded) if end is None else end))


def _dated(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The same, each with its place."""
    compared = expression("targets", "year", "compared")
    for year in _YEAR.finditer(folded, start, end):
        if not compared.search(folded[max(start, year.start() - _NEAR) : year.start()]):
            yield year.start(), int(year[1])


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
