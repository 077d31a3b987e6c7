"""Tables without rules: lines whose words stand in columns, as blanks alone tell."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schemas.page import Block, Box, Cell, Line, Table, Word

_BLANK = 1.9  # spaces between two columns in text, whose blanks are exact
_PRINTED_BLANK = 3.0  # on paper, where justified lines stretch their spaces
_COLUMNS = 3  # a letterhead or a signature block has two
_ROWS = 4


class _Piece(NamedTuple):
    """Words of a line between two wide blanks, and where they stand."""

    start: float
    end: float
    words: tuple[Word, ...]


def find_aligned(blocks: Sequence[Block], before: Table | None = None) -> list[Block]:
    """The blocks of a page, runs of lines in columns replaced by tables.

    Where the page before ended in the table `before`, a few rows are enough to go on with it.
    """
    found: list[Block] = []
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line) and len(_pieces(block)) >= (2 if run else _COLUMNS):
            run.append(block)
            continue
        found += _table(run, before)
        run, before = [], None
        found.append(block)
    return [*found, *_table(run, before)]


def _table(run: Sequence[Line], before: Table | None) -> Sequence[Block]:
    """The run as a table, or as it is where it is too short or its columns run together."""
    rows = [_pieces(line) for line in run]
    columns = list(_columns(rows))
    if len(columns) < _COLUMNS:
        return run
    table = Table(rows=tuple(tuple(_cells(row, columns)) for row in rows))
    goes_on = before is not None and len(before.rows[0]) == len(columns)
    return [table] if goes_on or (len(run) >= _ROWS and _has_numbers(table)) else run


def _has_numbers(table: Table) -> bool:
    """Is a column behind the first mostly numbers? Prose in columns is no table."""
    for column in list(zip(*table.rows, strict=True))[1:]:
        filled = [cell.text for cell in column if cell.words]
        numbers = sum(text.replace(".", "").replace(",", "").isdigit() for text in filled)
        if numbers >= 3 and numbers >= 0.6 * len(filled):
            return True
    return False


def _columns(rows: Sequence[Sequence[_Piece]]) -> Iterator[tuple[float, float]]:
    """Stretches of the width that any piece covers, from left to right."""
    start = end = None
    for piece in sorted((piece for row in rows for piece in row), key=lambda piece: piece[:2]):
        if end is None or start is None:
            start, end = piece.start, piece.end
        elif piece.start < end:
            end = max(end, piece.end)
        else:
            yield start, end
            start, end = piece.start, piece.end
    if start is not None and end is not None:
        yield start, end


def _cells(row: Sequence[_Piece], columns: Sequence[tuple[float, float]]) -> Iterator[Cell]:
    for start, end in columns:
        words = tuple(w for piece in row if start <= piece.start < end for w in piece.words)
        yield Cell(words=words, box=Box.around(word.box for word in words))


def _pieces(line: Line) -> list[_Piece]:
    """The line cut at wide blanks; places in points, or in characters without geometry."""
    pieces: list[_Piece] = []
    held: list[Word] = []
    start = end = 0.0
    for i, word in enumerate(line.words):
        # a first word's blank is its indent
        left = word.box.x0 if word.box else end + (word.space if i or word.space > 1 else 0)
        right = word.box.x1 if word.box else left + len(word.text)
        if held and word.space >= (_PRINTED_BLANK if word.box else _BLANK):
            pieces.append(_Piece(start, end, tuple(held)))
            held = []
        if not held:
            start = left
        held.append(word)
        end = right
    if held:
        pieces.append(_Piece(start, end, tuple(held)))
    return pieces
