"""Text → correct Vietnamese text, and what was changed in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.restore import legacy
from pipeline.restore.traces import has_traces
from pipeline.restore.words import join_detached, odd_characters, repair_word, signs
from pipeline.vietnamese.tones import normalise_tone

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"\s+|\S+")
_ROUNDS = 5  # at most; each mends what the one before uncovered, and two are the rule

# What was read and what stands there now, for a part of a line.
_Part = tuple[str, str]


class Change(NamedTuple):
    """What stood in the text as read from `start` on, and what stands there now."""

    start: int
    read: str
    restored: str


class Restored(NamedTuple):
    """Correct text, and the changes that made it, in order."""

    text: str
    changes: tuple[Change, ...]


def restore(text: str) -> Restored:
    """`text` in correct Vietnamese, line for line.

    NFC, marks on their letters in one style, letters of the Vietnamese alphabet, encodings
    undone. Digits never change, nor do words that make no Vietnamese syllable.
    """
    lines: list[str] = []
    changes: list[Change] = []
    start = 0
    for parts in _restored_lines(text.split("\n")):
        lines.append(_joined(parts))
        for read, restored in parts:
            if read != restored:
                changes.append(Change(start, read, restored))
            start += len(read)
        start += 1
    return Restored("\n".join(lines), tuple(changes))


def restore_lines(lines: Iterable[str]) -> Iterator[str]:
    """Each of the lines in correct Vietnamese, one out for one in, with its line end."""
    return map(_joined, _restored_lines(lines))


def restore_word(word: str) -> str:
    """A word of Unicode in correct Vietnamese."""
    return _joined(_parts(word))


def _restored_lines(lines: Iterable[str]) -> Iterator[list[_Part]]:
    reader = legacy.Reader()
    for line in lines:
        parts = _mended(reader.line(line))
        restored, read = _joined(parts), line
        # Mending a line may show that it is in a legacy encoding.
        for _ in range(_ROUNDS):
            if restored == read or not has_traces(restored):
                break
            read, restored = restored, _joined(_mended(legacy.Reader().line(restored)))
            if restored != read:
                parts = [(line, restored)]
        yield parts


def _mended(parts: Sequence[legacy.Part]) -> list[_Part]:
    """The parts of a line, those that were decoded whole, the others as words and blanks."""
    if len(parts) == 1 and parts[0].read == parts[0].text:
        return _parts(parts[0].text)
    out: list[_Part] = []
    for read, text in parts:
        mended = _parts(text)
        for piece in mended if read == text else [(read, _joined(mended))]:
            _append(out, *piece)
    return out


def _parts(line: str, rounds: int = _ROUNDS) -> list[_Part]:
    """The parts of a line of Unicode: words and blanks, each as read and restored."""
    if _is_plain(line):
        restored = _WORD.sub(lambda word: normalise_tone(word[0]), line)
        if restored == line:
            return [(line, line)]
        return list(zip(_PIECE.findall(line), _PIECE.findall(restored), strict=True))
    parts: list[_Part] = []
    for piece in _PIECE.findall(line):
        restored = _repair(piece)
        if restored != piece and rounds:
            restored = _joined(_parts(restored, rounds - 1))
        _append(parts, piece, restored)
    return parts


def _is_plain(line: str) -> bool:
    """No character of `line` may need more than another place for its tone mark."""
    return unicodedata.is_normalized("NFC", line) and not odd_characters().search(line)


def _repair(piece: str) -> str:
    return _PIECE.sub(
        lambda p: p[0].translate(signs()) if p[0].isspace() else repair_word(p[0]), piece
    )


def _append(parts: list[_Part], read: str, restored: str) -> None:
    """Adds a part; a combining mark that a blank parts from its word goes back to it."""
    if unicodedata.combining(restored[:1] or " ") and len(parts) > 1:
        (word_read, word), (blank_read, blank) = parts[-2:]
        joined = None if blank.strip(" ") else join_detached(word, restored)
        if joined:
            parts[-2:] = [(word_read + blank_read + read, joined)]
            return
    parts.append((read, restored))


def _joined(parts: Iterable[_Part]) -> str:
    return "".join(restored for _, restored in parts)
