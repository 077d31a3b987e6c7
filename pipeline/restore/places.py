"""Chunks → a stream of places: tokens with their candidates, and where each stands."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.restore.candidates import Rows
from pipeline.restore.sentences import Line, in_capitals, starts
from pipeline.restore.tokens import (
    Case,
    Special,
    Token,
    case_of,
    printed_case,
    tokenise,
    tokenise_misread,
)

_GLUED = -9.0  # log P(read | best candidate) below which a word may be two
_SHORTEST_GLUED, _SHORTEST_PART = 5, 2  # letters of what may be two words, and of each


class Place(NamedTuple):
    """A token of a chunk: its row of candidates, its case, and the word as read."""

    row: int
    case: Case
    token: Token
    read: str = ""  # of a word; empty for other tokens


class Stream(NamedTuple):
    """The places of a passage in order; of each its line and chunk."""

    places: list[Place]
    lines: list[int]
    chunks: list[int]


END = Place(Special.BREAK, Case.NONE, Token(Special.BREAK, 0, 0))


class Divider:
    """Divides chunks into places, and remembers how."""

    def __init__(self, rows: Rows, *, misread: bool = False) -> None:
        """`misread`: signs and digits may stand for letters."""
        self.rows = rows
        self._misread = misread
        self._known: dict[tuple[str, bool], list[Place]] = {}

    def __len__(self) -> int:
        """How many chunks it remembers."""
        return len(self._known)

    def stream(self, lines: Sequence[Line]) -> Stream:
        """The places of a passage."""
        stream = Stream([], [], [])
        for number, (line, start) in enumerate(zip(lines, starts(lines), strict=True)):
            capitals = self._misread and in_capitals(line)
            for at, chunk in enumerate(line):
                key = chunk, capitals
                places = self._known.get(key)
                if places is None:
                    places = self._known[key] = list(self._divide(chunk, capitals))
                if start and not at:
                    places = [END, *places]
                stream.places.extend(places)
                stream.lines.extend([number] * len(places))
                stream.chunks.extend([at] * len(places))
        return stream

    def _divide(self, chunk: str, capitals: bool) -> Iterator[Place]:
        for token in tokenise_misread(chunk) if self._misread else tokenise(chunk):
            if token.special is not None:
                yield Place(token.special, Case.NONE, token)
                continue
            for part in _parted(chunk, token, self.rows) if self._misread else (token,):
                word = chunk[part.start : part.end]
                case = printed_case(word, in_capitals=capitals) if self._misread else case_of(word)
                yield Place(self.rows.row(word, case), case, part, word)


def odd_stops(lines: Sequence[Line], stream: Stream) -> Iterator[int]:
    """Full stops that a word in small letters follows, as places of the stream."""
    for at, (place, after) in enumerate(pairwise(stream.places)):
        if place.row == Special.BREAK and place is not END and len(after.read) > 1:
            chunk = lines[stream.lines[at]][stream.chunks[at]]
            if chunk[place.token.start : place.token.end] == "." and after.case == Case.LOWER:
                yield at


def _parted(chunk: str, token: Token, table: Rows) -> tuple[Token, ...]:
    """A misread word, or the two that dirt glued together."""
    word = chunk[token.start : token.end]

    def evidence(part: str) -> float:
        return table.best_evidence(table.row(part, printed_case(part, in_capitals=False)))

    whole = evidence(word)
    if whole > _GLUED or len(word) < _SHORTEST_GLUED or (word.isascii() and word.isalpha()):
        return (token,)
    cuts = [
        (evidence(word[:end]) + evidence(word[start:]), end, start)
        for end in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        for start in (end, end + 1)
        if start <= len(word) - _SHORTEST_PART
    ]
    best, end, start = max(cuts)
    if best + _GLUED < whole:
        return (token,)
    return token._replace(end=token.start + end), token._replace(start=token.start + start)
