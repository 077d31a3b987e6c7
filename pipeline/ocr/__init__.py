"""Pictures of pages in, words with places and confidences out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from pipeline.errors import DocumentError
from pipeline.ocr import library
from pipeline.ocr.engine import Asking, Engine, answer, side_by_side
from pipeline.ocr.prepare import Prepared, prepare
from pipeline.ocr.sheet import read_sheet
from pipeline.ocr.spread import pages_of
from pipeline.ocr.tesseract import Tesseract, engine_version
from pipeline.settings import Settings
from schemas.image import PageImage
from schemas.layout import moved
from schemas.page import Box, Page

__all__ = ["Engine", "engine_of", "engine_version", "recognise", "recognise_pages"]

_TOGETHER = 24_000_000  # pixels of pages side by side, or one page more: what memory allows


class _Sheet(NamedTuple):
    """A picture prepared, and how many points right of the page's left edge it begins."""

    left: float
    prepared: Prepared

    def place(self, box: Box) -> Box:
        return Box(box.x0 + self.left, box.top, box.x1 + self.left, box.bottom)


def recognise(
    image: PageImage, number: int, settings: Settings, engine: Engine | None = None
) -> Page:
    """Page `number` as read from its picture; boxes in points on the picture as given.

    Raises DocumentError where the time limit is passed, MissingRequirement where the engine or
    its language is not installed. Can run in any process.
    """
    engine = engine or engine_of(settings)
    return answer(_page(engine, number, _prepared(image)), engine)


def recognise_pages(
    images: Iterable[tuple[int, PageImage]], settings: Settings
) -> dict[int, Page | DocumentError]:
    """Pages by number, each as `recognise` reads it, or the fault with it; cheaper together.

    Pictures are taken one by one and let go as soon as they are prepared. Raises
    MissingRequirement where the engine or its language is not installed.
    """
    engine = engine_of(settings)
    read: dict[int, Page | DocumentError] = {}
    prepared: dict[int, list[_Sheet]] = {}
    for number, image in images:
        prepared[number] = _prepared(image)
        if sum(sheet.prepared.pixels.size for sheet in chain(*prepared.values())) > _TOGETHER:
            read |= _together(prepared, engine)
            prepared = {}
    return read | _together(prepared, engine)


def _together(
    prepared: Mapping[int, Sequence[_Sheet]], engine: Engine
) -> dict[int, Page | DocumentError]:
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


def _prepared(image: PageImage) -> list[_Sheet]:
    return [_Sheet(part.left, prepare(part.image)) for part in pages_of(image)]


def _page(engine: Engine, number: int, sheets: Sequence[_Sheet]) -> Asking[Page]:
    """The page; where two pages lie on it side by side, the right one after the left one."""
    reads = yield from side_by_side([read_sheet(engine, sheet.prepared) for sheet in sheets])
    characters = sum(read.characters for read in reads)
    weighed = sum(read.characters * read.confidence for read in reads)
    blank = all(read.is_blank for read in reads)
    return Page(
        number=number,
        width=round(sum(sheet.prepared.width for sheet in sheets), 2),
        height=round(max(sheet.prepared.height for sheet in sheets), 2),
        blocks=tuple(
            moved(block, sheet.place) if sheet.left else block
            for sheet, read in zip(sheets, reads, strict=True)
            for block in read.blocks
        ),
        text_source="ocr",
        engine=engine.version,
        confidence=1.0 if blank else weighed / characters if characters else 0.0,
        unread=sum(read.unread for read in reads),
    )


def engine_of(settings: Settings) -> Engine:
    """The engine that the settings ask for: the library where it is installed, else the program."""
    as_library = settings.ocr_engine == "library" or (
        settings.ocr_engine == "auto" and library.is_installed()
    )
    make = library.TesseractLibrary if as_library else Tesseract
    return make(settings.ocr_language, settings.ocr_timeout)
