"""The structure of a document: passages in order, each with its part, label and place.

A `Passage` is one paragraph, heading, list item or letterhead line, re-joined over lines and
pages. An `Outline` is the flat sequence of nodes; the tree is in their `parent` numbers.
"""

from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import ConfigDict

from schemas.base import Frozen
from schemas.page import Box, Table, Word, join_words, sureness_of

Part = Literal[
    "letterhead",  # issuer, motto, number, place and date
    "title",
    "recital",  # căn cứ …, up to "ban hành kế hoạch … như sau"
    "body",
    "recipients",  # nơi nhận
    "signature",
    "annex",
    "footnote",
]
NodeKind = Literal["section", "item", "text", "table"]


class Span(NamedTuple):
    """Where some characters of a passage stand on paper; `quote` is what stands on that page."""

    page: int
    quote: str
    box: Box | None
    confidence: float


class Passage(Frozen):
    """Running text that knows the page and box of each of its words."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    words: tuple[Word, ...] = ()
    pages: tuple[int, ...] = ()  # of each word
    jumps: tuple[int, ...] = ()  # words before which others stand on the page (a second column)

    @cached_property
    def text(self) -> str:
        """The words with single spaces (none before a glued word)."""
        return join_words(self.words)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset of each word in `text`."""
        starts, at = [], 0
        for i, word in enumerate(self.words):
            if i and word.space > 0:
                at += 1
            starts.append(at)
            at += len(word.text)
        return tuple(starts)

    def joined(self, other: "Passage", *, jumps: bool = False) -> "Passage":
        """Both as one passage, this one first; with a jump where others stand between them."""
        own = len(self.words)
        return Passage(
            words=(*self.words, *other.words),
            pages=(*self.pages, *other.pages),
            jumps=(*self.jumps, *([own] if jumps else ()), *(own + jump for jump in other.jumps)),
        )

    def span(self, start: int, end: int) -> Span:
        """Evidence for `text[start:end]`, on the page where it begins.

        Text that runs on over the page's end, or jumps over another column, is cut there, so that
        quote, page and box agree.
        `end` must be greater than `start`, and both lie within the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such span: {start}:{end} of {len(self.text)}")
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        page = self.pages[first]
        last = bisect_right(self.pages, page, first, last + 1) - 1  # pages follow each other
        last = min([last, *(jump - 1 for jump in self.jumps if jump > first)])
        end = min(end, self.starts[last] + len(self.words[last].text))
        words = self.words[first : last + 1]
        return Span(
            page,
            self.text[start:end].strip(),
            Box.around(word.box for word in words),
            sureness_of(words),
        )


class Node(Frozen):
    """One element of the document.

    `label` is the printed numbering without its punctuation (`II`, `1.1`, `a`, `-`, `+`, `(1)`;
    empty for plain paragraphs); `body` begins in the passage after it. `path` names the numbered
    section that the node is or lies in (`II.1.1`; empty outside sections).
    """

    index: int
    parent: int | None = None
    part: Part
    kind: NodeKind
    label: str = ""
    path: str = ""
    level: int = 0
    passage: Passage = Passage()
    body: int = 0  # offset in passage.text where the words after the label begin
    table: Table | None = None
    page: int = 1

    @property
    def text(self) -> str:
        """Text without the label."""
        return self.passage.text[self.body :]


class Outline(Frozen):
    """A document's nodes in reading order."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    nodes: tuple[Node, ...] = ()

    def part(self, *parts: Part) -> tuple[Node, ...]:
        """Nodes of these parts, in order."""
        return tuple(node for node in self.nodes if node.part in parts)

    @cached_property
    def _children(self) -> dict[int | None, tuple[Node, ...]]:
        found: dict[int | None, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.parent, []).append(node)
        return {parent: tuple(nodes) for parent, nodes in found.items()}

    def children(self, node: Node) -> tuple[Node, ...]:
        """Nodes directly below `node`."""
        return self._children.get(node.index, ())

    def descendants(self, node: Node) -> tuple[Node, ...]:
        """All nodes below `node`, in reading order."""
        below: list[Node] = []
        for child in self.children(node):
            below.append(child)
            below.extend(self.descendants(child))
        return tuple(below)

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """Nodes above `node`, the nearest first."""
        above: list[Node] = []
        while node.parent is not None:
            node = self.nodes[node.parent]
            above.append(node)
        return tuple(above)
