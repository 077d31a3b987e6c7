"""A stream of tokens → n-gram probabilities in backoff form, packed for `NGrams`.

Interpolated, modified Kneser-Ney smoothing (Chen & Goodman, 1999): of each count a discount is
taken, which is shared out by the probabilities of the shorter n-gram; counts of all but the
longest n-grams are of the different words before them.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.ngrams import BITS, Keys, find

Values = NDArray[np.float64]
_SHORT_TEXT = 0.75  # discount where counts are too few to estimate it
_CODES = 256  # of a quantised logarithm


class _Counted(NamedTuple):
    keys: Keys
    times: NDArray[np.int64]  # seen
    weight: Values  # what smoothing counts: times, or different words before


class _Estimated(NamedTuple):
    keys: Keys
    probability: Values
    backoff: Values  # what is left for words not seen after this n-gram


def estimate(
    tokens: NDArray[np.uint16], vocabulary: int, least: tuple[int, ...]
) -> dict[str, NDArray[Any]]:
    """N-grams up to the length of `least`, those of length n that were seen least[n - 1] times."""
    counted = _count(tokens.astype(np.int64), len(least))
    weights = np.full(vocabulary, 0.5)
    weights[counted[0].keys] += counted[0].weight
    found = [
        _Estimated(np.arange(vocabulary), weights / weights.sum(), np.ones(vocabulary)),
    ]
    for n in range(2, len(least) + 1):
        found.append(_smooth(counted[n - 1], found, least[n - 1]))
    return _pack(found)


def _count(tokens: Keys, longest: int) -> list[_Counted]:
    found: list[tuple[Keys, NDArray[np.int64]]] = []
    keys = tokens
    for n in range(1, longest + 1):
        if n > 1:
            keys = (keys[:-1] << BITS) | tokens[n - 1 :]
        ordered = np.sort(keys)
        first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        found.append((ordered[first], np.diff(np.append(first, len(ordered)))))
    counted: list[_Counted] = []
    for n, (keys, times) in enumerate(found, 1):
        weight = times.astype(np.float64)
        if n < longest:
            ends = found[n][0] & _last(n)
            weight = np.bincount(np.searchsorted(keys, ends), minlength=len(keys)).astype(
                np.float64
            )
            weight[weight == 0] = 1  # at the very beginning nothing stands before
        counted.append(_Counted(keys, times, weight))
    return counted


def _smooth(counted: _Counted, shorter: list[_Estimated], least: int) -> _Estimated:
    """One length more. What falls short of `least` leaves its share to the shorter n-grams."""
    keys, times, weight = counted
    contexts, at = np.unique(keys >> BITS, return_inverse=True)
    place, known = find(shorter[-1].keys, contexts)
    total = np.bincount(at, weight)
    kept = (times >= least) & known[at]
    share = np.where(kept, (weight - _discounts(weight)) / total[at], 0.0)
    left = 1 - np.bincount(at, share)
    shorter[-1].backoff[place[known]] = left[known]
    probability = share + left[at] * _probability(keys & _last(len(shorter)), shorter)
    return _Estimated(keys[kept], probability[kept], np.ones(int(kept.sum())))


def _discounts(weight: Values) -> Values:
    ones, twos, threes, fours = (float((weight == n).sum()) for n in (1, 2, 3, 4))
    if not all((ones, twos, threes, fours)):  # a text too short to tell
        return np.minimum(weight, _SHORT_TEXT)
    first = ones / (ones + 2 * twos)
    table = np.array(
        [
            0,
            1 - 2 * first * twos / ones,
            2 - 3 * first * threes / twos,
            3 - 4 * first * fours / threes,
        ]
    )
    taken: Values = table[np.minimum(weight, 3).astype(int)]
    return taken


def _probability(keys: Keys, orders: list[_Estimated]) -> Values:
    """Probabilities of n-grams as long as there are orders, by backoff where they are unknown."""
    place, known = find(orders[-1].keys, keys)
    found = np.where(known, orders[-1].probability[place], 0.0)
    if known.all():
        return found
    rest = keys[~known]
    context, held = find(orders[-2].keys, rest >> BITS)
    left = np.where(held, orders[-2].backoff[context], 1.0)
    found[~known] = left * _probability(rest & _last(len(orders) - 1), orders[:-1])
    return found


def _pack(orders: list[_Estimated]) -> dict[str, NDArray[Any]]:
    """Without keys: how many n-grams follow each context, the last token of each."""
    packed: dict[str, NDArray[Any]] = {
        "order": np.array(len(orders)),
        "p1": np.log(orders[0].probability).astype(np.float32),
        "b1": np.log(orders[0].backoff).astype(np.float32),
    }
    for n, order in enumerate(orders[1:], 2):
        contexts = np.searchsorted(orders[n - 2].keys, order.keys >> BITS)
        packed[f"counts{n}"] = np.bincount(contexts, minlength=len(orders[n - 2].keys)).astype(
            np.uint16
        )
        packed[f"last{n}"] = (order.keys & _last(1)).astype(np.uint16)
        packed[f"codes{n}"], packed[f"values{n}"] = _quantise(np.log(order.probability))
        if n < len(orders):
            packed[f"backoff-codes{n}"], packed[f"backoff-values{n}"] = _quantise(
                np.log(np.maximum(order.backoff, 1e-6))
            )
    return packed


def _quantise(values: Values) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Codes, and the value of each: the mean of those that share it, equally many a code."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, _CODES + 1)[1:-1]))
    codes = np.searchsorted(edges, values)
    sums = np.bincount(codes, values, minlength=_CODES)
    means = sums / np.maximum(np.bincount(codes, minlength=_CODES), 1)
    return codes.astype(np.uint8), means.astype(np.float32)


def _last(n: int) -> int:
    """Mask of the last n tokens of a key, which here is the numbers of its tokens side by side."""
    return (1 << (BITS * n)) - 1
