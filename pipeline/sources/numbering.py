"""Automatic numbering of Word: the labels that a reader sees and the file does not spell out."""

from collections import defaultdict
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.text.paragraph import Paragraph

from pipeline.sources.wordstyles import lineage

# Bullets are drawn with symbol fonts; what they stand for in a plan is a dash.
_BULLETS = {"o": "+", "+": "+", "\uf02b": "+"}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True)
class _Level:
    format: str  # decimal, lowerLetter, bullet …
    text: str  # "%1.%2."
    start: int


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # numbered list → the abstract one that it follows
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        part = next(
            (
                r.target_part
                for r in document.part.rels.values()
                if r.reltype.endswith("/numbering")
            ),
            None,
        )
        if part is None:
            return
        root: Element = part.element
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {int(_get(x, "w:ilvl")): _level(x) for x in abstract.findall(qn("w:lvl"))}
            self._levels[_get(abstract, "w:abstractNumId")] = levels
        for number in root.findall(qn("w:num")):
            followed = number.find(qn("w:abstractNumId"))
            if followed is not None:
                self._lists[_get(number, "w:numId")] = _get(followed, "w:val")

    def label(self, paragraph: Paragraph) -> str:
        """The printed label of the next paragraph (`II.`, `1.1.`, `a)`, `-`); empty without one."""
        which = _number_of(paragraph)
        if which is None or which[0] not in self._lists:
            return ""
        abstract, at = self._lists[which[0]], which[1]
        levels = self._levels.get(abstract, {})
        if at not in levels:
            return ""
        if levels[at].format == "bullet":
            return _BULLETS.get(levels[at].text, "-")
        counts = self._counts[abstract]
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for below in [level for level in counts if level > at]:
            del counts[below]
        label = levels[at].text
        for level in sorted(levels):
            count = counts.get(level, levels[level].start)
            label = label.replace(f"%{level + 1}", printed(count, levels[level].format))
        return label.strip()


def printed(number: int, form: str) -> str:
    """`number` in a number format of Word; decimal where the format is not known."""
    match form:
        case "lowerLetter" | "upperLetter" if number > 0:
            # After z follow aa, bb.
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter if form == "lowerLetter" else letter.upper()
        case "lowerRoman" | "upperRoman" if number > 0:
            roman, rest = "", number
            for value, sign in _ROMAN:
                roman += sign * (rest // value)
                rest %= value
            return roman.lower() if form == "lowerRoman" else roman
        case "none":
            return ""
        case "decimalZero":
            return f"{number:02}"
    return str(number)


def _number_of(paragraph: Paragraph) -> tuple[str, int] | None:
    """List and level of a paragraph, its own or its style's; None where it is not numbered."""
    of_styles = (style.element.find(qn("w:pPr")) for style in lineage(paragraph.style))
    level = None
    for holder in (paragraph._p.pPr, *of_styles):
        number = holder.find(qn("w:numPr")) if holder is not None else None
        if number is None:
            continue
        at, which = number.find(qn("w:ilvl")), number.find(qn("w:numId"))
        if at is not None and level is None:
            level = int(_get(at, "w:val"))
        if which is not None:
            name = _get(which, "w:val")
            return None if name == "0" else (name, level or 0)
    return None


def _level(element: Element) -> _Level:
    def value(tag: str, default: str) -> str:
        child = element.find(qn(tag))
        return default if child is None else _get(child, "w:val")

    return _Level(value("w:numFmt", "decimal"), value("w:lvlText", ""), int(value("w:start", "1")))


def _get(element: Element, attribute: str) -> str:
    return str(element.get(qn(attribute), ""))
