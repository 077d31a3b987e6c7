"""From the cells of a ruled table and a page's words to a `Table`; the other words remain."""

from collections.abc import Iterable, Sequence

from schemas.layout import Run, lines_of
from schemas.page import Box, Cell, Table, Word

Grid = Sequence[Sequence[Box]]  # rows of cells as drawn; a merged cell stands where it begins

_SAME_EDGE = 6.0  # points; columns are wider
_LEAST = 2  # rows, columns and filled cells of a table; less is a frame around text …
_ROW = 3  # … unless so many stand in one row: headings whose rows are on the next page


def tabulate(grids: Iterable[Grid], runs: Iterable[Run]) -> tuple[list[Table], list[Run]]:
    """The tables of a page, and the runs of words that stand outside of them.

    A word belongs to the cell in which its middle stands. What is below a cell merged downwards
    is an empty cell, so that columns stay in line.
    """
    tables: list[Table] = []
    rest = list(runs)
    for grid in grids:
        frame = Box.around(cell for row in grid for cell in row)
        edges = _edges(grid)
        least = _LEAST if len(grid) > 1 else _ROW
        if frame is None or len(edges) <= least:
            continue
        inside, outside = _divide(rest, frame)
        filled = _fill(grid, inside)
        if sum(map(bool, filled.values())) < least:
            continue
        tables.append(Table(rows=tuple(_row(row, filled, edges) for row in grid)))
        rest = outside
    return tables, rest


def _edges(grid: Grid) -> list[float]:
    """Where columns begin and end, from left to right."""
    edges: list[float] = []
    for edge in sorted(x for row in grid for cell in row for x in (cell.x0, cell.x1)):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _divide(runs: Iterable[Run], frame: Box) -> tuple[list[Run], list[Run]]:
    """Runs cut into what stands within `frame` and what does not."""
    parts: tuple[list[Run], list[Run]] = ([], [])
    for run in runs:
        part: list[Word] = []
        before: bool | None = None
        for word in run:
            within = word.box is not None and _distance(word.box, frame) == 0
            if within is not before and part:
                parts[not before].append(part)
                part = []
            part.append(word)
            before = within
        if part:
            parts[not before].append(part)
    return parts


def _fill(grid: Grid, runs: Iterable[Run]) -> dict[Box, list[Run]]:
    """Words by cell; a run over several cells is cut between them."""
    cells = [cell for row in grid for cell in row]
    filled: dict[Box, list[Run]] = {cell: [] for cell in cells}
    for run in runs:
        before: Box | None = None
        for word in run:
            assert word.box is not None
            box = word.box
            cell = min(cells, key=lambda cell: _distance(box, cell))
            if cell == before:
                filled[cell][-1] = [*filled[cell][-1], word]
            else:
                filled[cell].append([word])
            before = cell
    return filled


def _row(
    row: Sequence[Box], filled: dict[Box, list[Run]], edges: Sequence[float]
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    column = 0
    for box in sorted(row):
        first, last = _column(box.x0, edges), _column(box.x1, edges)
        cells += [Cell()] * (first - column)
        lines = lines_of(filled[box])
        words = tuple(word for line in lines for word in line.words)
        cells.append(Cell(words=words, box=box, span=max(1, last - first)))
        column = last
    cells += [Cell()] * (len(edges) - 1 - column)
    return tuple(cells)


def _column(edge: float, edges: Sequence[float]) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - edge))


def _distance(box: Box, cell: Box) -> float:
    """How far the middle of `box` is from `cell`; 0 within."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return max(cell.x0 - x, x - cell.x1, 0.0) + max(cell.top - y, y - cell.bottom, 0.0)
