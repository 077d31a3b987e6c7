"""What an OCR engine is to this stage: a few lines, so that another one can take its place."""

from collections.abc import Hashable
from typing import Literal, NamedTuple, Protocol

from pipeline.ocr.prepare import Pixels

Layout = Literal["page", "column", "sparse"]


class Reading(NamedTuple):
    """A word as an engine reads it; places in pixels, confidence 0 to 1."""

    text: str
    confidence: float
    left: int
    top: int
    width: int
    height: int
    line: Hashable  # the same for the words of one line
    other: str | None = None  # what a second reading says, where it differs


class Engine(Protocol):
    """Reads grey pictures of pages."""

    @property
    def version(self) -> str:
        """Name, version and language: what an answer depends on."""

    def read(
        self, pixels: Pixels, dpi: float, *, layout: Layout = "page", letters: str | None = None
    ) -> list[Reading]:
        """Words in reading order of a page, of one column of text, or sparse within a picture.

        `letters` are all that can stand there, where that is known. Raises DocumentError where
        the time limit is passed.
        """

    def quarters_wrong(self, pixels: Pixels, dpi: float) -> int | None:
        """Clockwise quarter turns that set the page upright; None where that cannot be told."""
