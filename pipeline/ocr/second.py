"""A second look: numbers read another way, and words that the engine passed over.

An engine that guesses a digit wrong shows no doubt. All words with digits are cut out, set side
by side on a picture of their own, and read again: what a line's other words suggested is no
longer there. Where the two readings differ, the number is read alone, as digits; the reading
that two of three agree on stands, and what else was read is kept beside it. On the same picture
stands what no reading covers: numbers alone in a margin, short last lines. Several such places
side by side are read as lines: the title of a signer between a stamp and what stands left of it.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import cv2
import numpy as np

from pipeline.ocr.cells import Cell, read_boxes
from pipeline.ocr.engine import Asking, Picture, Reading, side_by_side
from pipeline.ocr.lines import SIGNS, is_line, side_by_side_places
from pipeline.ocr.numbers import agree, digits_of, suspected
from pipeline.ocr.pixels import INK, WHITE, Pixels, enlarged, parts_of
from pipeline.vietnamese.syllables import is_syllable

_PAPER = 215  # lighter is paper
_PLAIN = re.compile(r"[-+(]?\d[\d.,/%\-]*[);:.,]?")  # digits and signs only
_LARGER = 1.5  # times
_ALONE = "0123456789.,%/-"
_ONES = re.compile(r"(I+)([.,]?|/.*)")
_MOST = 30  # places on a page: more is no word passed over, but a picture, or a page badly read
_DOUBTFUL = 0.5  # confidence below which a word gives way to another that is read in its place
_BELIEVED = 0.7  # confidence that a word which was passed over must have
_STEM = 0.9  # share of its height at which a stem is inked
_MOST_ONES = 3
_DIGIT, _SIGN = 0.72, 0.4  # widths in heights of a digit
_JOINED = 0.02  # inches of white within a word
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
        x, y = reading.middle
        return (
            self.left - near <= x <= self.left + self.width + near
            and self.top - near <= y <= self.top + self.height + near
        )


class _Dispute(NamedTuple):
    """A word whose second reading is not the first, or that is wider than both of them say."""

    cut: _Cut
    second: str
    lacks: bool


def look_again(
    pixels: Pixels, dpi: float, readings: Sequence[Reading], passed_over: Sequence[Reading]
) -> Asking[list[Reading]]:
    """The readings, each number read twice (`other` tells where that differs), and new ones.

    What is `passed_over` may stand where doubtful readings do: these give way to what is read.
    """
    if len(passed_over) > _MOST:
        passed_over = []
    cuts = list(_packed([*readings, *passed_over], pixels, dpi))
    lines = side_by_side_places(passed_over, dpi)
    pictures = [Picture(_picture(cuts, pixels, dpi), dpi, "column")] if cuts else []
    ways: list[Asking[Any]] = [_read_once(pictures), read_boxes(pixels, dpi, list(lines))]
    again, by_line = yield from side_by_side(ways)
    right = [line for line in lines if is_line(by_line[line])]
    certain = [reading for reading in readings if reading.confidence >= _DOUBTFUL]
    whole = [
        word
        for line in right
        for word in _numbered(by_line[line], line)
        if not any(_meet(word, reading) for reading in certain)
    ]
    told = {place for line in right for place in lines[line]}
    words: list[Reading] = []
    disputed: list[_Dispute] = []
    for cut in cuts:
        if cut.reading in told or (not cut.reading.text and _is_part(cut, cuts)):
            continue
        here = sorted((r for r in again if cut.holds(r, _NEAR * dpi)), key=lambda r: r.left)
        text = "".join(reading.text for reading in here)
        lacks = _lacks_digits(cut, text, pixels)
        if cut.reading.text:
            if lacks or not agree(cut.reading.text, text):
                disputed.append(_Dispute(cut, text, lacks))
        elif (sure := _sureness(here)) >= _BELIEVED and _stands(cut, text, pixels):
            words.append(cut.reading._replace(text=text, confidence=sure))
        elif _PLAIN.fullmatch(text) or _in_margin(cut.reading, readings):
            disputed.append(_Dispute(cut, text, lacks))
    alone = yield from _alone(pixels, dpi, [cut.source for cut, _, _ in disputed])
    settled = {
        cut.reading: _settled(cut.reading, second, third, lacks=lacks)
        for (cut, second, lacks), third in zip(disputed, alone, strict=True)
    }
    words += [settled[place] for place in passed_over if place in settled and settled[place].text]
    confirmed = [settled.get(reading, reading) for reading in readings]
    return [suspected(_counted(reading, pixels)) for reading in _instead(confirmed, words, whole)]


def _is_part(place: _Cut, cuts: Sequence[_Cut]) -> bool:
    """Is what was passed over the end of a number, whose box is too small?"""
    x, y = place.reading.middle
    return any(
        left <= x <= right and top <= y <= bottom
        for left, top, right, bottom in (
            cut.source for cut in cuts if cut.reading.text and cut.reading.confidence >= _DOUBTFUL
        )
    )


def _instead(
    readings: Sequence[Reading], words: Sequence[Reading], whole: Sequence[Reading]
) -> Iterator[Reading]:
    """The readings, doubtful ones replaced by what was read in their places, and what is new.

    A word takes the place among those of its line; words of `whole` lines stand by themselves.
    """
    left = list(words)
    for reading in readings:
        doubtful = reading.confidence < _DOUBTFUL
        number = _PLAIN.fullmatch(reading.text) is not None
        others = [word for word in left if doubtful and _meet(reading, word)]
        if len(others) == 1:
            left.remove(others[0])
            word = others[0]
            counts = digits_of(reading.text + word.text) and word.text != reading.text
            other = reading.text if counts and not word.other else word.other
            yield word._replace(line=reading.line, other=other)
        elif number or not (others or (doubtful and any(_meet(reading, w) for w in whole))):
            yield reading  # numbers never give way without a sign
    yield from (*left, *whole)


def _meet(one: Reading, other: Reading) -> bool:
    """Does one of them stand over the middle of the other?"""
    return one.stands_over(other) or other.stands_over(one)


def _sureness(readings: Sequence[Reading]) -> float:
    return min((reading.confidence for reading in readings), default=0.0)


def _read_once(pictures: list[Picture]) -> Asking[list[Reading]]:
    return [reading for found in (yield pictures) for reading in found]


def _numbered(readings: Sequence[Reading], line: Hashable) -> list[Reading]:
    """Readings of a line that was passed over; its numbers were read only once."""
    return [
        reading._replace(
            line=("passed over", line), other="?" if digits_of(reading.text) else reading.other
        )
        for reading in readings
    ]


def _in_margin(place: Reading, readings: Sequence[Reading]) -> bool:
    """Above or below all that was read."""
    if not readings:
        return True
    first = min(reading.top for reading in readings)
    last = max(reading.top + reading.height for reading in readings)
    return place.top + place.height < first or place.top > last


def _alone(pixels: Pixels, dpi: float, boxes: Sequence[Cell]) -> Asking[list[str]]:
    """What each box says, read alone, larger, as digits."""
    upper = min((box[1] for box in boxes), default=0)
    lower = max((box[3] for box in boxes), default=1)
    large = enlarged(pixels[upper:lower], _LARGER)
    cells = [
        (
            round(left * _LARGER),
            round((top - upper) * _LARGER),
            round(right * _LARGER),
            round((bottom - upper) * _LARGER),
        )
        for left, top, right, bottom in boxes
    ]
    read = yield from read_boxes(large, dpi * _LARGER, cells, letters=_ALONE)
    return ["".join(reading.text for reading in read.get(cell, ())) for cell in cells]


def _stands(cut: _Cut, text: str, pixels: Pixels) -> bool:
    """A syllable, or a number as wide as its digits are."""
    bare = text.strip(SIGNS)
    if len(bare) > 1 and is_syllable(bare):
        return True
    return text.isdigit() and abs(_width(cut, pixels) - _usual_width(text)) < _DIGIT / 2


def _lacks_digits(cut: _Cut, second: str, pixels: Pixels) -> bool:
    """Wider than what was read of it both times: engines drop the twin of 22."""
    text = cut.reading.text
    if second != text or not _PLAIN.fullmatch(text.rstrip(SIGNS)) or "%" in text:
        return False
    return _width(cut, pixels) > _usual_width(text) + _DIGIT / 2


def _usual_width(text: str) -> float:
    """In heights of a digit."""
    return sum(_DIGIT if sign.isdigit() else _SIGN for sign in text)


def _width(cut: _Cut, pixels: Pixels) -> float:
    """How wide a word's ink is, in heights of its tallest part."""
    left, top, right, bottom = cut.source
    ink = pixels[top:bottom, left:right] < INK
    height = float(parts_of(ink).stats[1:, cv2.CC_STAT_HEIGHT].max(initial=1))
    inked = np.flatnonzero(ink.any(axis=0))
    return float(inked[-1] - inked[0] + 1) / height if len(inked) else 0.0


def _settled(reading: Reading, second: str, third: str, *, lacks: bool) -> Reading:
    """The reading that two agree on; the other one, or a question mark, is kept beside it.

    `lacks`: it is wider than the first two readings say.
    """
    first = reading.text
    if not first:  # passed over at first
        if not _PLAIN.fullmatch(third):
            plain = _PLAIN.fullmatch(second)
            return reading._replace(text=second, other=third or "?") if plain else reading
        other = None if digits_of(second) == digits_of(third) else second or "?"
        return reading._replace(text=third, other=other)
    if digits_of(third) == digits_of(first) and not lacks:
        return reading
    # Of the same digits, those with more signs: a comma is lost more easily than found.
    others = sorted((text for text in (second, third) if text), key=len, reverse=True)
    others = [text for text in others if digits_of(text) != digits_of(first)]
    agreed = len(others) > 1 and digits_of(second) == digits_of(third)
    if agreed and len(digits_of(second)) >= len(digits_of(first)) and _PLAIN.fullmatch(others[0]):
        return reading._replace(text=others[0], other=first)
    return reading._replace(other=others[0] if others else "?")


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
        if reading.text and not digits_of(reading.text):
            continue
        line = lines[reading.line]
        band = median(r.top for r in line), median(r.top + r.height for r in line)
        upper = max(0, round(min(reading.top, band[0])) - 2)
        lower = min(height, round(max(reading.top + reading.height, band[1])) + 2)
        first, last = _grown(reading, pixels[upper:lower], round(_JOINED * dpi))
        source = (max(0, first - beside), upper, min(width, last + beside), lower)
        cut = _Cut(reading, source, left, top)
        if left + cut.width + margin > width and left > margin:
            left, top = margin, lowest + round(_LEADING * dpi)
            cut = cut._replace(left=left, top=top)
        lowest = max(lowest, top + cut.height)
        left += cut.width + round(_BETWEEN * dpi)
        yield cut


def _grown(reading: Reading, band: Pixels, joined: int) -> tuple[int, int]:
    """Where a word begins and ends with the ink that touches it: engines drop a digit's twin."""
    inked = np.asarray((band < INK).any(axis=0))
    first, last = reading.left, min(len(inked), reading.left + reading.width)
    while inked[max(0, first - joined) : first].any():
        first -= 1
    while inked[last : last + joined].any():
        last += 1
    return max(0, first), last


def _picture(cuts: Sequence[_Cut], pixels: Pixels, dpi: float) -> Pixels:
    margin = round(_MARGIN * dpi)
    right = max(cut.left + cut.width for cut in cuts)
    bottom = max(cut.top + cut.height for cut in cuts)
    picture = np.full((bottom + margin, right + margin), WHITE, np.uint8)
    for cut in cuts:
        left, top, source_right, source_bottom = cut.source
        ink = pixels[top:source_bottom, left:source_right]
        picture[cut.top : cut.top + cut.height, cut.left : cut.left + cut.width] = np.where(
            ink > _PAPER, np.uint8(WHITE), ink
        )
    return picture


def _counted(reading: Reading, pixels: Pixels) -> Reading:
    """A roman number of nothing but ones, as in III. and II/2018: their stems are counted."""
    ones = _ONES.fullmatch(reading.text)
    if not ones:
        return reading
    top, height = reading.top + reading.height // 3, max(1, reading.height // 3)
    ink = (pixels[top : top + height, reading.left : reading.left + reading.width] < INK).mean(
        axis=0
    )
    stems = 0
    for part in np.split(ink, np.flatnonzero(np.diff((ink > 0).astype(np.int8))) + 1):
        rises = int((np.diff((part > _STEM).astype(np.int8), prepend=0) == 1).sum())
        if part.any() and not rises:
            break  # a stroke that is no stem: the ones are over
        stems += rises
    if not len(ones[1]) < stems <= _MOST_ONES:
        return reading
    return reading._replace(text="I" * stems + ones[2], other=reading.text)
