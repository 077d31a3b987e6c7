"""The letterhead as passages: issuer, motto, number, place and date, whatever stands side by side.

Text that was copied from web pages has bars between what stood in columns, and breaks lines
where they were narrow.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.outline import cues
from pipeline.outline.lines import PlacedLine
from pipeline.outline.pieces import cut
from schemas.outline import Passage
from schemas.page import Line, Word

_BAR = "|"


def letterhead(lines: Iterable[PlacedLine]) -> Iterator[Passage]:
    """The lines cut into their columns; what was broken over two of them is one again."""
    before: Passage | None = None
    for line in lines:
        for piece in _columns(line):
            if before is not None and cues.goes_on("letterhead", before.text, piece.text):
                before = before.joined(piece)
                continue
            if before is not None:
                yield before
            before = piece
    if before is not None:
        yield before


def _columns(line: PlacedLine) -> Iterator[Passage]:
    """The line cut at bars and wide blanks, and where the motto begins.

    The line of number and date stays whole: blanks stand in it where a number is missing.
    """
    if not isinstance(line.block, Line):
        for row in line.block.rows:
            for cell in row:
                yield Passage(words=cell.words, pages=(line.page,) * len(cell.words))
        return
    for is_bar, words in groupby(line.block.words, _is_bar):
        if is_bar:
            continue
        part = Line(words=tuple(words))
        for column in (part,) if cues.begins("number", part.text) else part.columns():
            yield from cut(column, line.page, cues.inside("motto", column.text))


def _is_bar(word: Word) -> bool:
    return word.text == _BAR
