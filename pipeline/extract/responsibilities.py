"""Responsibilities: who does what, as the section on implementation and activity lines say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from pipeline.extract.activity_duties import activity_duty
from pipeline.extract.agencies import begins_task, canonical_agency
from pipeline.extract.components import cues_of, text_of
from pipeline.extract.deadlines import deadline_of, time_line
from pipeline.extract.duty_sections import DutySections
from pipeline.extract.offices import (
    SENTENCE_END,
    after_clause,
    after_intro,
    after_offices,
    agency_at,
    asks,
    behind,
    chain,
    named_in,
    partners_at,
    role_at,
)
from pipeline.extract.reading import Reading, after_label, clean
from pipeline.extract.rules import pattern_match
from pipeline.extract.task_tables import table_duties
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Agency, Responsibility, Role

# "Sở Tài chính (cơ quan thường trực): …", its colon outside of brackets
_RUN_IN = re.compile(
    r"^((?:Các|CÁC) (?:[Ss]ở|[Pp]hòng|[Hh]ội|[Bb]an)\s*:\s[^:]{3,160}?"  # "Các Sở: Y tế, Nội vụ: …"
    r"|(?:[^:()]|\([^()]*\)){3,200}?)\s*:\s+(?=\S)"
)
_LEADS_IN = re.compile(r"\b(?:nhiem vu|noi dung|cong viec)(?: cu the| sau| day)*\s*:\s*$")
_TASK = 60  # characters of a task in a heading that announces others
# a heading for several offices, each of which may be named below it
_GROUP = re.compile(r"\bcac (?:doan the|to chuc|hoi|co quan|don vi|nganh)\b|\b(?:mat tran|mttq)\b")
_ANNOUNCED = re.compile(r";[^;]{3,160}:\s*$")


@dataclass(frozen=True)
class _Task:
    """A stretch of a node's text that gives an agency a task."""

    node: Node
    start: int
    end: int
    agency: str
    requested: bool = False
    below: tuple[Node, ...] = ()  # items that spell the task out
    heading: Node | None = None  # "Sở A chủ trì, phối hợp với Sở B:", of several tasks
    time: Node | None = None  # the line that tells when: "Thời gian hoàn thành: …"


def extract_responsibilities(
    reading: Reading,
) -> tuple[tuple[Responsibility, ...], tuple[Agency, ...]]:
    """All duties in reading order, and the agencies they name."""
    sections = DutySections(reading)
    tasks: list[_Task] = []
    found: list[Responsibility] = []
    within: set[int] = set()  # such sections
    announced: set[int] = set()  # by an office, elsewhere
    for node in reading.nodes("body"):
        if sections.begins_at(node):
            tasks += _tasks_below(sections, node, None)
            within.update(below.index for below in reading.outline.descendants(node))
        elif node.index not in within and node.index not in announced:
            told = sections.announced(node)
            office, led = told if told else (None, ())
            for child in led:
                tasks += _tasks_of(sections, child, office)
                announced.update(n.index for n in (child, *reading.outline.descendants(child)))
        listed = node.index in within or sections.begins_at(node)
        duty = activity_duty(reading, node, listed=listed)
        if duty is not None and node.index not in announced:
            found.append(duty)
    found += [_duty(reading, task) for task in tasks if task.start < task.end]
    found += table_duties(reading)
    order = {node.path: i for i, node in reversed(list(enumerate(reading.outline.nodes)))}
    found.sort(key=lambda duty: order.get(duty.section, 0))
    agencies = {duty.agency: canonical_agency(duty.agency) for duty in found}
    linked = tuple(d.model_copy(update={"agency_id": agencies[d.agency].id}) for d in found)
    return linked, tuple({agency.id: agency for agency in agencies.values()}.values())


def _tasks_below(sections: DutySections, node: Node, agency: str | None) -> Iterator[_Task]:
    """Tasks of the nodes below `node`; `agency` is what a heading above says."""
    held: list[_Task] = []
    named: str | None = None  # by a line of its own, for the items behind it
    for child in sections.reading.outline.children(node):
        if held and after_label(child, "time") is not None:
            held[-1] = replace(held[-1], time=child)
            continue
        if sum(map(str.isalpha, child.text)) <= 1 or _only_announces(child):
            continue
        yield from held
        held = []
        if child.kind != "item":
            told = sections.announced(child) if child.kind == "text" else None
            named = told.office if told else None
            if told:
                continue
        held = list(_tasks_of(sections, child, named or agency))
    yield from held


def _tasks_of(sections: DutySections, node: Node, agency: str | None) -> Iterator[_Task]:
    reading = sections.reading
    text, doc = node.text, reading.doc(node)
    below = reading.outline.children(node)
    if node.kind == "section" or agency is None:
        run_in = _RUN_IN.match(text)
        heads = agency_at(doc, after_intro(doc)) is not None
        heads = heads or (agency is None and sections.lists_offices(node))
        if run_in and heads:
            name = named_in(doc, run_in[1])
            requested = asks(doc, 0) or asks(doc, run_in.end())
            if not below or node.kind != "section":
                yield _Task(node, run_in.end(), len(text), name, requested, below)
                return
            if not text.rstrip().endswith(":"):
                yield _Task(node, run_in.end(), len(text), name, requested)
            yield from _with_request(_tasks_below(sections, node, name), requested)
            return
        bare = _is_bare_heading(doc, node, below)
        given = [] if bare else [*_all_given(reading, node, agency)]
        if given:
            yield from given[:-1]
            own = [child for child in below if child.kind == "text" and _given(reading, child)]
            yield replace(given[-1], below=tuple(child for child in below if child not in own))
            for child in own:
                yield from _tasks_of(sections, child, None)
            return
        if _names_offices(reading, below):
            yield from _tasks_below(sections, node, None)
            return
        if agency is not None and _is_one_task(text, below):
            yield _Task(node, 0, len(text), agency, asks(doc, 0), below)
            return
        if below and (node.kind == "section" or heads):
            above = named_in(doc, text.rstrip(" :")) if heads else agency
            said = _own_task(doc) if heads else None
            if said is not None and above is not None:
                yield _Task(node, *said, above, asks(doc, 0))
            tasks = _with_request(_tasks_below(sections, node, above), asks(doc, 0))
            yield from (replace(task, heading=task.heading or node) for task in tasks)
            return
    if agency is None:
        return
    if text.rstrip().endswith(":") and below and node.kind == "text":
        yield from _tasks_below(sections, node, agency)
        return
    if _GROUP.search(fold(agency)) and agency_at(doc, after_intro(doc)) is not None:
        named = _given(reading, node)  # "+ Hội Nông dân xã vận động …" below "Các đoàn thể"
        if named is not None:
            yield named
            return
    leads = _given(reading, node, agency) if node.kind != "section" else None
    assigns = leads is not None and fold(text).startswith("giao ")
    if leads is not None and (assigns or role_at(doc, leads.start) == "lead"):
        yield leads  # below "Sở A, Sở B": "Sở A chủ trì, phối hợp với Sở B …"
        return
    yield _Task(node, 0, len(text), agency, asks(doc, 0), below)


def _only_announces(node: Node) -> bool:
    """ "Là cơ quan thường trực, có nhiệm vụ:" gives no task, the items behind it do."""
    return node.kind == "text" and _LEADS_IN.search(fold(node.text)) is not None


def _names_offices(reading: Reading, below: tuple[Node, ...]) -> bool:
    """Does each item begin with an office of its own: "+ Hội Nông dân xã: quản lý …"?"""
    docs = map(reading.doc, below)
    named = [agency_at(doc, after_intro(doc)) is not None for doc in docs]
    return len(below) > 1 and all(named) and all(_RUN_IN.match(node.text) for node in below)


def _own_task(doc: Doc) -> tuple[int, int] | None:
    """Where a heading gives its office a task before it announces others.

    "Sở A bố trí kinh phí …; tập trung thực hiện các nhiệm vụ sau:".
    """
    start = after_intro(doc)
    agency = agency_at(doc, start)
    announced = _ANNOUNCED.search(text_of(doc))
    if agency is None or announced is None:
        return None
    start = behind(doc, chain(doc, agency)[-1].end_char)
    return (start, announced.start()) if announced.start() - start > _TASK else None


def _is_one_task(text: str, below: tuple[Node, ...]) -> bool:
    """Do the items below spell out the task that the text announces ("Tham mưu …:")?

    So they do where they are things, and where the office is to direct others.
    """
    begins = begins_task(text) or pattern_match("roles", "lead", text) is not None
    if not (text.rstrip().endswith(":") and begins):
        return False
    verbs = sum(begins_task(node.text) for node in below)
    return 2 * verbs < len(below) or pattern_match("roles", "directs", text) is not None


def _is_bare_heading(doc: Doc, node: Node, below: tuple[Node, ...]) -> bool:
    """An office as a heading with its tasks below, not a sentence that gives it one."""
    if node.kind != "section" or not below:
        return False
    agency = agency_at(doc, after_intro(doc))
    rest = node.text[chain(doc, agency)[-1].end_char :] if agency is not None else node.text
    return not rest.strip(" .:;,") or not node.text.rstrip().endswith((".", ";"))


def _with_request(tasks: Iterator[_Task], requested: bool) -> Iterator[_Task]:
    return (replace(task, requested=task.requested or requested) for task in tasks)


def _given(reading: Reading, node: Node, above: str | None = None) -> _Task | None:
    """The first of the tasks that a sentence of the node gives to an office."""
    return next(_all_given(reading, node, above), None)


def _all_given(reading: Reading, node: Node, above: str | None = None) -> Iterator[_Task]:
    """ "Giao Sở X chủ trì, …" and "Sở X chủ trì, …" without a colon: agency, then its task.

    It goes on as far as the sentence that gives another office one. Below the heading of an office
    (`above`) a sentence gives it to another only in so many words.
    """
    doc, text = reading.doc(node), node.text
    sentences = [0, *(m.end() for m in SENTENCE_END.finditer(text) if m.end() < len(text))]
    held: _Task | None = None
    for at in sentences if above is None else sentences[:1]:
        start = after_clause(doc, at)
        agency = agency_at(doc, start)
        stop = SENTENCE_END.search(text, start)
        end = stop.start() if stop else len(text)
        announces = held is not None and text[:end].rstrip().endswith(":")
        if agency is None or announces:
            continue
        role = next(iter(cues_of(doc, "lead", "coordinate", "duty", start=start, end=end)), None)
        assigned = any(c.end_char == start - 1 for c in cues_of(doc, "assign", start=at, end=start))
        told = above is None and begins_task(after_offices(doc, agency))
        if not (assigned or told or (role is not None and (start == at or above is None))):
            continue
        # of several offices ("Sở A, Sở B chủ trì") the last ends where the role or the verb stands
        end = chain(doc, agency)[-1].end_char
        end = min(end, role.start_char) if role is not None else end
        name = clean(text[start:end])
        if 3 <= len(name) <= 200 and (held is None or held.agency != name):
            if held is not None:
                yield replace(held, end=at)
            held = _Task(node, behind(doc, end), len(text), name, asks(doc, at))
    if held is not None:
        yield replace(held, below=reading.outline.children(node))


def _duty(reading: Reading, task: _Task) -> Responsibility:
    doc, text = reading.doc(task.node), task.node.text
    whole = [text[task.start : task.end].strip()]
    whole += [below.passage.text for below in _deep(reading, task.below)]
    role, partners = role_at(doc, task.start), partners_at(doc, task.start)
    if task.heading is not None and role == "implement":
        role, shared = _shared(reading, task.heading)
        partners = partners or shared
    told = time_line([task.time]) if task.time is not None else None
    values = {
        "agency": task.agency,
        "role": "requested" if task.requested else role,
        "partners": partners,
        "task": " ".join(whole),
        "deadline": told or deadline_of(" ".join(whole)),
    }
    return reading.make(Responsibility, task.node, task.start, task.end, values)


def _shared(reading: Reading, heading: Node) -> tuple[Role, tuple[str, ...]]:
    """The role that a heading gives its office in all tasks below, and with whom."""
    doc = reading.doc(heading)
    agency = agency_at(doc, after_intro(doc))
    start = behind(doc, chain(doc, agency)[-1].end_char) if agency is not None else 0
    return role_at(doc, start), partners_at(doc, start)


def _deep(reading: Reading, nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _deep(reading, reading.outline.children(node))
