"""Markdown: what is marked is kept, the marks are not; tables become tables."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.sources.columns import columns_of, is_layout, table_of
from pipeline.sources.text import plain_blocks
from schemas.page import Block

_INLINE = re.compile(
    r"\\(?P<escaped>[^\w\s])"
    r"|(?P<kept>\(\*+\)|(?<=\d)\*(?=\d))"  # a footnote's mark, a product
    r"|!\[[^\]\n]*\]\([^)\n]*\)|\[(?P<link>[^\]\n]*)\]\([^)\n]*\)"
    r"|\*+|(?<![\w_])_{1,2}(?![\s_])|(?<![\s_])_{1,2}(?![\w_])"
)
_SPAN = re.compile(r"(?P<marks>\*{1,3})(?P<inner>[^*]+)(?P=marks)")
_BLOCK = re.compile(r"^\s{0,3}(?:\#{1,6}\s+|>\s?)+")
_BULLET = re.compile(r"^(\s*)\*\s+(?=\S)")
_DASHES = re.compile(r"\s*\|?[\s|:-]*-[\s|:-]*\|?\s*")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_BAR = "|"

Rows = list[list[str]]


def markdown_blocks(lines: Iterable[str], *, doubled: bool = False) -> list[Block]:
    """Blocks of a page of Markdown."""
    blocks: list[Block] = []
    for piece in _pieces(list(lines)):
        if isinstance(piece[0], str):
            broken = [part for line in piece for part in _BREAK.split(str(line))]
            plain = list(map(_without_marks, broken))
            blocks += plain_blocks(plain, doubled=doubled)
        elif is_layout(rows := [[_cell(text) for text in row] for row in piece]):
            blocks += columns_of(rows)
        else:
            blocks.append(table_of(rows))
    return blocks


def _pieces(lines: list[str]) -> Iterator[list[str] | Rows]:
    """Runs of plain lines, and tables as rows of cells."""
    at, plain = 0, list[str]()
    while at < len(lines):
        rows, end = _table(lines, at)
        if not rows:
            plain.append(lines[at])
            at += 1
            continue
        if plain:
            yield plain
            plain = []
        yield rows
        at = end
    if plain:
        yield plain


def _table(lines: Sequence[str], at: int) -> tuple[Rows, int]:
    """The table that begins at line `at` and the line after it; no rows where none begins."""
    if lines[at].strip() == _BAR:
        return _tall_table(lines, at)
    end = at
    while end < len(lines) and lines[end].count(_BAR) > 1 and lines[end].lstrip()[0] == _BAR:
        end += 1
    rows = [line.strip().strip(_BAR).split(_BAR) for line in lines[at:end]]
    ruled = any(map(_DASHES.fullmatch, lines[at:end]))
    rows = [
        row for row, line in zip(rows, lines[at:end], strict=True) if not _DASHES.fullmatch(line)
    ]
    # One line between bars may be anything: a table has rows, or the rule below its head.
    return (rows, end) if len(rows) > 1 or (rows and ruled) else ([], at)


def _tall_table(lines: Sequence[str], at: int) -> tuple[Rows, int]:
    """A table whose bars stand on lines of their own, as converters of web pages write it.

    The number of columns is the smallest with which each row begins right below the row before
    and an empty line ends the table; where cells are merged and no number does, a row ends
    where two bars follow each other.
    """
    bars = [i for i in range(at, len(lines)) if lines[i].strip() == _BAR]
    for columns in range(2, min(len(bars), 30)):
        rows, end = _rows_of(lines, bars, columns)
        # One long row with empty cells is several rows whose cells were merged.
        if end is not None and (len(rows) > 1 or all(rows[0])):
            return rows, end
    rows, row = [], list[str]()
    for bar, following in pairwise(bars):
        text = lines[bar + 1 : following]
        if text:
            row.append("\n".join(text))
        elif row:
            rows.append(row)
            row = []
        if following + 1 < len(lines) and not lines[following + 1].strip():
            return ([*rows, row] if row else rows), following + 1
    return [], at


def _rows_of(lines: Sequence[str], bars: Sequence[int], columns: int) -> tuple[Rows, int | None]:
    rows: Rows = []
    for first in range(0, len(bars) - columns, columns + 1):
        row = bars[first : first + columns + 1]
        rows.append(["\n".join(lines[a + 1 : b]) for a, b in pairwise(row)])
        end = row[-1] + 1
        if end == len(lines) or not lines[end].strip():
            return rows, end
        if lines[end].strip() != _BAR:
            break
    return [], None


def _cell(text: str) -> str:
    """Lines of a cell; what is emphasised as one is one line, however it was wrapped."""
    whole = _SPAN.sub(lambda span: re.sub(r"\n(?=[^\n])", " ", span["inner"]) + "\n", text)
    whole = _BREAK.sub("\n", whole)
    return "\n".join(filter(str.strip, map(_without_marks, whole.split("\n"))))


def _without_marks(line: str) -> str:
    line = _BULLET.sub(r"\1- ", _BLOCK.sub("", line))
    return html.unescape(_INLINE.sub(_unmarked, line))


def _unmarked(mark: re.Match[str]) -> str:
    return mark["escaped"] or mark["kept"] or mark["link"] or ""
