"""Footnotes and endnotes of Word files."""

from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from schemas.marks import GLUE, raised

_KINDS = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}


class Notes:
    """The notes of one document, numbered as its text refers to them."""

    def __init__(self, document: Document) -> None:
        self._notes: dict[tuple[str, str], Element] = {}
        for relation in document.part.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
            if kind in _KINDS.values() and not relation.is_external:
                for note in parse_xml(relation.target_part.blob).iter(qn(f"w:{kind}")):
                    self._notes[kind, note.get(qn("w:id"), "")] = note
        self._number = 0
        self._waiting: list[tuple[str, Element]] = []

    def mark(self, reference: Element) -> str | None:
        """What stands in the text for a reference to a note; None where `reference` is none."""
        kind = _KINDS.get(reference.tag)
        if kind is None:
            return None
        self._number += 1
        mark = raised(str(self._number))
        note = self._notes.get((kind, reference.get(qn("w:id"), "")))
        if note is not None:
            self._waiting.append((mark, note))
        return GLUE + mark

    def waiting(self) -> Iterator[tuple[str, Element]]:
        """Mark and element of the notes referred to since the last call: those of a page."""
        yield from self._waiting
        self._waiting = []
