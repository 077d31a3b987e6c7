"""A page's words in correct Vietnamese; each keeps what was read where that was changed."""

import unicodedata
from collections.abc import Sequence

from pipeline.restore.text import restore_line
from schemas.page import Block, Box, Cell, Line, Page, Word, join_words


def restore_page(page: Page) -> Page:
    """`page` with the text of its words restored; boxes and confidences stay."""
    return page.model_copy(update={"blocks": tuple(map(_restore_block, page.blocks))})


def _restore_block(block: Block) -> Block:
    if isinstance(block, Line):
        return block.model_copy(update={"words": _restore_words(block.words)})
    rows = tuple(tuple(map(_restore_cell, row)) for row in block.rows)
    return block.model_copy(update={"rows": rows})


def _restore_cell(cell: Cell) -> Cell:
    return cell.model_copy(update={"words": _restore_words(cell.words)})


def _restore_words(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words restored; one that begins with a combining mark is a part of the one before it.

    A word of invisible characters only is dropped.
    """
    out: list[Word] = []
    for word in map(_restore_word, words):
        if out and unicodedata.combining(word.text[:1] or " "):
            word = _restore_word(_joined(out.pop(), word))
        if word.text.strip():
            out.append(word)
    return tuple(out)


def _restore_word(word: Word) -> Word:
    text = restore_line(word.text)
    if text == word.text:
        return word
    return word.model_copy(update={"text": text, "read": word.as_read})


def _joined(word: Word, rest: Word) -> Word:
    return word.model_copy(
        update={
            "text": word.text + rest.text,
            "read": join_words((word, rest), raw=True),
            "box": Box.around((word.box, rest.box)),
            "confidence": min(word.confidence, rest.confidence),
        }
    )
