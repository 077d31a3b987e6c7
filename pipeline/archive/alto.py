"""ALTO 4.2 (Library of Congress): each word with its place, confidence and what was read."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from pipeline import __version__
from pipeline.archive.runs import runs_of
from pipeline.store.reader import Known
from schemas.page import Box, Page, Word

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_UNIT = 1200 / 72  # of an inch1200 in points: the finest whole unit that ALTO knows


def write_alto(known: Known, pages: Sequence[Page], path: Path) -> None:
    """All pages of a document in one file; what has no place on its page is left out."""
    root = Element("alto", xmlns=_NAMESPACE)
    description = SubElement(root, "Description")
    SubElement(description, "MeasurementUnit").text = "inch1200"
    image = SubElement(description, "sourceImageInformation")
    SubElement(image, "fileName").text = known.path.name
    processing = SubElement(description, "Processing", ID="kehoach")
    software = SubElement(processing, "processingSoftware")
    SubElement(software, "softwareName").text = "kehoach"
    SubElement(software, "softwareVersion").text = __version__
    layout = SubElement(root, "Layout")
    for page in pages:
        _add_page(layout, page)
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _add_page(layout: Element, page: Page) -> None:
    name = f"p{page.number}"
    sheet = Box(0.0, 0.0, page.width or 0.0, page.height or 0.0)
    shown = SubElement(layout, "Page", ID=name, PHYSICAL_IMG_NR=str(page.number))
    shown.attrib |= {"WIDTH": _length(sheet.x1), "HEIGHT": _length(sheet.bottom)}
    space = SubElement(shown, "PrintSpace", _sides(sheet))
    for number, block in enumerate(page.blocks, 1):
        runs = runs_of(block)
        if runs:
            place = _place(word for run in runs for word in run)
            body = SubElement(space, "TextBlock", place, ID=f"{name}b{number}")
            for run in runs:
                _add_line(body, run)


def _add_line(block: Element, words: Sequence[Word]) -> None:
    line = SubElement(block, "TextLine", _place(words))
    for word in words:
        string = SubElement(line, "String", _place([word]), CONTENT=word.text)
        string.set("WC", f"{word.sureness:.2f}")
        for other in dict.fromkeys((word.read, word.guess)):
            if other:
                SubElement(string, "ALTERNATIVE").text = other


def _place(words: Iterable[Word]) -> dict[str, str]:
    box = Box.around(word.box for word in words)
    return _sides(box) if box else {}


def _sides(box: Box) -> dict[str, str]:
    return {
        "HPOS": _length(box.x0),
        "VPOS": _length(box.top),
        "WIDTH": _length(box.x1 - box.x0),
        "HEIGHT": _length(box.bottom - box.top),
    }


def _length(points: float) -> str:
    return str(round(points * _UNIT))
