"""Ink without words, looked at again: names that were given up for a picture with their stamp.

A signature over a round stamp, its ring touching the typed name, is taken for a picture as a
whole. Without what was read already, and without the ring, the name can be read. So can one
that is stamped in red itself.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import hypot
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.ocr.engine import Asking, Picture, Reading
from pipeline.ocr.overlooked import without_words
from pipeline.ocr.pixels import INK, WHITE, Pixels, is_blank, parts_of, small, times_smaller
from pipeline.vietnamese.syllables import is_syllable

_INKED = 0.12  # share of a small pixel
_TOGETHER = (0.4, 0.2)  # inches, across and down, over which ink belongs together
_LEAST = (0.9, 0.3)  # inches: width and height of what may hold a line of text
_MOST = 2  # places on a page that are looked at again
_AROUND = 0.45  # inches: a name stands a little below its stamp …
_BESIDE = 1.3  # … and reaches beyond it: stamps cover the left third of a signature
_RIM = 2  # pixels around a word that belong to it
_READ = 0.5  # confidence from which a word counts as read
_SURE = 0.8  # confidence that a word in a picture must have
_RADIUS = (0.45, 0.85)  # inches, of stamps
_OFF = 4  # pixels by which its middle may be mistaken
_REACH = 1.1  # of its radius: how far the ink of a stamp may stand from its middle
_RING = 0.45  # share of a circle that is inked where a ring is
_WITHIN = 0.6  # of a stamp's radius: what stands there belongs to it
_SPACE = 0.15  # inches: words farther from each other are not neighbours


def read_again(pixels: Pixels, dpi: float, readings: Sequence[Reading]) -> Asking[list[Reading]]:
    """Words, two or more on a line, of which `readings` knows nothing though there is ink."""
    read = [reading for reading in readings if reading.confidence >= _READ]
    rest = without_words(pixels, read, _RIM)
    places: list[tuple[int, int, list[_Stamp]]] = []
    pictures: list[Picture] = []
    for left, top, right, bottom in _places(rest, dpi):
        place = rest[top:bottom, left:right]
        stamps = _stamps(place, dpi)
        if not is_blank(_outside(place, stamps), dpi):
            places.append((left, top, stamps))
            pictures.append(Picture(_without_rings(place, stamps), dpi, "sparse"))
    found: list[Reading] = []
    for (left, top, stamps), sparse in zip(places, (yield pictures), strict=True):
        outside = [r for r in sparse if not any(stamp.says(r) for stamp in stamps)]
        for reading in _believable(outside, dpi):
            line = (left, top, reading.line)
            found.append(
                reading._replace(left=reading.left + left, top=reading.top + top, line=line)
            )
    return found


def read_names(stamps: Pixels, dpi: float) -> Asking[list[Reading]]:
    """Names in red ink. What seals say, in capitals, is no part of the text."""
    read = yield from read_again(stamps, dpi, ())
    return [reading for reading in read if reading.text.istitle()]


def _places(rest: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Where much ink stands together, the most first: left, top, right, bottom."""
    times = times_smaller(dpi)
    dpi /= times
    inked = small((rest < INK).astype(np.uint8) * WHITE, dpi * times) > _INKED * WHITE
    together = np.ones([round(x * dpi) | 1 for x in reversed(_TOGETHER)], np.uint8)
    joined = cv2.morphologyEx(inked.astype(np.uint8), cv2.MORPH_CLOSE, together)
    large = [
        (area, x, y, w, h)
        for x, y, w, h, area in parts_of(joined).stats[1:].tolist()
        if w >= _LEAST[0] * dpi and h >= _LEAST[1] * dpi
    ]
    around = _AROUND * dpi
    return [
        (
            round(max(0, x - around) * times),
            round(max(0, y - around) * times),
            round((x + w + _BESIDE * dpi) * times),
            round((y + h + around) * times),
        )
        for _, x, y, w, h in sorted(large, reverse=True)[:_MOST]
    ]


class _Stamp(NamedTuple):
    """A round stamp: its middle and outer radius in pixels."""

    x: float
    y: float
    radius: float

    def says(self, reading: Reading) -> bool:
        """True for the words in its middle, which are no part of the text."""
        x, y = reading.middle
        return hypot(x - self.x, y - self.y) < _WITHIN * self.radius


def _stamps(pixels: Pixels, dpi: float) -> list[_Stamp]:
    smallest, largest = (round(radius * dpi) for radius in _RADIUS)
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(pixels, (5, 5), 0),
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=largest,
        param1=150,
        param2=120,
        minRadius=smallest,
        maxRadius=largest,
    )
    if circles is None:
        return []
    return [_centred(pixels, _Stamp(*circle)) for circle in circles.reshape(-1, 3)[:_MOST].tolist()]


def _centred(pixels: Pixels, stamp: _Stamp) -> _Stamp:
    """The stamp with its middle where its rings are sharpest; a circle is found to a few pixels."""
    rows, columns = np.nonzero(pixels < INK)
    near = np.hypot(columns - stamp.x, rows - stamp.y) < 1.1 * stamp.radius
    rows, columns = rows[near], columns[near]

    def sharpness(middle: tuple[float, float]) -> float:
        distances = np.hypot(columns - middle[0], rows - middle[1]).round().astype(np.int32)
        return float(np.square(np.bincount(distances)).sum())

    steps = range(-_OFF, _OFF + 1)
    x, y = max(((stamp.x + dx, stamp.y + dy) for dx in steps for dy in steps), key=sharpness)
    return stamp._replace(x=x, y=y)


def _outside(pixels: Pixels, stamps: Iterable[_Stamp]) -> Pixels:
    """The picture without its round stamps."""
    rest = pixels.copy()
    for stamp in stamps:
        middle = round(stamp.x), round(stamp.y)
        cv2.circle(rest, middle, round(_REACH * stamp.radius), (WHITE,), -1)
    return rest


def _without_rings(pixels: Pixels, stamps: Iterable[_Stamp]) -> Pixels:
    """The picture with the rings of round stamps painted white; all else stays."""
    ink = pixels < INK
    rings = np.zeros_like(ink)
    rows, columns = np.indices(pixels.shape)
    for stamp in stamps:
        distance = np.hypot(columns - stamp.x, rows - stamp.y).round().astype(np.int32)
        reach = round(_REACH * stamp.radius)
        near = distance <= reach
        all_there = np.bincount(distance[near], minlength=reach + 1)
        inked = np.bincount(distance[near & ink], minlength=reach + 1)
        ring = inked > _RING * np.maximum(all_there, 1)
        ring[: reach // 3] = False  # a circle so small is soon full of letters
        wide = np.convolve(ring, np.ones(5), mode="same") > 0
        rings |= near & wide[np.minimum(distance, reach)]
    return np.where(rings, np.uint8(WHITE), pixels)


def _believable(readings: Iterable[Reading], dpi: float) -> list[Reading]:
    """Sure words next to each other, none of them beside one that is not sure."""
    kept: list[Reading] = []
    for _, line in groupby(readings, key=lambda reading: reading.line):
        group: list[Reading] = []
        for reading in [*sorted(line, key=lambda reading: reading.left), None]:
            end = group[-1].left + group[-1].width if group else 0
            if reading is not None and (not group or reading.left - end <= _SPACE * dpi):
                group.append(reading)
                continue
            if len(group) > 1 and all(map(_is_sure, group)):
                kept += group
            group = [reading] if reading is not None else []
    return kept


def _is_sure(reading: Reading) -> bool:
    word = reading.text.strip(".,:;")
    return reading.confidence >= _SURE and is_syllable(word)
