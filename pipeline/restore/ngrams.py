"""The syllable language model: n-grams in backoff form, looked up many at a time.

Estimated with interpolated, modified Kneser-Ney smoothing (Chen & Goodman, 1999); stored as
sorted keys. Bigrams, which are asked for most, are found by counting bits: one for each pair of
words (a rank directory; Jacobson, 1989); longer ones by binary search.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 13  # of a token's number; a key ends with the one of its last token
Keys = NDArray[np.int64]
Scores = NDArray[np.float32]
Found = tuple[Keys, NDArray[np.bool_]]  # places (0 where there is none), and whether there is one


class _Order(NamedTuple):
    """The n-grams of one length: codes into tables of 256 values, natural logarithms."""

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
        self._pairs = _Pairs(arrays["counts2"], arrays["last2"])
        # A key is the place of its first tokens among the shorter n-grams, and the last token.
        self._keys: list[Keys] = []
        self._orders: list[_Order] = []
        for n in range(2, self.order + 1):
            self._orders.append(
                _Order(
                    arrays[f"codes{n}"],
                    arrays[f"values{n}"],
                    arrays.get(f"backoff-codes{n}", np.zeros(0, np.uint8)),
                    arrays.get(f"backoff-values{n}", np.zeros(256, np.float32)),
                )
            )
            if n > 2:
                contexts = _repeated(arrays[f"counts{n}"])
                self._keys.append((contexts << BITS) | arrays[f"last{n}"])

    def unigram(self, tokens: NDArray[np.integer[Any]]) -> Scores:
        """Log probabilities of tokens by themselves."""
        return np.asarray(self._unigrams[tokens], np.float32)

    def weigh(self, tokens: Keys, order: int, present: NDArray[np.bool_] | None = None) -> Scores:
        """Log probability of each token after each way to choose `order` - 1 tokens before it.

        `tokens` are sentence x place x candidate; those that are not `present` get any value.
        Given back: sentence x place from the `order`-th on x way x candidate; of the ways, the
        latest token counts fastest.
        """
        sentences, length, width = tokens.shape
        scores, backoffs = self._unigrams[tokens], self._first_backoff[tokens]
        places = tokens if present is None else np.where(present, tokens, -1)
        for n in range(2, order + 1):
            length -= 1
            first = (sentences, length, width, width ** (n - 2), 1)
            rest = (sentences, length, 1, width ** (n - 2), width)
            before = places[:, :-1].reshape(first)
            after = places[:, 1:].reshape(rest)
            scores = backoffs[:, :-1].reshape(first) + scores[:, 1:].reshape(rest)
            # What has an unknown beginning or end is unknown itself.
            at = np.flatnonzero((before >= 0) & (after >= 0))
            ways = at // width
            words = tokens[:, n - 1 :].reshape(-1)[ways // width ** (n - 1) * width + at % width]
            found, known = self._find(before.ravel()[ways], words, n)
            at, found = at[known], found[known]
            told = self._orders[n - 2]
            scores.ravel()[at] = told.values[told.codes[found]]
            if n < order:
                places = np.full(scores.shape, -1, np.int64)
                places.ravel()[at] = found
                backoffs = np.zeros(scores.shape, np.float32)
                backoffs.ravel()[at] = told.backoff_values[told.backoff_codes[found]]
        return np.asarray(scores.reshape(sentences, length, -1, width))

    def mean_score(self, tokens: Keys) -> float:
        """Mean log probability of the tokens of a text, each after the two before it."""
        if len(tokens) < 3:
            return float(self.unigram(tokens).mean()) if len(tokens) else 0.0
        return float(self.weigh(tokens[None, :, None], 3).mean())

    def _find(self, contexts: Keys, words: Keys, n: int) -> Found:
        if n == 2:
            return self._pairs.find(contexts, words)
        return find(self._keys[n - 3], (contexts << BITS) | words)


class _Pairs:
    """Bigrams, in order: a bit for each pair of words, and how many stand before each 64 bits."""

    def __init__(self, counts: NDArray[np.uint16], last: NDArray[np.uint16]) -> None:
        """From how many bigrams each word begins, and the second word of each."""
        self._row = -(-len(counts) // 64) * 64
        bits = _repeated(counts) * self._row + last
        blocks = bits >> 6
        begins = np.flatnonzero(np.diff(blocks, prepend=-1))
        self._bits = np.zeros(len(counts) * self._row >> 6, np.uint64)
        one = np.uint64(1) << (bits & 63).astype(np.uint64)
        self._bits[blocks[begins]] = np.add.reduceat(one, begins)
        self._before = np.cumsum(np.bitwise_count(self._bits), dtype=np.int32)
        self._before -= np.bitwise_count(self._bits)

    def find(self, first: Keys, second: Keys) -> Found:
        """The places of bigrams of these words."""
        bits = first * self._row + second
        blocks = bits >> 6
        block, one = self._bits[blocks], np.uint64(1) << (bits & 63).astype(np.uint64)
        places = self._before[blocks] + np.bitwise_count(block & (one - np.uint64(1)))
        return places.astype(np.int64), (block & one) != 0


def _repeated(counts: NDArray[np.uint16]) -> Keys:
    """Each index as often as its count says; faster than np.repeat."""
    ends = np.cumsum(counts, dtype=np.int64)
    return np.cumsum(np.bincount(ends[:-1], minlength=ends[-1])[: ends[-1]])


def find(keys: Keys, wanted: Keys) -> Found:
    """Of each wanted key its place among sorted ones, and whether it is there (else 0)."""
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return place, keys[place] == wanted
