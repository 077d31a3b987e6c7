"""Which words of a page state which records: their text in lines, their frames on the picture.

A record's quote stands in the text of its page, white space aside; so the words are found by
letters, on pages without geometry, too. Where the same words stand several times, the record's box
decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from schemas.page import Box, Line, Page, Word

_GAP = 0.5  # line heights that make a blank line


@dataclass(frozen=True)
class Stated:
    """A record as far as its place is concerned."""

    id: str
    table: str
    quote: str
    box: Box | None


@dataclass(frozen=True)
class Piece:
    """Words that follow one another and state the same records.

    `before` is what was read in their place, where restoration changed it; `guess` what it held
    for likelier and left alone.
    """

    text: str
    records: tuple[str, ...]
    before: str | None = None
    guess: str | None = None
    firsts: tuple[str, ...] = ()  # of `records`, those whose words begin here


@dataclass(frozen=True)
class TextLine:
    """A line of the page, or a row of a table (its cells then), with its place on the page."""

    number: int
    cells: tuple[tuple[Piece, ...], ...]
    box: Box | None
    is_row: bool
    gap: bool  # a blank stands above it


@dataclass(frozen=True)
class Frame:
    """The words of a record on the picture: a box a line."""

    record: str
    table: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Evidence:
    """A page for the eye."""

    lines: tuple[TextLine, ...]
    frames: tuple[Frame, ...]

    @property
    def blocks(self) -> list[tuple[bool, list[TextLine]]]:
        """Lines that follow one another, and rows of a table: (is it a table?, its lines)."""
        return [(is_row, list(lines)) for is_row, lines in groupby(self.lines, _is_row)]


def evidence(page: Page, records: Sequence[Stated]) -> Evidence:
    """The text of a page in lines, and the frames of its records."""
    words = tuple(page.words)
    places = _places(words, records)
    stating: dict[int, list[str]] = {}
    for record, found in places.items():
        for index in found:
            stating.setdefault(index, []).append(record)
    begins = {record: found[0] for record, found in places.items()}
    lines = tuple(_Lines(stating, begins).of(page))
    frames = tuple(
        Frame(record.id, record.table, boxes)
        for record in records
        if (boxes := _boxes(words, places.get(record.id, ()), record.box))
    )
    return Evidence(lines, frames)


def _places(words: Sequence[Word], records: Sequence[Stated]) -> Mapping[str, Sequence[int]]:
    """The words of each record, by their numbers on the page."""
    letters: list[str] = []
    owner: list[int] = []
    for number, word in enumerate(words):
        bare = "".join(word.text.split())
        letters.append(bare)
        owner.extend([number] * len(bare))
    text = "".join(letters)
    found: dict[str, Sequence[int]] = {}
    for record in records:
        quote = "".join(record.quote.split())
        best = min(
            _occurrences(text, quote, owner),
            key=lambda numbers: _distance(words, numbers, record.box),
            default=None,
        )
        if best is not None:
            found[record.id] = best
    return found


def _occurrences(text: str, quote: str, owner: Sequence[int]) -> Iterator[Sequence[int]]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield range(owner[at], owner[at + len(quote) - 1] + 1)
        at = text.find(quote, at + 1)


def _is_row(line: TextLine) -> bool:
    return line.is_row


def _distance(words: Sequence[Word], numbers: Sequence[int], box: Box | None) -> float:
    """How far words lie from the box that they should fill."""
    around = Box.around(words[number].box for number in numbers)
    if around is None or box is None:
        return 0.0
    return sum(abs(a - b) for a, b in zip(around, box, strict=True))


def _boxes(words: Sequence[Word], numbers: Sequence[int], box: Box | None) -> tuple[Box, ...]:
    """Boxes around words, one a line; the record's own box where its words were not found."""
    boxes: list[Box] = []
    for number in numbers:
        own = words[number].box
        if own is None:
            continue
        if boxes and _same_line(boxes[-1], own):
            joined = Box.around((boxes[-1], own))
            assert joined is not None
            boxes[-1] = joined
        else:
            boxes.append(own)
    return tuple(boxes) or ((box,) if box else ())


def _same_line(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return other.x0 >= one.x0 and overlap > 0.5 * min(
        one.bottom - one.top, other.bottom - other.top
    )


class _Lines:
    """Cuts a page into lines and pieces.

    `stating` tells which records each word states, `begins` with which word each record begins.
    """

    def __init__(self, stating: Mapping[int, list[str]], begins: Mapping[str, int]) -> None:
        self._stating = stating
        self._begins = begins
        self._word = 0  # the number of the next word

    def of(self, page: Page) -> Iterator[TextLine]:
        """The page's lines and rows, in reading order."""
        number = 0
        for block in page.blocks:
            if isinstance(block, Line):
                yield self._line(number, (block.words,), is_row=False, gap=block.gap)
                number += 1
            else:
                for row in block.rows:
                    yield self._line(number, tuple(cell.words for cell in row), is_row=True)
                    number += 1

    def _line(
        self, number: int, cells: Sequence[Sequence[Word]], *, is_row: bool, gap: float = 0.0
    ) -> TextLine:
        pieces = tuple(tuple(self._pieces(words)) for words in cells)
        box = Box.around(word.box for words in cells for word in words)
        return TextLine(number, pieces, box, is_row, gap >= _GAP)

    def _pieces(self, words: Sequence[Word]) -> Iterator[Piece]:
        """The words of a line or cell as pieces; each begins with the blank that stands before."""
        numbered = list(enumerate(words, self._word))
        self._word += len(words)
        for _, run in groupby(numbered, self._kind):
            items = list(run)
            number, word = items[0]
            records = tuple(self._stating.get(number, ()))
            yield Piece(
                text="".join((" " if word.space > 0 else "") + word.text for _, word in items),
                records=records,
                before=word.read if word.read != word.text else None,
                guess=word.guess,
                firsts=tuple(r for r in records if self._begins[r] == number),
            )

    def _kind(self, item: tuple[int, Word]) -> tuple[object, ...]:
        """What words of one piece have in common; a changed or doubtful word stands alone."""
        number, word = item
        records = tuple(self._stating.get(number, ()))
        is_plain = word.read is None and word.guess is None
        return (records, None if is_plain else number)
