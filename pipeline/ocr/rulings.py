"""Ruled tables on a picture: cells as the lines enclose them."""

from typing import NamedTuple

import cv2
import numpy as np

from pipeline.ocr.pixels import WHITE, Pixels, parts_of
from schemas.grid import Grid
from schemas.page import Box

_POINTS = 72.0
_INK = 225  # darker may be ink: rules are often grey, and nothing else is as long
_SHORTEST = (0.3, 0.2)  # inches: lines across and down
_PIECE = 0.14  # inches: longer than the strokes of letters
_BROKEN = 0.12  # inches: gaps that paper and fax leave in a line
_LEAST_CELL = (0.12, 0.08)  # inches: width and height
_LEAST_TABLE = (1.0, 0.3)
_SAME_ROW = 0.06  # inches


class Ruled(NamedTuple):
    """The cells of each table in points, rows from top to bottom, and the picture without rules."""

    grids: list[Grid]
    pixels: Pixels


def without_rules(pixels: Pixels, dpi: float) -> Ruled:
    """Find the ruled tables of a level picture and take their lines away.

    Lines that stay are read as bars, and dots where letters touch them.
    """
    ink = (pixels < _INK).astype(np.uint8)
    down = _lines(ink, dpi, across=False)
    ruled = np.flatnonzero(down.any(axis=0))
    if not len(ruled) or ruled[-1] - ruled[0] < _LEAST_CELL[0] * dpi:
        return Ruled([], pixels)  # nothing between two lines
    across = _lines(ink, dpi, across=True)
    drawn = cv2.dilate(across | down, np.ones((5, 5), np.uint8))
    # Ends that were too short for a piece of a line: without them corners would not close.
    ends = _bar(2 * _PIECE, dpi, across=True), _bar(2 * _PIECE, dpi, across=False)
    reaching = cv2.bitwise_or(cv2.dilate(across, ends[0]), cv2.dilate(down, ends[1]))
    lines = cv2.bitwise_or(drawn, reaching)
    parts = parts_of(lines)
    grids: list[Grid] = []
    erased = np.zeros(len(parts.stats), dtype=bool)
    for label, (x, y, w, h, _) in enumerate(parts.stats.tolist()):
        if label and w >= _LEAST_TABLE[0] * dpi and h >= _LEAST_TABLE[1] * dpi:
            cells = _cells(lines[y : y + h, x : x + w], dpi)
            if len(cells) > 1:
                grids.append(_in_rows([_moved(cell, x, y) for cell in cells], dpi))
                erased[label] = True
    if not grids:
        return Ruled([], pixels)
    points = [
        [[Box(*(round(edge * _POINTS / dpi, 2) for edge in cell)) for cell in row] for row in grid]
        for grid in sorted(grids, key=lambda grid: grid[0][0].top)
    ]
    return Ruled(
        list(points),
        np.where(cv2.bitwise_and(parts.where(erased), drawn) > 0, np.uint8(WHITE), pixels),
    )


def _lines(ink: np.ndarray, dpi: float, *, across: bool) -> np.ndarray:
    """The ink of straight lines: pieces longer than a letter's strokes, their gaps closed."""
    pieces = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _bar(_PIECE, dpi, across=across))
    closed = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, _bar(_BROKEN, dpi, across=across))
    shortest = _SHORTEST[0 if across else 1]
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, _bar(shortest, dpi, across=across))


def _bar(inches: float, dpi: float, *, across: bool) -> np.ndarray:
    length = round(inches * dpi)
    return cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if across else (1, length))


def _cells(lines: np.ndarray, dpi: float) -> list[Box]:
    """Boxes of the areas that lines enclose."""
    stats = parts_of(1 - lines, connectivity=4).stats
    height, width = lines.shape
    return [
        Box(x, y, x + w, y + h)
        for x, y, w, h, _ in stats[1:].tolist()
        if w >= _LEAST_CELL[0] * dpi
        and h >= _LEAST_CELL[1] * dpi
        and x > 0
        and y > 0
        and x + w < width
        and y + h < height
    ]


def _moved(box: Box, x: int, y: int) -> Box:
    return Box(box.x0 + x, box.top + y, box.x1 + x, box.bottom + y)


def _in_rows(cells: list[Box], dpi: float) -> Grid:
    rows: list[list[Box]] = []
    for cell in sorted(cells, key=lambda cell: cell.top):
        if rows and cell.top - rows[-1][0].top <= _SAME_ROW * dpi:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row) for row in rows]
