"""Cells of ruled tables read one by one: stacked into one column, in one go of the engine.

An engine that is shown a whole table takes single digits for dirt and columns for paragraphs.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import dropwhile
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.ocr.engine import Asking, Picture, Reading, side_by_side
from pipeline.ocr.pixels import INK, WHITE, Pixels, parts_of
from schemas.grid import Grid

_POINTS = 72.0
_PAPER = 205  # lighter is paper: no cell may show as a grey patch
_SPECK = 0.016  # inches: what is no longer, with nothing larger in its cell, is dirt
_RIM = 0.01  # inches left out along the edges of a cell
_MARGIN = 0.15  # inches of white around the column
_BETWEEN = 0.07  # inches of white between cells
_TALLEST = 12_000  # pixels of a column; what is beyond goes into the next one
_NUMBER = re.compile(r"[-+(]?\d(?:[\d.,/]*\d)?[%)]*")
_DIGITS = "0123456789.,%/"
_MOST_LETTERS = 2  # of a number misread; more is a heading
_SURE = 0.75
_DIGIT = 0.06  # inches: how tall a digit is at least

Cell = tuple[int, int, int, int]  # left, top, right, bottom in pixels


class _Strip(NamedTuple):
    """A cell's ink: where it stands in the column, and where on the page."""

    cell: Cell
    pixels: Pixels
    left: int
    top: int
    down: int  # in the column

    def distance(self, y: float) -> float:
        """How far a place in the column is from the strip; 0 within."""
        end = self.down + float(self.pixels.shape[0])
        return max(self.down - y, y - end, 0.0)


def read_cells(pixels: Pixels, dpi: float, grids: Iterable[Grid]) -> Asking[list[Reading]]:
    """The words in all cells, placed on the page, which must be without its rules.

    In columns of numbers what is no number, or doubtful, is read again as digits.
    """
    tables = yield from side_by_side([_read_table(pixels, dpi, grid) for grid in grids])
    return [reading for table in tables for reading in table]


def _read_table(pixels: Pixels, dpi: float, grid: Grid) -> Asking[list[Reading]]:
    cells = [_in_pixels(box, dpi) for row in grid for box in row]
    found = yield from read_boxes(pixels, dpi, cells)
    numbers = _of_number_columns(cells, found)
    unread = [cell for cell in numbers if cell not in found and _is_inked(pixels, dpi, cell)]
    doubtful = [cell for cell in numbers if cell in found and _is_doubtful(found[cell])]
    alone = yield from read_boxes(pixels, dpi, doubtful + unread, letters=_DIGITS)
    for cell in doubtful + unread:
        # What dirt leaves at a number's end is no part of it.
        again = [r._replace(text=r.text.rstrip(".,")) for r in alone.get(cell, ())]
        if _is_number(again):
            found[cell] = again
        elif cell in unread:
            left, top, right, bottom = cell
            found[cell] = [Reading("?", 0.0, left, top, right - left, bottom - top, cell, "?")]
        elif not _is_number(found[cell]):
            other = _text(again) or "?"
            found[cell] = [reading._replace(other=other) for reading in found[cell]]
    return [reading for cell in cells for reading in found.get(cell, ())]


def without_tables(pixels: Pixels, dpi: float, grids: Sequence[Grid]) -> Pixels:
    """The picture with its tables painted white."""
    if not grids:
        return pixels
    rest = pixels.copy()
    for grid in grids:
        for row in grid:
            for box in row:
                left, top, right, bottom = _in_pixels(box, dpi)
                rest[top:bottom, left:right] = WHITE
    return rest


def read_boxes(
    pixels: Pixels, dpi: float, cells: Sequence[Cell], letters: str | None = None
) -> Asking[dict[Cell, list[Reading]]]:
    """Readings by box, each read alone; those without ink are left out."""
    found: dict[Cell, list[Reading]] = defaultdict(list)
    columns = _columns(pixels, dpi, cells)
    read = yield [Picture(_stacked(column, dpi), dpi, "column", letters) for column in columns]
    for column, readings in zip(columns, read, strict=True):
        for reading in readings:
            middle = reading.top + reading.height / 2
            strip = min(column, key=lambda strip: strip.distance(middle))
            found[strip.cell].append(
                reading._replace(
                    left=reading.left - round(_MARGIN * dpi) + strip.left,
                    top=reading.top - strip.down + strip.top,
                    line=(strip.cell, reading.line),
                )
            )
    return found


def _columns(pixels: Pixels, dpi: float, cells: Sequence[Cell]) -> list[list[_Strip]]:
    """The inked cells below each other, in as many columns as their height needs."""
    columns: list[list[_Strip]] = []
    down = _TALLEST
    for cell in cells:
        strip = _strip(pixels, dpi, cell)
        if strip is None:
            continue
        if down + strip.pixels.shape[0] > _TALLEST:
            columns.append([])
            down = round(_MARGIN * dpi)
        columns[-1].append(strip._replace(down=down))
        down += strip.pixels.shape[0] + round(_BETWEEN * dpi)
    return columns


def _stacked(column: Sequence[_Strip], dpi: float) -> Pixels:
    margin = round(_MARGIN * dpi)
    height = column[-1].down + column[-1].pixels.shape[0] + margin
    width = max(strip.pixels.shape[1] for strip in column) + 2 * margin
    stacked = np.full((height, width), WHITE, dtype=np.uint8)
    for strip in column:
        h, w = strip.pixels.shape
        stacked[strip.down : strip.down + h, margin : margin + w] = strip.pixels
    return stacked


def _strip(pixels: Pixels, dpi: float, cell: Cell) -> _Strip | None:
    """A cell cut down to its ink, paper white, isolated specks left out; None where it is empty."""
    rim = round(_RIM * dpi)
    left, top, right, bottom = cell
    inner = pixels[top + rim : bottom - rim, left + rim : right - rim]
    stats = parts_of(inner < INK).stats
    letters = stats[1:][stats[1:, 2:4].max(axis=1) > max(2.0, _SPECK * dpi)]
    if not len(letters):
        return None
    # Marks stand close to their letters, and within the cell.
    near = round(_BETWEEN * dpi / 2)
    x0, y0 = (max(0, int(value)) for value in letters[:, :2].min(axis=0) - near)
    x1, y1 = (int(value) for value in (letters[:, :2] + letters[:, 2:4]).max(axis=0) + near)
    ink = inner[y0:y1, x0:x1]
    return _Strip(
        cell,
        np.where(ink > _PAPER, np.uint8(WHITE), ink),
        left + rim + x0,
        top + rim + y0,
        0,
    )


def _of_number_columns(cells: Sequence[Cell], found: dict[Cell, list[Reading]]) -> list[Cell]:
    """The cells of columns in most of whose cells a number stands, from the first one down."""
    columns: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for cell in sorted(cells, key=lambda cell: cell[1]):
        columns[cell[0] // 8, cell[2] // 8].append(cell)
    return [
        cell
        for column in columns.values()
        if sum(1 if _is_number(found[cell]) else -1 for cell in column if cell in found) > 0
        for cell in dropwhile(lambda cell: not _is_number(found.get(cell, ())), column)
    ]


def _is_doubtful(readings: Sequence[Reading]) -> bool:
    """No number, or not a sure one, and no heading."""
    sure = _is_number(readings) and min(r.confidence for r in readings) >= _SURE
    return not sure and sum(map(str.isalpha, _text(readings))) <= _MOST_LETTERS


def _is_inked(pixels: Pixels, dpi: float, cell: Cell) -> bool:
    """There is ink as tall as a digit."""
    strip = _strip(pixels, dpi, cell)
    if strip is None:
        return False
    stats = parts_of(strip.pixels < WHITE).stats
    return bool(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0) >= _DIGIT * dpi)


def _is_number(readings: Sequence[Reading]) -> bool:
    return _NUMBER.fullmatch(_text(readings)) is not None


def _text(readings: Sequence[Reading]) -> str:
    return " ".join(reading.text for reading in readings)


def _in_pixels(box: Iterable[float], dpi: float) -> Cell:
    left, top, right, bottom = (round(edge * dpi / _POINTS) for edge in box)
    return left, top, right, bottom
