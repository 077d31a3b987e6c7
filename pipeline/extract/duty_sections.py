"""Sections that give tasks to offices: their heading says so, or those below name offices."""

from typing import NamedTuple

from pipeline.extract.agencies import begins_task, kind_of
from pipeline.extract.offices import (
    after_intro,
    after_offices,
    agency_at,
    named_in,
    names_office,
    tells_role,
)
from pipeline.extract.reading import Reading, is_implementation
from pipeline.extract.rules import pattern_match, rules
from pipeline.vietnamese.letters import fold
from schemas.outline import Node

_SEVERAL, _MOSTLY = 3, 0.6  # headings that name offices, and their share of all beside them
_LONG, _HEADING = 100, 160  # characters of the heading of an office, of a section


class Announced(NamedTuple):
    """An office that a line names and nothing else, and the nodes that tell its tasks."""

    office: str
    tasks: tuple[Node, ...]


class DutySections:
    """Where in a plan offices are given tasks; found once, so that asking costs nothing."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        gives: set[int] = set()
        lists: set[int] = set()
        for node in reading.nodes("body"):
            if node.kind != "section":
                continue
            below = [n for n in reading.outline.children(node) if n.kind == "section"]
            tasks = sum(_is_office_with_task(reading, child) for child in below)
            several = min(_SEVERAL, max(len(below), 2))
            lists_tasks = tasks >= max(several, _MOSTLY * len(below))
            headings = (heading.text for heading in reading.headings(node))
            groups = any(pattern_match("groups", "headings", text) for text in headings)
            if is_implementation(node.text) or (lists_tasks and not groups):
                gives.add(node.index)
            offices = sum(names_office(reading.doc(child)) for child in below)
            if offices >= max(_SEVERAL, _MOSTLY * len(below)):
                lists.add(node.index)
        self._gives, self._lists = frozenset(gives), frozenset(lists)

    def begins_at(self, node: Node) -> bool:
        """Is this the topmost heading of such a section?"""
        if node.index not in self._gives or len(node.text) > _HEADING:
            return False
        return not any(n.index in self._gives for n in self.reading.outline.ancestors(node))

    def lists_offices(self, node: Node) -> bool:
        """Is a numbered heading one of several that name offices? Then it does, too, if misread."""
        short = len(node.text) <= _LONG or ":" in node.text
        if node.kind != "section" or not short or pattern_match("topics", "words", node.text):
            return False
        return node.parent in self._lists

    def announced(self, node: Node) -> Announced | None:
        """The tasks below a line that names an office, or the items behind it.

        None where it tells more, or where they begin with no verbs.
        """
        doc = self.reading.doc(node)
        agency = agency_at(doc, after_intro(doc))
        if agency is None or len(node.text) > _HEADING or after_offices(doc, agency).strip(" :."):
            return None
        # "Doanh nghiệp số", "Trung tâm dữ liệu" are matters, too
        many = fold(agency.text).startswith("cac ")
        if not many and kind_of(agency.text) not in rules("agencies")["offices"]["kinds"]:
            return None
        led = self.reading.outline.children(node) or self._items_behind(node)
        tasks = sum(_begins_task(child.text) for child in led)
        if not led or 2 * tasks < len(led):
            return None
        return Announced(named_in(doc, node.text), led)

    def _items_behind(self, node: Node) -> tuple[Node, ...]:
        if node.kind != "text":
            return ()
        items: list[Node] = []
        nodes = self.reading.outline.nodes
        for behind in map(nodes.__getitem__, range(node.index + 1, len(nodes))):
            if behind.parent == node.parent and behind.kind != "item":
                break
            if behind.parent == node.parent:
                items.append(behind)
            elif (behind.parent or 0) < node.index:
                break
        return tuple(items)


def _is_office_with_task(reading: Reading, node: Node) -> bool:
    doc = reading.doc(node)
    agency = agency_at(doc, after_intro(doc))
    below = bool(reading.outline.children(node))
    if agency is None:
        return below and names_office(doc)
    rest = after_offices(doc, agency).lstrip(" :-–")
    return _begins_task(rest) or (not rest and below)


def _begins_task(text: str) -> bool:
    return begins_task(text) or tells_role(text)
