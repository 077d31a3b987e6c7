"""How a reader misreads: the probability of what was read, given the syllable that stands there.

A noisy channel in which each letter of the syllable shows as up to three characters (Brill &
Moore, 2000); its probabilities are counted in pages that were typeset and read. All syllables
are weighed at once, along a trie of their letters.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.lattice import NEVER, Floats
from pipeline.restore.tokens import Case
from pipeline.restore.vocabulary import Numbers
from pipeline.vietnamese.letters import fold

LONGEST = 3  # characters that one letter may show as
_NO_LETTER = "\0"
START = "^"  # stands before each syllable: dirt may show there
_KIN = 4.0  # observations that those of letters with the same base are worth
_BEAM = 14.0  # nats by which a beginning may be worse than the best one of its length
_COLUMNS = 10_000  # kept for parts of words seen before
_TINY = 1e-12
# What a syllable may have been read as: not too long, and of signs that engines for Latin script
# write. All else costs time and tells nothing.
_PRINTED = re.compile(
    "[!-~\u00a1-\u024f\u1e00-\u1eff\u2010-\u203e\u20a0-\u20bf\u2100-\u214f\ufb00-\ufb06]{1,24}"
)
_TOGETHER = 64  # words weighed at once

Counts = Mapping[str, Mapping[str, float]]  # of what each letter was read as
Pair = tuple[str, str]  # a word as printed, in its case, and as read
Printed = tuple[str, Case]  # a word as read, and the case it was printed in
Weighed = tuple[Numbers, Floats]  # syllables, and log P(read | syllable) of each
_NOTHING: Weighed = np.zeros(0, np.int64), np.zeros(0, np.float32)
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
        self._totals_of: dict[Case, NDArray[np.float64]] = {}
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

    def weigh(self, words: Sequence[Printed]) -> list[Weighed]:
        """Of each word as read, and the case it was printed in, the syllables it may stand for."""
        found: list[Weighed] = [_NOTHING] * len(words)
        for case in {case for _, case in words}:
            every = [
                at for at, (w, its) in enumerate(words) if its is case and _PRINTED.fullmatch(w)
            ]
            every.sort(key=lambda at: len(words[at][0]))
            for start in range(0, len(every), _TOGETHER):
                block = every[start : start + _TOGETHER]
                told = self._weigh([words[at][0] for at in block], case)
                for at, weighed in zip(block, told, strict=True):
                    found[at] = weighed
        return found

    def _weigh(self, words: Sequence[str], case: Case) -> Iterator[Weighed]:
        """Words of about the same length: along the trie, what may begin each of them."""
        trie = self._trie(case)
        lengths = np.array([len(word) for word in words])
        length = int(lengths.max())
        longest = min(LONGEST, length)
        # Log P that letter by letter of the trie shows as the k characters before each place.
        shown = np.full((longest + 1, len(words), length + 1, len(trie.letters)), NEVER, np.float32)
        # Log P that what is before each place was read, if a beginning of a syllable stands there.
        reached = np.full((len(words), length + 1), NEVER, np.float32)
        for at, word in enumerate(words):
            for k in range(longest + 1):
                for end in range(k, len(word) + 1):
                    shown[k, at, end] = self._column(case, word[end - k : end])
            for end in range(min(longest, len(word)) + 1):
                reached[at, end] = self._log(START, word[:end])
        shown = np.ascontiguousarray(shown.transpose(0, 1, 3, 2))
        owners, nodes = np.arange(len(words)), np.zeros(len(words), np.int64)
        ends: list[tuple[Numbers, Numbers, Floats]] = []
        for level in trie.levels:
            numbers = level.number[nodes]
            onward = np.repeat(np.arange(len(nodes)), numbers)
            within = np.arange(len(onward)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
            nodes = level.first[nodes][onward] + within
            owners, before = owners[onward], reached[onward]
            letters = level.letters[nodes]
            reached = before + shown[0, owners, letters]
            for k in range(1, longest + 1):
                step = before[:, :-k] + shown[k, owners, letters, k:]
                np.maximum(reached[:, k:], step, out=reached[:, k:])
            best = reached.max(1, initial=NEVER)
            top = np.full(len(words), NEVER, np.float32)
            np.maximum.at(top, owners, best)
            whole = np.flatnonzero(level.syllables[nodes] >= 0)
            owner = owners[whole]
            ends.append((owner, level.syllables[nodes[whole]], reached[whole, lengths[owner]]))
            near = best > top[owners] - _BEAM
            owners, nodes, reached = owners[near], nodes[near], reached[near]
        owners, syllables, scores = map(np.concatenate, zip(*ends, strict=True))
        order = np.argsort(owners, kind="stable")
        order = order[scores[order] > NEVER / 2]
        bounds = np.searchsorted(owners[order], np.arange(1, len(words)))
        for part in np.split(order, bounds):
            yield syllables[part], scores[part]

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
            trie = self._trie(case)
            seen = np.full(len(trie.letters), guess(_NO_LETTER, shown))
            for base in self._bases_shown.get(shown, set()) | {_base(shown)}:
                for number in trie.of_base.get(base, ()):
                    seen[number] = self._seen(trie.letters[number], shown)
            self._columns[key] = np.log(seen / self._of_letters(case)).astype(np.float32)
        return self._columns[key]

    def _of_letters(self, case: Case) -> NDArray[np.float64]:
        if case not in self._totals_of:
            letters = self._trie(case).letters
            self._totals_of[case] = np.array([self._of_all(letter) for letter in letters])
        return self._totals_of[case]

    @cached_property
    def _bases_shown(self) -> Mapping[str, set[str]]:
        """By what was read: the base letters of all that were read so."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for letter, shown in self._counts.items():
            for part in shown:
                found[part].add(_base(letter))
        return found

    def _log(self, letter: str, shown: str) -> float:
        return math.log(self._seen(letter, shown) / self._of_all(letter))

    def _seen(self, letter: str, shown: str) -> float:
        """How often `letter` was read so, smoothed."""
        family, number = self._kin(letter)
        kin = family.get(shown, 0) / number
        seen = self._counts.get(letter, {}).get(shown, 0) + guess(letter, shown) + _KIN * kin
        # On real paper marks get lost more often than on the pages that counts come from.
        return seen + (letter != shown and _base(letter) == _base(shown))

    def _of_all(self, letter: str) -> float:
        """Of how many times, smoothed."""
        return self._totals.get(letter, 0) + 1 + _KIN

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
    """The nodes of a trie at one depth; of those above, the first child and how many there are."""

    first: Numbers
    number: Numbers
    letters: Numbers
    syllables: Numbers  # that end here, else -1


class _Trie:
    """Syllables by their beginnings."""

    def __init__(self, syllables: Sequence[str]) -> None:
        self._syllables = syllables
        self.letters = sorted(set("".join(syllables)))
        self.of_base: defaultdict[str, list[int]] = defaultdict(list)
        for number, letter in enumerate(self.letters):
            self.of_base[_base(letter)].append(number)

    @cached_property
    def levels(self) -> list[_Level]:
        """Its nodes, by depth."""
        letter_number = {letter: number for number, letter in enumerate(self.letters)}
        number_of = {syllable: number for number, syllable in enumerate(self._syllables)}
        above = {"": 0}
        found: list[_Level] = []
        for depth in range(1, max(map(len, self._syllables)) + 1):
            nodes = sorted({s[:depth] for s in self._syllables if len(s) >= depth})
            nodes.sort(key=lambda node: above[node[:-1]])
            number = np.bincount([above[node[:-1]] for node in nodes], minlength=len(above))
            found.append(
                _Level(
                    np.cumsum(number) - number,
                    number,
                    np.array([letter_number[node[-1]] for node in nodes]),
                    np.array([number_of.get(node, -1) for node in nodes]),
                )
            )
            above = {node: at for at, node in enumerate(nodes)}
        return found


_CASED = {Case.LOWER: str.lower, Case.TITLE: str.capitalize, Case.UPPER: str.upper}
