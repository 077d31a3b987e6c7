"""Styles of Word: what each is based on, and the fonts that they give to text."""

from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.styles.style import CharacterStyle

_OF_LATIN = (qn("w:hAnsi"), qn("w:ascii"))
_THEME = (qn("w:hAnsiTheme"), qn("w:asciiTheme"))


def lineage(style: CharacterStyle | None) -> Iterator[CharacterStyle]:
    """`style` and those that it is based on; a broken file may have them in a circle."""
    seen = set[str]()
    while style is not None and style.style_id not in seen:
        yield style
        seen.add(style.style_id)
        style = style.base_style


class Fonts:
    """The names of the fonts of one document.

    A run has its own font, or that of its style, of its paragraph's style, or the document's.
    """

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._of_styles: dict[str | None, str | None] = {}
        self._paragraph_style = next(
            (
                style.get(qn("w:styleId"))
                for style in root.iter(qn("w:style"))
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._default = _font(defaults)

    def of_paragraph(self, paragraph: Element) -> str | None:
        """The font of the text of a paragraph that names no other."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self._paragraph_style if style is None else style.get(qn("w:val"))
        return self._of_style(name) or self._default

    def of_run(self, run: Element, otherwise: str | None) -> str | None:
        """The font of a run, `otherwise` that of its paragraph."""
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return otherwise
        style = properties.find(qn("w:rStyle"))
        of_style = None if style is None else self._of_style(style.get(qn("w:val")))
        return _font(properties) or of_style or otherwise

    def _of_style(self, name: str | None) -> str | None:
        """The font of a style, its own or that of a style it is based on."""
        if name not in self._of_styles:
            self._of_styles[name] = None  # also where styles are based on each other in a circle
            style = self._styles.get(name)
            if style is not None:
                based_on = style.find(qn("w:basedOn"))
                above = None if based_on is None else self._of_style(based_on.get(qn("w:val")))
                self._of_styles[name] = _font(style.find(qn("w:rPr"))) or above
        return self._of_styles[name]


def _font(properties: Element | None) -> str | None:
    """The font that run properties name; a font of the theme has a name as well."""
    fonts = None if properties is None else properties.find(qn("w:rFonts"))
    if fonts is None:
        return None
    return next((fonts.get(name) for name in (*_THEME, *_OF_LATIN) if fonts.get(name)), None)
