"""How a reader misreads: the probability of what was read, given the syllable that stands there.

A noisy channel in which each letter of the syllable shows as up to three characters (Brill &
Moore, 2000); its probabilities are counted in pages that were typeset and read. All syllables
are weighed at once, along a trie of their letters.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.lattice import NEVER, Floats
from pipeline.restore.tokens import Case
from pipeline.vietnamese.letters import fold

LONGEST = 3  # characters that one letter may show as
START = "^"  # stands before each syllable: dirt may show there
_KIN = 4.0  # observations that those of letters with the same base are worth
_BEAM = 14.0  # nats by which a beginning may be worse than the best one of its length
_COLUMNS = 10_000  # kept for parts of words seen before
_TINY = 1e-12

Counts = Mapping[str, Mapping[str, float]]  # of what each letter was read as
Pair = tuple[str, str]  # a word as printed, in its case, and as read
_ONE_DOCUMENT = 40.0  # observations of a letter that a channel is worth beside a document's own


class Channel:
    """One reader: P(read | syllable) for syllables in any case."""

    def __init__(self, counts: Counts, syllables: Sequence[str]) -> None:
        self._counts = counts
        self._totals = {letter: sum(shown.values()) for letter, shown in counts.items()}
        self._families = _families(counts)
        self._kin_of: dict[str, tuple[Mapping[str, float], float]] = {}
        self._syllables = syllables
        self._tries: dict[Case, _Trie] = {}
        self._columns: dict[tuple[Case, str], Floats] = {}

    def adapted(self, words: Mapping[Pair, int]) -> "Channel":
        """The same reader as it misread one document: words as printed and read, with counts."""
        seen = count_misreadings(words, self._counts)
        mixed: dict[str, dict[str, float]] = {}
        for letter, shown in self._counts.items():
            weight = _ONE_DOCUMENT / max(_ONE_DOCUMENT, self._totals[letter])
            mixed[letter] = {part: weight * times for part, times in shown.items()}
        for letter, parts in seen.items():
            there = mixed.setdefault(letter, {})
            for part, times in parts.items():
                there[part] = there.get(part, 0) + times
        return Channel(mixed, self._syllables)

    def scores(self, read: str, case: Case) -> Floats:
        """Log P(read | syllable in this case) for each syllable; NEVER for hopeless ones."""
        trie = self._trie(case)
        length = len(read)
        longest = min(LONGEST, length)
        shown = np.full((longest + 1, len(trie.letters), length + 1), NEVER, np.float32)
        for k in range(longest + 1):
            for end in range(k, length + 1):
                shown[k, :, end] = self._column(case, read[end - k : end])
        reached = np.full((1, length + 1), NEVER, np.float32)
        for end in range(longest + 1):
            reached[0, end] = self._log(START, read[:end])
        found = np.full(len(self._syllables), NEVER, np.float32)
        kept = np.ones(1, np.bool_)
        for level in trie.levels:
            alive = np.flatnonzero(kept[level.parents])
            before = reached[(np.cumsum(kept) - 1)[level.parents[alive]]]
            letters = level.letters[alive]
            reached = before + shown[0][letters]
            for k in range(1, longest + 1):
                onward = before[:, :-k] + shown[k][letters][:, k:]
                np.maximum(reached[:, k:], onward, out=reached[:, k:])
            best = reached.max(1)
            near = best > best.max(initial=NEVER) - _BEAM
            ends = level.syllables[alive]
            whole = ends >= 0
            found[ends[whole]] = reached[whole, length]
            kept = np.zeros(len(level.parents), np.bool_)
            kept[alive[near]] = True
            reached = reached[near]
        return found

    def probability(self, letter: str, shown: str) -> float:
        """P(shown | letter)."""
        return math.exp(self._log(letter, shown))

    def _trie(self, case: Case) -> "_Trie":
        if case not in self._tries:
            self._tries[case] = _Trie([_CASED[case](word) for word in self._syllables])
        return self._tries[case]

    def _column(self, case: Case, shown: str) -> Floats:
        """Log P(shown | letter) for all letters of a trie."""
        key = case, shown
        if key not in self._columns:
            if len(self._columns) > _COLUMNS:
                self._columns.clear()
            letters = self._trie(case).letters
            self._columns[key] = np.array([self._log(c, shown) for c in letters], np.float32)
        return self._columns[key]

    def _log(self, letter: str, shown: str) -> float:
        family, number = self._kin(letter)
        kin = family.get(shown, 0) / number
        seen = self._counts.get(letter, {}).get(shown, 0) + guess(letter, shown) + _KIN * kin
        # On real paper marks get lost more often than on the pages that counts come from.
        seen += letter != shown and _base(letter) == _base(shown)
        return math.log(seen / (self._totals.get(letter, 0) + 1 + _KIN))

    def _kin(self, letter: str) -> tuple[Mapping[str, float], float]:
        """What letters of the same base were read as, and how often in all."""
        if letter not in self._kin_of:
            family = self._families.get(_family(letter), {})
            self._kin_of[letter] = family, max(1.0, sum(family.values()))
        return self._kin_of[letter]


def count_misreadings(words: Mapping[Pair, int], counts: Counts) -> dict[str, Counter[str]]:
    """How often each letter was read as what, by the likeliest alignments under `counts`."""
    totals = {letter: sum(shown.values()) for letter, shown in counts.items()}
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (printed, read), times in words.items():
        for letter, shown in _align(printed, read, counts, totals):
            found[letter][shown] += times
    return dict(found)


def _align(
    printed: str, read: str, counts: Counts, totals: Mapping[str, float]
) -> Iterator[tuple[str, str]]:
    """Each letter of a word with what it shows as, from the last to the first."""
    length = len(read)
    best = [0.0] + [-math.inf] * length
    taken: list[list[int]] = []
    for letter in START + printed:
        onward, lengths = [-math.inf] * (length + 1), [0] * (length + 1)
        shown, total = counts.get(letter, {}), totals.get(letter, 0)
        for at, score in enumerate(best):
            if score == -math.inf:
                continue
            for k in range(min(LONGEST, length - at) + 1):
                part = read[at : at + k]
                seen = (shown.get(part, 0) + guess(letter, part)) / (total + 1)
                reached = score + math.log(seen + _TINY)
                if reached > onward[at + k]:
                    onward[at + k], lengths[at + k] = reached, k
        best = onward
        taken.append(lengths)
    end = length
    for letter, lengths in zip(reversed(START + printed), reversed(taken), strict=True):
        yield letter, read[end - lengths[end] : end]
        end -= lengths[end]


def guess(letter: str, shown: str) -> float:
    """P(shown | letter) where nothing was seen: misreadings keep the look of a letter."""
    if letter == START:
        return 0.99 if not shown else float(np.exp(-8 - 3 * len(shown)))
    if shown == letter:
        return 0.018
    if len(shown) != 1:
        return 5e-5 if not shown else 1.3e-4 * float(np.exp(-2 * (len(shown) - 1)))
    if shown.lower() == letter.lower():
        return 0.0045
    return 0.0074 if _base(shown) == _base(letter) else 1.3e-4


def _families(counts: Counts) -> Counts:
    """What letters with the same base and case were read as, but for themselves."""
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for letter, shown in counts.items():
        for part, times in shown.items():
            if part != letter:
                found[_family(letter)][part] += times
    return found


def _family(letter: str) -> str:
    return _base(letter).upper() if letter.isupper() else _base(letter)


_base = lru_cache(maxsize=10_000)(fold)


class _Level(NamedTuple):
    """The nodes of a trie at one depth."""

    parents: NDArray[np.intp]
    letters: NDArray[np.intp]
    syllables: NDArray[np.intp]  # that end here, else -1


class _Trie:
    """Syllables by their beginnings."""

    def __init__(self, syllables: Sequence[str]) -> None:
        self._syllables = syllables
        self.letters = sorted(set("".join(syllables)))

    @cached_property
    def levels(self) -> list[_Level]:
        """Its nodes, by depth."""
        letter_number = {letter: number for number, letter in enumerate(self.letters)}
        number_of = {syllable: number for number, syllable in enumerate(self._syllables)}
        above = {"": 0}
        found: list[_Level] = []
        for depth in range(1, max(map(len, self._syllables)) + 1):
            nodes = dict.fromkeys(s[:depth] for s in self._syllables if len(s) >= depth)
            found.append(
                _Level(
                    np.array([above[node[:-1]] for node in nodes]),
                    np.array([letter_number[node[-1]] for node in nodes]),
                    np.array([number_of.get(node, -1) for node in nodes]),
                )
            )
            above = {node: number for number, node in enumerate(nodes)}
        return found


_CASED = {Case.LOWER: str.lower, Case.TITLE: str.capitalize, Case.UPPER: str.upper}
