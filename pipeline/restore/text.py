"""Text → correct Vietnamese text, and what was changed in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.restore import mojibake
from pipeline.restore.words import odd_characters, repair_word, signs
from pipeline.vietnamese.tones import normalise_tone

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"\s+|\S+")
_DETACHED = re.compile(r"(?<=[^\W\d_])[ \u00a0]+(?=[\u0300-\u036f])")
_ROUNDS = 5  # each mends what the one before uncovered; two are the rule


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
    for line in text.split("\n"):
        restored = restore_line(line)
        lines.append(restored)
        if restored != line:
            changes += (c._replace(start=start + c.start) for c in _changes(line, restored))
        start += len(line) + 1
    return Restored("\n".join(lines), tuple(changes))


def restore_lines(lines: Iterable[str]) -> Iterator[str]:
    """Each of the lines in correct Vietnamese, one out for one in, with its line end."""
    for line in lines:
        yield "\n".join(map(restore_line, line.split("\n")))


def restore_line(line: str) -> str:
    """One line in correct Vietnamese; restoring it again changes nothing."""
    for _ in range(_ROUNDS):
        restored = _restore_once(line)
        if restored == line:
            break
        line = restored
    return line


def _restore_once(line: str) -> str:
    if unicodedata.is_normalized("NFC", line) and not odd_characters().search(line):
        return _WORD.sub(lambda word: normalise_tone(word[0]), mojibake.decode(line))
    line = _DETACHED.sub("", mojibake.decode(line))
    return _PIECE.sub(lambda piece: _repair(piece[0]), line)


def _repair(piece: str) -> str:
    return piece.translate(signs()) if piece.isspace() else repair_word(piece)


def _changes(read: str, restored: str) -> Iterator[Change]:
    """The words and blanks in which two lines differ."""
    old, new = _PIECE.findall(read), _PIECE.findall(restored)
    starts = [match.start() for match in _PIECE.finditer(read)] + [len(read)]
    if len(old) == len(new):
        for start, was, now in zip(starts, old, new, strict=False):
            if was != now:
                yield Change(start, was, now)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield Change(starts[a], "".join(old[a:b]), "".join(new[c:d]))
