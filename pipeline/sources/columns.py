"""Lines and tables of input without geometry: blanks are counted, columns stand side by side."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from pipeline.sources.fonttext import FontText
from pipeline.sources.verdict import cues
from pipeline.vietnamese.encodings import ENCODINGS, decode
from pipeline.vietnamese.letters import fold
from schemas.layout import rejoin
from schemas.marks import marks_apart
from schemas.page import Block, Cell, Line, Table, Word

# Blanks, but for those that are codes of misread letters: some controls, ễ, Ạ and à in UTF-8.
_BLANK = r"(?![\x1c-\x1f]|(?<=á[»º])[\x85\xa0]|(?<=Ã)\xa0(?![A-ZÀ-Ỹ\d]))\s"
_TOKEN = re.compile(rf"((?:{_BLANK})*)((?:(?!{_BLANK}).)+)", re.S)
_RULING = re.compile(r"[-_=*~–—]{3,}")  # drawn, not written
_TAB = 8
_WIDEST_LAYOUT = 3  # columns
_BESIDE = 8.0  # blanks between columns
_RIGHT = 40.0  # blanks before a right column that stands alone

_PLAIN_COLUMNS = 3  # an unruled table with more columns is a table all the same

Rows = Sequence[Sequence[str | FontText | None]]
LinesOfWords = Sequence[Sequence[Word]]


def words_of(text: str | FontText) -> tuple[Word, ...]:
    """The tokens of a line; `space` counts the blanks before each, a tab for eight.

    A token of which only a part is in a font that tells its encoding becomes several words, all
    but the first with `space` 0; so does one with the mark of a note.
    """
    whole = text if isinstance(text, FontText) else FontText.of([(text, None)])
    words: list[Word] = []
    for token in _TOKEN.finditer(whole.text):
        space = float(max(1, len(token[1].replace("\t", " " * _TAB))))
        if not _RULING.fullmatch(token[2]):
            for part, font in whole.cut(*token.span(2)):
                for piece in (part,) if font else marks_apart(part):
                    words.append(Word(text=piece, space=space, font=font))
                    space = 0.0
    return tuple(words)


def side_by_side(columns: Sequence[LinesOfWords]) -> list[Line]:
    """Columns as lines, row by row, so that `Line.columns` can cut them again."""
    lines = []
    for row in zip_longest(*columns, fillvalue=()):
        words: list[Word] = []
        for place, cell in enumerate(row):
            if not cell:
                continue
            blank = cell[0].space if place == 0 else _BESIDE if words else _RIGHT
            words += [cell[0].model_copy(update={"space": blank}), *cell[1:]]
        if words:
            lines.append(Line(words=tuple(words)))
    return lines


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """True where a table of these texts only sets columns: a letterhead or a signature block."""
    if max(map(len, rows), default=0) > _WIDEST_LAYOUT:
        return False
    text = " ".join(word for row in rows for cell in row for word in cell.split())
    readings = (text, *(decode(text, encoding).text for encoding in ENCODINGS))
    cued = cues()["layout"]["columns"]
    return any(cue in reading for reading in map(fold, readings) for cue in cued)


def blocks_of_table(rows: Rows, *, ruled: bool) -> list[Block]:
    """The lines of a table that only sets columns, else the table; nothing where it is empty.

    None continues the cell to its left.
    """
    cells = [[cell or "" for cell in row] for row in rows]
    texts = [[cell if isinstance(cell, str) else cell.text for cell in row] for row in cells]
    columns = max(map(len, rows), default=0)
    if is_layout(texts) or (columns <= _PLAIN_COLUMNS and not ruled):
        return list(columns_of(cells))
    return [table_of(rows)] if any(map(any, texts)) else []


def columns_of(rows: Sequence[Sequence[str | FontText]]) -> list[Line]:
    """The lines of a table that only sets columns; its cells may have several lines."""
    return [
        line
        for row in rows
        for line in side_by_side([[words_of(part) for part in cell.split("\n")] for cell in row])
    ]


def table_of(rows: Rows) -> Table:
    """A table of texts; None continues the cell to its left."""
    return Table(rows=tuple(tuple(_cells(row)) for row in rows))


def _cells(row: Sequence[str | FontText | None]) -> list[Cell]:
    cells: list[Cell] = []
    for text in row:
        if text is None and cells:
            cells[-1] = cells[-1].model_copy(update={"span": cells[-1].span + 1})
        else:
            cells.append(Cell(words=words_of_lines(text or "")))
    return cells


def words_of_lines(text: str | FontText) -> tuple[Word, ...]:
    """The tokens of several lines in one sequence, broken codes rejoined."""
    lines = rejoin(Line(words=words_of(part)) for part in text.split("\n"))
    return tuple(word for line in lines for word in line.words)
