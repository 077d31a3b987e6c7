"""What each place of a text may read, and how probable each reading is in its context.

A lattice holds, for each place, some candidates with the log probability of what was read if
they were meant. Forward-backward over n-grams (Rabiner, 1989) gives the probability of each
candidate, given all of the sentence. From coarse to fine: bigrams leave few candidates, over
which longer n-grams are cheap (Charniak et al., 2006).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.ngrams import BITS, NGrams
from pipeline.restore.tokens import Special

NEVER = np.float32(-1e9)
_ABSENT = NEVER / 2

Floats = NDArray[np.float32]


class Lattice(NamedTuple):
    """Candidates of many sentences: sentence x place x candidate. Absent ones score NEVER."""

    tokens: NDArray[np.int64]
    evidence: Floats  # log P(read | candidate)


def posteriors(lattice: Lattice, ngrams: NGrams, order: int) -> Floats:
    """Log probability of each candidate in its sentence: sentence x place x candidate."""
    states = order - 1
    tokens, evidence = _after_breaks(lattice, states)
    sentences, length, width = tokens.shape
    present = evidence > _ABSENT
    keys, valid = tokens[:, :, None, :], present[:, :, None, :]
    for n in range(1, order):
        keys = (keys[:, :-1].reshape(sentences, length - n, -1, 1) << BITS) | tokens[:, n:, None]
        valid = valid[:, :-1].reshape(sentences, length - n, -1, 1) & present[:, n:, None]
    moves = np.full(keys.shape, NEVER, np.float32)
    moves[valid] = ngrams.score(keys[valid], order)
    moves += evidence[:, states:, None]
    # A state is the last `states` candidates, the latest one counting fastest.
    places = length - states
    ahead = np.empty((sentences, places + 1, width**states), np.float32)
    ahead[:, 0] = NEVER
    ahead[:, 0, 0] = 0
    for t in range(places):
        reached = (ahead[:, t, :, None] + moves[:, t]).reshape(sentences, width, -1)
        ahead[:, t + 1] = _sum(reached, 1)
    behind = np.zeros((sentences, width**states), np.float32)
    found = np.empty((sentences, places, width), np.float32)
    for t in range(places - 1, -1, -1):
        joint = (ahead[:, t + 1] + behind).reshape(sentences, -1, width)
        found[:, t] = _sum(joint, 1)
        following = behind.reshape(sentences, 1, -1, width)
        leaving = moves[:, t].reshape(sentences, width, -1, width) + following
        behind = _sum(leaving, 3).reshape(sentences, -1)
    return found - _sum(found, 2)[..., None]


def prune(lattice: Lattice, scores: Floats, width: int, least: float) -> tuple[Lattice, Floats]:
    """The best candidates of each place, at most `width`, of log probability `least` or more.

    The best one always stays, and leads. Also gives the scores of those that stay.
    """
    best = np.argsort(-scores, 2)[:, :, :width]
    scores = np.take_along_axis(scores, best, 2)
    evidence = np.take_along_axis(lattice.evidence, best, 2)
    evidence[:, :, 1:][scores[:, :, 1:] < least] = NEVER
    kept = int((evidence > _ABSENT).sum(2).max())
    tokens = np.take_along_axis(lattice.tokens, best[:, :, :kept], 2)
    return Lattice(tokens, evidence[:, :, :kept]), scores[:, :, :kept]


def _after_breaks(lattice: Lattice, number: int) -> tuple[NDArray[np.int64], Floats]:
    """The candidates behind `number` places that are breaks for certain."""
    sentences, _, width = lattice.tokens.shape
    breaks = np.full((sentences, number, width), Special.BREAK, np.int64)
    certain = np.full((sentences, number, width), NEVER, np.float32)
    certain[:, :, 0] = 0
    return (
        np.concatenate([breaks, lattice.tokens], 1),
        np.concatenate([certain, lattice.evidence], 1),
    )


def _sum(scores: Floats, axis: int) -> Floats:
    """Log of the sum of the exponentials along an axis."""
    top = scores.max(axis, keepdims=True)
    total = np.log(np.exp(scores - top).sum(axis, keepdims=True))
    return np.asarray((top + total).squeeze(axis), np.float32)
