"""Whole lines read once more: places that were passed over, and lines that were torn apart.

Below "TM. ỦY BAN NHÂN DÂN" an engine takes the marks of capitals for a line of their own, and
reads "PH ^ HỦ TICH" above "ỌC". Of two lines that stand in one place neither is right.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from statistics import median
from typing import NamedTuple

from pipeline.ocr.cells import Cell, read_boxes
from pipeline.ocr.engine import Asking, Reading
from pipeline.ocr.numbers import digits_of
from pipeline.ocr.pixels import Pixels
from pipeline.vietnamese.syllables import is_syllable

SIGNS = "-–.,;:()+"  # around a word
_APART = 0.35  # inches between places of a line
_ONE_LINE = 0.8  # inches: a place as wide is a line by itself
_RIM = 4  # pixels around a line
_SURE = 0.8  # mean confidence of a line
_NEAR = 0.12  # inches between the words of a line
_TOLD = 0.4  # confidence from which a digit counts
_SAME = 0.5  # share of its height by which a line stands beside another
_MARK = 0.45  # of the height of capitals: what their marks have at most
_LETTERS = 3  # that a line holds at least
_TALL = 0.4  # inches: one line, but no two
_MOST = 8  # places on a page: more is a page badly read


def side_by_side_places(places: Sequence[Reading], dpi: float) -> dict[Cell, list[Reading]]:
    """Places side by side, by the box around them; one alone only where it is as long as a line."""
    lines: list[list[Reading]] = []
    for place in sorted(places, key=lambda place: place.left):
        for line in lines:
            last = line[-1]
            level = abs(place.middle[1] - last.middle[1]) < last.height / 2
            if level and place.left - last.left - last.width < _APART * dpi:
                line.append(place)
                break
        else:
            lines.append([place])
    return {
        _around(line): line for line in lines if len(line) > 1 or line[0].width > _ONE_LINE * dpi
    }


def is_line(readings: Sequence[Reading]) -> bool:
    """Mostly syllables, read without doubt: no strokes of a signature."""
    known = sum(is_syllable(reading.text.strip(SIGNS)) for reading in readings)
    return bool(readings) and _sureness(readings) >= _SURE and 2 * known >= len(readings)


class _Piece(NamedTuple):
    """Words that stand side by side, and where most of them do."""

    words: list[Reading]
    top: float
    bottom: float
    left: int
    right: int

    @classmethod
    def of(cls, words: list[Reading]) -> "_Piece":
        top = median(word.top for word in words)
        bottom = median(word.top + word.height for word in words)
        return cls(words, top, bottom, _left(words), _right(words))

    def is_torn_from(self, lower: "_Piece", near: float) -> bool:
        """Does a word of one stand beside those of the other, or its marks right above them?"""
        if max(self.left, lower.left) > min(self.right, lower.right) + near:
            return False
        height = min(self.bottom - self.top, lower.bottom - lower.top)
        if min(self.bottom, lower.bottom) - max(self.top, lower.top) >= _SAME * height:
            return True
        marks = max(word.height for word in self.words) <= _MARK * (lower.bottom - lower.top)
        return marks and self.top <= lower.top <= self.bottom + near


def torn(readings: Sequence[Reading], dpi: float) -> dict[Cell, list[Reading]]:
    """The readings of lines that stand in one place, by the box around them."""
    groups: list[_Piece] = []
    near = _NEAR * dpi
    for piece in sorted(map(_Piece.of, _pieces(readings, dpi)), key=lambda piece: piece.top):
        meeting = [group for group in groups if group.is_torn_from(piece, near)]
        groups = [group for group in groups if group not in meeting]
        groups.append(_Piece.of([*chain(*(group.words for group in meeting)), *piece.words]))
    several = [group.words for group in groups if len({w.line for w in group.words}) > 1]
    found = {_around(words): words for words in several if _has_letters(words)}
    low = {box: words for box, words in found.items() if box[3] - box[1] <= _TALL * dpi}
    return low if len(low) <= _MOST else {}


def _has_letters(words: Sequence[Reading]) -> bool:
    """Mostly letters, and some: not only the strokes of a signature."""
    said = "".join(word.text for word in words)
    letters = sum(map(str.isalpha, said))
    return letters >= _LETTERS and 2 * letters >= len(said)


def _pieces(readings: Sequence[Reading], dpi: float) -> Iterator[list[Reading]]:
    """Words of a line that stand side by side: an engine reads on in the next column."""
    for _, line in groupby(readings, key=lambda reading: reading.line):
        piece: list[Reading] = []
        for word in sorted(line, key=lambda word: word.left):
            if piece and word.left - piece[-1].left - piece[-1].width > _APART * dpi:
                yield piece
                piece = []
            piece.append(word)
        yield piece


def whole(
    pixels: Pixels, dpi: float, groups: dict[Cell, list[Reading]]
) -> Asking[dict[Cell, list[Reading]]]:
    """The groups, each read as one line where that is surer.

    No digit is lost or changed, but for those that hardly were read: marks of capitals.
    """
    again = yield from read_boxes(pixels, dpi, list(groups))
    read: dict[Cell, list[Reading]] = {}
    for box, before in groups.items():
        line = again.get(box, [])
        surer = is_line(line) and _sureness(line) > _sureness(before)
        tall = _MARK * (box[3] - box[1])
        told = [r for r in before if r.confidence >= _TOLD and r.height > tall]
        same = _digits(line) in (_digits(before), _digits(told))
        read[box] = line if surer and same else before
    return read


def _left(line: Sequence[Reading]) -> int:
    return min(word.left for word in line)


def _right(line: Sequence[Reading]) -> int:
    return max(word.left + word.width for word in line)


def _digits(line: Sequence[Reading]) -> str:
    return digits_of("".join(reading.text for reading in line))


def _sureness(readings: Sequence[Reading]) -> float:
    """Their mean confidence."""
    return sum(reading.confidence for reading in readings) / max(1, len(readings))


def _around(places: Sequence[Reading]) -> Cell:
    return (
        _left(places) - _RIM,
        min(place.top for place in places) - _RIM,
        _right(places) + _RIM,
        max(place.top + place.height for place in places) + _RIM,
    )
