"""Numbers read a second way: an engine that guesses a digit wrong shows no doubt.

All words with digits are cut out, set side by side on a picture of their own, and read again:
what a line's other words suggested is no longer there. Where the two readings differ, the number
is read alone, as digits; the reading that two of three agree on stands, and where no two do,
the word keeps what was read first and the other reading beside it.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.ocr.cells import Cell, read_boxes
from pipeline.ocr.engine import Engine, Reading
from pipeline.ocr.prepare import Pixels

_WHITE = 255
_INK = 170  # darker is ink
_PAPER = 215  # lighter is paper
_DIGITS = re.compile(r"\d+")
_PLAIN = re.compile(r"[-+(]?\d[\d.,/%\-]*[);:.,]?")  # digits and signs only
_ALONE = "0123456789.,%/-"
_ONES = re.compile(r"(I+)([.,]?)")
_PAGE_NUMBER = re.compile(r"[-–]?\d{1,4}[-–]?")
_WIDEST = 0.6  # inches, of a page number
_TYPE = (0.06, 0.2)  # inches: how tall its digits are
_STEM = 0.9  # share of its height at which a stem is inked
_MOST_ONES = 3
_BESIDE = 0.008  # inches of its surroundings that a word keeps
_MARGIN = 0.15  # inches of white around the picture
_BETWEEN = 0.2  # inches of white between words …
_LEADING = 0.1  # … and between lines
_NEAR = 0.04  # inches that a word may be misplaced


class _Cut(NamedTuple):
    """A word cut out: where it stood, and where it stands on the new picture."""

    reading: Reading
    source: Cell
    left: int
    top: int

    @property
    def width(self) -> int:
        return self.source[2] - self.source[0]

    @property
    def height(self) -> int:
        return self.source[3] - self.source[1]

    def holds(self, reading: Reading, near: float) -> bool:
        x, y = reading.left + reading.width / 2, reading.top + reading.height / 2
        return (
            self.left - near <= x <= self.left + self.width + near
            and self.top - near <= y <= self.top + self.height + near
        )


def confirm_numbers(
    engine: Engine, pixels: Pixels, dpi: float, readings: Sequence[Reading]
) -> list[Reading]:
    """The readings, in which each number was read twice; `other` tells where that differs.

    A page's number, alone in its margin, is taken for dirt by engines: it is read here.
    """
    cuts = list(_packed([*readings, *_in_margins(readings, pixels, dpi)], pixels, dpi))
    if not cuts:
        return list(readings)
    again = engine.read(_picture(cuts, pixels, dpi), dpi, layout="column")
    told: dict[Reading, str] = {}
    for cut in cuts:
        here = sorted((r for r in again if cut.holds(r, _NEAR * dpi)), key=lambda r: r.left)
        told[cut.reading] = "".join(reading.text for reading in here)
    numbers = [
        reading._replace(text=text)
        for reading, text in told.items()
        if not reading.text and _PAGE_NUMBER.fullmatch(text)
    ]
    cuts = [cut for cut in cuts if cut.reading.text]
    disputed = [cut for cut in cuts if _digits(told[cut.reading]) != _digits(cut.reading.text)]
    alone = read_boxes(engine, pixels, dpi, [cut.source for cut in disputed], letters=_ALONE)
    settled = {
        cut.reading: _settled(
            cut.reading, told[cut.reading], "".join(r.text for r in alone.get(cut.source, ()))
        )
        for cut in disputed
    }
    confirmed = [_counted(settled.get(reading, reading), pixels) for reading in readings]
    return [*confirmed, *numbers]


def _settled(reading: Reading, second: str, third: str) -> Reading:
    first = reading.text
    if _digits(third) == _digits(first):
        return reading
    if _digits(third) == _digits(second) and _PLAIN.fullmatch(second):
        return reading._replace(text=second, other=first)
    return reading._replace(other=second or third or "?")


def _digits(text: str) -> list[str]:
    return _DIGITS.findall(text)


def _packed(readings: Sequence[Reading], pixels: Pixels, dpi: float) -> Iterator[_Cut]:
    """The words with digits, each as tall as its line, set in lines of the page's width."""
    lines: dict[Hashable, list[Reading]] = defaultdict(list)
    for reading in readings:
        lines[reading.line].append(reading)
    height, width = pixels.shape
    beside, margin = round(_BESIDE * dpi), round(_MARGIN * dpi)
    left = top = margin
    lowest = top
    for reading in readings:
        if reading.text and not _DIGITS.search(reading.text):
            continue
        line = lines[reading.line]
        band = median(r.top for r in line), median(r.top + r.height for r in line)
        source = (
            max(0, reading.left - beside),
            max(0, round(min(reading.top, band[0])) - 2),
            min(width, reading.left + reading.width + beside),
            min(height, round(max(reading.top + reading.height, band[1])) + 2),
        )
        cut = _Cut(reading, source, left, top)
        if left + cut.width + margin > width and left > margin:
            left, top = margin, lowest + round(_LEADING * dpi)
            cut = cut._replace(left=left, top=top)
        lowest = max(lowest, top + cut.height)
        left += cut.width + round(_BETWEEN * dpi)
        yield cut


def _in_margins(readings: Sequence[Reading], pixels: Pixels, dpi: float) -> Iterator[Reading]:
    """Small ink by itself above or below all that was read."""
    if not readings:
        return
    space = round(_LEADING * dpi)
    first = min(reading.top for reading in readings) - space
    last = max(reading.top + reading.height for reading in readings) + space
    for start, end in ((0, first), (last, pixels.shape[0])):
        band = (pixels[max(0, start) : max(0, end)] < _INK).astype(np.uint8)
        if not band.size:
            continue
        _, _, stats, _ = cv2.connectedComponentsWithStats(band)
        marks = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] >= _TYPE[0] * dpi]
        if not len(marks):
            continue
        left, top = (int(edge) for edge in marks[:, :2].min(axis=0))
        right, bottom = (int(edge) for edge in (marks[:, :2] + marks[:, 2:4]).max(axis=0))
        if right - left <= _WIDEST * dpi and bottom - top <= _TYPE[1] * dpi:
            top, bottom = top + max(0, start), bottom + max(0, start)
            yield Reading("", 1.0, left, top, right - left, bottom - top, ("margin", start))


def _picture(cuts: Sequence[_Cut], pixels: Pixels, dpi: float) -> Pixels:
    margin = round(_MARGIN * dpi)
    right = max(cut.left + cut.width for cut in cuts)
    bottom = max(cut.top + cut.height for cut in cuts)
    picture = np.full((bottom + margin, right + margin), _WHITE, np.uint8)
    for cut in cuts:
        left, top, source_right, source_bottom = cut.source
        ink = pixels[top:source_bottom, left:source_right]
        picture[cut.top : cut.top + cut.height, cut.left : cut.left + cut.width] = np.where(
            ink > _PAPER, np.uint8(_WHITE), ink
        )
    return picture


def _counted(reading: Reading, pixels: Pixels) -> Reading:
    """A roman number of nothing but ones: their stems are counted."""
    ones = _ONES.fullmatch(reading.text)
    if not ones:
        return reading
    top, height = reading.top + reading.height // 3, max(1, reading.height // 3)
    band = pixels[top : top + height, reading.left : reading.left + reading.width]
    inked = np.concatenate([[False], (band < _INK).mean(axis=0) > _STEM, [False]])
    stems = int((np.diff(inked.astype(np.int8)) == 1).sum())
    if not len(ones[1]) < stems <= _MOST_ONES:
        return reading
    return reading._replace(text="I" * stems + ones[2])
