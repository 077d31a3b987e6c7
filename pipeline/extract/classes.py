"""Training classes: groups of classes, their sums and parts, and what is told of them elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span

from pipeline.extract.class_tables import table_classes
from pipeline.extract.class_words import (
    FAR,
    audience,
    brackets_with,
    clause_end,
    is_head,
    is_yearly,
    numbers,
    place,
    taught_before,
    within,
)
from pipeline.extract.components import cues_of, folded_text, spans_of, spans_within, text_of
from pipeline.extract.programmes import programme_of, programmes_in
from pipeline.extract.reading import Reading, after_label, clean, tells_results
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Header, TrainingClass

# words that all audiences share
_COMMON = re.compile(
    r"\b(?:lop|tap huan|boi duong|dao tao|cho|cac|cap|doi voi|lam cong tac|nhom|can bo|va|khac"
    r"|doi tuong)\b"
)
_SAME_AUDIENCE = 62  # per cent of words; a line on days names its group in other words
_PAST = 40  # characters in which "đã mở" stands before what was held already


@dataclass
class _Group:
    """A stated group of classes while it is put together."""

    node: Node
    start: int
    end: int
    values: dict[str, Any]
    parts: list["_Group"] = field(default_factory=list)


def extract_classes(
    reading: Reading, header: Header
) -> tuple[tuple[TrainingClass, ...], frozenset[int]]:
    """Groups in reading order, each sum before its parts; and the nodes that state them."""
    title = header.title
    groups = _with_parts(reading, header.period_start or header.issued_year)
    one_year = header.period_start is not None and header.period_start == header.period_end
    for group in groups:
        _complete(reading, group)
        if group.values.get("per_year") == group.values["n_classes"] and not one_year:
            group.values["n_classes"] = None  # "2 lớp/năm" tells no sum of several years
    records: list[TrainingClass] = []
    for group in groups:
        _emit(reading, group, None, title, records)
    named = programmes_in(title or "")
    in_tables, tables = table_classes(reading, named[0] if len(named) == 1 else None)
    records = [record for record in records if not _in_table(record, in_tables)]
    return (*records, *in_tables), frozenset(_nodes(groups)) | tables


def _in_table(group: TrainingClass, in_tables: Sequence[TrainingClass]) -> bool:
    """Is a group that a sentence states one of a table in the same chapter?

    "Mở 16 lớp với 545 học viên, cụ thể:" is the table's sum.
    """
    if group.n_classes is None or group.n_participants is None:
        return False
    chapter = group.section.split(".")[0]
    told = (group.n_classes, group.n_participants)
    return any(
        (row.n_classes, row.n_participants) == told and row.section.split(".")[0] == chapter
        for row in in_tables
    )


def _nodes(groups: Sequence[_Group]) -> list[int]:
    return [n for g in groups for n in (g.node.index, *_nodes(g.parts))]


def _groups_in(reading: Reading, node: Node, start: int | None) -> list[_Group]:
    """The groups that a node's own text states; none where it tells of years before `start`."""
    doc = reading.doc(node)
    text, folded = text_of(doc), folded_text(doc)
    if cues_of(doc, "past", end=min(60, len(text))) or tells_results(reading, node):
        return []
    years = [int(year) for year in re.findall(r"\bnam (20[0-9]{2})\b", folded[:60])]
    if start and years and max(years) < start:
        return []
    quantities = spans_of(doc, "quantities")
    heads = [q for q in quantities if q._.kind == "classes" and is_head(folded, q)]
    heads = [q for q in heads if not _was_held(doc, folded, q)]
    # behind another group "mỗi năm 02 lớp" tells of that one
    heads = [q for i, q in enumerate(heads) if not i or not is_yearly(folded, q)]
    groups: list[_Group] = []
    for i, head in enumerate(heads):
        begin = heads[i - 1].end_char if i else 0
        brackets = brackets_with(heads[i + 1 :], folded, head.end_char)
        following = [h.start_char for h in heads[i + 1 :] if not within(brackets, h.start_char)]
        stop = clause_end(folded, head.end_char, min([*following, len(text)]))
        inside = [
            span
            for span in spans_within(doc, "quantities", head.end_char, stop)
            if not within(brackets, span.start_char)
        ]
        values: dict[str, Any] = {
            "n_classes": int(head._.value),
            "comparator": head._.comparator,
        }
        values["audience"], taught = audience(text, folded, begin, head, stop)
        if is_yearly(folded, head):
            values["per_year"] = int(head._.value)
        values |= taught_before(text, folded, doc, head)
        values |= numbers(folded, inside, stop, head.end_char)
        if taught is not None and taught != values.get("per_class"):
            values.setdefault("n_participants", taught)
        values["location"] = place(text, head.end_char, stop)
        first = _statement_start(text, folded, begin, head.start_char)
        groups.append(_Group(node, first, max(stop, head.end_char), values))
    return groups


def _was_held(doc: Doc, folded: str, head: Span) -> bool:
    """ "(đã mở 15 lớp …)": what was held already is no plan."""
    start = max(0, head.start_char - _PAST)
    start = max([start, *(m.end() for m in re.finditer(r"[.;]\s", folded[: head.start_char]))])
    return bool(cues_of(doc, "past", start=start, end=head.start_char))


def _statement_start(text: str, folded: str, begin: int, head: int) -> int:
    """Where the words that state the group begin: its verb, or the line."""
    verb = list(re.finditer(r"\b(?:to chuc|mo|tap huan|dao tao|boi duong)\b", folded[begin:head]))
    colon = text.rfind(": ", begin, head)
    if verb and begin + verb[-1].start() > colon:
        return begin + verb[-1].start()
    return head if begin else 0


def _with_parts(reading: Reading, start: int | None) -> list[_Group]:
    """All groups of the plan as trees: parts below the sum that they add up to."""
    roots: list[_Group] = []
    by_node: dict[int, list[_Group]] = {}
    for node in reading.nodes("body", "annex"):
        own = _groups_in(reading, node, start)
        if not own:
            continue
        own = _split_in_place(own)
        above = next(
            (by_node[a.index] for a in reading.outline.ancestors(node) if a.index in by_node), None
        )
        by_node[node.index] = own
        for group in own:
            if above is None or not _adopt(above, group):
                roots.append(group)
    return [_merge_restated(root) for root in roots]


def _split_in_place(groups: list[_Group]) -> list[_Group]:
    """A sum and its parts in one sentence: "12 lớp, trong đó 05 lớp … và 07 lớp …"."""
    first, *rest = groups
    if len(rest) >= 2 and sum(g.values["n_classes"] for g in rest) == first.values["n_classes"]:
        return [replace(first, parts=rest)]
    return groups


def _adopt(above: list[_Group], group: _Group) -> bool:
    """Hang `group` below the first sum above it that is not yet filled."""
    for candidate in above:
        whole = candidate.values["n_classes"]
        held = sum(part.values["n_classes"] for part in candidate.parts)
        if held < whole or len(above) == 1:
            candidate.parts.append(group)
            return True
    return False


def _merge_restated(group: _Group) -> _Group:
    """A single part that equals its whole is the same group told again: one record."""
    group.parts = [_merge_restated(part) for part in group.parts]
    if len(group.parts) == 1:
        (part,) = group.parts
        if part.values["n_classes"] == group.values["n_classes"] and not part.parts:
            known = {k: v for k, v in group.values.items() if v is not None}
            group.values = part.values | known
            group.parts = []
    return group


def _complete(reading: Reading, group: _Group) -> None:
    """Hand down what is stated once for the whole, and find days and place told elsewhere."""
    stated = {name: value for name, value in group.values.items() if value is not None}
    group.values = _days_elsewhere(reading, group) | stated
    if group.values.get("location") is None:
        group.values["location"] = _place_elsewhere(reading, group)
    for part in group.parts:
        for name in ("per_class", "days", "field_days"):
            if part.values.get(name) is None and group.values.get(name) is not None:
                part.values[name] = group.values[name]
        _complete(reading, part)


def _around(reading: Reading, node: Node) -> Iterator[list[Node]]:
    """Nodes that may tell more of a node's groups: those of its section, then of the one above."""
    seen: set[int] = {node.index}
    for above in reading.outline.ancestors(node):
        near = [n for n in reading.outline.descendants(above) if n.index not in seen and n.text]
        seen.update(n.index for n in near)
        yield near


def _days_elsewhere(reading: Reading, group: _Group) -> dict[str, Any]:
    """Days from the line of the nearest section on days that names this group best."""
    for near in _around(reading, group.node):
        told = [(node, days) for node in near if (days := _day_spans(reading, node))]
        if not told:
            continue
        audience = group.values.get("audience") or ""
        # a sum is named by its audience only: its sentence may tell of several groups
        said = "" if group.parts else _sentence(group)
        words = _key_words(fold(f"{audience} {said}"))
        best: tuple[float, int, dict[str, Any]] = (_SAME_AUDIENCE, 0, {})
        for node, days in told:
            folded = fold(node.text)
            named = _key_words(re.split(r":|\bthoi gian\b", folded[: days[0].start_char])[0])
            likeness = (fuzz.token_set_ratio(named, words), len(named))
            if named.strip() and likeness > best[:2]:
                best = (*likeness, numbers(folded, days, len(folded)))
        return {k: v for k, v in best[2].items() if k in ("days", "field_days")}
    return {}


def _sentence(group: _Group) -> str:
    """The words that tell of a group: its paragraph, or of a very long one its own clause."""
    text = group.node.text
    return text if len(text) <= FAR else text[group.start : group.end]


def _day_spans(reading: Reading, node: Node) -> list[Span]:
    """The numbers of days in a node that states no classes itself."""
    quantities = spans_of(reading.doc(node), "quantities")
    if any(q._.kind == "classes" for q in quantities):
        return []
    return [q for q in quantities if q._.kind == "time" and fold(q._.unit) == "ngay"]


def _key_words(folded: str) -> str:
    """The words that tell audiences apart."""
    return re.sub(r"[^\w\s]", " ", _COMMON.sub(" ", folded))


def _place_elsewhere(reading: Reading, group: _Group) -> str | None:
    """ "Địa điểm: …" of the nearest section, if one is given for all its classes."""
    for node in chain.from_iterable(_around(reading, group.node)):
        label = after_label(node, "place")
        if label is not None:
            return clean(node.text[label:]) or None
        heading = next(reading.headings(node), None)
        if (
            heading is not None
            and heading is not node
            and re.match(r"dia diem\b", fold(heading.text))
        ):
            held = re.search(r"\b(?:tap trung )?tai\s+(.+?)\.?$", fold(node.text))
            if held is not None:
                return clean(node.text[held.start(1) : held.end(1)])
    return None


def _emit(
    reading: Reading,
    group: _Group,
    parent: TrainingClass | None,
    title: str | None,
    records: list[TrainingClass],
) -> None:
    values = group.values | {
        "programme": programme_of(reading, group.node, title),
        "parent_id": parent.id if parent else None,
        "is_total": bool(group.parts),
    }
    record = reading.make(TrainingClass, group.node, group.start, group.end, values)
    records.append(record)
    for part in group.parts:
        _emit(reading, part, record, title, records)
