"""Lines and tables of input without geometry: blanks are counted, columns stand side by side."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from pipeline.sources.verdict import cues
from pipeline.vietnamese.letters import fold
from schemas.layout import rejoin
from schemas.page import Cell, Line, Table, Word

_TOKEN = re.compile(r"(\s*)(\S+)")
_RULING = re.compile(r"[-_=*~–—]{3,}")  # drawn, not written
_TAB = 8
_BESIDE = 8.0  # blanks between columns
_RIGHT = 40.0  # blanks before a right column that stands alone

LinesOfWords = Sequence[Sequence[Word]]


def words_of(text: str) -> tuple[Word, ...]:
    """The tokens of a line; `space` counts the blanks before each, a tab for eight."""
    return tuple(
        Word(text=token, space=float(max(1, len(blank.replace("\t", " " * _TAB)))))
        for blank, token in _TOKEN.findall(text)
        if not _RULING.fullmatch(token)
    )


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
    text = " ".join(fold(" ".join(cell.split())) for row in rows for cell in row)
    widest = max((len(row) for row in rows), default=0)
    return widest <= 3 and any(cue in text for cue in cues()["layout"]["columns"])


def columns_of(rows: Sequence[Sequence[str]]) -> list[Line]:
    """The lines of a table that only sets columns; its cells may have several lines."""
    return [
        line
        for row in rows
        for line in side_by_side([[words_of(part) for part in cell.split("\n")] for cell in row])
    ]


def table_of(rows: Sequence[Sequence[str | None]]) -> Table:
    """A table of texts; None continues the cell to its left."""
    return Table(rows=tuple(tuple(_cells(row)) for row in rows))


def _cells(row: Sequence[str | None]) -> list[Cell]:
    cells: list[Cell] = []
    for text in row:
        if text is None and cells:
            cells[-1] = cells[-1].model_copy(update={"span": cells[-1].span + 1})
        else:
            cells.append(Cell(words=words_of_lines(text or "")))
    return cells


def words_of_lines(text: str) -> tuple[Word, ...]:
    """The tokens of several lines in one sequence, broken codes rejoined."""
    lines = rejoin(Line(words=words_of(part)) for part in text.split("\n"))
    return tuple(word for line in lines for word in line.words)
