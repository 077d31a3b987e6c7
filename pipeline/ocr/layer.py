"""A text layer that is not believed, as a second reading: it settles numbers read in two ways.

Layers that other engines left have lost diacritics and letters, but their digits are a reading
by themselves.
"""

from collections.abc import Iterator
from functools import partial

from pipeline.ocr.numbers import agree, digits_of
from schemas.layout import changed
from schemas.page import Page, Word

_NEAR = 2.0  # points that a layer's words may be shifted up or down


def settled(page: Page, layer: Page) -> Page:
    """The page as read, with the numbers in doubt settled on which the layer agrees."""
    if not any(word.is_doubtful_number for word in page.words):
        return page
    return changed(page, partial(_settled, layer))


def _settled(layer: Page, word: Word) -> Word:
    if not word.is_doubtful_number:
        return word
    readings = (word.text, word.guess or "")
    for told in _here(layer, word):
        agreed = [reading for reading in readings if digits_of(told) and agree(told, reading)]
        if agreed:
            # Letters as they were read, digits as the layer has them.
            alike = next((text for text in readings if len(text) == len(told)), None)
            text = _with_digits(alike, told) if alike else agreed[0]
            return word.model_copy(update={"text": text, "guess": None, "certainty": None})
    return word


def _here(layer: Page, word: Word) -> Iterator[str]:
    """What the layer says where the word's middle is."""
    if word.box is None:
        return
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
    for other in layer.words:
        box = other.box
        if box and box.x0 <= x <= box.x1 and box.top - _NEAR <= y <= box.bottom + _NEAR:
            yield other.text


def _with_digits(reading: str, told: str) -> str:
    pairs = zip(told, reading, strict=True)
    return "".join(digit if digit.isdigit() else letter for digit, letter in pairs)
