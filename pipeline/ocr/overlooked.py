"""Ink of the size of words that no reading covers: what an engine passed over."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from pipeline.ocr.engine import Reading
from pipeline.ocr.pixels import INK, WHITE, Pixels, parts_of

_TYPE = (0.055, 0.25)  # inches: how tall a word can be …
_WIDTH = (0.04, 1.5)  # … and how wide
_JOINED = (0.05, 0.03)  # inches of white, across and down, within a word
_AROUND = 0.015  # inches around a word that still belong to it
_LEAST_INK = 0.08  # share of its box that a word inks; rules and dirt have less or more
_MOST_INK = 0.6
_PICTURE = 0.2  # inches around what is larger than type: signatures come in pieces


def overlooked(pixels: Pixels, dpi: float, readings: Iterable[Reading]) -> list[Reading]:
    """Where words may stand that were not read, as readings without text."""
    rest = (without_words(pixels, readings, round(_AROUND * dpi)) < INK).astype(np.uint8)
    across, down = (round(side * dpi) | 1 for side in _JOINED)
    joined = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8))
    parts = parts_of(joined)
    large = parts.stats[:, cv2.CC_STAT_HEIGHT] > _TYPE[1] * dpi
    large[0] = False
    reach = round(_PICTURE * dpi) | 1
    pictures = cv2.dilate(parts.where(large), np.ones((reach, reach), np.uint8))
    return [
        Reading("", 1.0, x, y, width, height, ("overlooked", x, y))
        for x, y, width, height, _ in parts.stats[1:].tolist()
        if _TYPE[0] * dpi <= height <= _TYPE[1] * dpi
        and _WIDTH[0] * dpi <= width <= _WIDTH[1] * dpi
        and _LEAST_INK <= rest[y : y + height, x : x + width].mean() <= _MOST_INK
        and not pictures[y : y + height, x : x + width].any()
    ]


def uncovered(places: Iterable[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """The places in whose middle none of the readings stands."""
    return [p for p in places if not any(reading.stands_over(p) for reading in readings)]


def without_words(pixels: Pixels, readings: Iterable[Reading], around: int) -> Pixels:
    """The picture with words, and so many pixels around them, painted white."""
    rest = pixels.copy()
    for reading in readings:
        top, left = max(0, reading.top - around), max(0, reading.left - around)
        rest[
            top : reading.top + reading.height + around,
            left : reading.left + reading.width + around,
        ] = WHITE
    return rest
