"""Responsibilities: who does what, as the section on implementation and activity lines say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.agencies import (
    agency_name,
    begins_agency,
    canonical_agency,
    split_agencies,
    task_start,
)
from pipeline.extract.reading import Reading, clean
from pipeline.extract.rules import pattern
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Agency, Responsibility, Role

_RUN_IN = re.compile(r"^([^:]{3,200}?)\s*:\s+(?=\S)")
_GIVEN = re.compile(r"^(?:giao|phan cong|yeu cau)(?: cho)?\s+")
_WITH = re.compile(r"phoi hop(?: chat che)?(?:,? thong nhat)?(?: cung)?(?: voi)?\s+")
_LEADS = re.compile(
    r"^\W*(?:chu tri|chiu trach nhiem chinh"
    r"|la (?:co quan|don vi) (?:chu tri|thuong truc|dau moi))\b"
)
_ROLE_AT = re.compile(
    r"\b(?:la (?:co quan|don vi|dau moi)|chu tri|phoi hop|chiu trach nhiem|co trach nhiem|can cu)\b"
)
_DUE = re.compile(
    r"(?:truoc|cham nhat|xong|hoan thanh)[^.;]{0,20}\bngay\s*"
    r"[0-9]{1,2}(?:/[0-9]{1,2}(?:/[0-9]{4})?)?[^.;]{0,24}?(?=[,.;)]|$)"
    r"|(?:trong|hoan thanh)\s+quy\s+[ivx0-9]+(?:\s*/\s*[0-9]{4}|\s+nam\s+[0-9]{4})?"
)


@dataclass(frozen=True)
class _Task:
    """A stretch of a node's text that gives an agency a task."""

    node: Node
    start: int
    end: int
    agency: str
    requested: bool = False
    below: tuple[Node, ...] = ()  # items that spell the task out


def extract_responsibilities(
    reading: Reading,
) -> tuple[tuple[Responsibility, ...], tuple[Agency, ...]]:
    """All duties in reading order, and the agencies they name."""
    found: list[Responsibility] = []
    for node in reading.nodes("body"):
        if node.kind == "section" and _is_implementation(reading, node):
            continue
        duty = _activity_duty(reading, node)
        if duty is not None:
            found.append(duty)
    for node in reading.nodes("body"):
        if node.kind == "section" and _is_implementation(reading, node):
            found += [_duty(reading, task) for task in _tasks_below(reading, node, None)]
    order = {node.path: i for i, node in reversed(list(enumerate(reading.outline.nodes)))}
    found.sort(key=lambda duty: order.get(duty.section, 0))
    agencies = {duty.agency: canonical_agency(duty.agency) for duty in found}
    linked = tuple(d.model_copy(update={"agency_id": agencies[d.agency].id}) for d in found)
    return linked, tuple({agency.id: agency for agency in agencies.values()}.values())


def _is_implementation(reading: Reading, node: Node) -> bool:
    """Is this the topmost heading of a section that gives tasks to agencies?"""
    if pattern_match("implementation", "headings", node.text) is None or len(node.text) > 160:
        return False
    return not any(
        pattern_match("implementation", "headings", above.text)
        for above in reading.outline.ancestors(node)
    )


def pattern_match(group: str, key: str, text: str) -> re.Match[str] | None:
    """A cue at the beginning of a text."""
    return pattern(group, key).match(fold(text))


def _tasks_below(reading: Reading, node: Node, agency: str | None) -> Iterator[_Task]:
    """Tasks of the nodes below `node`; `agency` is what a heading above says."""
    for child in reading.outline.children(node):
        if not child.text:
            continue
        yield from _tasks_of(reading, child, agency)


def _tasks_of(reading: Reading, node: Node, agency: str | None) -> Iterator[_Task]:
    text, folded = node.text, fold(node.text)
    below = reading.outline.children(node)
    run_in = _RUN_IN.match(text)
    if node.kind == "section" or agency is None:
        if run_in and begins_agency(run_in[1]) and len(run_in[1]) < 200:
            name = agency_name(run_in[1])
            requested = _asks(run_in[1]) or _asks(text[run_in.end() :])
            if not below or node.kind != "section":
                yield _Task(node, run_in.end(), len(text), name, requested, below)
            else:
                if not text.rstrip().endswith(":"):
                    yield _Task(node, run_in.end(), len(text), name, requested)
                yield from _with_request(_tasks_below(reading, node, name), requested)
            return
        given = None if _is_bare_heading(node, below) else _given(reading, node)
        if given is not None:
            yield given
            return
        if node.kind == "section" and below:
            if begins_agency(text):
                yield from _with_request(
                    _tasks_below(reading, node, agency_name(text)), _asks(text)
                )
            else:
                yield from _tasks_below(reading, node, agency)
            return
    if agency is None:
        return
    if folded.rstrip().endswith(":") and below and node.kind == "text":
        yield from _tasks_below(reading, node, agency)
        return
    yield _Task(node, 0, len(text), agency, _asks(text), below)


def _is_bare_heading(node: Node, below: tuple[Node, ...]) -> bool:
    """An office as a heading with its tasks below, not a sentence that gives it one."""
    return node.kind == "section" and bool(below) and not node.text.rstrip().endswith((".", ";"))


def _with_request(tasks: Iterator[_Task], requested: bool) -> Iterator[_Task]:
    for task in tasks:
        yield _Task(
            task.node, task.start, task.end, task.agency, task.requested or requested, task.below
        )


def _asks(text: str) -> bool:
    return pattern("roles", "requested").match(fold(text.strip())) is not None


def _given(reading: Reading, node: Node) -> _Task | None:
    """ "Giao Sở X chủ trì, …" and "Sở X chủ trì, …" without a colon: agency, then its task."""
    text, folded = node.text, fold(node.text)
    given = _GIVEN.match(folded) or pattern("roles", "requested").match(folded)
    start = given.end() if given else 0
    while start < len(text) and text[start].isspace():
        start += 1
    if not begins_agency(text[start:]):
        return None
    role = _ROLE_AT.search(folded, start)
    candidates = [at for at in (role.start() if role else None, task_start(folded, start)) if at]
    if not candidates or (not given and role is None):
        return None
    end = min(candidates)
    name = clean(text[start:end])
    if not 3 <= len(name) <= 200:
        return None
    return _Task(node, end, len(text), name, _asks(text), reading.outline.children(node))


def _duty(reading: Reading, task: _Task) -> Responsibility:
    text = task.node.text
    start = task.start
    stated = text[start : task.end].strip()
    whole = " ".join([stated, *(below.passage.text for below in _deep(reading, task.below))])
    values = {
        "agency": task.agency,
        "role": _role(stated, task.requested),
        "partners": _partners(stated),
        "task": whole,
        "deadline": _deadline(whole),
    }
    return reading.make(
        Responsibility, task.node, start, task.end, values | {"section": task.node.path}
    )


def _deep(reading: Reading, nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _deep(reading, reading.outline.children(node))


def _role(task: str, requested: bool) -> Role:
    folded = fold(task)
    if requested:
        return "requested"
    if pattern("roles", "coordinate").match(folded.lstrip(" -+")):
        return "coordinate"
    first = re.split(r"[.;]\s", folded)[0]
    return "lead" if _LEADS.match(first) else "implement"


def _partners(task: str) -> tuple[str, ...]:
    """The offices after the first "phối hợp (với)", up to the verb of the task."""
    folded = fold(task)
    with_ = _WITH.search(folded)
    if with_ is None or not begins_agency(task[with_.end() :]):
        return ()
    end = task_start(folded, with_.end()) or len(task)
    sentence = re.search(r"[.;:]\s|[.;:]$", folded[with_.end() : end])
    if sentence:
        end = with_.end() + sentence.start()
    return tuple(split_agencies(task[with_.end() : end].strip(" ,")))


def _deadline(task: str) -> str | None:
    """A date or quarter by which the task is due, with the words around it."""
    due = list(_DUE.finditer(fold(task)))
    if not due:
        return None
    if len(due) == 1:
        return clean(task[due[0].start() : due[0].end()])
    start = task.rfind(",", 0, due[0].start())
    begin = max(start + 1, due[0].start() - 24) if start >= 0 else due[0].start()
    before = re.search(
        r"(?:bao cao|dinh ky|quy|6 thang)[^,;.]{0,20}$", fold(task[: due[0].start()])
    )
    begin = before.start() if before else begin
    return clean(task[begin : due[-1].end()]) + (
        ")"
        if "(" in task[begin : due[-1].end()] and task[due[-1].end() : due[-1].end() + 1] == ")"
        else ""
    )


def _activity_duty(reading: Reading, node: Node) -> Responsibility | None:
    """ "- Đơn vị thực hiện: …" of an activity: the task is the activity's heading."""
    folded = fold(node.text)
    labels = pattern("unit_line", "words").pattern
    label = re.match(rf"(?:{labels})\s*:\s*", folded)
    heading = next((h for h in reading.headings(node)), None)
    if label is None or heading is None or node.kind == "section":
        return None
    start = label.end()
    named = node.text[start:].strip().rstrip(" .;")
    lead = re.search(r"\s+chu tri\b", fold(named))
    first, *others = _units(named[: lead.start()] if lead else named)
    partners = list(_partners(named[lead.start() :].strip(" ,"))) if lead else others
    siblings = [
        n for n in reading.outline.children(_parent(reading, node)) if n.index != node.index
    ]
    for sibling in siblings:
        with_ = re.match(
            rf"(?:{pattern('unit_line', 'partners').pattern})\s*:\s*", fold(sibling.text)
        )
        if with_:
            partners += split_agencies(sibling.text[with_.end() :])
    chief = fold(node.text[: label.end()]).find("chu tri") >= 0
    values = {
        "agency": first,
        "role": "lead" if lead or chief else "implement",
        "partners": tuple(partners),
        "task": re.sub(r"\s*:$", "", heading.text.strip()),
        "deadline": _time_line(siblings),
        "section": node.path,
    }
    return reading.make(Responsibility, node, 0, len(node.text.rstrip()), values)


def _units(named: str) -> list[str]:
    """The units of a line; those in brackets after the first are its partners."""
    bracket = re.match(r"([^(]+)\((.+?)(?: tham muu[^)]*)?\)", named)
    if bracket and ";" not in bracket[1]:
        inside = re.split(r"/|;|,\s", re.split(r"\s(?:tham mưu|giúp)\b", bracket[2])[0])
        return [bracket[1].strip(), *(clean(name) for name in inside if clean(name))]
    return split_agencies(named) or [named]


def _parent(reading: Reading, node: Node) -> Node:
    return reading.outline.nodes[node.parent] if node.parent is not None else node


def _time_line(siblings: list[Node]) -> str | None:
    for sibling in siblings:
        label = re.match(rf"(?:{pattern('unit_line', 'time').pattern})\s*:\s*", fold(sibling.text))
        if label:
            return clean(sibling.text[label.end() :]) or None
    return None
