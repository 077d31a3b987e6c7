"""Paragraphs to a tree: each label finds its place among those before it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.outline import cues
from pipeline.outline.labels import (
    WORDS,
    Label,
    LabelKind,
    comes_next,
    find_bare_label,
    find_label,
    follows,
    heads_chapter,
    in_sequence,
    jumps,
    misread_letter,
    roman,
    unnumbered_chapters,
)
from pipeline.outline.lines import PlacedLine
from pipeline.outline.paragraphs import Joiner, Paragraph
from schemas.outline import Node, Part, Passage
from schemas.page import Line

_ITEMS: tuple[LabelKind, ...] = ("count", "bullet")
_ENDS = (".", ";", ":", "”", "./.")
_SHORT = 75.0  # hundredths of the text width: a line that ends before was ended on purpose
_FULL = 96.0  # hundredths of the text width that a full line reaches
_INDENT = 2.0  # hundredths of the text width
_LEVELS: dict[LabelKind, int] = {"part": 0, "roman": 1, "decimal": 1, "letter": 8}


@dataclass(frozen=True)
class _Open:
    """A node that later ones may still belong to."""

    node: int
    label: Label
    level: int
    path: str


@dataclass
class TreeBuilder:
    """Collects nodes; `grow` adds the lines of one part of the document."""

    nodes: list[Node] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _last: dict[tuple[LabelKind, int], tuple[int, ...]] = field(default_factory=dict)

    def add(self, part: Part, passage: Passage, label: str = "", body: int = 0) -> None:
        """Add a node that stands by itself (letterhead, title, recipients, signature)."""
        if passage.words:
            self._append(part, "item" if label else "text", None, label, "", passage, body)

    def grow(self, part: Part, lines: Iterable[PlacedLine], joiner: Joiner, path: str = "") -> None:
        """Join lines to paragraphs and hang each where its label says.

        `path` is put in front of the paths of these sections (for annexes).
        """
        self._open, self._last = [], {}
        held: list[PlacedLine] = []
        label: Label | None = None
        lines = list(lines)
        unnumbered = unnumbered_chapters([line.text for line in lines])
        for at, line in enumerate(lines):
            found = unnumbered.get(at) or self._label_of(line, held, joiner)
            goes_on = held and joiner.joins(held[-1], line, heading=_is_heading(label))
            if held and found is None and (goes_on or _is_bare(held, label)):
                held.append(line)
                continue
            self._hang(part, held, label, path)
            held, label = [line], found
            if found is not None and found.kind not in _ITEMS:
                self._note(found)
        self._hang(part, held, label, path)

    def _label_of(self, line: PlacedLine, held: list[PlacedLine], joiner: Joiner) -> Label | None:
        """The line's label, unless it only looks like one where it stands."""
        label = find_label(line.text) if isinstance(line.block, Line) else None
        if label is None:
            return self._spoilt_label_of(line, held)
        if label.kind == "bullet":
            rest = line.text[label.end :]
            unfinished = bool(held) and not held[-1].text.rstrip().endswith(
                (".", ";", ":", ",", ")")
            )
            # "Địa chính" + "- Nông nghiệp": a line that ran to the margin goes on after its dash,
            # but not where paragraphs begin
            full = unfinished and held[-1].right > _FULL
            indented = len(held) == 1 and _INDENT < held[0].left < line.left + _INDENT
            goes_on = rest[:1].islower() or (full and not indented)
            return None if unfinished and goes_on and joiner.wraps else label
        if label.kind == "count":
            return label
        if label.kind == "decimal" and len(label.ordinals) > 1:
            return label if self._fits_below(label) or self._repeats(label, line, held) else None
        before = self._last.get((label.kind, len(label.ordinals)))
        if heads_chapter(label, line.text):
            return in_sequence(label, before)
        expected = follows(label, before) or label.ordinals == (1,)
        # where headings between were misread, one more may stand at a paragraph's beginning
        later = self._ended(held) and jumps(label, before)
        again = self._repeats(label, line, held)
        return label if expected or later or again else self._spoilt_label_of(line, held)

    def _repeats(self, label: Label, line: PlacedLine, held: list[PlacedLine]) -> bool:
        """Is it a number that stands twice (2.1, 2.2, 2.2), at the beginning of a paragraph?"""
        before = self._last.get((label.kind, len(label.ordinals)))
        pointed = line.text.lstrip(" *")[len(label.text) :].startswith((".", ")"))
        beside = before is not None and before[:-1] == label.ordinals[:-1]
        near = before is not None and 0 <= before[-1] - label.ordinals[-1] <= 1
        return label.kind == "decimal" and pointed and beside and near and self._ended(held)

    def _ended(self, held: list[PlacedLine]) -> bool:
        """Was the line before ended on purpose?"""
        return not held or held[-1].text.rstrip().endswith(_ENDS) or held[-1].right < _SHORT

    def _spoilt_label_of(self, line: PlacedLine, held: list[PlacedLine]) -> Label | None:
        """The line's number where its point was lost, if the one before it came last; its letter
        where that was misread.
        """
        if not isinstance(line.block, Line) or not self._ended(held):
            return None
        label = find_bare_label(line.text)
        if label is None:
            return misread_letter(line.text, self._last.get(("letter", 1)))
        return label if comes_next(label, self._last.get((label.kind, 1))) else None

    def _fits_below(self, label: Label) -> bool:
        """Does a label like 2.1 continue 2 (or II) or its elder sibling?"""
        before = self._last.get(("decimal", len(label.ordinals)))
        if before is not None and before[:-1] == label.ordinals[:-1]:
            return follows(label, before)
        parents = {
            self._last.get(("decimal", len(label.ordinals) - 1)),
            self._last.get(("roman", 1)) if len(label.ordinals) == 2 else None,
        }
        return label.ordinals[:-1] in parents and label.ordinals[-1] <= 2

    def _note(self, label: Label) -> None:
        """Remember the label as the last of its kind; those of deeper kinds begin anew."""
        depth = _level(label)
        self._last = {
            (kind, length): ordinals
            for (kind, length), ordinals in self._last.items()
            if _LEVELS[kind] + (length if kind == "decimal" else 0) <= depth
        }
        self._last[label.kind, len(label.ordinals)] = label.ordinals

    def _hang(self, part: Part, lines: list[PlacedLine], label: Label | None, prefix: str) -> None:
        if not lines:
            return
        paragraph = Paragraph(tuple(lines), label)
        passage = paragraph.passage
        if label is None:
            closing = cues.begins("closing", passage.text)
            if closing:
                self._open.clear()
            parent = self._parent_of_text()
            path = parent.path if parent else ""
            self._append(
                part,
                "table" if paragraph.table else "text",
                parent,
                "",
                path,
                passage,
                0,
                paragraph,
            )
            return
        parent = self._parent_of(label)
        path = parent.path if parent else ""
        if label.kind not in _ITEMS:
            path = self._path(label, parent, prefix)
        kind: str = "item" if label.kind in _ITEMS else "section"
        behind = passage.text[label.end :]
        body = label.end + len(behind) - len(behind.lstrip())
        self._append(part, kind, parent, label.text, path, passage, body, paragraph)
        level = _level(label) if label.kind not in _ITEMS else 9
        self._open.append(_Open(len(self.nodes) - 1, label, level, path))

    def _parent_of(self, label: Label) -> _Open | None:
        """Close what ends where `label` begins, and return what stays open above it."""
        if label.kind not in _ITEMS:
            while self._open and self._open[-1].level >= _level(label):
                self._open.pop()
        else:
            mark = _mark(label)
            for at, entry in enumerate(self._open):
                if entry.label.kind in _ITEMS and _mark(entry.label) == mark:
                    del self._open[at:]
                    break
        return self._open[-1] if self._open else None

    def _parent_of_text(self) -> _Open | None:
        """Plain text belongs to an item that announces it with a colon, else to the section."""
        while self._open and self._open[-1].label.kind in _ITEMS:
            if self.nodes[self._open[-1].node].passage.text.rstrip().endswith(":"):
                break
            self._open.pop()
        return self._open[-1] if self._open else None

    def _path(self, label: Label, parent: _Open | None, prefix: str) -> str:
        """As printed: 1.1 below II is II.1.1, a) below it II.1.1.a."""
        above = parent.path if parent else prefix
        if label.kind == "decimal":
            outer = [o for o in self._open if o.label.kind in ("part", "roman", "letter")]
            above = outer[-1].path if outer else prefix
        name = label.text.split()[-1] if label.kind == "part" else label.text
        if label.kind == "part" and name.lower() in WORDS:
            name = roman(label.ordinals[0])  # Phần thứ hai
        return f"{above}.{name}" if above else name

    def _append(
        self,
        part: Part,
        kind: str,
        parent: _Open | None,
        label: str,
        path: str,
        passage: Passage,
        body: int,
        paragraph: Paragraph | None = None,
    ) -> None:
        table = paragraph.table if paragraph else None
        page = passage.pages[0] if passage.pages else paragraph.lines[0].page if paragraph else 1
        self.nodes.append(
            Node(
                index=len(self.nodes),
                parent=parent.node if parent else None,
                part=part,
                kind=kind,
                label=label,
                path=path,
                level=len(self._open),
                passage=passage,
                body=body,
                table=table,
                page=page,
            )
        )


def _level(label: Label) -> int:
    return _LEVELS[label.kind] + (len(label.ordinals) if label.kind == "decimal" else 0)


def _mark(label: Label) -> str:
    return label.text if label.kind == "bullet" else label.kind


def _is_bare(held: list[PlacedLine], label: Label | None) -> bool:
    """Is nothing held but the number of a part, whose heading stands on a line of its own?"""
    part = label is not None and label.kind == "part" and len(held) == 1
    return part and label is not None and not held[0].text[label.end :].strip(" *.")


def _is_heading(label: Label | None) -> bool:
    return label is not None and label.kind not in _ITEMS
