"""What an OCR engine is to this stage: a few lines, so that another one can take its place."""

from collections.abc import Generator, Hashable, Sequence
from itertools import islice
from typing import Literal, NamedTuple, Protocol, TypeVar

from pipeline.ocr.pixels import Pixels

Layout = Literal["page", "column", "sparse"]
Answer = TypeVar("Answer")


class Picture(NamedTuple):
    """What an engine is to read: a page, one column of text, or words sparse within a picture."""

    pixels: Pixels
    dpi: float
    layout: Layout = "page"
    letters: str | None = None  # all that can stand there, where that is known
    by_script: bool = False  # with the model of the script, where there is one


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

    @property
    def middle(self) -> tuple[float, float]:
        """Its x and y."""
        return self.left + self.width / 2, self.top + self.height / 2

    def stands_over(self, place: "Reading") -> bool:
        """Is the middle of the place within this reading?"""
        x, y = place.middle
        across = self.left <= x <= self.left + self.width
        return across and self.top <= y <= self.top + self.height


class Engine(Protocol):
    """Reads grey pictures."""

    @property
    def version(self) -> str:
        """Name, version and language: what an answer depends on."""

    @property
    def has_script(self) -> bool:
        """Whether there is a model of the script beside that of the language."""

    def read(self, pictures: Sequence[Picture]) -> list[list[Reading]]:
        """The words of each picture in reading order.

        Many at a time may cost less than one by one, and give the same. Raises DocumentError
        where the time limit, of so many pictures together, is passed.
        """

    def quarters_wrong(self, pixels: Pixels, dpi: float) -> int | None:
        """Clockwise quarter turns that set the page upright; None where that cannot be told."""


# A way to an answer that asks for pictures to be read, some at a time, and is sent their words.
# It knows no engine: so pages that go their ways side by side share the starts of a program. To
# keep step with the others, a page that needs nothing at a step asks for no picture.
Asking = Generator[list[Picture], list[list[Reading]], Answer]


def side_by_side(ways: Sequence[Asking[Answer]]) -> Asking[list[Answer]]:
    """Several ways as one, which asks at a time for all that they ask for."""
    answers: dict[int, Answer] = {}
    given: dict[int, list[list[Reading]] | None] = dict.fromkeys(range(len(ways)))  # None: begin
    while given:
        asked: dict[int, list[Picture]] = {}
        for at, readings in given.items():
            try:
                asked[at] = next(ways[at]) if readings is None else ways[at].send(readings)
            except StopIteration as end:
                answers[at] = end.value
        wanted = [picture for pictures in asked.values() for picture in pictures]
        words = iter((yield wanted) if asked else ())
        given = {at: list(islice(words, len(pictures))) for at, pictures in asked.items()}
    return [answers[at] for at in range(len(ways))]


def answer(way: Asking[Answer], engine: Engine) -> Answer:
    """What comes out at the end of a way. Raises what the engine raises."""
    try:
        asked = next(way)
        while True:
            asked = way.send(engine.read(asked))
    except StopIteration as end:
        result: Answer = end.value
        return result
