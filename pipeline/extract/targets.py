"""Targets: stated goals and planned amounts, in sentences and in tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

from pipeline.extract.components import cues_of, spans_of
from pipeline.extract.reading import Reading, clean
from pipeline.extract.rules import pattern
from pipeline.extract.tables import table_targets
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Target

_KINDS = ("count", "people", "percent")
_STAR = re.compile(r"\b([0-9])\s*sao\b")
_YEAR = re.compile(r"\b(?:nam|den)\s+(20[0-9]{2})\b")
_PART = re.compile(r"^[\s(,]*(?:trong (?:do|so do)|gom|bao gom|cu the|chia ra)\b")
_PHRASE_ENDS = (
    r"[;):]|\((?=trong|gom|bao gom|cu the|chia)|\.(?=\s|$)|\btro len\b|\btrong do\b|\bva\s+[0-9]"
    r"|,\s*(?:trong do|gom|dat|den nam|phan dau|bao gom|cu the)\b"
)
# words that only introduce or measure an indicator, at its beginning and end
_INTRODUCES = re.compile(
    r"(?i)^\s*(?:và|phấn đấu|mục tiêu|đến năm \d{4},?|năm \d{4},?|đảm bảo|bảo đảm)\s+"
)
_MEASURES = re.compile(
    r"(?i)(?:\s(?:đạt|là|còn|xuống|xuống còn|lên|trên|ít nhất|tối thiểu|khoảng|dưới|từ|không quá))+"
    r"\s*$"
)
_INTENDS = re.compile(r"\b(?:phan dau|muc tieu|chi tieu|can|se)\b")
_RESULTS = re.compile(r"\b(?:ket qua|thuc trang|danh gia tinh hinh|hien trang)\b")
_NAMES = re.compile(r"\b(?:cap|loai|hang|nhom|thu)\s*$")  # a number after these is a name
_LONG = 220  # characters of an indicator; what is longer is cut at its last comma


@dataclass(frozen=True)
class _Amount:
    """A quantity that is meant as a target, and the sentence around it."""

    span: Span
    sentence: tuple[int, int]
    inner: bool  # after "trong đó": a part of the amount before


def extract_targets(
    reading: Reading, class_nodes: frozenset[int], period: tuple[int | None, int | None]
) -> tuple[Target, ...]:
    """All targets; nodes that state training classes hold none of their own."""
    found: list[Target] = []
    for node in reading.nodes("body", "annex"):
        if node.index not in class_nodes and not _is_duty_of_time(reading, node):
            found += _in_prose(reading, node, period)
    for node in reading.outline.part("body", "annex"):
        if node.table is not None:
            found += table_targets(reading, node, period)
    return tuple(_once(found))


def _is_duty_of_time(reading: Reading, node: Node) -> bool:
    """ "- Thời gian: …", "- Địa điểm: …" state when and where, not how much."""
    folded = fold(node.text)
    labels = "|".join(pattern("unit_line", key).pattern for key in ("time", "place", "words"))
    return re.match(rf"(?:{labels})\s*:", folded) is not None


def _in_prose(reading: Reading, node: Node, period: tuple[int | None, int | None]) -> list[Target]:
    doc = reading.doc(node)
    text, folded = doc.text, fold(doc.text)
    amounts = _amounts(reading, node, folded)
    records: list[Target] = []
    whole: Target | None = None
    for i, amount in enumerate(amounts):
        q = amount.span
        stop = amounts[i + 1].span.start_char if i + 1 < len(amounts) else len(text)
        indicator, end = _indicator(
            text, folded, q, min(stop, amount.sentence[1]), amount.sentence[0]
        )
        if indicator is None:
            continue
        parts_follow = i + 1 < len(amounts) and amounts[i + 1].inner and not amount.inner
        values: dict[str, Any] = {
            "indicator": indicator,
            "value": q._.value,
            "unit": q._.unit,
            "comparator": q._.comparator,
            "year": _year(reading, node, folded, amount.sentence, q, period),
            "category": _category(folded[q.start_char : end]),
            "is_total": parts_follow,
            "parent_id": whole.id if amount.inner and whole else None,
        }
        record = reading.make(
            Target, node, *_quote(text, amount, amounts), values | {"section": node.path}
        )
        records.append(record)
        if not amount.inner:
            whole = record if parts_follow else None
    return records


def _amounts(reading: Reading, node: Node, folded: str) -> list[_Amount]:
    doc = reading.doc(node)
    found: list[_Amount] = []
    heading = next((fold(h.text) for h in reading.headings(node)), "")
    for q in spans_of(doc, "quantities"):
        sentence = _sentence(folded, q.start_char)
        if q._.kind not in _KINDS or not _is_goal(doc, folded, q, sentence, heading):
            continue
        gap = folded[found[-1].span.end_char : q.start_char] if found else ""
        same = bool(found) and found[-1].sentence == sentence
        opened = (
            same and re.search(r"\b(?:trong do|trong so do|gom|cu the|chia ra)\b", gap) is not None
        )
        # in "(trong đó có 03 …, 20 …)" the bracket holds the parts
        goes_on = same and found[-1].inner and ")" not in gap and re.search(r"[,;]|\bva\b", gap)
        found.append(_Amount(q, sentence, bool(opened or goes_on)))
    return found


def _is_goal(doc: Doc, folded: str, q: Span, sentence: tuple[int, int], heading: str) -> bool:
    """Is the amount planned, not reached, and not a measure of something else?"""
    goals = cues_of(doc, "goals", start=sentence[0], end=sentence[1])
    if cues_of(doc, "past", start=sentence[0], end=q.start_char) and not _INTENDS.search(
        folded, sentence[0], q.start_char
    ):
        return False
    if _RESULTS.search(heading):
        return False
    after = folded[q.end_char : q.end_char + 14]
    before = folded[max(0, q.start_char - 16) : q.start_char]
    if re.match(r"\s*/\s*\w|\s*[x×]\s", after) or re.search(r"[x×]\s*$", before):
        return False
    if _NAMES.search(before) and q._.comparator == "=" and q._.kind != "percent":
        return False
    return bool(goals) or q._.kind == "percent" or q.start_char <= sentence[0] + 3


def _sentence(folded: str, at: int) -> tuple[int, int]:
    """The sentence around a place: between full stops, semicolons outside brackets, line ends."""
    opened = folded.rfind("(", 0, at)
    if opened >= 0 and ")" not in folded[opened:at]:
        return _sentence(folded, opened)  # a bracket's parts belong to the sum before it
    start = max((m.end() for m in re.finditer(r"[.!?;]\s", folded[:at])), default=0)
    stop = re.search(r"[.!?](?:\s|$)|;\s(?![^(]*\))", folded[at:])
    return start, at + stop.start() if stop else len(folded)


def _indicator(text: str, folded: str, q: Span, stop: int, start: int) -> tuple[str | None, int]:
    """What is counted: the unit and the words after it; for a bare percentage those before."""
    begin = q.end_char - (len(q._.unit) if q._.unit and q._.kind != "percent" else 0)
    boundary = _PHRASE_ENDS
    if q._.kind != "percent":
        boundary += r"|\(|,(?=\s*(?:co|voi|it nhat|khoang|[0-9]))"
    cut = re.search(boundary, folded[q.end_char : stop])
    end = q.end_char + cut.start() if cut else stop
    phrase = clean(
        re.sub(
            r"\s(?:và|với|có|là|trên|ít nhất|khoảng|từ|đạt)\s*$", "", text[begin:end].rstrip(" ,")
        )
    )
    if q._.kind != "percent" or (
        len(fold(phrase).split()) > 2
        and not re.match(
            r"\s*(?:so voi|/|tro len|vao|den|trong|moi nam|hang nam|nam|ke hoach)\b|\s*$",
            folded[q.end_char :],
        )
    ):
        return (_shorten(phrase) or None), end
    before = text[start : q.start_char]
    before = re.split(r"[:;(]\s|,\s(?=\S+\s\S+\s\S+)", before)[-1] or before
    before = _MEASURES.sub("", _INTRODUCES.sub("", before).rstrip())
    return (_shorten(clean(before)) or None), end


def _shorten(phrase: str) -> str:
    if len(phrase) <= _LONG:
        return phrase
    return phrase[:_LONG].rsplit(",", 1)[0].rsplit(" ", 1)[0]


def _category(folded: str) -> str | None:
    """The star class that an amount is told for."""
    stars = _STAR.findall(folded)
    return f"{stars[0]} sao" if len(set(stars)) == 1 else None


def _year(
    reading: Reading,
    node: Node,
    folded: str,
    sentence: tuple[int, int],
    q: Span,
    period: tuple[int | None, int | None],
) -> int | None:
    """By when: the year named last before the number in its sentence, after it, in a heading, or
    the plan's only year.
    """
    named = _YEAR.findall(folded[sentence[0] : q.start_char]) or _YEAR.findall(
        folded[q.end_char : sentence[1]]
    )
    if named:
        return int(named[-1])
    for heading in reading.headings(node):
        years = set(_YEAR.findall(fold(heading.text)))
        if len(years) == 1:
            return int(years.pop())
    start, end = period
    return end if start == end else None


def _quote(text: str, amount: _Amount, amounts: Sequence[_Amount]) -> tuple[int, int]:
    """The sentence, from its beginning or from the goal it belongs to."""
    start, end = amount.sentence
    while start < end and text[start] in " -,;":
        start += 1
    return start, min(end + 1, len(text)) if text[end : end + 1] == "." else end


def _once(targets: Sequence[Target]) -> list[Target]:
    """A target that is told again in the same words is one record."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for target in targets:
        key = (
            fold(target.indicator),
            target.value,
            target.unit,
            target.area,
            target.category,
            target.year,
        )
        if key not in seen:
            seen.add(key)
            kept.append(target)
    return kept
