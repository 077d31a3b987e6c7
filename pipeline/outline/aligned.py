"""Tables without rules: lines whose words stand in columns, as blanks alone tell."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeGuard

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


def find_aligned(
    blocks: Sequence[Block], before: Table | None = None, after: Sequence[Block] = ()
) -> list[Block]:
    """The blocks of a page, runs of lines in columns replaced by tables.

    A few rows are enough where they go on with `before`, the table that the page before ended in,
    or where the next page, which begins with the blocks `after`, goes on with them.
    """
    found: list[Block] = []
    run: list[Line] = []
    for block in blocks:
        if _is_row(block, bool(run)):
            run.append(block)
            continue
        found += _table(run, before)
        run, before = [], None
        found.append(block)
    ahead: list[Line] = []
    for block in after if run else ():
        if not _is_row(block, True):
            break
        ahead.append(block)
    return [*found, *_table(run, before, ahead)]


def _is_row(block: Block, goes_on: bool) -> TypeGuard[Line]:
    """May the line be a row? One of two columns only within a table."""
    return isinstance(block, Line) and len(_pieces(block)) >= (2 if goes_on else _COLUMNS)


def _table(
    run: Sequence[Line], before: Table | None, ahead: Sequence[Line] = ()
) -> Sequence[Block]:
    """The run as a table, or as it is where it is too short or its columns run together."""
    if not run:
        return run
    rows = [_pieces(line) for line in (*run, *ahead)]
    columns = list(_columns(rows))
    if len(columns) < _COLUMNS:
        return run if not ahead else _table(run, before)
    table = Table(rows=tuple(tuple(_cells(row, columns)) for row in rows))
    goes_on = before is not None and len(before.rows[0]) == len(columns)
    if not goes_on and (len(rows) < _ROWS or not _has_numbers(table)):
        return run
    return [Table(rows=table.rows[: len(run)])]


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
