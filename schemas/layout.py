"""From words with places to lines in reading order, row by row.

Whoever reads a page (the file's own text, an OCR engine) finds runs of words; here they become
`Line`s in one and the same way. Two columns on one row (letterhead, signature block) stay one
line: the first word of the right one tells the blank before it, and `Line.columns` can cut there.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median

from schemas.page import Block, Box, Line, Page, Table, Word

Run = Sequence[Word]  # words that follow each other on one base line

_HYPHENS = "-‐‑–"
_BELOW_BASE_LINE = frozenset("gjpqyỳýỷỹỵạặậẹệịọộợụự,;()[]/|_Q")
_SPACE = 0.26  # width of a space in line heights, for types as administration uses them
_WIDE = 1.5  # spaces: less is one space, however a line was justified
_SAME_ROW = 0.5  # part of the lower of two runs that must stand beside the other
_SOLID = (0.85, 1.75)  # what the pitch of lines set solid can be, in heights of their words
_SOLID_MOST_OFTEN = 1.2
_SAME_TYPE = 0.4  # part by which the heights of words in one size of type differ
_NOISE = 0.15  # gaps below are no gaps: base lines are not known better


def lines_of(runs: Iterable[Run]) -> tuple[Line, ...]:
    """Lines, from top to bottom, of runs whose words all have boxes (base lines horizontal).

    The first word of a line carries its indentation as `space`, seen from the leftmost word
    given; no word but one that continues a broken code has less than 1.
    """
    rows = sorted((_row(row) for row in _rows(runs)), key=lambda row: row.middle)
    if not rows:
        return ()
    left = min(row.words[0][0].x0 for row in rows)
    gaps = _gaps(rows)
    return rejoin(
        Line(words=row.spaced(left), gap=gap) for row, gap in zip(rows, gaps, strict=True)
    )


def rejoin(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines, in which a code broken at a line's end is one: `43/2017/TT-` + `BTC`.

    The first word of the second line gets `space=0`.
    """
    joined: list[Line] = []
    for line in lines:
        before = joined[-1].words if joined else ()
        if (
            before
            and line.words
            and line.gap < 1
            and continues(before[-1].text, line.words[0].text)
        ):
            glued = line.words[0].model_copy(update={"space": 0.0})
            line = line.model_copy(update={"words": (glued, *line.words[1:])})
        joined.append(line)
    return tuple(joined)


def continues(last: str, first: str) -> bool:
    """True where `first`, at a line's start, is the rest of `last`, at the end of the line before.

    So it is where `last` ends with a hyphen and is more than that: `TT-` + `BTC`, `2021-` + `2025`.
    """
    return (
        last[-1:] in _HYPHENS
        and any(map(str.isalnum, last))
        and last[-2:-1] not in _HYPHENS
        and first[:1].isalnum()
    )


def in_order(lines: Iterable[Line], tables: Iterable[Table]) -> tuple[Block, ...]:
    """Lines and tables from top to bottom; a block without a box stays behind the one before."""
    blocks: list[tuple[float, Block]] = []
    for line in lines:
        box = line.box
        blocks.append((box.top if box else blocks[-1][0] if blocks else 0.0, line))
    for table in tables:
        table_box = Box.around(cell.box for row in table.rows for cell in row)
        blocks.append((table_box.top if table_box else 0.0, table))
    return tuple(block for _, block in sorted(blocks, key=lambda item: item[0]))


def turned(box: Box, quarters: int, size: tuple[float, float]) -> Box:
    """`box` after the page, `size` = (width, height), was turned clockwise by quarter turns."""
    width, height = size
    x0, top, x1, bottom = box
    match quarters % 4:
        case 1:
            return Box(height - bottom, x0, height - top, x1)
        case 2:
            return Box(width - x1, height - bottom, width - x0, height - top)
        case 3:
            return Box(top, width - x1, bottom, width - x0)
    return box


def moved(block: Block, place: Callable[[Box], Box]) -> Block:
    """The line or table with each box put through `place`."""
    return rebuilt(block, lambda words: moved_words(words, place), place)


def changed(page: Page, change: Callable[[Word], Word]) -> Page:
    """The page with each word put through `change`."""
    blocks = (rebuilt(block, lambda words: tuple(map(change, words))) for block in page.blocks)
    return page.model_copy(update={"blocks": tuple(blocks)})


def rebuilt(
    block: Block,
    change: Callable[[tuple[Word, ...]], tuple[Word, ...]],
    place: Callable[[Box], Box] = lambda box: box,
) -> Block:
    """The line or table with the words of each line and cell, in order, put through `change`.

    `place` moves the boxes of cells.
    """
    if isinstance(block, Line):
        return block.model_copy(update={"words": change(block.words)})
    rows = (
        tuple(
            cell.model_copy(
                update={"words": change(cell.words), "box": cell.box and place(cell.box)}
            )
            for cell in row
        )
        for row in block.rows
    )
    return block.model_copy(update={"rows": tuple(rows)})


def moved_words(words: Iterable[Word], place: Callable[[Box], Box]) -> tuple[Word, ...]:
    """The words with each box put through `place`."""
    return tuple(word.model_copy(update={"box": word.box and place(word.box)}) for word in words)


class _Row:
    """Words on one base line with what is measured of them."""

    def __init__(self, words: list[tuple[Box, Word]]) -> None:
        self.words = words
        self.top = median(box.top for box, _ in words)
        self.bottom = median(box.bottom for box, _ in words)
        self.middle = (self.top + self.bottom) / 2
        bottoms = [b.bottom for b, w in words if _BELOW_BASE_LINE.isdisjoint(w.text.lower())]
        self.base = median(bottoms) if bottoms else self.bottom
        heights = sorted(box.bottom - box.top for box, _ in words)
        self.height = heights[len(heights) * 4 // 5]  # the tallest may be dirt

    def spaced(self, left: float) -> tuple[Word, ...]:
        """The words, each with the blank before it, the first one with its distance from `left`."""
        unit = _SPACE * max(self.bottom - self.top, 0.75 * self.height, 1.0)
        out: list[Word] = []
        edge = left
        for box, word in self.words:
            space = round((box.x0 - edge) / unit, 1)
            if space >= _WIDE:
                word = word.model_copy(update={"space": space})
            out.append(word)
            edge = box.x1
        return tuple(out)


def _row(runs: Sequence[Sequence[tuple[Box, Word]]]) -> _Row:
    return _Row(sorted((pair for run in runs for pair in run), key=lambda pair: pair[0].x0))


def _rows(runs: Iterable[Run]) -> list[list[list[tuple[Box, Word]]]]:
    """Runs gathered by rows: a run joins a row that it stands beside without covering it."""
    placed = [[(w.box, w) for w in run if w.box is not None] for run in runs]
    placed = sorted(filter(None, placed), key=lambda run: (_middle(run), run[0][0].x0))
    rows: list[list[list[tuple[Box, Word]]]] = []
    for run in placed:
        beside = next((row for row in reversed(rows[-6:]) if _stands_beside(run, row)), None)
        if beside is None:
            rows.append([run])
        else:
            beside.append(run)
    return rows


def _middle(run: Sequence[tuple[Box, Word]]) -> float:
    return median((box.top + box.bottom) / 2 for box, _ in run)


def _stands_beside(
    run: Sequence[tuple[Box, Word]], row: Sequence[Sequence[tuple[Box, Word]]]
) -> bool:
    """Compared at the nearest ends, since paper and scanners are never quite straight."""
    for other in row:
        if run[0][0].x0 >= other[-1][0].x1 - _tolerance(run):
            near, far = run[0][0], other[-1][0]
        elif other[0][0].x0 >= run[-1][0].x1 - _tolerance(run):
            near, far = run[-1][0], other[0][0]
        else:
            return False
        lower = min(near.bottom - near.top, far.bottom - far.top)
        if min(near.bottom, far.bottom) - max(near.top, far.top) < _SAME_ROW * lower:
            return False
    return True


def _tolerance(run: Sequence[tuple[Box, Word]]) -> float:
    return 0.2 * (run[0][0].bottom - run[0][0].top)


def _gaps(rows: Sequence[_Row]) -> list[float]:
    """Blank above each row in line heights; 0 for the first and for those set solid.

    Solid is the pitch that a good part of the page's rows keep, seen from the height of their
    types, within what typesetting allows.
    """
    usual = median(row.height for row in rows)
    heights = [usual if abs(row.height / usual - 1) < _SAME_TYPE else row.height for row in rows]
    pitches = [
        (row.base - above.base) / max(pair)
        for (above, row), pair in zip(pairwise(rows), pairwise(heights), strict=True)
    ]
    narrow = sorted(pitch for pitch in pitches if _SOLID[0] <= pitch <= _SOLID[1])
    solid = narrow[len(narrow) // 4] if narrow else _SOLID_MOST_OFTEN
    gaps = [max(0.0, round(pitch / solid - 1, 2)) for pitch in pitches]
    return [0.0, *(gap if gap >= _NOISE else 0.0 for gap in gaps)]
