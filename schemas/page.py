"""A page as the stages hand it on: words with places, in lines and tables, in reading order.

The word is the unit of provenance. Restoration changes a word's `text` and keeps what was
read in `read`; everything later (paragraphs, records, evidence) is made of words, so every
character still knows its word, its box and its page.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from schemas.base import Frozen
from schemas.marks import is_mark

TextSource = Literal["text-layer", "ocr", "plain-text"]
LayerVerdict = Literal["trusted", "wrong", "missing", "none"]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Box(NamedTuple):
    """A rectangle in points (1/72 inch) from the page's top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    @staticmethod
    def around(boxes: Iterable["Box | None"]) -> "Box | None":
        """Smallest box around those given; None where there is none."""
        known = [box for box in boxes if box is not None]
        if not known:
            return None
        return Box(
            min(b.x0 for b in known),
            min(b.top for b in known),
            max(b.x1 for b in known),
            max(b.bottom for b in known),
        )


class Word(Frozen):
    """One token between blanks.

    `space` is the blank before the word in widths of a space; 0 means that it belongs to
    the word before (a code broken at the line's end: `TT-` + `BTC`). `font` is the name of a font
    that tells how letters were encoded (.VnTime), until restoration has undone that.
    """

    text: str
    read: str | None = None  # as read, where restoration changed it
    box: Box | None = None
    confidence: Confidence = 1.0
    space: float = 1.0
    font: str | None = None
    certainty: Confidence | None = None  # of restoration, where it changed the word or doubts it
    guess: str | None = None  # the likeliest reading of a word that it left as it was

    @property
    def sureness(self) -> float:
        """How sure the word is, from 0 to 1: that it was read right, and rightly restored."""
        if self.certainty is None:
            return self.confidence
        return self.confidence * (1 - self.certainty if self.guess else self.certainty)

    @property
    def is_doubtful_number(self) -> bool:
        """It has digits, or should have some (`?`), and was read in two ways."""
        return self.guess is not None and (
            self.guess == "?" or any(map(str.isdigit, self.text + self.guess))
        )

    @property
    def is_mark(self) -> bool:
        """The mark of a note: small raised digits, in the text and before the note itself."""
        return is_mark(self.text)

    @property
    def as_read(self) -> str:
        """The word before restoration."""
        return self.text if self.read is None else self.read


class Line(Frozen):
    """Words on one base line. `gap` is the blank above it in line heights (0: set solid)."""

    kind: Literal["line"] = "line"
    words: tuple[Word, ...]
    gap: float = 0.0

    @property
    def text(self) -> str:
        """The line's words with single spaces."""
        return join_words(self.words)

    @property
    def box(self) -> Box | None:
        """Box around all words of the line."""
        return Box.around(word.box for word in self.words)

    def columns(self, blank: float = 4.0) -> tuple["Line", ...]:
        """The line cut where at least `blank` spaces separate two words (letterhead, signature)."""
        cuts = [i for i, w in enumerate(self.words) if i and w.space >= blank]
        edges = [0, *cuts, len(self.words)]
        return tuple(Line(words=self.words[a:b], gap=self.gap) for a, b in pairwise(edges) if b > a)


class Cell(Frozen):
    """A cell of a table; an empty one has no words. `span` counts merged columns."""

    words: tuple[Word, ...] = ()
    box: Box | None = None
    span: int = 1

    @property
    def text(self) -> str:
        """The cell's words with single spaces."""
        return join_words(self.words)


class Table(Frozen):
    """A ruled or aligned table: rows of cells, in reading order."""

    kind: Literal["table"] = "table"
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def text(self) -> str:
        """One line a row, cells separated by tabs."""
        return "\n".join("\t".join(cell.text for cell in row) for row in self.rows)


Block = Annotated[Line | Table, Field(discriminator="kind")]


class Page(Frozen):
    """One page after reading. Width and height in points; None where the input has no pages."""

    number: int = Field(ge=1)
    width: float | None = None
    height: float | None = None
    blocks: tuple[Block, ...] = ()
    text_source: TextSource
    verdict: LayerVerdict = "none"  # on the file's own text layer
    reason: str = ""  # why that verdict, in a few words
    engine: str | None = None  # OCR engine and version
    confidence: Confidence = 1.0
    unread: int = 0  # places with ink of the size of words that no word was read in
    error: str | None = None  # why it could not be read, in one line; then it has no words

    @property
    def lines(self) -> tuple[Line, ...]:
        """The page's lines outside tables."""
        return tuple(block for block in self.blocks if isinstance(block, Line))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The page's tables."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def words(self) -> Iterator[Word]:
        """All words in reading order, tables included."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield from block.words
            else:
                for row in block.rows:
                    for cell in row:
                        yield from cell.words

    @property
    def text(self) -> str:
        """The restored text: a line a line, a line a table row.

        A code broken at a line's end stands whole on the first line, so that any quote is
        found in the text once white space is folded.
        """
        return self._text(raw=False)

    @property
    def raw_text(self) -> str:
        """The text as read, before restoration."""
        return self._text(raw=True)

    def _text(self, raw: bool) -> str:
        out: list[str] = []
        for block in self.blocks:
            if isinstance(block, Table):
                rows = (
                    "\t".join(join_words(cell.words, raw=raw) for cell in row) for row in block.rows
                )
                out.append("\n".join(rows))
                continue
            words = block.words
            glued = next((i for i, w in enumerate(words) if w.space > 0), len(words))
            if out and glued:
                out[-1] += join_words(words[:glued], raw=raw)
                words = words[glued:]
            if words:
                out.append(join_words(words, raw=raw))
        return "\n".join(out)


def sureness_of(words: Sequence[Word]) -> float:
    """How sure words are on the whole: their mean, but no surer than a number in doubt among them.

    A number that was read in two ways makes what it states doubtful, however clear its
    neighbours are.
    """
    mean = sum(word.sureness for word in words) / len(words)
    return min(mean, *(word.sureness for word in words if word.is_doubtful_number), 1.0)


def join_words(words: Iterable[Word], *, raw: bool = False) -> str:
    """Text of words: one space between, none before a word whose `space` is 0."""
    out: list[str] = []
    for word in words:
        if out and word.space > 0:
            out.append(" ")
        out.append(word.as_read if raw else word.text)
    return "".join(out)


class ReadPage(NamedTuple):
    """A page in correct Vietnamese; and as OCR read it, where it was OCR."""

    page: Page
    read: Page | None
