"""The syllable language model: n-grams in backoff form, looked up many at a time.

Estimated with interpolated, modified Kneser-Ney smoothing (Chen & Goodman, 1999); stored as
sorted keys, so that one binary search over an array answers for all queries at once.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 13  # of a token's number; a key is the numbers of its tokens side by side
Keys = NDArray[np.int64]
Scores = NDArray[np.float32]


class _Order(NamedTuple):
    """The n-grams of one length, by key: codes into tables of 256 values, natural logarithms."""

    keys: Keys
    codes: NDArray[np.uint8]
    values: Scores
    backoff_codes: NDArray[np.uint8]
    backoff_values: Scores


class NGrams:
    """Log probabilities of tokens after those before them."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """From the arrays that `pack` made."""
        self._unigrams: Scores = arrays["p1"]
        self._first_backoff: Scores = arrays["b1"]
        self.order = int(arrays["order"])
        self._orders: list[_Order] = []
        contexts = np.arange(len(self._unigrams), dtype=np.int64)
        for n in range(2, self.order + 1):
            counts = arrays[f"counts{n}"]
            last = arrays[f"last{n}"]
            keys = np.repeat(contexts << BITS, counts)
            keys |= last
            self._orders.append(
                _Order(
                    keys,
                    arrays[f"codes{n}"],
                    arrays[f"values{n}"],
                    arrays.get(f"backoff-codes{n}", np.zeros(0, np.uint8)),
                    arrays.get(f"backoff-values{n}", np.zeros(256, np.float32)),
                )
            )
            contexts = keys

    def unigram(self, tokens: NDArray[np.integer[Any]]) -> Scores:
        """Log probabilities of tokens by themselves."""
        return np.asarray(self._unigrams[tokens], np.float32)

    def score(self, keys: Keys, n: int) -> Scores:
        """Log probability of the last token of each n-gram after its first n - 1."""
        if n == 1:
            return self._unigrams[keys]
        order = self._orders[n - 2]
        place, found = find(order.keys, keys)
        scores = order.values[order.codes[place]]
        missed = np.flatnonzero(~found)
        if len(missed):
            rest = keys[missed]
            shorter = self.score(rest & last(n - 1), n - 1)
            scores[missed] = shorter + self._backoff(rest >> BITS, n - 1)
        return scores

    def mean_score(self, tokens: NDArray[np.int64]) -> float:
        """Mean log probability of the tokens of a text, each after the two before it."""
        if len(tokens) < 3:
            return float(self.unigram(tokens).mean()) if len(tokens) else 0.0
        keys = (((tokens[:-2] << BITS) | tokens[1:-1]) << BITS) | tokens[2:]
        return float(self.score(keys, 3).mean())

    def _backoff(self, contexts: Keys, n: int) -> Scores:
        if n == 1:
            return self._first_backoff[contexts]
        order = self._orders[n - 2]
        place, found = find(order.keys, contexts)
        return np.where(found, order.backoff_values[order.backoff_codes[place]], np.float32(0))


def last(n: int) -> int:
    """Mask of a key's last n tokens."""
    return (1 << (BITS * n)) - 1


def find(keys: Keys, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Of each wanted key its place among sorted ones, and whether it is there (else 0)."""
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return place, keys[place] == wanted
