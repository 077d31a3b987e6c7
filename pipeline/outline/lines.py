"""A document as one sequence of lines: pages joined, running heads and page numbers left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.outline.aligned import find_aligned
from schemas.page import Line, Page, Table

_PAGE_NUMBER = re.compile(
    r"[-–—.\s]*(?:(?:Trang|trang|Page)\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—.\s]*"
)
_BARE_LABEL = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|[IVX]{1,5}\.|\d{1,2}\.|[a-zđ]\))")
_PARAGRAPH = 0.8  # blank above a line, in line heights, that begins a paragraph


@dataclass(frozen=True)
class PlacedLine:
    """A line (or table) with its page and how far it reaches.

    `left` and `right` are its ends in hundredths of the page's text width (0 to 100, where
    100 is the right margin); estimated from characters where the input has no geometry.
    """

    block: Line | Table
    page: int
    left: float
    right: float
    first: bool  # of its page

    @property
    def text(self) -> str:
        """The line's words with single spaces; empty for a table."""
        return self.block.text if isinstance(self.block, Line) else ""

    @property
    def gap(self) -> float:
        """Blank above the line, in line heights."""
        return self.block.gap if isinstance(self.block, Line) else 0.0


def place_lines(pages: Sequence[Page]) -> list[PlacedLine]:
    """The lines and tables of all pages in order, without page numbers and running heads."""
    running = _running_heads(pages)
    width = _characters_wide(pages)
    placed: list[PlacedLine] = []
    contents = [
        [b for b in page.blocks if not isinstance(b, Line) or b.text.strip()] for page in pages
    ]
    for page, content, after in zip(pages, contents, [*contents[1:], []], strict=True):
        last = placed[-1].block if placed else None
        blocks = find_aligned(content, last if isinstance(last, Table) else None, after)
        edges = {0, 1, len(blocks) - 1}
        margins = _margins(blocks)
        first = True
        for i, block in enumerate(blocks):
            if isinstance(block, Line) and i in edges and _is_furniture(block.text, running):
                continue
            left, right = _ends(block, margins, width)
            placed.append(PlacedLine(block, page.number, left, right, first))
            first = False
    return _with_labels(placed)


def _with_labels(placed: Sequence[PlacedLine]) -> list[PlacedLine]:
    """The lines, a number that stands alone ("2.3.") put before the heading on the next line."""
    lines: list[PlacedLine] = []
    for line in placed:
        before = lines[-1] if lines else None
        if (
            before is not None
            and isinstance(before.block, Line)
            and isinstance(line.block, Line)
            and _BARE_LABEL.fullmatch(before.text)
            and not line.first
            and line.gap < _PARAGRAPH
            and line.text[:1].isupper()
        ):
            words = (*before.block.words, *line.block.words)
            block = line.block.model_copy(update={"words": words, "gap": before.gap})
            lines[-1] = replace(line, block=block, left=before.left, first=before.first)
        else:
            lines.append(line)
    return lines


def _is_furniture(text: str, running: frozenset[str]) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None or _without_digits(text) in running


def _running_heads(pages: Sequence[Page]) -> frozenset[str]:
    """First and last lines that stand on most pages (at least three)."""
    counts = Counter(
        _without_digits(line.text) for page in pages for line in {*page.lines[:1], *page.lines[-1:]}
    )
    often = max(3, len(pages) // 2 + 1)
    return frozenset(text for text, n in counts.items() if n >= often and len(text) > 3)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "", text).strip()


def _characters_wide(pages: Iterable[Page]) -> float:
    """Length of a full line in characters: what one line in ten exceeds."""
    lengths = sorted(len(line.text) for page in pages for line in page.lines)
    return float(max(40, lengths[len(lengths) * 9 // 10])) if lengths else 80.0


def _margins(blocks: Iterable[Line | Table]) -> tuple[float, float] | None:
    """Left and right edge of the text on a page, stray marks left out; None without geometry."""
    boxes = [b.box for b in blocks if isinstance(b, Line) and b.box is not None]
    if not boxes:
        return None
    lefts, rights = sorted(b.x0 for b in boxes), sorted(b.x1 for b in boxes)
    return lefts[len(lefts) // 10], rights[len(rights) * 9 // 10]


def _ends(
    block: Line | Table, margins: tuple[float, float] | None, width: float
) -> tuple[float, float]:
    if isinstance(block, Table):
        return 0.0, 100.0
    box = block.box
    if margins is None or box is None:
        indent = block.words[0].space if block.words else 0.0
        return 100 * indent / width, 100 * (indent + len(block.text)) / width
    left, right = margins
    scale = 100 / max(right - left, 1.0)
    return (box.x0 - left) * scale, (box.x1 - left) * scale
