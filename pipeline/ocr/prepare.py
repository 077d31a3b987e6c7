"""A page's picture made ready for reading: each step only where the picture needs it.

On a clean page nothing is touched, since every step costs a clean page something. Boxes found
on the prepared picture go back to the page through `Prepared.place`.
"""

from dataclasses import dataclass, replace
from math import cos, radians, sin

import cv2
import numpy as np

from pipeline.ocr.pixels import (
    INK,
    WHITE,
    Pixels,
    large,
    parts_of,
    pixels_of,
    quarter_turned,
    rotated,
    small,
    times_smaller,
)
from schemas.image import PageImage
from schemas.layout import turned
from schemas.page import Box

_POINTS = 72.0

_DPI = (140.0, 330.0)  # read as they are; other pictures are brought to _USUAL_DPI
_USUAL_DPI = 200.0

_PAPER_WHITE = 215  # paper darker than this, anywhere, is lit unevenly, grey, or shines through
_BLACK_INK = (80, 225)  # stretched to black and white
_SPECK = 0.016  # inches: the longer side of the largest speck
_NEAR = 0.03  # inches: a speck so near to something larger is part of a letter
_MANY_SPECKS = 60  # on a page: fewer do no harm
_SAMPLED = 4  # every fourth column of a small picture tells roughly where lines are
_PALE = 40  # less is no ink
_LEAST_SKEW, _MOST_SKEW = 0.3, 8.0  # degrees
_RED = 60  # by how much red ink is lighter in red than in the other colours
_PALER = np.clip(np.arange(256) - 10, 0, 255).astype(np.uint8)  # by how red it is
_LEAST_STAMP = 0.1  # inches: side of the square that a stamp's solid ink would fill
_AROUND_RED = 0.6  # inches around solid red ink in which thin lines are red ink, too
_EDGE = 0.3  # inches: how far the dark edge of a scan may reach inwards


@dataclass(frozen=True)
class Prepared:
    """Grey pixels for the engine, and the way back to the page.

    `pixels` show the page (`width` x `height` points) turned by `quarters` clockwise, then by
    `skew` degrees counter-clockwise about its middle. `stamps` is the same picture with nothing
    but red ink; None where there is little.
    """

    pixels: Pixels
    dpi: float
    width: float
    height: float
    quarters: int = 0
    skew: float = 0.0
    stamps: Pixels | None = None

    def turn(self, quarters: int) -> "Prepared":
        """The same picture, turned by so many more quarters clockwise."""
        return replace(
            self,
            pixels=quarter_turned(self.pixels, quarters),
            stamps=None if self.stamps is None else quarter_turned(self.stamps, quarters),
            quarters=(self.quarters + quarters) % 4,
        )

    def place(self, box: Box) -> Box:
        """A box in points of the prepared picture as one in points of the page."""
        sides = (self.height, self.width) if self.quarters % 2 else (self.width, self.height)
        if self.skew:
            angle = radians(self.skew)
            x = (box.x0 + box.x1) / 2 - sides[0] / 2
            y = (box.top + box.bottom) / 2 - sides[1] / 2
            dx = x * cos(angle) - y * sin(angle) - x
            dy = x * sin(angle) + y * cos(angle) - y
            box = Box(box.x0 + dx, box.top + dy, box.x1 + dx, box.bottom + dy)
        return Box(*(round(edge, 2) for edge in turned(box, -self.quarters, sides)))


def prepare(image: PageImage) -> Prepared:
    """The picture in grey, cleaned and straightened as far as it needs it."""
    stamped = _stamped(image.pixels, image.dpi)
    pixels, dpi = _sized(_channel(image.pixels, stamped), image.dpi)
    height, width = (side / dpi * _POINTS for side in pixels.shape)
    pixels = _evened(pixels, dpi)
    pixels = _without_edges(pixels, dpi)
    pixels = _without_specks(pixels, dpi)
    pixels, skew = _straightened(pixels, dpi)
    stamps = None
    if stamped is not None:
        stamps, _ = _sized(_red_ink(image.pixels, stamped), image.dpi)
        stamps = rotated(stamps, skew) if skew else stamps
    return Prepared(pixels, dpi, width, height, skew=skew, stamps=stamps)


def _channel(pixels: Pixels, stamped: Pixels | None) -> Pixels:
    """Red of a colour picture, where red stamps are pale, and what is red there made paler still.

    Signatures and what stands under a stamp stay legible.
    """
    if pixels.ndim == 2:
        return pixels
    red = np.ascontiguousarray(pixels[:, :, 0])
    if stamped is None:
        return red
    paler = cv2.LUT(cv2.subtract(red, _darkest(pixels)), _PALER)
    return pixels_of(cv2.add(red, cv2.bitwise_and(paler, stamped)))


def _stamped(pixels: Pixels, dpi: float) -> Pixels | None:
    """Where stamps are (255, else 0): around solid red ink; None where there is little.

    Many scanners see letters with a thin red rim, which is no ink.
    """
    if pixels.ndim == 2:
        return None
    red = (cv2.subtract(pixels[:, :, 0], _darkest(pixels)) > _RED).astype(np.uint8)
    solid = pixels_of(cv2.morphologyEx(red, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    if int(cv2.countNonZero(solid)) < (_LEAST_STAMP * dpi) ** 2:
        return None
    reach = round(_AROUND_RED * dpi / times_smaller(dpi)) | 1
    any_red = (small(solid * WHITE, dpi) > 0).astype(np.uint8) * WHITE
    near = pixels_of(cv2.dilate(any_red, np.ones((reach, reach), np.uint8)))
    return large(near, solid, dpi, cv2.INTER_NEAREST)


def _darkest(pixels: Pixels) -> Pixels:
    """Green or blue, whichever is darker: where red ink is seen."""
    return pixels_of(cv2.min(pixels[:, :, 1], pixels[:, :, 2]))


def _red_ink(pixels: Pixels, stamped: Pixels) -> Pixels:
    """What the red channel does not show: red ink, black on white."""
    darkest = _darkest(pixels)
    red = cv2.subtract(pixels[:, :, 0], darkest) > _RED
    return np.where(red & (stamped > 0), darkest, np.uint8(WHITE))


def _sized(pixels: Pixels, dpi: float) -> tuple[Pixels, float]:
    if _DPI[0] <= dpi <= _DPI[1]:
        return pixels, dpi
    scale = _USUAL_DPI / dpi
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = pixels_of(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how))
    return sized, dpi * sized.shape[1] / pixels.shape[1]


def _evened(pixels: Pixels, dpi: float) -> Pixels:
    """Paper made white and ink black, where light, paper or print left them grey."""
    paper = _paper(pixels, dpi)
    darkest_paper = float(np.percentile(paper, 2))
    if darkest_paper >= _PAPER_WHITE:
        return pixels
    light = large(paper, pixels, dpi, cv2.INTER_LINEAR)
    even = pixels_of(cv2.divide(pixels, light, scale=WHITE))
    black, white = _BLACK_INK
    stretch = np.clip((np.arange(256) - black) * (WHITE / (white - black)), 0, WHITE)
    return pixels_of(cv2.LUT(even, stretch.astype(np.uint8)))


def _paper(pixels: Pixels, dpi: float) -> Pixels:
    """Brightness of the paper behind the ink, small: the brightest nearby, smoothed."""
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (13, 13))
    brightest = cv2.morphologyEx(small(pixels, dpi), cv2.MORPH_CLOSE, reach)
    return pixels_of(cv2.medianBlur(brightest, 13))


def _without_edges(pixels: Pixels, dpi: float) -> Pixels:
    """The dark edges that a scanner's lid leaves, painted white."""
    dark = small(pixels, dpi) < INK
    margin = int(_EDGE * dpi / times_smaller(dpi))
    parts = parts_of(dark)
    labels, stats, count = *parts, len(parts.stats)
    inner = np.bincount(labels[margin:-margin, margin:-margin].ravel(), minlength=count)
    rim = np.zeros_like(dark)
    rim[[0, -1], :] = rim[:, [0, -1]] = 1
    touching = np.bincount(labels[rim > 0], minlength=count)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > 2 * margin
    gone = (inner == 0) & (touching > 0) & long
    gone[0] = False
    if not gone.any():
        return pixels
    mask = pixels_of(cv2.dilate(parts.where(gone), np.ones((3, 3), np.uint8)))
    mask = large(mask, pixels, dpi, cv2.INTER_NEAREST)
    return np.where(mask > 0, np.uint8(WHITE), pixels)


def _without_specks(pixels: Pixels, dpi: float) -> Pixels:
    """Isolated specks painted white where there are many; marks of letters are never isolated."""
    parts = parts_of(pixels < INK)
    longest = parts.stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    specks = longest <= max(2.0, _SPECK * dpi)
    if specks.sum() < _MANY_SPECKS:
        return pixels
    letters = ~specks
    letters[0] = False
    reach = 2 * round(_NEAR * dpi) + 1
    near = cv2.dilate(parts.where(letters), np.ones((reach, reach), np.uint8))
    kept = np.zeros(len(specks), dtype=bool)
    kept[parts.labels[near > 0]] = True
    gone = specks & ~kept
    gone[0] = False
    if gone.sum() < _MANY_SPECKS:
        return pixels
    # The grey rim of a speck goes with it.
    mask = cv2.dilate(parts.where(gone), np.ones((3, 3), np.uint8))
    return np.where(mask > 0, np.uint8(WHITE), pixels)


def _straightened(pixels: Pixels, dpi: float) -> tuple[Pixels, float]:
    skew = skew_of(pixels, dpi)
    if abs(skew) < _LEAST_SKEW:
        return pixels, 0.0
    return rotated(pixels, skew), skew


def skew_of(pixels: Pixels, dpi: float) -> float:
    """Degrees counter-clockwise that set the lines of text level; 0 where none are seen.

    Level lines make the sharpest steps from row to row.
    """
    ink = pixels_of(WHITE - small(pixels, dpi))
    inked = _Inked(ink, _SAMPLED)
    if inked.is_blank:
        return 0.0
    best = max(np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 1.0), key=inked.sharpness)
    inked = _Inked(ink, 1)
    for step in (0.5, 0.25, 0.1):
        best = max((best - step, best, best + step), key=inked.sharpness)
    return float(best)


class _Inked:
    """The ink of a picture, of every so manieth column."""

    def __init__(self, ink: Pixels, sampled: int) -> None:
        ink = ink[:, ::sampled]
        self._rows, columns = np.nonzero(ink > _PALE)
        self._weights = ink[self._rows, columns].astype(np.float64)
        self._columns = columns * sampled

    @property
    def is_blank(self) -> bool:
        """Is there none?"""
        return not len(self._rows)

    def sharpness(self, angle: float) -> float:
        """How sharp the steps from row to row are when the picture is turned."""
        level = self._rows * cos(radians(angle)) - self._columns * sin(radians(angle))
        level -= level.min()
        row = level.astype(np.intp)
        next_one = (level - row) * self._weights
        height = int(level.max()) + 2
        inked = np.bincount(row, self._weights - next_one, height)
        inked[1:] += np.bincount(row, next_one, height)[:-1]
        return float(np.square(np.diff(inked)).sum())
