"""Text → correct Vietnamese text, and what was changed in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.restore import legacy, mojibake
from pipeline.restore.words import join_detached, odd_characters, repair_word, signs
from pipeline.vietnamese.tones import normalise_tone

_WORD = re.compile(r"[^\W\d_]+")
_CHUNK = re.compile(r"[ \t\n\r]+|[^ \t\n\r]+")  # other blanks may be bytes of misread letters
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


def restore_word(word: str, encoding: legacy.Encoding | None) -> str:
    """A word of a line in `encoding` (None: Unicode) in correct Vietnamese."""
    return _joined(_parts(legacy.decode(word, encoding) if encoding else word))


def _restored_lines(lines: Iterable[str]) -> Iterator[list[_Part]]:
    encoding: legacy.Encoding | None = None
    for line in lines:
        encoding = legacy.recognise(line, encoding)
        parts = _line_parts(line, encoding)
        restored = _joined(parts)
        # Mending a line may show that it is in a legacy encoding.
        if restored != line and (shown := legacy.recognise(restored, None)):
            parts = [(line, _joined(_line_parts(restored, shown)))]
        yield parts


def _line_parts(line: str, encoding: legacy.Encoding | None) -> list[_Part]:
    if encoding is None:
        return _parts(line)
    return [(chunk, restore_word(chunk, encoding)) for chunk in _CHUNK.findall(line)]


def _parts(line: str, rounds: int = _ROUNDS) -> list[_Part]:
    """The parts of a line of Unicode: words and blanks, each as read and restored."""
    if _is_plain(line):
        restored = _WORD.sub(lambda word: normalise_tone(word[0]), line)
        if restored == line:
            return [(line, line)]
        return list(zip(_PIECE.findall(line), _PIECE.findall(restored), strict=True))
    parts: list[_Part] = []
    for chunk in _CHUNK.findall(line):
        decoded = mojibake.decode(chunk)
        pieces = _PIECE.findall(chunk) if decoded == chunk else [chunk]
        for piece in pieces:
            restored = _repair(mojibake.decode(piece))
            if restored != piece and rounds:
                restored = _joined(_parts(restored, rounds - 1))
            _append(parts, piece, restored)
    return parts


def _is_plain(line: str) -> bool:
    """No character of `line` may need more than another place for its tone mark."""
    plain = unicodedata.is_normalized("NFC", line) and not odd_characters().search(line)
    return plain and not mojibake.has_traces(line)


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
