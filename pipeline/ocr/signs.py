"""≤ and ≥, which Tesseract's model of Vietnamese does not know: it reads them as < and >.

The bar below the sign tells them apart: a run of ink as wide as the sign itself.
"""

import re
from collections.abc import Iterable

import numpy as np

from pipeline.ocr.engine import Reading
from pipeline.ocr.pixels import INK, Pixels

_SIGN = re.compile(r"([<>])(?=\W*\d|$)")
_WHOLE = {"<": "≤", ">": "≥"}
_BELOW = 0.3  # of the word's height: how far under its box a bar can lie
_BAR = (0.6, 1.25)  # of the sign's width: what a bar has; a rule of a table is longer
_ASIDE = 0.5  # of the sign's width: where a longer rule would go on


def with_bars(pixels: Pixels, readings: Iterable[Reading]) -> list[Reading]:
    """The readings; signs that stand on a bar have it."""
    return [_with_bar(pixels, reading) for reading in readings]


def _with_bar(pixels: Pixels, reading: Reading) -> Reading:
    sign = _SIGN.match(reading.text)
    if not sign or not _stands_on_bar(pixels, reading):
        return reading
    other = reading.other
    if other and other[0] in _WHOLE:
        other = _WHOLE[other[0]] + other[1:]
    text = _WHOLE[sign[1]] + reading.text[1:]
    return reading._replace(text=text, other=None if other == text else other)


def _stands_on_bar(pixels: Pixels, reading: Reading) -> bool:
    top, left, height = reading.top, reading.left, reading.height
    word = pixels[top : top + height, left : left + reading.width] < INK
    inked = np.atleast_1d(word.any(axis=0))
    if not inked.any():
        return False
    begins = int(inked.argmax())
    blank = ~inked[begins:]
    width = int(blank.argmax()) if blank.any() else len(blank)
    aside = round(_ASIDE * width)
    x0 = max(0, left + begins - aside)
    x1 = left + begins + width + aside
    half = top + height // 2
    foot = pixels[half : top + height + round(_BELOW * height), x0:x1] < INK
    # Where ink begins and ends, row by row: a column without ink on each side closes them all.
    edges = np.diff(np.pad(foot, ((0, 0), (1, 1))).astype(np.int8).ravel())
    runs = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    least, most = (share * width for share in _BAR)
    return bool(((runs >= least) & (runs <= most)).any())
