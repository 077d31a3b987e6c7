"""Two pages on one picture: an open book or folder that was copied as it lay."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from schemas.image import PageImage

_WIDE = (1.2, 1.8)  # times as wide as tall: less is one page, more is part of one
_MIDDLE = (0.42, 0.58)  # of the width: where the fold is
_DPI = 50.0
_GUTTER = 0.3  # inches of white from page to page, the shadow of the fold within it left out
_INKED = 0.75  # of the paper's brightness: darker is ink
_PAPER_REACH = 25  # pixels at _DPI
_CLEAR, _FOLD = 0.004, 0.6  # share of a column that is ink: of white; of a fold's shadow or edge
_WRITTEN = 0.2  # share of the rows of each half that have ink: two pages, not one heading
_POINTS = 72.0


class Part(NamedTuple):
    """A page of a picture, and how many points right of its left edge it begins."""

    left: float
    image: PageImage


def pages_of(image: PageImage) -> list[Part]:
    """The picture itself, or the two pages that lie side by side on it."""
    fold = _fold(image)
    if fold is None:
        return [Part(0.0, image)]
    left = fold / image.dpi * _POINTS
    halves = image.pixels[:, :fold], image.pixels[:, fold:]
    return [
        Part(at, PageImage(np.ascontiguousarray(half), image.dpi))
        for at, half in zip((0.0, left), halves, strict=True)
    ]


def _fold(image: PageImage) -> int | None:
    """The column between two pages; None where there is one page only."""
    height, width = image.pixels.shape[:2]
    if not _WIDE[0] * height <= width <= _WIDE[1] * height:
        return None
    scale = _DPI / image.dpi
    small = cv2.resize(image.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else small[:, :, 0]
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (_PAPER_REACH, _PAPER_REACH))
    ink = grey < _INKED * cv2.morphologyEx(grey, cv2.MORPH_CLOSE, reach)
    first, last = (round(share * ink.shape[1]) for share in _MIDDLE)
    runs = [run for run in _clear(ink[:, first:last]) if run[1] - run[0] >= _GUTTER * _DPI]
    if not runs:
        return None
    start, end = max(runs, key=lambda run: run[1] - run[0])
    fold = first + (start + end) // 2
    written = [half.any(axis=1).mean() for half in (ink[:, :fold], ink[:, fold:])]
    return round(fold / scale) if min(written) >= _WRITTEN else None


def _clear(ink: np.ndarray) -> Iterator[tuple[int, int]]:
    """Where columns next to each other hold no writing: first and last, exclusive."""
    share = ink.mean(axis=0)
    clear = np.concatenate([[False], (share <= _CLEAR) | (share >= _FOLD), [False]])
    edges = np.flatnonzero(np.diff(clear.astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
