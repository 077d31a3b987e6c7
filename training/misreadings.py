"""Pairs of what was printed and what was read → counts of how each letter shows."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import Levenshtein

from pipeline.restore.channel import Pair, count_misreadings
from pipeline.vietnamese.letters import fold

_ROUNDS = 4
_PUNCTUATION = "\"“”'‘’()[]{}.,;:!?…*•-–—«»/"
_STEPS = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))  # words printed and read
_GLUED = 0.5  # what a step that parts or joins words costs, in letters


def learn(words: Mapping[Pair, int]) -> dict[str, dict[str, int]]:
    """How often each letter was read as what, from words as printed and read, with their counts.

    Letters are aligned by hard expectation-maximisation: the likeliest alignments under the
    counts so far, then new counts.
    """
    counts: dict[str, Counter[str]] = {}
    for _ in range(_ROUNDS):
        counts = count_misreadings(words, counts)
    return {letter: dict(shown) for letter, shown in sorted(counts.items())}


def words_of(lines: Iterable[Pair]) -> Counter[Pair]:
    """The words of lines, printed and read, that can be told apart, without punctuation."""
    found: Counter[Pair] = Counter()
    for printed, read in lines:
        for pair in align_words(printed.split(), read.split()):
            if len(pair[0]) == len(pair[1]) == 1:
                found[_bare_pair(pair[0][0], pair[1][0])] += 1
    return Counter({(p, r): n for (p, r), n in found.items() if p.isalpha() and r})


def align_words(printed: list[str], read: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Words that belong together, in order; one may have been read as two, or two as one."""
    left, right = [fold(word) for word in printed], [fold(word) for word in read]
    cost = {(0, 0): 0.0}
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            here = cost.get((i, j), math.inf)
            for a, b in _STEPS:
                if i + a > len(left) or j + b > len(right):
                    continue
                one, other = "".join(left[i : i + a]), "".join(right[j : j + b])
                there = here + Levenshtein.distance(one, other) + _GLUED * (a + b != 2)
                if there < cost.get((i + a, j + b), math.inf):
                    cost[i + a, j + b], step[i + a, j + b] = there, (a, b)
    i, j = len(left), len(right)
    pairs: list[tuple[list[str], list[str]]] = []
    while i or j:
        a, b = step[i, j]
        pairs.append((printed[i - a : i], read[j - b : j]))
        i, j = i - a, j - b
    return reversed(pairs)


def _bare_pair(printed: str, read: str) -> Pair:
    """Without the punctuation that both have."""
    while printed and read and printed[0] == read[0] and printed[0] in _PUNCTUATION:
        printed, read = printed[1:], read[1:]
    while printed and read and printed[-1] == read[-1] and printed[-1] in _PUNCTUATION:
        printed, read = printed[:-1], read[:-1]
    return printed, read
