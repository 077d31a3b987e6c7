"""Plain text: pages, lines and blanks as extraction and archives leave them.

Text that was taken out of PDF files has habits of its own: every line is followed by an empty
one, a page begins with a single blank or after a form feed, and digital signatures leave mail
addresses and times behind.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.sources.columns import words_of
from pipeline.sources.verdict import TRAILER, judge
from schemas.layout import rejoin
from schemas.page import Block, Line, Page

_SINGLE = 0.7  # share of lines followed by one empty line from which the text is double-spaced
_WRAPPED = 0.1  # share of lines that begin in lower case, as lines of running text do
_LONGEST = 130  # characters of the longest printed lines; paragraphs on one line are longer
_LEAST_PAGE = 10  # printed lines of a page that a single blank begins
_LEAST_FULL_PAGE = 25  # printed lines of a page that empty lines end
_MOST_STARTS = 0.1  # share of lines that may begin a page


def plain_blocks(lines: Iterable[str], *, doubled: bool = False) -> list[Block]:
    """Lines of a page with their gaps: empty lines above, half of them in double-spaced text."""
    return list(rejoin(_lines(lines, doubled=doubled)))


def pages_of(text: str, blocks: Callable[..., Sequence[Block]] = plain_blocks) -> list[Page]:
    """The pages of a text, as `blocks` reads each; none where nothing is printed.

    Trailers of digital signatures are left out.
    """
    lines = [line for line in text.split("\n") if not TRAILER.fullmatch(line)]
    doubled = is_double_spaced(lines)
    parts = [part.split("\n") for part in "\n".join(lines).split("\f")]
    if len(parts) == 1:
        edges = [0, *page_starts(lines, doubled=doubled), len(lines)]
        parts = [lines[a:b] for a, b in pairwise(edges)]
    return numbered(blocks(part, doubled=doubled) for part in parts)


def numbered(contents: Iterable[Sequence[Block]]) -> list[Page]:
    """Pages of text with these blocks, numbered, empty ones left out, each with its verdict."""
    pages: list[Page] = []
    for blocks in filter(None, contents):
        page = Page(number=len(pages) + 1, blocks=tuple(blocks), text_source="plain-text")
        verdict, reason = judge([word.text for word in page.words], has_codes=True)
        pages.append(page.model_copy(update={"verdict": verdict, "reason": reason}))
    return pages


def is_double_spaced(lines: Sequence[str]) -> bool:
    """True where an empty line follows each printed line, not only each paragraph."""
    at = [i for i, line in enumerate(lines) if line.strip()]
    if len(at) < 2:
        return False
    single = sum(b - a == 2 for a, b in pairwise(at)) / (len(at) - 1)
    lengths = sorted(len(lines[i].strip()) for i in at)
    lower = sum(lines[i].strip()[0].islower() for i in at) / len(at)
    return (
        single >= _SINGLE and lower >= _WRAPPED and lengths[int(0.95 * (len(at) - 1))] <= _LONGEST
    )


def page_starts(lines: Sequence[str], *, doubled: bool) -> list[int]:
    """Indices of the lines that begin a page, but the first.

    What is left of a form feed is a single blank before the first word, on a line that stands
    right below a printed one. Where there is none, in double-spaced text, three quite empty
    lines at a page's distance from each other are taken for the end of a page.
    """
    printed = [bool(line.strip()) for line in lines]
    blank = [
        i
        for i in range(1, len(lines))
        if printed[i] and printed[i - 1] and lines[i][0] == " " and lines[i][1] != " "
    ]
    if len(blank) <= _MOST_STARTS * sum(printed):
        starts = _far_apart(printed, blank, _LEAST_PAGE)
        if starts:
            return starts
    if not doubled:
        return []
    empty = [
        i
        for i in range(4, len(lines))
        if printed[i] and printed[i - 4] and not any(lines[i - 3 : i])
    ]
    starts = _far_apart(printed, empty, _LEAST_FULL_PAGE)
    return starts if starts == empty else []


def _far_apart(printed: Sequence[bool], starts: Iterable[int], least: int) -> list[int]:
    """Those of `starts` that leave at least `least` printed lines to the page before."""
    kept = [0]
    for start in starts:
        if sum(printed[kept[-1] : start]) >= least:
            kept.append(start)
    return kept[1:]


def _lines(lines: Iterable[str], *, doubled: bool) -> Iterator[Line]:
    empty: int | None = None  # lines above; none are counted at a page's head
    for line in lines:
        words = words_of(line)
        if words:
            gap = max(0, (empty or 0) - 1) / 2 if doubled else (empty or 0)
            yield Line(words=words, gap=gap)
            empty = 0
        elif empty is not None:
            empty += 1
