"""Duties that activities name for themselves, outside of the sections that list offices."""

import re

from spacy.tokens import Doc

from pipeline.extract.components import cues_of, folded_text, spans_within, text_of
from pipeline.extract.deadlines import deadline_of, time_line
from pipeline.extract.offices import (
    after_clause,
    agency_at,
    behind,
    chain,
    partners_at,
    role_at,
)
from pipeline.extract.reading import Reading, after_label, clean, label_end
from schemas.outline import Node
from schemas.records import Responsibility

_LETTER = re.compile(r"[a-zđ]\d?")  # numbers the lines of an activity in some plans
_TITLE = re.compile(r"[A-ZĐÀ-Ỹ][^.;:]{5,118}[^.;:,]")
_CLAUSE = re.compile(r"[;.]\s+")
_IN_BRACKETS = re.compile(r"\s*\((?:do |giao )?([^()]{10,240})\)\s*[.;]?\s*$")
_LEADS = re.compile(r"[^,;:()]*\b(?:chu tri|thuc hien|phu trach)\b")


def activity_duty(reading: Reading, node: Node, *, listed: bool) -> Responsibility | None:
    """What a line of an activity gives an office: "- Đơn vị thực hiện: …", "Giao Sở X chủ trì …",
    "Tuyên truyền (Sở X chủ trì, phối hợp với …)".

    In sections that list offices (`listed`) only lines with labels do.
    """
    duty = _of_label(reading, node)
    return duty if duty or listed else _in_brackets(reading, node) or _given(reading, node)


def _of_label(reading: Reading, node: Node) -> Responsibility | None:
    """ "- Đơn vị thực hiện: …": the task is the activity's heading."""
    doc, text = reading.doc(node), text_of(reading.doc(node))
    label = after_label(node, "words")
    if label is None:
        return None
    heading = _activity(reading, node)
    if heading is None:
        return None
    if node.kind == "section" and not _LETTER.fullmatch(node.label.strip(").")):
        return None
    clauses = _clauses(text, label)
    end = clauses[0][0] if clauses else len(text)
    lead = next(iter(cues_of(doc, "lead", start=label, end=end)), None)
    named = _named(doc, label, lead.start_char if lead is not None else end)
    first, *others = named or [clean(node.text[label:end])]
    siblings = [
        n for n in reading.outline.children(_parent(reading, node)) if n.index != node.index
    ]
    partners = [*others, *(partners_at(doc, lead.end_char) if lead is not None else ())]
    for sibling in siblings:
        with_ = after_label(sibling, "partners")
        if with_ is not None:
            partners += _named(reading.doc(sibling), with_, len(sibling.text))
    time = None
    for start, stop in clauses:
        said = text[start:stop]
        if (with_ := label_end(said, "partners")) is not None:
            partners += _named(doc, start + with_, stop)
        elif (when := label_end(said, "time")) is not None:
            time = clean(said[when:]) or None
    led = lead is not None or bool(cues_of(doc, "lead", end=label))
    values = {
        "agency": first,
        "role": "lead" if led else "implement",
        "partners": tuple(partners),
        "task": re.sub(r"\s*:$", "", heading.text.strip()),
        "deadline": time or time_line(siblings),
    }
    return reading.make(Responsibility, node, 0, len(node.text.rstrip()), values)


def _activity(reading: Reading, node: Node) -> Node | None:
    """The heading of the activity that a line with a label is of.

    The line behind the last of several parts (2.1, 2.2 …) of which no other has one is of all of
    them. In a chapter whose headings have no numbers a short line is one.
    """
    above = [h for h in reading.headings(node) if h.index != node.index]
    if not above:
        return None
    if len(above) == 1:
        before = [n for n in reading.outline.children(above[0]) if n.index < node.index]
        titles = [n for n in before if n.kind == "text" and _TITLE.fullmatch(n.text.strip())]
        return titles[-1] if titles else above[0]
    parts = [n for n in reading.outline.children(above[1]) if n.kind == "section"]
    others = [n for part in parts[:-1] for n in (part, *reading.outline.descendants(part))]
    alone = len(parts) > 1 and parts[-1].index == above[0].index
    chapter = above[1].path.count(".") == 0
    if alone and not chapter and all(after_label(n, "words") is None for n in others):
        return above[1]
    return above[0]


def _clauses(text: str, start: int) -> list[tuple[int, int]]:
    """The clauses behind the first on the same line that a label begins: "; thời gian: …"."""
    begins = [m.end() for m in _CLAUSE.finditer(text, start)]
    ends = [*(m.start() for m in _CLAUSE.finditer(text, start)), len(text)][1:]
    places = zip(begins, ends, strict=True)
    return [place for place in places if label_end(text[slice(*place)], "partners", "time")]


def _in_brackets(reading: Reading, node: Node) -> Responsibility | None:
    """ "Tuyên truyền (Sở X chủ trì, phối hợp với Sở Y)": the task stands before the bracket."""
    doc, text = reading.doc(node), text_of(reading.doc(node))
    bracket = _IN_BRACKETS.search(text)
    agency = agency_at(doc, bracket.start(1)) if bracket else None
    if bracket is None or agency is None or len(clean(text[: bracket.start()])) < 3:
        return None
    offices = chain(doc, agency)
    start = behind(doc, offices[-1].end_char)
    if not _LEADS.match(folded_text(doc), start, bracket.end(1)):
        return None
    values = {
        "agency": clean(text[bracket.start(1) : offices[-1].end_char]),
        "role": role_at(doc, start),
        "partners": partners_at(doc, start),
        "task": clean(text[: bracket.start()]),
    }
    return reading.make(Responsibility, node, 0, len(text.rstrip()), values)


def _given(reading: Reading, node: Node) -> Responsibility | None:
    """ "Giao Công an tỉnh chủ trì …": the task is what follows."""
    doc, text = reading.doc(node), text_of(reading.doc(node))
    if not folded_text(doc).startswith("giao "):
        return None
    agency = agency_at(doc, after_clause(doc, 0))
    if agency is None:
        return None
    end = chain(doc, agency)[-1].end_char
    start = behind(doc, end)
    if role_at(doc, start) == "implement":
        return None
    values = {
        "agency": clean(text[agency.start_char : end]),
        "role": role_at(doc, start),
        "partners": partners_at(doc, start),
        "task": text[start:].strip(),
        "deadline": deadline_of(text[start:]),
    }
    return reading.make(Responsibility, node, start, len(text.rstrip()), values)


def _named(doc: Doc, start: int, end: int) -> list[str]:
    """The units of a line, between semicolons or in brackets, else as its list of offices."""
    offices = list(spans_within(doc, "agencies", start, end))
    names: list[str] = []
    at = start
    for part in re.split(r"[;()/]", text_of(doc)[start:end]):
        inside = [a for a in offices if at <= a.start_char < at + len(part)]
        if inside and inside[0].start_char <= at + 1:
            names += [a.text for a in chain(doc, inside[0]) if a in inside]
        elif clean(part):
            names.append(clean(part))
        at += len(part) + 1
    return names


def _parent(reading: Reading, node: Node) -> Node:
    return reading.outline.nodes[node.parent] if node.parent is not None else node
