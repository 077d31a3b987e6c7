"""An outline with a spaCy Doc for each node, and the maker of records with their evidence."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

from rapidfuzz import fuzz
from spacy.tokens import Doc

from pipeline.extract.language import language
from pipeline.extract.rules import expression, pattern, pattern_match, rules
from pipeline.vietnamese.letters import fold
from schemas.outline import Node, Outline, Part
from schemas.records import Record, make_id

R = TypeVar("R", bound=Record)

BRACKETS = re.compile(r"\([^()]*\)")  # with what stands in them

_ALIKE = 80  # per cent of letters; headings read by a foreign OCR keep about four in five
_STAR = re.compile(
    r"(?<![0-9])(?<!\btu )(?<!\blen )([0-9])\s*sao\b(?! tro)"
)  # also where a scan has OCOP4 sao

PROSE: tuple[Part, ...] = ("recital", "body", "annex", "footnote")


class Reading:
    """What the record modules read, and how they make records."""

    def __init__(self, outline: Outline, document_id: str) -> None:
        self.outline = outline
        self.document_id = document_id
        nodes = [node for node in outline.nodes if node.text]
        docs = language().pipe(node.text for node in nodes)
        self._docs = {node.index: doc for node, doc in zip(nodes, docs, strict=True)}
        self._empty = language().make_doc("")
        self._ids: Counter[tuple[object, ...]] = Counter()

    def doc(self, node: Node) -> Doc:
        """The node's text without its label, with the spans of all components."""
        return self._docs.get(node.index, self._empty)

    def nodes(self, *parts: Part) -> Iterator[Node]:
        """Nodes of these parts that have text, in order."""
        return (node for node in self.outline.part(*parts) if node.text)

    def headings(self, node: Node) -> Iterator[Node]:
        """The numbered sections around the node, the nearest first; itself if it is one."""
        if node.kind == "section":
            yield node
        yield from (above for above in self.outline.ancestors(node) if above.kind == "section")

    def make(
        self,
        kind: type[R],
        node: Node,
        start: int,
        end: int,
        values: dict[str, Any],
        sure: float = 1.0,
    ) -> R:
        """A record stated by characters `start` to `end` of the node's text.

        `sure`: how often what was found in this way is right, as far as reading is. Where several
        records have the same identity they are numbered in order.
        """
        span = node.passage.span(node.body + start, node.body + end)
        return self.build(
            kind,
            values
            | {
                "section": node.path,
                "page": span.page,
                "quote": span.quote,
                "bbox": span.box,
                "confidence": round(span.confidence * sure, 3),
            },
        )

    def build(self, kind: type[R], values: dict[str, Any]) -> R:
        """A record of the values given, with its id."""
        identity = (kind.TABLE, *(values.get(name) for name in kind.IDENTITY))
        self._ids[identity] += 1
        record_id = make_id(self.document_id, *identity, self._ids[identity])
        return kind(id=record_id, document_id=self.document_id, **values)


def clean(text: str) -> str:
    """A phrase without the signs and blanks that only separate it from its neighbours."""
    return text.strip(" \t,;:.-–—*_")


def is_implementation(heading: str) -> bool:
    """Is this the heading of a section that gives tasks to agencies, some letters misread?"""
    if pattern("implementation", "headings").match(fold(heading)):
        return True
    letters = re.sub(r"[^a-z ]", "", fold(heading)).strip()
    return any(
        fuzz.ratio(letters, phrase) >= _ALIKE for phrase in rules("cues")["implementation"]["like"]
    )


def in_funding_section(reading: Reading, node: Node) -> bool:
    """Does the node stand in a section on funding, or is it its heading with a first source?"""
    return any(
        pattern_match("funding", "headings", heading.text) and len(heading.text) < 120
        for heading in reading.headings(node)
        if heading.index != node.index
    ) or (node.kind == "section" and pattern_match("funding", "run_in", node.text) is not None)


def tells_results(reading: Reading, node: Node) -> bool:
    """Does the section tell what was done in past years?"""
    return any(_is_of_results(heading.text) for heading in reading.headings(node))


@lru_cache(maxsize=1000)
def _is_of_results(heading: str) -> bool:
    return expression("targets", "goal", "results").search(fold(heading)) is not None


def star_class(folded: str) -> str | None:
    """The star class of products ("4 sao") that folded words name, if they name just one."""
    stars = set(_STAR.findall(folded))
    return f"{stars.pop()} sao" if len(stars) == 1 else None


def after_label(node: Node, *kinds: str) -> int | None:
    """Where the words after a label of these kinds ("Đơn vị thực hiện: ") begin, if one stands."""
    return label_end(node.text, *kinds)


def label_end(text: str, *kinds: str) -> int | None:
    """The same of a text."""
    labels = "|".join(pattern("unit_line", kind).pattern for kind in kinds)
    label = re.match(rf"(?:{labels})\s*:\s*", fold(text))
    return label.end() if label else None


def outside_brackets(
    pattern: re.Pattern[str], text: str, start: int, stop: int
) -> re.Match[str] | None:
    """The first match within `text[start:stop]` that does not begin inside brackets."""
    depth, at = 0, start
    for match in pattern.finditer(text, start, stop):
        between = text[at : match.start()]
        depth = max(0, depth + between.count("(") - between.count(")"))
        at = match.start()
        if depth == 0:
            return match
    return None
