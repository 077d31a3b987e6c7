"""A page's words in correct Vietnamese; each keeps what was read where that was changed."""

import unicodedata
from collections.abc import Sequence

from pipeline.restore.legacy import Reader
from pipeline.restore.text import restore_word
from pipeline.restore.words import join_detached
from schemas.page import Block, Box, Line, Page, Word, join_words


def restore_page(page: Page) -> Page:
    """`page` with the text of its words restored; boxes and confidences stay."""
    reader = _reader(page)
    blocks: list[Block] = []
    for block in page.blocks:
        if isinstance(block, Line):
            words = _restore_words(block.words, reader)
            blocks.append(block.model_copy(update={"words": words}))
        else:
            rows = tuple(
                tuple(
                    cell.model_copy(update={"words": _restore_words(cell.words, reader)})
                    for cell in row
                )
                for row in block.rows
            )
            blocks.append(block.model_copy(update={"rows": rows}))
    return page.model_copy(update={"blocks": tuple(blocks)})


def _reader(page: Page) -> Reader:
    """A reader that knows what encodings the page is in, so that its first lines profit."""
    first = Reader((word.text, word.font) for word in page.words)
    for block in page.blocks:
        cells = [block] if isinstance(block, Line) else [cell for row in block.rows for cell in row]
        for cell in cells:
            first.words(*_texts_and_fonts(cell.words))
    return Reader(earlier=first)


def _texts_and_fonts(words: Sequence[Word]) -> tuple[list[str], list[str | None]]:
    return [word.text for word in words], [word.font for word in words]


def _restore_words(words: Sequence[Word], reader: Reader) -> tuple[Word, ...]:
    """The words restored; one that begins with a combining mark is a part of the one before it.

    A word of invisible characters only is dropped. No restored word has a font that would have it
    decoded again.
    """
    out: list[Word] = []
    texts = reader.words(*_texts_and_fonts(words))
    for word, decoded in zip(words, texts, strict=True):
        text = restore_word(decoded).strip()
        if text != word.text or word.font:
            read = word.as_read if text != word.text else word.read
            word = word.model_copy(update={"text": text, "read": read, "font": None})
        if out and unicodedata.combining(text[:1] or " "):
            joined = join_detached(out[-1].text, text)
            word = _joined(out.pop(), word, joined) if joined else word
        if word.text.strip():
            out.append(word)
    return tuple(out)


def _joined(word: Word, rest: Word, text: str) -> Word:
    return word.model_copy(
        update={
            "text": text,
            "read": join_words((word, rest), raw=True),
            "box": Box.around((word.box, rest.box)),
            "confidence": min(word.confidence, rest.confidence),
        }
    )
