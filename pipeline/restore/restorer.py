"""Lines of chunks → each chunk restored, with how probable that is: the language model at work.

Each passage is read in its own way, by how it came about (`kinds`); within a passage, lines that
were wrapped are read as one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.restore.candidates import Rows, Slip, bare_forms, misread, slip_between, slipped
from pipeline.restore.channel import Channel, Pair
from pipeline.restore.codes import mend_code
from pipeline.restore.decoder import Decoded, Decoder
from pipeline.restore.kinds import Kind, recognise
from pipeline.restore.lattice import Floats
from pipeline.restore.model import Model, shipped
from pipeline.restore.sentences import Line, batches, cut, in_capitals, starts
from pipeline.restore.tokens import (
    Case,
    Special,
    Token,
    case_of,
    in_case,
    in_case_of,
    normal_form,
    printed_case,
    tokenise,
    tokenise_misread,
)

# Probability from which a candidate replaces what was read. Where everything is misread, the best
# guess is better than what stands there; where little is, most of what is unusual is meant so.
_LEAST: dict[Kind, float] = {"bare": 0.25, "foreign": 0.25, "vietnamese": 0.95}
_LEAST_SCANNED = 0.5
# Log P(full stop read | it is one, it is a comma) before a word in small letters.
_STOP_OR_COMMA = np.array([0.0, -2.0], np.float32)
_REMEMBERED = 50_000  # chunks; memory does not grow with the text
_PRIOR = 100.0  # letters that what is usual counts as, beside a passage's own
_SURE = 0.98  # probability from which a word tells how this passage was misread
_GLUED = -9.0  # log P(read | best candidate) below which a word may be two
_DIRT = "_|~`^.,'"  # between words
_PUNCTUATION = (Special.BREAK, Special.COMMA, Special.SLASH)
_SHORTEST_GLUED, _SHORTEST_PART = 5, 2  # letters of what may be two words, and of each
_LEAST_READ = 0.5  # share of a passage's words that must be told, if it was misread
_TELLING = 30  # words that tell whether a text was scanned …
_SAMPLE = 600  # … and so many are enough
_SLIPS = (0.004, 0.25)  # share of words that seem to have slipped in scans …
_FEWEST_SLIPS = 3  # … and how many there must be
_MOST_UNKNOWN = 0.2  # share of unknown words in a text that makes sense …
_NONSENSE = -7.0  # … and mean log P of its words; they have -3 to -5


class Word(NamedTuple):
    """A chunk as read and as restored."""

    read: str
    text: str
    probability: float = 1.0  # of what stands in `text`
    guess: str | None = None  # the likeliest reading, where `text` is as read but doubtful

    @property
    def changed(self) -> bool:
        """What stands there now is not what was read."""
        return self.text != self.read


class RestoredLine(NamedTuple):
    """How a line came about, and its chunks; none where they all stay as they are."""

    kind: Kind
    words: list[Word]


class _Place(NamedTuple):
    """A token of a chunk: its row of candidates, its case, and the word as read."""

    row: int
    case: Case
    token: Token
    read: str = ""  # of a word; empty for other tokens


class _Stream(NamedTuple):
    """The places of a passage in order; of each its line and chunk, -1 for ends of sentences."""

    places: list[_Place]
    lines: list[int]
    chunks: list[int]


_END = _Place(Special.BREAK, Case.NONE, Token(Special.BREAK, 0, 0))


class Restorer:
    """Restores by one model; keeps what it worked out of words seen before."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._decoder = Decoder(model.ngrams, model.net)
        self._divided: dict[tuple[Kind, str, bool], list[_Place]] = {}

    def restore(self, lines: Sequence[Line], *, scanned: bool = False) -> list[RestoredLine]:
        """Each line. `scanned`: an OCR engine for Vietnamese read them."""
        if len(self._divided) > _REMEMBERED:
            self._divided.clear()
            for rows in ("_bare_rows", "_foreign_rows", "_slip_rows"):
                self.__dict__.pop(rows, None)
        found: list[RestoredLine] = []
        for kind, passage in _passages(lines):
            match kind:
                case "bare":
                    words = self._bare(passage)
                case "foreign":
                    words = self._foreign(passage)
                case "vietnamese":
                    words = self._vietnamese(passage, scanned=scanned)
                case "other":
                    words = _unchanged(passage)
            found += [RestoredLine(kind, line) for line in words]
        return found

    def _bare(self, lines: Sequence[Line]) -> list[list[Word]]:
        """Text without its diacritics."""
        stream = self._stream(lines, "bare", self._bare_rows)
        decided = self._decide([place.row for place in stream.places], stream, self._bare_rows)
        return self._written(lines, "bare", stream, decided, _LEAST["bare"])

    def _foreign(self, lines: Sequence[Line]) -> list[list[Word]]:
        """Text that an OCR engine for another language read.

        What is certain tells how this passage's letters were misread; by that, what is doubtful
        is decided again.
        """
        stream = self._stream(lines, "foreign", self._foreign_rows)
        rows = [place.row for place in stream.places]
        decided = self._decide(rows, stream, self._foreign_rows)
        words = self._model.vocabulary.words
        seen: Counter[Pair] = Counter()
        told = 0
        sure = decided.probabilities > _SURE
        for place, number, certain in zip(
            stream.places, decided.words.tolist(), sure.tolist(), strict=True
        ):
            if place.read and number != Special.OTHER:
                told += 1
                if certain:
                    seen[in_case(words[number], place.case), place.read] += 1
        if told < _LEAST_READ * sum(bool(place.read) for place in stream.places):
            return _unchanged(lines)
        model = self._model
        table = Rows(misread(model.vocabulary, model.ngrams, self._eng.adapted(seen)), words)
        again = [
            table.row(place.read, place.case) if place.read and not certain else table.fixed(number)
            for place, number, certain in zip(
                stream.places, decided.words.tolist(), sure.tolist(), strict=True
            )
        ]
        decided = self._decide(again, stream, table)
        return self._written(lines, "foreign", stream, decided, _LEAST["foreign"])

    def _vietnamese(self, lines: Sequence[Line], *, scanned: bool) -> list[list[Word]]:
        """Text with all its diacritics, in which some letters may have slipped.

        That a scan was read is known, or told by a sample: text that nobody scanned has unusual
        words, too, and they stay.
        """
        if not scanned and not self._has_slips(_sample(lines)):
            return _unchanged(lines)
        stream = self._stream(lines, "vietnamese", self._slip_rows)
        rows = [place.row for place in stream.places]
        for at in _odd_stops(lines, stream) if scanned else ():
            rows[at] = self._stop_or_comma
        decided = self._decide(rows, stream, self._slip_rows)
        weights = self._weigh_slips(stream, decided)
        decided = self._decide(rows, stream, self._slip_rows, weights)
        least = _LEAST_SCANNED if scanned else _LEAST["vietnamese"]
        return self._written(lines, "vietnamese", stream, decided, least)

    def _has_slips(self, lines: Sequence[Line]) -> bool:
        if sum(map(len, lines)) < _TELLING:
            return False
        stream = self._stream(lines, "vietnamese", self._slip_rows)
        rows = [place.row for place in stream.places]
        decided = self._decide(rows, stream, self._slip_rows, quickly=True)
        # Names are unusual everywhere: they tell nothing.
        slips = sum(case != Case.TITLE for case, _, _ in self._found_slips(stream, decided))
        if slips < _FEWEST_SLIPS or not _SLIPS[0] <= slips / len(stream.places) <= _SLIPS[1]:
            return False
        unknown = float((decided.words == Special.OTHER).mean())
        sense = self._model.ngrams.mean_score(decided.words)
        return unknown < _MOST_UNKNOWN and sense > _NONSENSE

    def _found_slips(self, stream: _Stream, decided: Decoded) -> Iterator[tuple[Case, str, str]]:
        """Words that were probably misread: their case, as they should be, and as read."""
        words = self._model.vocabulary.words
        for place, number, probability in zip(
            stream.places, decided.words.tolist(), decided.probabilities.tolist(), strict=True
        ):
            if place.read and number != Special.OTHER and probability > _LEAST_SCANNED:
                read = normal_form(place.read)
                if words[number] != read:
                    yield place.case, words[number], read

    def _weigh_slips(self, stream: _Stream, decided: Decoded) -> Floats:
        """How this passage's letters slip, against how they do on the whole."""
        words = self._model.vocabulary.words
        letters = Counter("".join(words[n] for n in decided.words.tolist() if n >= len(Special)))
        slips = Counter(slip_between(*pair) for _, *pair in self._found_slips(stream, decided))

        def ratio(slip: Slip) -> float:
            usual = self._vie.probability(*slip)
            here = (slips[slip] + _PRIOR * usual) / (letters[slip[0]] + _PRIOR)
            return here / usual

        return self._slip_rows.weigh(ratio)

    def _decide(
        self,
        rows: Sequence[int],
        stream: _Stream,
        table: Rows,
        weights: Floats | None = None,
        *,
        quickly: bool = False,
    ) -> Decoded:
        """The best word of each place."""
        numbers = np.array(rows, np.int64)
        cases = np.array([place.case for place in stream.places], np.int64)
        words, probabilities = np.zeros_like(numbers), np.ones(len(rows), np.float32)
        for batch in batches(cut(numbers)):
            length = max(end - start for start, end in batch)
            block = np.full((len(batch), length), Special.BREAK, np.int64)
            block_cases = np.zeros_like(block)
            for number, (start, end) in enumerate(batch):
                block[number, : end - start] = numbers[start:end]
                block_cases[number, : end - start] = cases[start:end]
            lattice = table.lattice(block, weights)
            decoded = self._decoder.decode(lattice, block_cases, quickly=quickly)
            for number, (start, end) in enumerate(batch):
                words[start:end] = decoded.words[number, : end - start]
                probabilities[start:end] = decoded.probabilities[number, : end - start]
        return Decoded(words, probabilities)

    def _stream(self, lines: Sequence[Line], kind: Kind, table: Rows) -> _Stream:
        stream = _Stream([], [], [])
        for number, (line, start) in enumerate(zip(lines, starts(lines), strict=True)):
            capitals = kind == "foreign" and in_capitals(line)
            for at, chunk in enumerate(line):
                key = kind, chunk, capitals
                places = self._divided.get(key)
                if places is None:
                    divided = self._misread if kind == "foreign" else self._plain
                    places = self._divided[key] = divided(chunk, table, in_capitals=capitals)
                if start and not at:
                    places = [_END, *places]
                stream.places.extend(places)
                stream.lines.extend([number] * len(places))
                stream.chunks.extend([at] * len(places))
        return stream

    def _plain(self, chunk: str, table: Rows, *, in_capitals: bool) -> list[_Place]:
        del in_capitals  # the letters tell
        places: list[_Place] = []
        for token in tokenise(chunk):
            if token.special is not None:
                places.append(_Place(token.special, Case.NONE, token))
            else:
                word = chunk[token.start : token.end]
                case = case_of(word)
                places.append(_Place(table.row(word, case), case, token, word))
        return places

    def _misread(self, chunk: str, table: Rows, *, in_capitals: bool) -> list[_Place]:
        places: list[_Place] = []
        for token in tokenise_misread(chunk):
            if token.special is not None:
                places.append(_Place(token.special, Case.NONE, token))
                continue
            for part in _parted(chunk, token, table):
                word = chunk[part.start : part.end]
                case = printed_case(word, in_capitals=in_capitals)
                places.append(_Place(table.row(word, case), case, part, word))
        return places

    def _written(
        self, lines: Sequence[Line], kind: Kind, stream: _Stream, decided: Decoded, least: float
    ) -> list[list[Word]]:
        """The decided words put into their chunks."""
        found = [[Word(chunk, mend_code(chunk)) for chunk in line] for line in lines]
        parts: dict[tuple[int, int], list[_Part]] = {}
        for place, line, chunk, number, probability in zip(
            *stream, decided.words.tolist(), decided.probabilities.tolist(), strict=True
        ):
            if place is _END:
                continue
            read = lines[line][chunk][place.token.start : place.token.end]
            if place.read:
                guess = self._spelled(number, place, kind)
            else:
                guess = "," if place.row == Special.BREAK and number == Special.COMMA else read
            text = guess if probability >= least else read
            part = _Part(place.token, read, text, guess, probability)
            parts.setdefault((line, chunk), []).append(part)
        for (line, chunk), told in parts.items():
            if kind == "foreign" or any(part.guess != part.read for part in told):
                found[line][chunk] = _joined(found[line][chunk], told, apart=kind == "foreign")
        return found

    def _spelled(self, number: int, place: _Place, kind: Kind) -> str:
        if number == Special.OTHER:
            return self._model.acronyms.get(place.read, place.read)
        word = self._model.vocabulary.words[number]
        if kind == "foreign":
            return word if word == place.read else in_case(word, place.case)
        return place.read if word == normal_form(place.read) else in_case_of(word, place.read)

    @property
    def _stop_or_comma(self) -> int:
        """The row of a full stop that may be a misread comma."""
        stop_and_comma = np.array([Special.BREAK, Special.COMMA], np.int64)
        return self._slip_rows.options(stop_and_comma, _STOP_OR_COMMA)

    @cached_property
    def _bare_rows(self) -> Rows:
        model = self._model
        return Rows(bare_forms(model.vocabulary, model.ngrams), model.vocabulary.words)

    @cached_property
    def _foreign_rows(self) -> Rows:
        model = self._model
        return Rows(misread(model.vocabulary, model.ngrams, self._eng), model.vocabulary.words)

    @cached_property
    def _slip_rows(self) -> Rows:
        model = self._model
        return Rows(slipped(model.vocabulary, model.ngrams, self._vie), model.vocabulary.words)

    @cached_property
    def _eng(self) -> Channel:
        return self._model.channel("eng")

    @cached_property
    def _vie(self) -> Channel:
        return self._model.channel("vie")


class _Part(NamedTuple):
    """A token of a chunk: as read, what stands there now, and the likeliest reading."""

    token: Token
    read: str
    text: str
    guess: str
    probability: float


@cache
def restorer() -> Restorer:
    """The restorer with the model that is shipped."""
    return Restorer(shipped())


def _passages(lines: Sequence[Line]) -> Iterator[tuple[Kind, Sequence[Line]]]:
    kinds = recognise(lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or kinds[end] != kinds[start]:
            yield kinds[start], lines[start:end]
            start = end


def _unchanged(lines: Sequence[Line]) -> list[list[Word]]:
    return [[] for _ in lines]


def _odd_stops(lines: Sequence[Line], stream: _Stream) -> Iterator[int]:
    """Full stops that a word in small letters follows, as places of the stream."""
    for at, (place, after) in enumerate(pairwise(stream.places)):
        if place.row == Special.BREAK and place is not _END and len(after.read) > 1:
            chunk = lines[stream.lines[at]][stream.chunks[at]]
            if chunk[place.token.start : place.token.end] == "." and after.case == Case.LOWER:
                yield at


def _sample(lines: Sequence[Line]) -> Sequence[Line]:
    """All lines of a short text; of a long one some from its beginning, middle and end."""
    words = sum(map(len, lines))
    if words <= 2 * _SAMPLE:
        return lines
    size = max(1, round(len(lines) * _SAMPLE / words / 3))
    middle = len(lines) // 2
    return [*lines[:size], *lines[middle : middle + size], *lines[-size:]]


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


def _joined(word: Word, parts: Sequence[_Part], *, apart: bool) -> Word:
    """A chunk with its tokens as they are written now.

    `apart`: tokens that nothing but dirt stands between were printed as words.
    """
    text = guess = ""
    at = 0
    for part in parts:
        between = word.read[at : part.token.start]
        if apart and at and not between.strip(_DIRT) and part.token.special not in _PUNCTUATION:
            between = " "
        text += between + part.text
        guess += between + part.guess
        at = part.token.end
    text, guess = text + word.read[at:], guess + word.read[at:]
    probability = min(part.probability for part in parts)
    return Word(word.read, text, probability, guess if guess != text else None)
