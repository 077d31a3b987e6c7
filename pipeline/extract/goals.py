"""Which numbers of a sentence are goals: planned amounts, and neither results nor names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from pipeline.extract.amounts import is_amount, is_frequency
from pipeline.extract.components import cues_of, spans_of, text_of
from pipeline.extract.indicators import EVENTS, unit_of
from pipeline.extract.reading import BRACKETS, Reading, tells_results
from pipeline.extract.rules import expression
from pipeline.extract.sentences import Sentences
from pipeline.extract.years import named_years
from pipeline.vietnamese.letters import fold
from schemas.outline import Node

# between two amounts that one verb is said of: "phát 5.000 tờ rơi và 1.000 cuốn sổ tay"
_LISTED = re.compile(r"[^,.;:()0-9]{0,30}(?:,| va)\s+")
_BRACKET = re.compile(r"[^.;()0-9]{0,120}\(([^()]{3,400})\)")
_MOST_PARTS = 20  # in a bracket
_IN_BRACKET = re.compile(r"\s*\((?:trong do,? )?(?!nam\b|dat\b|tang\b|giam\b)[a-z][^()0-9]{3,80}")
# of a share: what it is of, and what of these, with no other clause between
_OBJECT = re.compile(
    r"\s(?!va\b|so voi\b)(?:(?!\sva\b)[^,.;:()0-9]|,\s(?=(?:xa|phuong|thon|ban|to|dac khu)\b))+"
)
_GOES_ON = re.compile(r"[,;]|\bva\b")
_SPAN = re.compile(r"\bgiai doan 20\d\d\s?[-–]\s?(20\d\d)\b")
_OF_THAT = re.compile(r"\W*trong (?:so )?do\b")
_FAR = 1500  # characters before a sentence in which what sets it apart is looked for
_LISTED_FROM = 600  # characters before an item of a list within which its colon stands
_NEAR_ITEMS = 12  # nodes among which what announces an item stands
_HOW_MANY = re.compile(r"\bso luong\b[^:]{0,30}:\s*$")
# before a number: what is done with so many, and not only a year or the sign of an item
_CLAUSE_SAYS = re.compile(r"[^\W\d_]{2,}\s(?!\d)(?:[^\W\d_]+\s)*$")


@dataclass(frozen=True)
class Amount:
    """A quantity that is meant as a target, and the sentence around it."""

    span: Span
    sentence: tuple[int, int]
    period: int  # where the sentence begins, or others that semicolons set apart before it
    inner: bool  # after "trong đó": a part of the amount before
    told: bool = True  # in so many words, that it is a goal


def planned_amounts(
    reading: Reading, node: Node, folded: str, since: int | None, announced: str | None = None
) -> list[Amount]:
    """The amounts of a node that its plan, of the years from `since`, sets as goals.

    `announced`: the unit of the sum that a list tells, of which the node is an item.
    """
    if tells_results(reading, node):
        return []
    doc = reading.doc(node)
    found: list[Amount] = []
    headings = [fold(h.text) for h in reading.headings(node)]
    goals = expression("targets", "goal", "headings")
    in_goals = any(map(goals.match, headings)) or _lists_numbers(reading, node)
    sentences = Sentences(folded)
    for q in spans_of(doc, "quantities"):
        sentence = sentences.around(q.start_char)
        period = max(sentences.period(sentence[0]), sentence[0] - _FAR)
        # "…; trong đó khách quốc tế 1,6 triệu lượt" tells of what was told before
        on = _OF_THAT.match(folded, sentence[0]) is not None
        before = found[-1] if found and (on or found[-1].sentence == sentence) else None
        if not is_amount(folded, q, sentence, in_goals) and not _continues(found, q, sentence):
            continue
        end = before.span.end_char if before else q.start_char
        if before and _is_within(before, q, folded):
            continue
        listed = before is not None and _LISTED.fullmatch(folded, end, q.start_char) is not None
        opened = cues_of(doc, "totals", start=end, end=q.start_char)
        gap = folded[end : q.start_char]
        # in "(trong đó có 03 …, 20 …)" the bracket holds the parts
        shares = before and before.span._.kind == q._.kind == "percent"
        if shares and _IN_BRACKET.fullmatch(gap):  # "14% (đô thị không quá 19%, …)"
            opened = [before.span]  # type: ignore[union-attr] # it shares
        open_gap = BRACKETS.sub("", gap)
        goes_on = before and before.inner and ")" not in open_gap and _GOES_ON.search(gap)
        inner = bool(opened or goes_on)
        part = before is not None and inner
        shared = announced is not None and not found and unit_of(text_of(doc), q) == announced
        goal = told = listed or part or shared
        if not goal and not _is_past(doc, folded, q, sentence, period, since):
            told = in_goals or _is_told(doc, folded, q, sentence)
            goal = told or _is_supposed(doc, folded, q, sentence)
        if not goal:
            continue
        if before and _tells_again(q, gap):
            continue
        found.append(Amount(q, sentence, period, inner, told))
    return _with_bracketed_parts(folded, found)


def _with_bracketed_parts(folded: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Amounts in a bracket that make up the one before it are its parts.

    "118 hộ (74 nhà xây mới, 44 nhà sửa chữa)"
    """
    found = list(amounts)
    for at, whole in enumerate(found):
        bracket = _BRACKET.match(folded, whole.span.end_char)
        if bracket is None or whole.inner:
            continue
        within = [
            i
            for i in range(at + 1, min(at + 1 + _MOST_PARTS, len(found)))
            if bracket.start(1) <= found[i].span.start_char < bracket.end(1)
        ]
        unit = found[within[0]].span._.unit if within else None
        parts = [i for i in within if found[i].span._.unit == unit]
        if len(parts) > 1 and sum(found[i].span._.value for i in parts) == whole.span._.value:
            for i in parts:
                found[i] = replace(found[i], inner=True)
    return found


def _lists_numbers(reading: Reading, node: Node) -> bool:
    """Is it an item of a list that tells how many: "… với số lượng như sau:"?"""
    if node.kind != "item" or ":" not in node.text:
        return False
    near = reading.outline.nodes[max(0, node.index - _NEAR_ITEMS) : node.index]
    above = next((n for n in reversed(near) if n.text.rstrip().endswith(":")), None)
    return above is not None and _HOW_MANY.search(fold(above.text[-80:])) is not None


def _is_within(before: Amount, q: Span, folded: str) -> bool:
    """Does the amount only tell which: "95% hộ gia đình có ít nhất 01 bình chữa cháy"?"""
    if before.span._.kind != "percent" or q._.kind == "percent":
        return False
    return _OBJECT.fullmatch(folded, before.span.end_char, q.start_char) is not None


def _continues(found: Sequence[Amount], q: Span, sentence: tuple[int, int]) -> bool:
    """Is it of the same event as one before: "12 buổi, trong đó trường THCS 07 buổi"?"""
    unit = fold(q._.unit or "")
    near = (amount for amount in found[-_MOST_PARTS:] if amount.sentence == sentence)
    return unit in EVENTS and any(fold(amount.span._.unit or "") == unit for amount in near)


def _lists(doc: Doc, folded: str, q: Span, start: int) -> bool:
    """Is it one of several that a verb before a colon tells: "mua sắm gồm: 25 máy; 30 bộ"?"""
    since = max(0, start - _LISTED_FROM)
    head = folded.rfind(":", since, start)
    return head >= 0 and ". " not in folded[head:start] and not cues_of(doc, "past", end=head)


def _tells_again(q: Span, between: str) -> bool:
    """Is the amount the one before it in other numbers?"""
    bracket = expression("targets", "amount", "again").search(between)
    return bracket is not None and (q._.kind == "percent" or bracket[0] != "(")


def _is_past(
    doc: Doc, folded: str, q: Span, sentence: tuple[int, int], period: int, since: int | None
) -> bool:
    """Is it a result, or how things are, and not what is planned?

    Its sentence lies in a stretch that begins at `period`, set apart there by semicolons.
    """
    start, at = sentence[0], q.start_char
    bracket = folded.rfind("(", start, at)
    if bracket > folded.rfind(")", start, at):  # "(năm 2024 là 65%)"
        told = [year for _, year in named_years(folded, bracket, at)]
        if since and told and max(told) < since:
            return True
    if expression("targets", "goal", "intends").search(folded, start, at):
        return False
    if cues_of(doc, "past", start=start, end=at):
        return True
    spans = [int(span[1]) for span in _SPAN.finditer(folded, start, at)]
    years = [*(year for _, year in named_years(folded, start, at)), *spans]
    if since and years and max(years) < since:
        return True
    return expression("targets", "goal", "states").search(folded, period, at) is not None


def _is_told(doc: Doc, folded: str, q: Span, sentence: tuple[int, int]) -> bool:
    """Do the words say that the amount is a goal?"""
    if q._.comparator != "=":
        return True
    said = text_of(doc)[sentence[0] : q.start_char]
    if q._.kind != "people" and expression("targets", "goal", "does").search(said):
        return True
    if q._.kind != "people" and expression("targets", "goal", "sums").search(fold(said)):
        return True
    goals = cues_of(doc, "goals", start=sentence[0], end=sentence[1])
    if q._.kind is None:  # of what is no known unit only a clear goal counts
        return any(cue.end_char <= q.start_char for cue in goals)
    labelled = expression("targets", "goal", "labels").match(folded) is not None
    return bool(goals) or labelled or q._.kind == "percent"


def _is_supposed(doc: Doc, folded: str, q: Span, sentence: tuple[int, int]) -> bool:
    """Does something stand before an amount of things that may be done with so many?"""
    if q._.kind == "count" and "/" in q.text:  # "11/11 hệ thống"
        return True
    said = text_of(doc)[sentence[0] : q.start_char]
    things = q._.kind in ("count", "measure") or fold(q._.unit or "") in EVENTS
    listed = not said.strip(" ,;") and _lists(doc, folded, q, sentence[0])
    says = listed or _CLAUSE_SAYS.search(said) is not None
    return says and (things or is_frequency(folded, q))
