"""Lines re-joined to paragraphs over line and page ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.outline import cues
from pipeline.outline.labels import Label, find_label
from pipeline.outline.lines import PlacedLine
from schemas.outline import Passage
from schemas.page import Line, Table, Word

_SENTENCE_END = (".", ";", ":", "!", "?", "…", "./.", ".”", '."', ";”")
_WRAPPED_AT_MOST = 130  # characters; text with longer lines was never wrapped
_GOES_ON = 0.1  # share of lines right below others that begin in small letters, in wrapped text

# a row of a table whose rules were lost: a number or a sum, words, numbers
_ROW = re.compile(
    r"(?:\d{1,3}[\s.|]+\D{2,60}|(?:Tổng|Tong|TỔNG|Cộng|CỘNG)\D{0,20})(?:\s[\d.,/%-]+)+\s*"
)


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, and the label that the first one begins with."""

    lines: tuple[PlacedLine, ...]
    label: Label | None = None

    @property
    def passage(self) -> Passage:
        """The words of all lines with their pages."""
        words: list[Word] = []
        pages: list[int] = []
        for line in self.lines:
            if isinstance(line.block, Line):
                words += line.block.words
                pages += [line.page] * len(line.block.words)
        return Passage(words=tuple(words), pages=tuple(pages))

    @property
    def table(self) -> Table | None:
        """The table that stands here, if it is one."""
        block = self.lines[0].block
        return block if isinstance(block, Table) else None


class Joiner:
    """Decides whether a line goes on with the paragraph before it.

    Three kinds of input need three rules: text whose paragraphs are set apart by blank lines,
    text that was never wrapped (a line a paragraph), and wrapped text, where only the look of
    the line before tells: a line that had room for the next word was ended on purpose.
    """

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        texts = [line for line in lines if isinstance(line.block, Line)]
        gaps = sum(line.gap >= 0.8 for line in texts)
        goes_on = _goes_on([line.text for line in texts[1:] if line.gap < 0.8])
        on_paper = any(
            word.box
            for line in texts[:50]
            for word in line.block.words  # type: ignore[union-attr]
        )
        many = len(texts) >= 10 and not on_paper
        self._gaps_tell = many and goes_on and 0.15 <= gaps / len(texts) <= 0.8
        long_lines = sum(len(line.text) > _WRAPPED_AT_MOST for line in texts)
        self._unwrapped = len(texts) >= 3 and (
            long_lines > 0.15 * len(texts) or (long_lines > 0 and not goes_on)
        )
        # a blank line behind each: paragraphs, unless lines begin in the middle of sentences
        apart = many and gaps > 0.8 * len(texts)
        self._unwrapped |= apart and not _goes_on([line.text for line in texts[1:]])

    @property
    def wraps(self) -> bool:
        """Are long paragraphs broken into lines in this text?"""
        return not self._unwrapped

    def joins(self, before: PlacedLine, line: PlacedLine, *, heading: bool) -> bool:
        """Does `line` go on with `before`? `heading`: `before` belongs to a labelled heading."""
        if isinstance(before.block, Table) or isinstance(line.block, Table):
            return False
        if not before.text or not line.text or line.block.words[0].space == 0:
            return True
        if self._unwrapped or _ROW.fullmatch(line.text) or _ROW.fullmatch(before.text):
            return False
        if self._gaps_tell:
            return line.gap < 0.8
        if (
            before.text.isupper() != line.text.isupper()
            and _wordy(before.text)
            and _wordy(line.text)
        ):
            return False
        # across pages the gap says nothing
        if line.gap >= 1.6 and not line.first and before.text.endswith(_SENTENCE_END):
            return False
        if not _starts_sentence(line.text):
            return True
        finished = before.text.rstrip().endswith(_SENTENCE_END)
        if finished and (cues.begins("recital", line.text) or cues.begins("closing", line.text)):
            return False
        room = 100 - before.right - _width_of_first_word(line)
        if finished:
            return room < 4
        return room < (12 if heading else 25)


def _goes_on(texts: Sequence[str]) -> bool:
    """Do some of the lines begin in the middle of a sentence?"""
    return sum(t[:1].islower() and not find_label(t) for t in texts) > _GOES_ON * len(texts)


def _wordy(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) >= 8


def _starts_sentence(text: str) -> bool:
    """Capital then small letters, or an opening quote: not `NTM`, not `và`, not `2025`."""
    return re.match(r"[“\"(]?[^\W\d_]*", text)[0][:2].istitle() or text[:1] in '“"'  # type: ignore[index]


def _width_of_first_word(line: PlacedLine) -> float:
    """Width of the first word in hundredths of the text width."""
    text = line.text
    first = len(text.split(" ", 1)[0]) + 1
    return (line.right - line.left) * first / max(len(text), 1)
