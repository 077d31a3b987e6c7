"""What antiword writes of a Word file: lines of text, and tables drawn with bars.

Its DocBook tells which lines of a table are one row, but loses line breaks elsewhere; so the
text is read from the lines and the cells of tables from the DocBook, where both hold the same.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree

from pipeline.sources.columns import blocks_of_table
from pipeline.sources.text import plain_blocks
from pipeline.vietnamese.letters import nfc
from schemas.page import Block

_BAR = "|"
_PICTURE = "[pic]"


class _Row(NamedTuple):
    cells: list[str]
    ruled: bool


def antiword_blocks(lines: Sequence[str], docbook: bytes) -> list[Block]:
    """Blocks of text that antiword wrote, with its DocBook of the whole document."""
    rows = _rows(docbook)
    blocks: list[Block] = []
    for is_table, group in groupby(lines, key=lambda line: line.startswith(_BAR)):
        part = [line for line in group if line.strip() != _PICTURE]
        if is_table:
            blocks += _table(part, rows)
        else:
            blocks += plain_blocks(part)
    return blocks


def _table(lines: Sequence[str], rows: list[_Row]) -> list[Block]:
    """The table that `lines` draw, by the first of `rows` if these hold the same text."""
    drawn, held = _letters("".join(lines)), Counter[str]()
    for end, row in enumerate(rows, 1):
        held += _letters("".join(row.cells))
        if held == drawn:
            found, rows[:end] = rows[:end], []
            ruled = any(row.ruled for row in found)
            return blocks_of_table([row.cells for row in found], ruled=ruled)
        if held.total() > drawn.total():
            break
    cells = [[cell.strip() for cell in line.strip().strip(_BAR).split(_BAR)] for line in lines]
    return blocks_of_table(cells, ruled=True)


def _rows(docbook: bytes) -> list[_Row]:
    """The rows of all tables, in order; none where antiword wrote no sound DocBook."""
    try:
        root = ElementTree.fromstring(docbook)
    except ElementTree.ParseError:
        return []
    return [
        _Row([_text(entry) for entry in row.iter("entry")], table.get("frame") != "none")
        for table in root.iter("informaltable")
        for row in table.iter("row")
    ]


def _text(entry: ElementTree.Element) -> str:
    lines = nfc("".join(entry.itertext())).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in text if not character.isspace() and character != _BAR)
