"""Lines as passages, whole or cut in two."""

from collections.abc import Iterator

from schemas.outline import Passage
from schemas.page import Line


def cut(line: Line, page: int, at: int | None) -> Iterator[Passage]:
    """A line as passages, cut before the word at offset `at` of its text."""
    yield from split(Passage(words=line.words, pages=(page,) * len(line.words)), at)


def split(passage: Passage, at: int | None) -> Iterator[Passage]:
    """A passage of one page, cut before the word at offset `at`; whole where that is None."""
    first = sum(start < at for start in passage.starts) if at else 0
    for part in (slice(0, first), slice(first, None)):
        if passage.words[part]:
            yield Passage(words=passage.words[part], pages=passage.pages[part])
