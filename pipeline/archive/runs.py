"""The words of a page that have a place on it, as copies write them."""

from collections.abc import Sequence

from schemas.page import Block, Line, Word


def runs_of(block: Block) -> list[list[Word]]:
    """The words of a line, or of each cell of a table; those without a place are left out."""
    runs: list[Sequence[Word]]
    if isinstance(block, Line):
        runs = [block.words]
    else:
        runs = [cell.words for row in block.rows for cell in row]
    placed = ([word for word in run if word.box is not None] for run in runs)
    return [run for run in placed if run]
