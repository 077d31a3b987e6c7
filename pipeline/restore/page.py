"""A page's words in correct Vietnamese; each keeps what was read where that was changed."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.restore import restorer, written
from pipeline.restore.forms import mend_word
from pipeline.restore.legacy import Reader
from pipeline.restore.rownames import mended_row_names
from pipeline.restore.words import join_detached
from schemas.layout import rebuilt
from schemas.page import Box, Line, Page, Table, Word, join_words

_Words = tuple[Word, ...]
_COLUMNS = 2  # of a letterhead and a signature block


def restore_page(page: Page) -> Page:
    """`page` with the text of its words restored; boxes and confidences stay."""
    reader = _reader(page)
    lines = [_mended(words, reader) for words in _lines(page)]
    order = list(_column_by_column(lines))
    texts = [[word.text for word in lines[line][columns]] for line, columns in order]
    told = restorer.restorer().restore(texts, scanned=page.text_source == "ocr")
    for (line, columns), result in zip(order, told, strict=True):
        if result.words:
            words = lines[line]
            found = map(_restored, words[columns], result.words)
            lines[line] = (*words[: columns.start], *found, *words[columns.stop :])
    restored = iter(lines)
    blocks = tuple(rebuilt(block, lambda _: next(restored)) for block in page.blocks)
    if page.text_source == "ocr":
        blocks = tuple(mended_row_names(b) if isinstance(b, Table) else b for b in blocks)
    return page.model_copy(update={"blocks": blocks})


def _lines(page: Page) -> Iterator[_Words]:
    """The words of the page's lines and of its tables' cells."""
    for block in page.blocks:
        if isinstance(block, Line):
            yield block.words
        else:
            yield from (cell.words for row in block.rows for cell in row)


def _column_by_column(lines: Sequence[_Words]) -> Iterator[tuple[int, slice]]:
    """The lines with the places of their words, those of two columns one column after the other.

    "BINH VÀ XÃ HỘI" goes on with "SỞ LAO ĐỘNG - THƯƠNG", not with the motto beside it.
    """
    cut = [list(Line(words=words).columns()) for words in lines]
    for two, run in groupby(range(len(lines)), key=lambda line: len(cut[line]) == _COLUMNS):
        numbers = list(run)
        if not two:
            yield from ((line, slice(0, len(lines[line]))) for line in numbers)
            continue
        yield from ((line, slice(0, len(cut[line][0].words))) for line in numbers)
        yield from ((line, slice(len(cut[line][0].words), len(lines[line]))) for line in numbers)


def _restored(word: Word, told: written.Word) -> Word:
    update: dict[str, object] = {}
    if told.changed:
        update = {"text": told.text, "read": word.as_read}
    # A second reading of a number is a doubt that no language model can settle.
    if told.guess or (told.changed and not word.is_doubtful_number):
        update |= {"certainty": round(told.probability, 3), "guess": told.guess}
    return word.model_copy(update=update) if update else word


def _reader(page: Page) -> Reader:
    """A reader that knows what encodings the page is in, so that its first lines profit."""
    first = Reader((word.text, word.font) for word in page.words)
    for words in _lines(page):
        first.words(*_texts_and_fonts(words))
    return Reader(earlier=first)


def _texts_and_fonts(words: Sequence[Word]) -> tuple[list[str], list[str | None]]:
    return [word.text for word in words], [word.font for word in words]


def _mended(words: Sequence[Word], reader: Reader) -> _Words:
    """The words with correct letters; a combining mark that begins one belongs to the one before.

    A word of invisible characters only is dropped. No mended word has a font that would have it
    decoded again.
    """
    out: list[Word] = []
    texts = reader.words(*_texts_and_fonts(words))
    for word, decoded in zip(words, texts, strict=True):
        text = mend_word(decoded).strip()
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
