"""Outline: the lines of all pages → letterhead, title, recital, sections, tables, signature."""

import re
from collections.abc import Iterator, Sequence
from functools import reduce

from pipeline.outline import cues
from pipeline.outline.footnotes import set_apart
from pipeline.outline.labels import find_label
from pipeline.outline.letterhead import letterhead
from pipeline.outline.lines import PlacedLine, place_lines
from pipeline.outline.paragraphs import Joiner, Paragraph
from pipeline.outline.parts import Parts, divide
from pipeline.outline.pieces import cut, split
from pipeline.outline.tree import TreeBuilder
from schemas.outline import Outline, Passage
from schemas.page import Line, Page

_NAME_BEHIND = re.compile(r";\s+((?:[A-ZĐÀ-Ỹ][a-zà-ỹđ’]+\s?){2,4})$")
ANNEX = "PL"  # path of what is issued with the plan (phụ lục)


def outline(pages: Sequence[Page]) -> Outline:
    """The structure of a document, from its restored pages in order."""
    bodies, notes = set_apart(pages)
    parts = divide(place_lines(bodies))
    joiner = Joiner([*parts.recital, *parts.body])
    tree = TreeBuilder()
    for passage in letterhead(parts.letterhead):
        tree.add("letterhead", passage)
    _title(parts, tree)
    tree.grow("recital", parts.recital, joiner)
    tree.grow("body", parts.body, joiner)
    _signature(parts.signature, tree)
    tree.grow("annex", parts.annex, Joiner(parts.annex), ANNEX)
    for note in notes:
        mark = note.words[0].text
        tree.add("footnote", note, mark, min(len(mark) + 1, len(note.text)))
    return Outline(nodes=tuple(tree.nodes))


def _title(parts: Parts, tree: TreeBuilder) -> None:
    """The document type and the title, two nodes."""
    if not parts.title:
        return
    first, *rest = parts.title
    named = cues.document_type(first.text) or 0
    assert isinstance(first.block, Line)  # a document type was found in its text
    kind, *begun = cut(first.block, first.page, named)
    tree.add("title", kind, label="type")
    lines = Paragraph(tuple(line for line in rest if any(map(str.isalnum, line.text)))).passage
    tree.add("title", reduce(Passage.joined, (*begun, lines)))


def _signature(lines: Sequence[PlacedLine], tree: TreeBuilder) -> None:
    """Recipients and signature lines, told apart column by column."""
    recipients: list[Passage] = []
    signature: list[Passage] = []
    listed = False
    for line in lines:
        if not isinstance(line.block, Line):
            continue
        for column in line.block.columns():
            for piece in cut(column, line.page, cues.inside("signature", column.text)):
                text = piece.text.strip(" *_")
                if cues.begins("recipients", text):
                    listed = True
                elif cues.begins("signature", text):
                    signature.append(piece)
                elif find_label(text) and (listed or _on_the_left(piece, line)):
                    entry, *name = _without_name(piece)
                    recipients.append(entry)
                    signature += name
                elif recipients and _continues(recipients[-1], piece, line):
                    recipients[-1] = recipients[-1].joined(piece, jumps=True)
                elif any(map(str.isalpha, text)):
                    signature.append(piece)
    for piece in recipients:
        label = find_label(piece.text)
        tree.add("recipients", piece, "-", label.end if label else 0)
    for piece in signature:
        tree.add("signature", piece)


def _without_name(piece: Passage) -> Iterator[Passage]:
    """A recipient, and a signer's name that came to stand on its line: "…; Lê Văn Mây"."""
    name = _NAME_BEHIND.search(piece.text)
    yield from split(piece, name.start(1) if name else None)


def _continues(before: Passage, piece: Passage, line: PlacedLine) -> bool:
    """Does a piece without a bullet go on with the recipient before it?"""
    return _on_the_left(piece, line) and not before.text.rstrip(" *_f").endswith((";", "."))


def _on_the_left(piece: Passage, line: PlacedLine) -> bool:
    """Does the piece begin its line, in the left column?"""
    begins = isinstance(line.block, Line) and piece.words[0] is line.block.words[0]
    return begins and line.left < 35
