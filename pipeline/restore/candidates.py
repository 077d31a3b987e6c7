"""What a word as read may stand for: rows of candidates for the lattice, made once a word."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from pipeline.restore.channel import Channel, Printed, Weighed
from pipeline.restore.lattice import NEVER, Floats, Lattice
from pipeline.restore.ngrams import NGrams
from pipeline.restore.tokens import Case, Special, normal_form
from pipeline.restore.vocabulary import Numbers, Vocabulary
from pipeline.vietnamese.letters import MARKED, fold
from pipeline.vietnamese.syllables import bare_syllables, is_syllable

_WIDEST = 24  # candidates a row
_LONGEST_SYLLABLE = 7  # letters
_MARKED_VOWELS = MARKED - {"đ", "Đ"}
_MOST_FORMS = 16  # of a bare syllable …
_RAREST = 9.0  # … and nats by which one may be rarer than the commonest
_HOPELESS = 14.0  # nats by which a candidate may be worse than the best
# Log P(read | the word is no Vietnamese one, and stands there as read).
_KNOWN = -1.0  # the vocabulary has it
_ABBREVIATION = -8.0  # it looks like one
_NAME = -12.0  # … like a foreign name
_UNLIKELY = -20.0

_NONE: Numbers = np.zeros(0, np.int64)

Options = Weighed  # candidates, and log P(read | candidate) of each
Slip = tuple[str, str]  # a letter, and what it was read as
Generator = Callable[[Sequence[Printed]], Iterable[Options]]


class Rows:
    """Candidates by word as read. The first rows are of the special tokens, in their order."""

    def __init__(self, generate: Generator, words: Sequence[str] = ()) -> None:
        """`words`: the vocabulary, if slips of single letters are to be weighed."""
        self._generate = generate
        self._vocabulary = words
        self._row: dict[tuple[str, Case], int] = {}
        self._optional: dict[tuple[int, ...], int] = {}
        self._words = np.zeros((1024, _WIDEST), np.int64)
        self._evidence = np.full((1024, _WIDEST), NEVER, np.float32)
        self._slips = np.zeros((1024, _WIDEST), np.int64)
        self._slip_number: dict[Slip, int] = {}
        self._filled = len(Special)
        self._words[: len(Special), 0] = range(len(Special))
        self._evidence[: len(Special), 0] = 0

    def row(self, word: str, case: Case) -> int:
        """The number of the row of a word as read."""
        if (word, case) not in self._row:
            self.add([(word, case)])
        return self._row[word, case]

    def add(self, words: Iterable[Printed]) -> None:
        """Makes the rows of words together, which is faster."""
        new = [word for word in dict.fromkeys(words) if word not in self._row]
        for (word, case), options in zip(new, self._generate(new), strict=True):
            number = self._row[word, case] = self._add(*options)
            if self._vocabulary:
                self._note_slips(number, normal_form(word))

    def _note_slips(self, number: int, read: str) -> None:
        for at, candidate in enumerate(self._words[number].tolist()):
            if slip := slip_between(self._vocabulary[candidate], read):
                known = self._slip_number
                self._slips[number, at] = known.setdefault(slip, len(known) + 1)

    def fixed(self, word: int) -> int:
        """The number of a row that holds this word only."""
        return self.options(*_certain(word))

    def options(self, words: Numbers, evidence: Floats) -> int:
        """The number of a row that holds these candidates."""
        key = tuple(words.tolist())
        if key not in self._optional:
            self._optional[key] = self._add(words, evidence)
        return self._optional[key]

    def best_evidence(self, row: int) -> float:
        """Log P(read | candidate) of the candidate that explains best what was read."""
        return float(self._evidence[row].max())

    def lattice(self, rows: Numbers, weights: Floats | None = None) -> Lattice:
        """The candidates of rows: sentence x place x candidate; `weights` come from `weigh`."""
        every = Lattice(self._words[rows], self._evidence[rows])
        width = int(every.present.sum(2).max())
        evidence = every.evidence[:, :, :width]
        if weights is not None:
            evidence = evidence + weights[self._slips[rows, :width]]
        return Lattice(every.tokens[:, :, :width], evidence)

    def weigh(self, ratios: Callable[[Slip], float]) -> Floats:
        """How much likelier each slip is than it was thought to be, as logarithms."""
        known = [0.0, *(math.log(ratios(slip)) for slip in self._slip_number)]
        return np.array(known, np.float32)

    def _add(self, words: Numbers, evidence: Floats) -> int:
        number, self._filled = self._filled, self._filled + 1
        if number == len(self._words):
            self._words = np.concatenate([self._words, np.zeros_like(self._words)])
            self._evidence = np.concatenate([self._evidence, np.full_like(self._evidence, NEVER)])
            self._slips = np.concatenate([self._slips, np.zeros_like(self._slips)])
        self._words[number, : len(words)] = words
        self._evidence[number, : len(words)] = evidence
        return number


def slip_between(word: str, read: str) -> Slip | None:
    """The one letter of `word` that was read as another; None where they differ otherwise."""
    if len(word) != len(read) or word == read:
        return None
    slips = [pair for pair in zip(word, read, strict=True) if pair[0] != pair[1]]
    return slips[0] if len(slips) == 1 else None


def bare_forms(vocabulary: Vocabulary, ngrams: NGrams) -> Generator:
    """For words without diacritics: all forms; a word that has some stands as it is."""

    def options(word: str) -> Options:
        forms = vocabulary.forms(word) if MARKED.isdisjoint(word) else _NONE
        if not len(forms):
            return _certain(vocabulary.number(word))
        frequency = ngrams.unigram(forms)
        known = forms[frequency > frequency.max() - _RAREST][:_MOST_FORMS]
        return known, np.zeros(len(known), np.float32)

    return lambda words: (options(word) for word, _ in words)


def misread(vocabulary: Vocabulary, ngrams: NGrams, channel: Channel) -> Generator:
    """For words read by a foreign OCR: the syllables that show so, and the word as it stands."""

    def generate(words: Sequence[Printed]) -> Iterator[Options]:
        for (word, _), weighed in zip(words, channel.weigh(words), strict=True):
            candidates, evidence = _best(vocabulary.syllables, weighed, ngrams)
            number = vocabulary.number(word)
            if number == Special.OTHER or not is_syllable(word):
                kept = _KNOWN if number != Special.OTHER else _as_it_stands(word)
                candidates = np.append(candidates[: _WIDEST - 1], number)
                evidence = np.append(evidence[: _WIDEST - 1], np.float32(kept))
            yield candidates, evidence

    return generate


def slipped(vocabulary: Vocabulary, ngrams: NGrams, channel: Channel) -> Generator:
    """For words read by a Vietnamese OCR: what may have slipped; first the word as it stands."""

    def generate(words: Sequence[Printed]) -> Iterator[Options]:
        open_ = [pair for pair in words if is_syllable(pair[0]) or _is_misspelt(pair[0])]
        small = [(w.lower(), Case.LOWER) if c is Case.NONE else (w, c) for w, c in open_]
        told = dict(zip(open_, channel.weigh(small), strict=True))
        for word, case in words:
            number = vocabulary.number(word)
            if (word, case) not in told:
                yield _certain(number)
                continue
            candidates, evidence = _best(vocabulary.syllables, told[word, case], ngrams)
            if number not in candidates:
                kept = 0.0 if is_syllable(word) else _UNLIKELY
                candidates = np.append(candidates[: _WIDEST - 1], number)
                evidence = np.append(evidence[: _WIDEST - 1], np.float32(kept))
            first = np.argsort(candidates != number, kind="stable")
            yield candidates[first], evidence[first]

    return generate


def _is_misspelt(word: str) -> bool:
    """No syllable, but meant as one: it has vowels with marks, which abbreviations have not."""
    return 1 < len(word) <= _LONGEST_SYLLABLE and not _MARKED_VOWELS.isdisjoint(word)


def _certain(number: int) -> Options:
    return np.array([number]), np.zeros(1, np.float32)


def _best(syllables: Numbers, weighed: Weighed, ngrams: NGrams) -> Options:
    """The likeliest candidates by evidence and frequency, best first."""
    words, evidence = syllables[weighed[0]], weighed[1]
    scores = evidence + ngrams.unigram(words)
    near = np.flatnonzero(scores > scores.max(initial=NEVER) - _HOPELESS)
    best = near[np.argsort(-scores[near], kind="stable")[:_WIDEST]]
    return words[best], evidence[best]


def _as_it_stands(word: str) -> float:
    if not (word.isascii() and word.isalpha()):
        return _UNLIKELY
    if sum(map(str.isupper, word)) > 1:
        return _NAME if fold(word) in bare_syllables() else _ABBREVIATION
    return _NAME if word[0].isupper() else _UNLIKELY
