"""Footnotes set apart from the text of their pages, and their marks taken out of it."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from schemas.layout import rebuilt
from schemas.outline import Passage
from schemas.page import Line, Page, Word

_NUMBER = re.compile(r"\[?\^?(\d{1,3})\]?")  # of a note whose mark is not raised: "1", "[1]"
_STARS = re.compile(r"\(?\*{1,3}\)?")
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")
_SMALL = 0.9  # of the usual height of type on its page: that of notes
_CLOSING = tuple(",.;:!?)”…")


def set_apart(pages: Sequence[Page]) -> tuple[list[Page], list[Passage]]:
    """The pages without the notes at their feet and without marks of notes; the notes."""
    bodies: list[Page] = []
    notes: list[Passage] = []
    for page in pages:
        found = _notes(page, len(notes) + 1)
        notes += [_passage(note, page.number) for note in found]
        apart = {id(line) for note in found for line in note}
        blocks = [rebuilt(b, _without_marks) for b in page.blocks if id(b) not in apart]
        bodies.append(page.model_copy(update={"blocks": tuple(blocks)}))
    return bodies, notes


def _notes(page: Page, number: int) -> list[list[Line]]:
    """The lines of each note. `number` is the next one's, where notes are numbered throughout.

    A note begins with a raised mark; or, in the small type at the foot of a page, with its number.
    """
    notes: list[list[Line]] = []
    small = _small_type(page)
    for block in page.blocks:
        if not isinstance(block, Line) or not block.words:
            continue
        at_foot = id(block) in small
        first, *rest = block.words
        numbered = at_foot and _is_numbered(first.text, {1, number, len(notes) + number})
        if (first.is_mark and rest) or numbered:
            notes.append([block])
        elif at_foot and notes:
            notes[-1].append(block)
    return notes


def _is_numbered(word: str, numbers: set[int]) -> bool:
    found = _NUMBER.fullmatch(word)
    return int(found[1]) in numbers if found else _STARS.fullmatch(word) is not None


def _small_type(page: Page) -> set[int]:
    """Lines of small type that end a page, above its number; none without geometry."""
    heights = [height for line in page.lines if (height := _height(line)) > 0]
    limit = _SMALL * median(heights) if heights else 0.0
    found: set[int] = set()
    for block in reversed(page.blocks):
        if not isinstance(block, Line):
            break
        if not found and _PAGE_NUMBER.fullmatch(block.text):
            continue
        if not 0 < _height(block) < limit:
            break
        found.add(id(block))
    return found


def _height(line: Line) -> float:
    heights = [w.box.bottom - w.box.top for w in line.words if w.box and not w.is_mark]
    return median(heights) if heights else 0.0


def _passage(note: Sequence[Line], page: int) -> Passage:
    words = tuple(word for line in note for word in line.words)
    return Passage(words=words, pages=(page,) * len(words))


def _without_marks(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(_unmarked(words)) if any(word.is_mark for word in words) else words


def _unmarked(words: Sequence[Word]) -> Iterator[Word]:
    """The words but marks; what closes a sentence after one goes to the word before it."""
    after_mark = False
    for word in words:
        if word.is_mark:
            after_mark = True
            continue
        if after_mark and word.text.startswith(_CLOSING):
            word = word.model_copy(update={"space": 0.0})
        yield word
        after_mark = False
