"""Pictures of pages in, words with places and confidences out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from pipeline.errors import DocumentError
from pipeline.ocr import library
from pipeline.ocr.cells import read_cells, without_tables
from pipeline.ocr.engine import Asking, Engine, Picture, Reading, answer, side_by_side
from pipeline.ocr.overlooked import overlooked, uncovered
from pipeline.ocr.prepare import Pixels, Prepared, is_blank, prepare
from pipeline.ocr.rulings import without_rules
from pipeline.ocr.second import look_again
from pipeline.ocr.tesseract import Tesseract, engine_version
from pipeline.ocr.unread import read_again, read_names
from pipeline.settings import Settings
from pipeline.vietnamese.letters import nfc
from pipeline.vietnamese.syllables import is_syllable
from schemas.grid import Grid, tabulate
from schemas.image import PageImage
from schemas.layout import Run, in_order, lines_of, moved
from schemas.page import Block, Box, Page, Word

__all__ = ["Engine", "engine_of", "engine_version", "recognise", "recognise_pages"]

_POINTS = 72.0
_TOGETHER = 24_000_000  # pixels of pages side by side, or one page more: what memory allows
_NOISE = 0.30  # confidence below which a word of signs is dirt …
_SCRAWL = 0.10  # … and one of letters that is no syllable
_SIGNS = '.,;:()/"“”'
_LABEL = re.compile(r"(?:[IVX]+|\d{1,2})\.(?=[^\W\d_]{2})")
_BELIEVED = 0.5  # confidence from which ink counts as read
_EVEN = 0.5  # certainty of a number that was read in two ways
_DOUBTFUL = 0.60  # mean confidence below which the page may stand on its side or its head


def recognise(
    image: PageImage, number: int, settings: Settings, engine: Engine | None = None
) -> Page:
    """Page `number` as read from its picture; boxes in points on the picture as given.

    Raises DocumentError where the time limit is passed, MissingRequirement where the engine or
    its language is not installed. Can run in any process.
    """
    engine = engine or engine_of(settings)
    return answer(_page(engine, number, prepare(image)), engine)


def recognise_pages(
    images: Iterable[tuple[int, PageImage]], settings: Settings
) -> dict[int, Page | DocumentError]:
    """Pages by number, each as `recognise` reads it, or the fault with it; cheaper together.

    Pictures are taken one by one and let go as soon as they are prepared. Raises
    MissingRequirement where the engine or its language is not installed.
    """
    engine = engine_of(settings)
    read: dict[int, Page | DocumentError] = {}
    prepared: dict[int, Prepared] = {}
    for number, image in images:
        prepared[number] = prepare(image)
        if sum(page.pixels.size for page in prepared.values()) > _TOGETHER:
            read |= _together(prepared, engine)
            prepared = {}
    return read | _together(prepared, engine)


def _together(prepared: Mapping[int, Prepared], engine: Engine) -> dict[int, Page | DocumentError]:
    def way(number: int) -> Asking[Page]:
        return _page(engine, number, prepared[number])

    try:
        pages = answer(side_by_side([way(number) for number in prepared]), engine)
    except DocumentError:  # of one of them, which costs no other
        return {number: _alone(way(number), engine) for number in prepared}
    return {page.number: page for page in pages}


def _alone(way: Asking[Page], engine: Engine) -> Page | DocumentError:
    try:
        return answer(way, engine)
    except DocumentError as error:
        return error


def engine_of(settings: Settings) -> Engine:
    """The engine that the settings ask for: the library where it is installed, else the program."""
    as_library = settings.ocr_engine == "library" or (
        settings.ocr_engine == "auto" and library.is_installed()
    )
    make = library.TesseractLibrary if as_library else Tesseract
    return make(settings.ocr_language, settings.ocr_timeout)


class _Read(NamedTuple):
    """What was read on a prepared picture, and the tables that its lines draw."""

    prepared: Prepared
    readings: Sequence[Reading] = ()
    grids: Sequence[Grid] = ()
    unread: int = 0  # places of the size of words

    @property
    def confidence(self) -> float:
        """Mean over the characters; 0 where nothing was read."""
        characters = sum(len(reading.text) for reading in self.readings)
        weighed = sum(len(reading.text) * reading.confidence for reading in self.readings)
        return min(1.0, weighed / characters) if characters else 0.0

    @property
    def lies(self) -> bool:
        """True where most words are taller than wide: the page lies on its side."""
        words = [reading for reading in self.readings if len(reading.text) > 2]
        return 2 * sum(reading.height > reading.width for reading in words) > len(words)


def _page(engine: Engine, number: int, prepared: Prepared) -> Asking[Page]:
    blank = is_blank(prepared.pixels, prepared.dpi)
    read = _Read(prepared) if blank else (yield from _read_upright(engine, prepared))
    return Page(
        number=number,
        width=round(prepared.width, 2),
        height=round(prepared.height, 2),
        blocks=tuple(moved(block, read.prepared.place) for block in _blocks(read)),
        text_source="ocr",
        engine=engine.version,
        confidence=1.0 if blank else read.confidence,
        unread=read.unread,
    )


def _read_upright(engine: Engine, prepared: Prepared) -> Asking[_Read]:
    """The page as read; where that is doubtful, the page turned upright, if it is better then."""
    read = yield from _read(prepared)
    if read.lies or read.confidence < _DOUBTFUL:
        quarters = engine.quarters_wrong(prepared.pixels, prepared.dpi)
        if quarters:
            again = yield from _read(prepared.turn(quarters))
            return max(read, again, key=lambda read: (not read.lies, read.confidence))
    return read


def _read(prepared: Prepared) -> Asking[_Read]:
    dpi = prepared.dpi
    grids, level = without_rules(prepared.pixels, dpi)
    text = without_tables(level, dpi, grids)
    found = yield from side_by_side(
        [read_cells(level, dpi, grids), _read_text(text, dpi, prepared.stamps)]
    )
    readings = _without_noise([reading for readings in found for reading in readings])
    places = overlooked(level, dpi, _believed(readings))
    readings = yield from look_again(level, dpi, readings, uncovered(places, readings))
    unread = len(uncovered(places, _believed(readings)))
    return _Read(prepared, list(_parted(readings)), grids, unread)


def _believed(readings: Iterable[Reading]) -> list[Reading]:
    return [reading for reading in readings if reading.confidence >= _BELIEVED]


def _read_text(pixels: Pixels, dpi: float, stamps: Pixels | None) -> Asking[list[Reading]]:
    """The words outside of tables, and those in red ink."""
    if is_blank(pixels, dpi):
        return []
    [read] = yield [Picture(pixels, dpi)]
    ways = [read_again(pixels, dpi, read)]
    if stamps is not None:
        ways.append(read_names(stamps, dpi))
    return list(chain(read, *(yield from side_by_side(ways))))


def _without_noise(readings: Sequence[Reading]) -> list[Reading]:
    """Without dirt and the strokes of signatures, of which an engine makes words as well."""
    return [
        reading
        for reading in readings
        if reading.confidence >= _NOISE
        or any(map(str.isdigit, reading.text))
        or (reading.text.strip(_SIGNS).isalpha() and reading.confidence >= _SCRAWL)
        or is_syllable(reading.text.strip(_SIGNS))
    ]


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


def _blocks(read: _Read) -> tuple[Block, ...]:
    """Lines and tables on the prepared picture."""
    runs: list[Run] = [
        [_word(reading, read.prepared.dpi) for reading in line]
        for _, line in groupby(read.readings, key=lambda reading: reading.line)
    ]
    tables, rest = tabulate(read.grids, runs)
    return in_order(lines_of(rest), tables)


def _word(reading: Reading, dpi: float) -> Word:
    scale = _POINTS / dpi
    x0, top = reading.left * scale, reading.top * scale
    box = Box(x0, top, x0 + reading.width * scale, top + reading.height * scale)
    confidence = min(1.0, reading.confidence)
    if reading.other is None:
        return Word(text=nfc(reading.text), box=box, confidence=confidence)
    other = nfc(reading.other)
    return Word(
        text=nfc(reading.text), box=box, confidence=confidence, guess=other, certainty=_EVEN
    )
