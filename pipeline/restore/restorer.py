"""Lines of chunks → each chunk restored, with how probable that is: the language model at work.

Each passage is read in its own way, by how it came about (`kinds`); within a passage, lines that
were wrapped are read as one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from pipeline.restore.candidates import Rows, Slip, bare_forms, misread, slip_between, slipped
from pipeline.restore.channel import Channel
from pipeline.restore.decoder import Decoded, Decoder
from pipeline.restore.kinds import Kind, has_odd_letters, recognise
from pipeline.restore.lattice import Floats
from pipeline.restore.model import Model, shipped
from pipeline.restore.places import Divider, Stream, odd_stops
from pipeline.restore.sentences import Line, batches, cut
from pipeline.restore.tokens import EDGES, Case, Special, in_case, normal_form
from pipeline.restore.written import Word, Writer

# Probability from which a candidate replaces what was read. Where everything is misread, the best
# guess is better than what stands there; where little is, most of what is unusual is meant so.
_LEAST_MISREAD, _LEAST_SCANNED, _LEAST = 0.25, 0.5, 0.95
_LEAST_OF_NAMES = 0.95  # names are unusual, and meant so
# Log P(full stop read | it is one, it is a comma) before a word in small letters.
_STOP_OR_COMMA = (
    np.array([Special.BREAK, Special.COMMA], np.int64),
    np.array([0.0, -2.0], np.float32),
)
_REMEMBERED = 50_000  # chunks; memory does not grow with the text
_PRIOR = 20.0  # letters that what is usual counts as, beside a passage's own
_SURE = 0.98  # probability from which a word tells how its passage was misread
_LEAST_READ = 0.5  # share of a passage's words that must be told, if it was misread
_TELLING = 30  # words that tell whether a text was scanned …
_SAMPLE = 600  # … and so many are enough
_SLIPS = (0.004, 0.25)  # share of words that seem to have slipped in scans …
_FEWEST_SLIPS = 3  # … and how many there must be
_MOST_UNKNOWN = 0.2  # share of unknown words in a text that makes sense …
_NONSENSE = -7.0  # … and mean log P of its words; they have -3 to -5


class RestoredLine(NamedTuple):
    """How a line came about, and its chunks; none where they all stay as they are."""

    kind: Kind
    words: list[Word]


class Restorer:
    """Restores by one model; keeps what it worked out of words seen before."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._words = model.vocabulary.words
        self._decoder = Decoder(model.ngrams, model.net)
        self._writer = Writer(self._words, model.acronyms, model.title_shares)

    def restore(self, lines: Sequence[Line], *, scanned: bool = False) -> list[RestoredLine]:
        """Each line. `scanned`: an OCR engine for Vietnamese read them."""
        self._forget()
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
        stream = self._bare_divider.stream(lines)
        decided = self._decide(stream, self._bare_divider.rows)
        return self._writer.write(lines, stream, decided, _LEAST_MISREAD)

    def _foreign(self, lines: Sequence[Line]) -> list[list[Word]]:
        """Text that an OCR engine for another language read.

        What is certain tells how this passage's letters were misread; by that, what is doubtful
        is decided again.
        """
        stream = self._foreign_divider.stream(lines)
        decided = self._decide(stream, self._foreign_divider.rows)
        sure = (decided.probabilities > _SURE).tolist()
        told = list(zip(stream.places, decided.words.tolist(), sure, strict=True))
        known = [(p, n, sure) for p, n, sure in told if p.read and n != Special.OTHER]
        if len(known) < _LEAST_READ * sum(bool(place.read) for place in stream.places):
            return _unchanged(lines)
        seen = Counter((in_case(self._words[n], p.case), p.read) for p, n, sure in known if sure)
        model = self._model
        channel = self._eng.adapted(seen)
        rows = Rows(misread(model.vocabulary, model.ngrams, channel))
        rows.add((p.read, p.case) for p, _, sure in told if p.read and not sure)
        again = [
            rows.row(place.read, place.case) if place.read and not sure else rows.fixed(number)
            for place, number, sure in told
        ]
        decided = self._decide(stream, rows, again)
        return self._writer.write(lines, stream, decided, _LEAST_MISREAD, misread=True)

    def _vietnamese(self, lines: Sequence[Line], *, scanned: bool) -> list[list[Word]]:
        """Text with all its diacritics, in which some letters may have slipped.

        That a scan was read is known, or told by a sample: text that nobody scanned has unusual
        words, too, and they stay.
        """
        if not scanned and not self._has_slips(_sample(lines)):
            return _unchanged(lines)
        rows = self._slip_divider.rows
        stream = self._slip_divider.stream(lines)
        numbers = [place.row for place in stream.places]
        for at in odd_stops(lines, stream) if scanned else ():
            numbers[at] = rows.options(*_STOP_OR_COMMA)
        decided = self._decide(stream, rows, numbers)
        weights = self._weigh_slips(stream, decided)
        decided = self._decide(stream, rows, numbers, weights)
        least = _LEAST_SCANNED if scanned else _LEAST
        return self._writer.write(lines, stream, decided, least, least_of_names=_LEAST_OF_NAMES)

    def _has_slips(self, lines: Sequence[Line]) -> bool:
        if sum(map(len, lines)) < _TELLING:
            return False
        stream = self._slip_divider.stream(lines)
        decided = self._decide(stream, self._slip_divider.rows, quickly=True)
        # Names are unusual everywhere: they tell nothing.
        slips = sum(case != Case.TITLE for case, _, _ in self._found_slips(stream, decided))
        if slips < _FEWEST_SLIPS or not _SLIPS[0] <= slips / len(stream.places) <= _SLIPS[1]:
            return False
        unknown = float((decided.words == Special.OTHER).mean())
        sense = self._model.ngrams.mean_score(decided.words)
        return unknown < _MOST_UNKNOWN and sense > _NONSENSE

    def _found_slips(self, stream: Stream, decided: Decoded) -> Iterator[tuple[Case, str, str]]:
        """Words that were probably misread: their case, as they should be, and as read."""
        for place, number, probability in zip(
            stream.places, decided.words.tolist(), decided.probabilities.tolist(), strict=True
        ):
            if place.read and number != Special.OTHER and probability > _LEAST_SCANNED:
                read = normal_form(place.read)
                if self._words[number] != read:
                    yield place.case, self._words[number], read

    def _weigh_slips(self, stream: Stream, decided: Decoded) -> Floats:
        """How this passage's letters slip, against how they do on the whole."""
        known = (self._words[n] for n in decided.words.tolist() if n >= len(Special))
        letters = Counter("".join(known))
        slips = Counter(slip_between(*pair) for _, *pair in self._found_slips(stream, decided))

        def ratio(slip: Slip) -> float:
            usual = self._vie.probability(*slip)
            here = (slips[slip] + _PRIOR * usual) / (letters[slip[0]] + _PRIOR)
            return here / usual

        return self._slip_divider.rows.weigh(ratio)

    def _decide(
        self,
        stream: Stream,
        rows: Rows,
        numbers: Sequence[int] | None = None,
        weights: Floats | None = None,
        *,
        quickly: bool = False,
    ) -> Decoded:
        """The best word of each place; `numbers` of its rows, if not the stream's own."""
        own = [place.row for place in stream.places] if numbers is None else numbers
        every = np.array(own, np.int64)
        cases = np.array([place.case for place in stream.places], np.int64)
        words, probabilities = np.zeros_like(every), np.ones(len(every), np.float32)
        for batch in batches(cut(every)):
            length = max(end - start for start, end in batch)
            block = np.full((len(batch), length), Special.BREAK, np.int64)
            block_cases = np.zeros_like(block)
            for number, (start, end) in enumerate(batch):
                block[number, : end - start] = every[start:end]
                block_cases[number, : end - start] = cases[start:end]
            decoded = self._decoder.decode(
                rows.lattice(block, weights), block_cases, quickly=quickly
            )
            for number, (start, end) in enumerate(batch):
                words[start:end] = decoded.words[number, : end - start]
                probabilities[start:end] = decoded.probabilities[number, : end - start]
        return Decoded(words, probabilities)

    def _forget(self) -> None:
        """Lets go of what was worked out, once it is much."""
        for name in ("_bare_divider", "_foreign_divider", "_slip_divider"):
            if len(self.__dict__.get(name, ())) > _REMEMBERED:
                del self.__dict__[name]

    @cached_property
    def _bare_divider(self) -> Divider:
        return Divider(Rows(bare_forms(self._model.vocabulary, self._model.ngrams)))

    @cached_property
    def _foreign_divider(self) -> Divider:
        generate = misread(self._model.vocabulary, self._model.ngrams, self._eng)
        return Divider(Rows(generate), misread=True)

    @cached_property
    def _slip_divider(self) -> Divider:
        generate = slipped(self._model.vocabulary, self._model.ngrams, self._vie)
        return Divider(Rows(generate, self._words))

    @cached_property
    def _eng(self) -> Channel:
        return self._model.channel("eng")

    @cached_property
    def _vie(self) -> Channel:
        return self._model.channel("vie")


@cache
def restorer() -> Restorer:
    """The restorer with the model that is shipped."""
    return Restorer(shipped())


def _passages(lines: Sequence[Line]) -> Iterator[tuple[Kind, Sequence[Line]]]:
    kinds = recognise(lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or kinds[end] != kinds[start]:
            passage = lines[start:end]
            # "Ea Bá" below "Ea Trol" is no misread word: names of other languages are spelt so.
            names = kinds[start] == "foreign" and _names(passage) and not has_odd_letters(passage)
            yield "other" if names and len(passage) < len(lines) else kinds[start], passage
            start = end


def _names(lines: Sequence[Line]) -> bool:
    """Do the lines hold names and numbers, and no word in small letters?"""
    return not any(chunk.strip(EDGES).islower() for line in lines for chunk in line)


def _unchanged(lines: Sequence[Line]) -> list[list[Word]]:
    return [[] for _ in lines]


def _sample(lines: Sequence[Line]) -> Sequence[Line]:
    """All lines of a short text; of a long one some from its beginning, middle and end."""
    words = sum(map(len, lines))
    if words <= 2 * _SAMPLE:
        return lines
    size = max(1, round(len(lines) * _SAMPLE / words / 3))
    middle = len(lines) // 2
    return [*lines[:size], *lines[middle : middle + size], *lines[-size:]]
