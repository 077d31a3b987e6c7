"""Marks of notes behind numbers: "2025¹" is read as 20251, and "05³" as 05".

Engines do not tell that a digit is raised. Its ink does: it ends far above the foot of the
digits before it. What is raised is cut off and read alone; the number keeps its own digits.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from pipeline.ocr.cells import read_boxes
from pipeline.ocr.engine import Asking, Reading
from pipeline.ocr.pixels import INK, WHITE, Pixels, enlarged, parts_of
from schemas.marks import are_marks, raised

# A number, and what a raised digit at its end is read as.
_MARKED = re.compile(r"([(“\"]?\d[\d.,/]*?[%)]?)(\d{1,2}|[\"“”'’‘°ˆ^?!])([.,;:]?)")
_SMALL = (0.45, 0.9)  # of the height of its number: what a raised digit has
_LIFTED = 0.2  # of that height: how far its foot stands above theirs
_LARGER = 3.0  # times, to be read alone
_DIGITS = "0123456789"

_Place = tuple[Hashable, int]  # line of a reading, its left edge in pixels
_Box = tuple[int, int, int, int]  # left, top, right, bottom


class _Tail(NamedTuple):
    """Raised digits at the end of a number, in pixels of the page."""

    box: _Box
    digits: int


class Marks(NamedTuple):
    """The readings without their marks, a picture without the ink of these, and the marks.

    These are told by the place of their number, with what stands behind them: ¹ and a comma.
    """

    readings: list[Reading]
    pixels: Pixels
    cut: dict[_Place, list[Reading]]

    def put_back(self, readings: Iterable[Reading]) -> list[Reading]:
        """The marks behind their numbers, however these were read since."""
        return [
            each
            for reading in readings
            for each in (reading, *self.cut.get((reading.line, reading.left), ()))
        ]


def cut_marks(pixels: Pixels, dpi: float, readings: Sequence[Reading]) -> Asking[Marks]:
    """Cuts off raised digits from the numbers that they stand behind."""
    tails = {reading: tail for reading in readings if (tail := _tail(reading, pixels))}
    large = enlarged(pixels, _LARGER) if tails else pixels
    cells = {
        reading: (
            round(x0 * _LARGER),
            round(top * _LARGER),
            round(x1 * _LARGER),
            round(low * _LARGER),
        )
        for reading, ((x0, top, x1, low), _) in tails.items()
    }
    read = yield from read_boxes(large, dpi * _LARGER, list(cells.values()), letters=_DIGITS)
    marks = Marks([], pixels.copy() if tails else pixels, {})
    for reading in readings:
        tail = tails.get(reading)
        mark = "".join(part.text for part in read.get(cells[reading], ())) if tail else ""
        number, *rest = _split(reading, tail, mark) if tail else (reading,)
        marks.readings.append(number)
        if tail and rest:
            x0, top, x1, low = tail.box
            marks.pixels[top:low, x0:x1] = WHITE
            marks.cut[number.line, number.left] = rest
    return marks


def _tail(reading: Reading, pixels: Pixels) -> _Tail | None:
    """Where raised digits stand at the end of a number."""
    if not _MARKED.fullmatch(reading.text):
        return None
    top, left = reading.top, reading.left
    ink = pixels[top : top + reading.height, left : left + reading.width] < INK
    # from left to right: x, y, width, height, area
    parts = sorted(parts_of(ink).stats[1:].tolist())
    if not reading.text[0].isdigit():
        del parts[0]  # brackets reach below the digits that follow them
    if len(parts) < 2:
        return None
    height = max(part[3] for part in parts)
    foot = max(part[1] + part[3] for part in parts if part[3] > _SMALL[1] * height)
    lifted: list[_Box] = []
    for x, y, width, tall, _ in reversed(parts):
        if not lifted and foot - y < height / 2:
            continue  # a point or comma behind the mark
        small = _SMALL[0] * height <= tall <= _SMALL[1] * height
        below = ink[y + tall :, x : x + width]  # the rest of a broken digit
        if not small or foot - y - tall < _LIFTED * height or below.any():
            break
        lifted.append((x, y, x + width, y + tall))
    if not lifted or lifted[-1][0] <= parts[0][0]:
        return None
    box = (
        left + lifted[-1][0],
        top + min(box[1] for box in lifted),
        left + lifted[0][2],
        top + max(box[3] for box in lifted),
    )
    return _Tail(box, len(lifted))


def _split(reading: Reading, tail: _Tail, alone: str) -> list[Reading]:
    """The number and the mark behind it; `alone` is what was read of the mark by itself.

    What was read as digits from the first is believed: engines know a 1 better beside others.
    """
    match = _MARKED.fullmatch(reading.text)
    if match is None:
        return [reading]
    number, mark, sign = match.groups()
    if mark.isdecimal():
        digits = number + mark
        number, mark = digits[: -tail.digits], digits[-tail.digits :]
    else:
        mark = alone
    if not (number and mark.isdecimal() and int(mark) and are_marks(number, mark, sign)):
        return [reading]
    x0, top, x1, low = tail.box
    right = reading.left + reading.width
    parts = [
        reading._replace(text=number, width=x0 - reading.left),
        reading._replace(text=raised(mark), left=x0, top=top, width=x1 - x0, height=low - top),
    ]
    return [*parts, reading._replace(text=sign, left=x1, width=right - x1)] if sign else parts
