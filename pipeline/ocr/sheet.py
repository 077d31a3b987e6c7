"""One prepared picture in, its words in lines and tables out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

from pipeline.ocr.cells import read_cells, without_tables
from pipeline.ocr.engine import Asking, Engine, Picture, Reading, side_by_side
from pipeline.ocr.handwriting import read_written
from pipeline.ocr.lines import torn, whole
from pipeline.ocr.overlooked import overlooked, uncovered
from pipeline.ocr.pixels import Pixels, is_blank
from pipeline.ocr.prepare import Prepared
from pipeline.ocr.raised import cut_marks
from pipeline.ocr.rulings import without_rules
from pipeline.ocr.second import look_again
from pipeline.ocr.signs import with_bars
from pipeline.ocr.sums import checked
from pipeline.ocr.unread import read_again, read_names
from pipeline.vietnamese.letters import nfc
from pipeline.vietnamese.syllables import is_syllable
from schemas.grid import Grid, tabulate
from schemas.layout import Run, in_order, lines_of, moved
from schemas.marks import is_mark
from schemas.page import Block, Box, Word

_POINTS = 72.0
_NOISE = 0.30  # confidence below which a word of signs is dirt …
_SCRAWL = 0.10  # … and one of letters that is no syllable
_DOT = 0.03  # inches: what is no larger is no digit; signs so small stand at words
_DOTS = frozenset(".,'`^")
_SIGNS = '.,;:()/"“”'
_LABEL = re.compile(r"(?:[IVX]+|\d{1,2})[._](?=[^\W\d_]{2})")
_BELIEVED = 0.5  # confidence from which ink counts as read
_EVEN = 0.5  # certainty of a number that was read in two ways
_POOR = 0.85  # mean confidence below which another model may read the page better
_DOUBTFUL = 0.60  # mean confidence below which the page may stand on its side or its head


class Read(NamedTuple):
    """What was read on a prepared picture, and the tables that its lines draw."""

    prepared: Prepared
    readings: Sequence[Reading] = ()
    grids: Sequence[Grid] = ()
    unread: int = 0  # places of the size of words
    is_blank: bool = False

    @property
    def confidence(self) -> float:
        """Mean over the characters; 0 where nothing was read."""
        weighed = sum(len(reading.text) * reading.confidence for reading in self.readings)
        return min(1.0, weighed / self.characters) if self.characters else 0.0

    @property
    def characters(self) -> int:
        """How many were read."""
        return sum(len(reading.text) for reading in self.readings)

    @property
    def lies(self) -> bool:
        """True where most words are taller than wide: the page lies on its side."""
        words = [reading for reading in self.readings if len(reading.text) > 2]
        return 2 * sum(reading.height > reading.width for reading in words) > len(words)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Lines and tables in reading order, placed on the picture as it was at first."""
        runs: list[Run] = [
            [_word(reading, self.prepared.dpi) for reading in line]
            for _, line in groupby(self.readings, key=lambda reading: reading.line)
        ]
        tables, rest = tabulate(self.grids, runs)
        blocks = in_order(lines_of(rest), list(map(checked, tables)))
        return tuple(moved(block, self.prepared.place) for block in blocks)


def read_sheet(engine: Engine, prepared: Prepared) -> Asking[Read]:
    """The sheet as read; where that is doubtful, the sheet turned upright, if it is better then."""
    if is_blank(prepared.pixels, prepared.dpi):
        return Read(prepared, is_blank=True)
    read = yield from _read(prepared)
    if read.confidence < _POOR and engine.has_script:
        again = yield from _read(prepared, by_script=True)
        read = max(read, again, key=lambda read: read.confidence)
    if read.lies or read.confidence < _DOUBTFUL:
        quarters = engine.quarters_wrong(prepared.pixels, prepared.dpi)
        if quarters:
            again = yield from _read(prepared.turn(quarters))
            return max(read, again, key=lambda read: (not read.lies, read.confidence))
    return read


def _read(prepared: Prepared, *, by_script: bool = False) -> Asking[Read]:
    dpi = prepared.dpi
    grids, level = without_rules(prepared.pixels, dpi)
    text = without_tables(level, dpi, grids)
    page = Picture(text, dpi, by_script=by_script)
    found = yield from side_by_side(
        [read_cells(level, dpi, grids), _read_text(page, prepared.stamps)]
    )
    readings = [reading for readings in found for reading in readings]
    groups = torn(readings, dpi)
    rest = [r for r in readings if not any(r in group for group in groups.values())]
    ways: list[Asking[Any]] = [
        cut_marks(level, dpi, _without_noise(rest, dpi)),
        whole(level, dpi, groups),
    ]
    marks, mended = yield from side_by_side(ways)
    readings = [*marks.readings, *_without_noise(chain(*mended.values()), dpi)]
    level = marks.pixels
    places = overlooked(level, dpi, _believed(readings))
    missed = uncovered(places, _believed(readings))
    readings = yield from look_again(level, dpi, readings, missed)
    unread = len(uncovered(places, _believed(readings)))
    readings = with_bars(level, marks.put_back(_parted(readings)))
    readings = read_written(level, readings)
    return Read(prepared, readings, grids, unread)


def _believed(readings: Iterable[Reading]) -> list[Reading]:
    return [reading for reading in readings if reading.confidence >= _BELIEVED]


def _read_text(page: Picture, stamps: Pixels | None) -> Asking[list[Reading]]:
    """The words outside of tables, and those in red ink."""
    if is_blank(page.pixels, page.dpi):
        return []
    [read] = yield [page]
    ways = [read_again(page.pixels, page.dpi, read)]
    if stamps is not None:
        ways.append(read_names(stamps, page.dpi))
    return list(chain(read, *(yield from side_by_side(ways))))


def _without_noise(readings: Iterable[Reading], dpi: float) -> list[Reading]:
    """Without dirt and the strokes of signatures, of which an engine makes words as well."""
    return [reading for reading in readings if not _is_noise(reading, dpi)]


def _is_noise(reading: Reading, dpi: float) -> bool:
    if reading.other is not None:
        return False
    if any(map(str.isdigit, reading.text)):
        return max(reading.width, reading.height) < _DOT * dpi
    if reading.text in _DOTS:
        return max(reading.width, reading.height) < _DOT * dpi
    bare = reading.text.strip(_SIGNS)
    said = (bare.isalpha() and reading.confidence >= _SCRAWL) or is_syllable(bare)
    return not said and reading.confidence < _NOISE


def _parted(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Labels of headings are words by themselves, however close they stand: I.MỤC TIÊU."""
    for reading in readings:
        label = _LABEL.match(reading.text)
        if not label:
            yield reading
            continue
        width = round(reading.width * label.end() / len(reading.text))
        left, rest = reading.left + width, reading.text[label.end() :]
        yield reading._replace(text=label[0], width=width)
        yield reading._replace(text=rest, left=left, width=reading.width - width)


def _word(reading: Reading, dpi: float) -> Word:
    scale = _POINTS / dpi
    x0, top = reading.left * scale, reading.top * scale
    box = Box(x0, top, x0 + reading.width * scale, top + reading.height * scale)
    confidence = min(1.0, reading.confidence)
    if reading.other is None:
        space = 0.0 if is_mark(reading.text) else 1.0
        return Word(text=nfc(reading.text), box=box, confidence=confidence, space=space)
    other = nfc(reading.other)
    return Word(
        text=nfc(reading.text), box=box, confidence=confidence, guess=other, certainty=_EVEN
    )
