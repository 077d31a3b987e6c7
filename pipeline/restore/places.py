"""Chunks → a stream of places: tokens with their candidates, and where each stands."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from pipeline.restore.candidates import Rows
from pipeline.restore.channel import Printed
from pipeline.restore.sentences import Bounds, Line, in_capitals, starts
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
_LONGEST_GLUED = 24  # twice the longest syllable, "nghiêng", with dirt between its letters


class Place(NamedTuple):
    """A token of a chunk: its row of candidates, its case, and the word as read."""

    row: int
    case: Case
    token: Token
    read: str = ""  # of a word; empty for other tokens


class Chunk(NamedTuple):
    """Where a chunk stands: lines[line][at], and its places: places[start:end]."""

    line: int
    at: int
    start: int
    end: int


class Stream(NamedTuple):
    """The places of a passage in order, and the chunks that they belong to."""

    places: list[Place]
    chunks: list[Chunk]


END = Place(Special.BREAK, Case.NONE, Token(Special.BREAK, 0, 0))


class _Piece(NamedTuple):
    """A chunk or a part of one, and whether it stands in a misread line of capitals."""

    text: str
    in_capitals: bool

    def part(self, start: int, end: int) -> "_Piece":
        return self._replace(text=self.text[start:end])


class Divider:
    """Divides chunks into places, and remembers how."""

    def __init__(self, rows: Rows, *, misread: bool = False) -> None:
        """`misread`: signs and digits may stand for letters."""
        self.rows = rows
        self._misread = misread
        self._known: dict[_Piece, list[Place]] = {}

    def __len__(self) -> int:
        """How many chunks it remembers."""
        return len(self._known)

    def stream(self, lines: Sequence[Line]) -> Stream:
        """The places of a passage."""
        pieces = [list(self._pieces(line)) for line in lines]
        self._learn(chain.from_iterable(pieces))
        places: list[Place] = []
        chunks: list[Chunk] = []
        for number, (line, start) in enumerate(zip(pieces, starts(lines), strict=True)):
            if start and line:
                places.append(END)
            for at, chunk in enumerate(line):
                if parts := self._known[chunk]:
                    chunks.append(Chunk(number, at, len(places), len(places) + len(parts)))
                    places += parts
        return Stream(places, chunks)

    def _pieces(self, line: Line) -> Iterator[_Piece]:
        capitals = self._misread and in_capitals(line)
        return (_Piece(chunk, capitals) for chunk in line)

    def _learn(self, chunks: Iterable[_Piece]) -> None:
        """Divides those that it does not know yet, all together."""
        new = {
            chunk: self._tokens(chunk)
            for chunk in dict.fromkeys(chunks)
            if chunk not in self._known
        }
        words = [
            chunk.part(token.start, token.end)
            for chunk, tokens in new.items()
            for token in tokens
            if token.special is None
        ]
        self.rows.add(map(self._printed, words))
        if self._misread:
            pairs = chain.from_iterable(_cuts(w).values() for w in words if self._may_be_two(w))
            self.rows.add(map(self._printed, chain.from_iterable(pairs)))
        for chunk, tokens in new.items():
            self._known[chunk] = list(self._divide(chunk, tokens))

    def _tokens(self, chunk: _Piece) -> tuple[Token, ...]:
        return tokenise_misread(chunk.text) if self._misread else tokenise(chunk.text)

    def _printed(self, word: _Piece) -> Printed:
        """A word as read, and the case it was printed in."""
        if self._misread:
            return word.text, printed_case(word.text, in_capitals=word.in_capitals)
        return word.text, case_of(word.text)

    def _divide(self, chunk: _Piece, tokens: Iterable[Token]) -> Iterator[Place]:
        for token in tokens:
            if token.special is not None:
                yield Place(token.special, Case.NONE, token)
                continue
            for part in self._parted(chunk, token) if self._misread else (token,):
                word, case = self._printed(chunk.part(part.start, part.end))
                yield Place(self.rows.row(word, case), case, part, word)

    def _parted(self, chunk: _Piece, token: Token) -> tuple[Token, ...]:
        """A misread word, or the two that dirt glued together."""
        word = chunk.part(token.start, token.end)
        if not self._may_be_two(word):
            return (token,)
        weighed = [
            (self._evidence(first) + self._evidence(second), cut)
            for cut, (first, second) in _cuts(word).items()
        ]
        best, (end, start) = max(weighed)
        if best + _GLUED < self._evidence(word):
            return (token,)
        return token._replace(end=token.start + end), token._replace(start=token.start + start)

    def _may_be_two(self, word: _Piece) -> bool:
        text = word.text
        return (
            _SHORTEST_GLUED <= len(text) <= _LONGEST_GLUED
            and not (text.isascii() and text.isalpha())
            and self._evidence(word) <= _GLUED
        )

    def _evidence(self, word: _Piece) -> float:
        return self.rows.best_evidence(self.rows.row(*self._printed(word)))


def _cuts(word: _Piece) -> dict[Bounds, tuple[_Piece, _Piece]]:
    """The two parts that a word may have been, by where the first ends and the second starts."""
    text = word.text
    return {
        (end, start): (word.part(0, end), word.part(start, len(text)))
        for end in range(_SHORTEST_PART, len(text) - _SHORTEST_PART + 1)
        for start in (end, end + 1)
        if start <= len(text) - _SHORTEST_PART
    }


def odd_stops(lines: Sequence[Line], stream: Stream) -> Iterator[int]:
    """Full stops that a word in small letters follows, as places of the stream."""
    for line, at, start, end in stream.chunks:
        following = stream.places[start + 1 : end + 1]
        for number, (place, after) in enumerate(
            zip(stream.places[start:end], following, strict=False), start
        ):
            if place.row == Special.BREAK and len(after.read) > 1 and after.case is Case.LOWER:
                read = lines[line][at][place.token.start : place.token.end]
                if read == ".":
                    yield number
