"""Lines in Unicode with correct letters: encodings undone, marks on their letters in one style.

Only form is mended here; which letters a word has is told by the language model later.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.restore import legacy
from pipeline.restore.legacy import Part
from pipeline.restore.traces import has_traces
from pipeline.restore.words import join_detached, odd_characters, repair_word, signs
from pipeline.vietnamese.tones import normalise_tone, one_style

_WORD = re.compile(r"[^\W\d_]+")
PIECE = re.compile(r"\s+|\S+")
_ROUNDS = 5  # at most; each mends what the one before uncovered, and two are the rule


class MendedLine(NamedTuple):
    """The parts of a line, and whether an encoding before Unicode was undone in it."""

    parts: Sequence[Part]
    encoded: bool

    @property
    def text(self) -> str:
        """The line as it is now."""
        return "".join(part.text for part in self.parts)


def mend_word(word: str) -> str:
    """A word of Unicode with correct letters."""
    return _joined(_parts(word))


def mend_lines(lines: Iterable[str]) -> Iterator[MendedLine]:
    """The lines with correct letters, one for one."""
    reader = legacy.Reader()
    for line in lines:
        decoded = reader.line(line)
        encoded = any(part.read != part.text for part in decoded)
        parts = _mended(decoded)
        restored, read = _joined(parts), line
        # Mending a line may show that it is in a legacy encoding.
        for _ in range(_ROUNDS):
            if restored == read or not has_traces(restored):
                break
            read, restored = restored, _joined(_mended(legacy.Reader().line(restored)))
            if restored != read:
                parts, encoded = [Part(line, restored)], True
        yield MendedLine(parts, encoded)


def _mended(parts: Sequence[Part]) -> list[Part]:
    """The parts of a line, those that were decoded whole, the others as words and blanks."""
    if len(parts) == 1 and parts[0].read == parts[0].text:
        return _parts(parts[0].text)
    out: list[Part] = []
    for read, text in parts:
        mended = _parts(text)
        for piece in mended if read == text else [Part(read, _joined(mended))]:
            _append(out, *piece)
    return out


def _parts(line: str, rounds: int = _ROUNDS) -> list[Part]:
    """The parts of a line of Unicode: words and blanks, each as read and restored."""
    if _is_plain(line):
        words = _WORD.findall(line)
        if list(map(normalise_tone, words)) == words:
            return [Part(line, line)]
        restored = one_style(line)
        pieces = zip(PIECE.findall(line), PIECE.findall(restored), strict=True)
        return [Part(*piece) for piece in pieces]
    parts: list[Part] = []
    for piece in PIECE.findall(line):
        restored = _repair(piece)
        if restored != piece and rounds:
            restored = _joined(_parts(restored, rounds - 1))
        _append(parts, piece, restored)
    return parts


def _is_plain(line: str) -> bool:
    """No character of `line` may need more than another place for its tone mark."""
    return unicodedata.is_normalized("NFC", line) and not odd_characters().search(line)


def _repair(piece: str) -> str:
    return PIECE.sub(
        lambda p: p[0].translate(signs()) if p[0].isspace() else repair_word(p[0]), piece
    )


def _append(parts: list[Part], read: str, restored: str) -> None:
    """Adds a part; a combining mark that a blank parts from its word goes back to it."""
    if unicodedata.combining(restored[:1] or " ") and len(parts) > 1:
        (word_read, word), (blank_read, blank) = parts[-2:]
        joined = None if blank.strip(" ") else join_detached(word, restored)
        if joined:
            parts[-2:] = [Part(word_read + blank_read + read, joined)]
            return
    parts.append(Part(read, restored))


def _joined(parts: Iterable[Part]) -> str:
    return "".join(part.text for part in parts)
