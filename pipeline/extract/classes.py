"""Training classes: groups of classes, their sums and parts, and what is told of them elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span

from pipeline.extract.class_tables import table_classes
from pipeline.extract.components import cues_of, folded_text, spans_of, spans_within, text_of
from pipeline.extract.programmes import programme_of, programmes_in
from pipeline.extract.reading import Reading, after_label, clean, outside_brackets
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Header, TrainingClass

_AUDIENCE_BEGINS = re.compile(r"\b(?:danh cho|cho|doi voi)\s")
_AUDIENCE_ENDS = re.compile(
    r"\s*(?:[.;:]|,?\s*(?:voi|so luong|tong so|moi lop|du kien|tai|thoi gian|tu ngay"
    r"|(?:trong|vao) (?:quy|nam|thang|[0-9]+ ngay))\b"
    r"|\((?:moi|khoang|voi|[0-9])|,\s*(?:moi|khoang|[0-9])|\sva [0-9]+ (?:lop|khoa)\b)"
)
_NUMBERED = re.compile(r"(?:khoang |tren |it nhat |tu )?[0-9][0-9.,]*(?: - [0-9]+)? ")
# of people as such, of whom a number is told
_PEOPLE = re.compile(
    r"(?:luot )?(?:nguoi|hoc vien|dai bieu|lao dong|luot|nguoi hoc)\b(?: tham gia)?$"
)
# words that all audiences share
_COMMON = re.compile(
    r"\b(?:lop|tap huan|boi duong|dao tao|cho|cac|cap|doi voi|lam cong tac|nhom|can bo|va|khac"
    r"|doi tuong)\b"
)
_RATE = re.compile(
    r"\s*/\s*(?:01 |1 )?(?:lop|khoa|xa|huyen|thon)|\s*(?:tren|mot|moi) (?:mot )?lop\b"
)
_PER_YEAR = re.compile(r"(?:moi|hang|hằng) nam\b|/\s*nam\b")
_FIELD = re.compile(r"(?:di )?(?:nghien cuu )?thuc te|tham quan|thuc dia|thuc hanh")
_SAME_AUDIENCE = 62  # per cent of words; a line on days names its group in other words
_BRACKETS = re.compile(r"\([^()]*\)")
_FAR, _NEAR = 3000, 120  # characters of what is told of a group, and of a label in it
_LABEL = re.compile(
    r"\b(?:so (?:luong|hoc vien|nguoi|dai bieu|ngay)|tong so|thoi gian|dia diem|quy mo)\s*$"
)
# a sentence or clause after a group that tells more of it
_GOES_ON = re.compile(
    r"\s*(?:so (?:luong|hoc vien|nguoi|dai bieu|ngay)|tong so|moi (?:lop|khoa)|thoi gian|dia diem"
    r"|voi|khoang|binh quan)\b"
)
_YEARLY = re.compile(r"\b(?:moi|hang) nam,?\s*(?:(?:[a-z]+\s){1,4})?$")
_PRODUCT = re.compile(r"\s*[x×*]\s(?!\s*[0-9.]+ (?:nguoi|hoc vien|dai bieu|can bo)\b)")
_TAUGHT = 60  # characters in which those who are taught stand before the bracket of their classes
_PLACE = re.compile(r"(?:dia diem[^:,;]{0,12}:|[,;]\s*tai|\bngay(?:/lop)?,? tai)\s+([^.;(,]+)")
_CLASS_WORD = re.compile(r"\b(?:lop|khoa (?:tap huan|dao tao|boi duong|hoc))\b")


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
    for group in groups:
        _complete(reading, group)
    records: list[TrainingClass] = []
    for group in groups:
        _emit(reading, group, None, title, records)
    named = programmes_in(title or "")
    in_tables, tables = table_classes(reading, named[0] if len(named) == 1 else None)
    return (*records, *in_tables), frozenset(_nodes(groups)) | tables


def _nodes(groups: Sequence[_Group]) -> list[int]:
    return [n for g in groups for n in (g.node.index, *_nodes(g.parts))]


def _groups_in(reading: Reading, node: Node, start: int | None) -> list[_Group]:
    """The groups that a node's own text states; none where it tells of years before `start`."""
    doc = reading.doc(node)
    text, folded = text_of(doc), folded_text(doc)
    if cues_of(doc, "past", end=min(60, len(text))):
        return []
    years = [int(year) for year in re.findall(r"\bnam (20[0-9]{2})\b", folded[:60])]
    if start and years and max(years) < start:
        return []
    quantities = spans_of(doc, "quantities")
    heads = [q for q in quantities if q._.kind == "classes" and _is_head(folded, q)]
    # behind another group "mỗi năm 02 lớp" tells of that one
    heads = [q for i, q in enumerate(heads) if not i or not _is_yearly(folded, q)]
    groups: list[_Group] = []
    for i, head in enumerate(heads):
        begin = heads[i - 1].end_char if i else 0
        brackets = _brackets_with(heads[i + 1 :], folded, head.end_char)
        following = [h.start_char for h in heads[i + 1 :] if not _within(brackets, h.start_char)]
        stop = _clause_end(folded, head.end_char, min([*following, len(text)]))
        inside = [
            span
            for span in spans_within(doc, "quantities", head.end_char, stop)
            if not _within(brackets, span.start_char)
        ]
        values: dict[str, Any] = {
            "n_classes": int(head._.value),
            "comparator": head._.comparator,
            "audience": _audience(text, folded, begin, head, stop),
        }
        if _is_yearly(folded, head):
            values["per_year"] = int(head._.value)
        values |= _taught_before(text, folded, doc, head)
        values |= _numbers(folded, inside, stop)
        place = _PLACE.search(folded, head.end_char, stop)
        if place is not None:
            values["location"] = clean(text[place.start(1) : place.end(1)])
        first = _statement_start(text, folded, begin, head.start_char)
        groups.append(_Group(node, first, max(stop, head.end_char), values))
    return groups


def _brackets_with(heads: Sequence[Span], folded: str, start: int) -> list[tuple[int, int]]:
    """Brackets behind `start` in which other groups are told: "20 lớp (A: 08 lớp; B: 12 lớp)"."""
    found = [match.span() for match in _BRACKETS.finditer(folded, start)]
    return [span for span in found if any(_within([span], head.start_char) for head in heads)]


def _within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in spans)


def _is_head(folded: str, head: Span) -> bool:
    """A number of classes that heads a group: not a rate (02 lớp/xã), not "mỗi năm 02 lớp".

    Of a product ("24 xã x 02 lớp/xã = 48 lớp") only the result heads.
    """
    after = folded[head.end_char : head.end_char + 12]
    before = folded[max(0, head.start_char - 14) : head.start_char]
    if head._.value is None or head._.value != int(head._.value):
        return False
    if _RATE.match(after) or _PRODUCT.match(after):
        return False
    if re.search(
        r"(?:moi|hang) (?:lop|xa|huyen)\s*(?:to chuc|mo)?\s*$|\bmoi\s*$|[x×*]\s*$", before
    ):
        return False
    return head._.comparator == ">=" or not re.search(r"\b(?:cap|tu|den)\s*$", before)


def _is_yearly(folded: str, head: Span) -> bool:
    """ "Mỗi năm tổ chức 02 lớp", "2 lớp/năm": as many each year."""
    before = folded[max(0, head.start_char - _NEAR) : head.start_char]
    return _PER_YEAR.match(folded, head.end_char) is not None or _YEARLY.search(before) is not None


def _taught_before(text: str, folded: str, doc: Doc, head: Span) -> dict[str, Any]:
    """ "đào tạo cho 1.000 lao động nông thôn (25 lớp, …)": who are taught, and how many."""
    opened = re.search(r"\(\s*(?:gom|khoang|voi)?\s*$", folded[: head.start_char])
    if opened is None:
        return {}
    at = opened.start()
    people = [
        q
        for q in spans_within(doc, "quantities", max(0, at - _TAUGHT), at)
        if q._.kind == "people" and q._.value == int(q._.value)
    ]
    if not people or re.search(r"[.;:]", folded[people[-1].end_char : at]):
        return {}
    audience = _without_number(clean(text[people[-1].start_char : at]))
    return {"n_participants": int(people[-1]._.value), "audience": audience}


def _clause_end(folded: str, start: int, limit: int) -> int:
    """The end of what is told of a group: the next group, or a sentence that tells no number."""
    depth = 0
    limit = min(limit, start + _FAR)
    for at in range(start, limit):
        sign = folded[at]
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return at  # of the bracket that the group stands in
        if sign == ":" and _LABEL.search(folded[max(start, at - _NEAR) : at]):
            continue
        stops = sign == ";" or (sign in ".:" and folded[at + 1 : at + 2] in ("", " "))
        if stops and depth <= 0 and not _GOES_ON.match(folded, at + 1, limit):
            return at
    end = limit
    joined = re.search(r",?\s(?:va|;|,)\s*$", folded[start:limit])
    return start + joined.start() if joined else end


def _numbers(folded: str, inside: Sequence[Span], stop: int) -> dict[str, Any]:
    """People, people a class, classes a year, days: what the numbers in a clause say."""
    values: dict[str, Any] = {}
    for q in inside:
        if q._.value != int(q._.value):
            continue  # "2,5 ngày" are neither two nor three
        number = int(q._.value)
        before = folded[max(0, q.start_char - 24) : q.start_char]
        after = folded[q.end_char : min(stop, q.end_char + 16)]
        per_class = re.match(r"\s*/\s*(?:01 |1 )?(?:lop|khoa)", after) or re.search(
            r"(?:moi|mot|tung) (?:lop|khoa)\s*(?:co|gom|tu|khoang|khong qua)?\s*(?:\S+\s)?$", before
        )
        if q._.kind in ("people", "count") and re.match(
            r"nguoi|hoc vien|luot|can bo|dai bieu|lao dong|hoi vien|cong chuc|vien chuc",
            fold(q._.unit),
        ):
            values.setdefault("per_class" if per_class else "n_participants", number)
        elif q._.kind == "classes" and _PER_YEAR.search(before):
            values.setdefault("per_year", number)
        elif q._.kind == "time" and fold(q._.unit) == "ngay":
            around = folded[max(0, q.start_char - 28) : q.start_char].rpartition("ngay")[2]
            around += folded[q.end_char : q.end_char + 24].partition("ngay")[0]
            key = "field_days" if "days" in values and _FIELD.search(around) else "days"
            values.setdefault(key, number)
    return values


def _audience(text: str, folded: str, begin: int, head: Span, stop: int) -> str | None:
    """After "cho …" behind the number, or the words before the colon in front of it."""
    begins = _AUDIENCE_BEGINS.search(folded, head.end_char, max(stop, head.end_char))
    if begins is not None:
        ends = outside_brackets(_AUDIENCE_ENDS, folded, begins.end(), stop)
        return _without_number(clean(text[begins.end() : ends.start() if ends else stop]))
    before = text[begin : head.start_char]
    label, colon, rest = before.rpartition(":")
    if not colon or re.search(r"\b(?:nam|giai doan)\s*[0-9-]*$", fold(label).strip()):
        return None
    if _CLASS_WORD.search(fold(label)) is None and len(fold(rest).split()) <= 9:
        if label.count("(") > label.count(")"):
            label = label.rpartition("(")[2]
        phrase = clean(label.rsplit(". ", 1)[-1])
        begins = _AUDIENCE_BEGINS.match(fold(phrase))
        phrase = phrase[begins.end() :] if begins else phrase
        # a programme is what is taught, not who
        return None if fold(phrase).startswith("chuong trinh") else phrase or None
    return None


def _without_number(audience: str) -> str | None:
    """ "150 công chức cấp xã" are "công chức cấp xã"; of "700 học viên" only the number is told."""
    number = _NUMBERED.match(fold(audience))
    people = audience[number.end() :] if number else audience
    return None if number and _PEOPLE.match(fold(people)) else people or None


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
    group.values.setdefault("location", _place_elsewhere(reading, group))
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
                best = (*likeness, _numbers(folded, days, len(folded)))
        return {k: v for k, v in best[2].items() if k in ("days", "field_days")}
    return {}


def _sentence(group: _Group) -> str:
    """The words that tell of a group: its paragraph, or of a very long one its own clause."""
    text = group.node.text
    return text if len(text) <= _FAR else text[group.start : group.end]


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
