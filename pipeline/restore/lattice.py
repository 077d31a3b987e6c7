"""What each place of a text may read, and how probable each reading is in its context.

A lattice holds, for each place, some candidates with the log probability of what was read if
they were meant. Forward-backward over n-grams (Rabiner, 1989) gives the probability of each
candidate, given all of the sentence. From coarse to fine: bigrams leave few candidates, over
which longer n-grams are cheap (Charniak et al., 2006).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.ngrams import NGrams
from pipeline.restore.tokens import Special

NEVER = np.float32(-1e9)
_ABSENT = NEVER / 2
_TINY = np.float32(1e-30)

Floats = NDArray[np.float32]


class Lattice(NamedTuple):
    """Candidates of many sentences: sentence x place x candidate. Absent ones score NEVER."""

    tokens: NDArray[np.int64]
    evidence: Floats  # log P(read | candidate)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which candidates there are."""
        return self.evidence > _ABSENT


def posteriors(lattice: Lattice, ngrams: NGrams, order: int) -> Floats:
    """Log probability of each candidate in its sentence: sentence x place x candidate."""
    states = order - 1
    lattice = _after_breaks(lattice, states)
    sentences, length, width = lattice.tokens.shape
    moves = ngrams.weigh(lattice.tokens, order, lattice.present)
    moves += lattice.evidence[:, states:, None]
    # From here on with probabilities, for speed; of each place relative to its likeliest move.
    moves -= moves.max((2, 3), keepdims=True)
    np.exp(moves, out=moves)
    # A state is the last `states` candidates, the latest one counting fastest.
    places = length - states
    ahead = np.zeros((sentences, places + 1, width**states), np.float32)
    ahead[:, 0, 0] = 1
    for t in range(places):
        reached = ahead[:, t, :, None] * moves[:, t]
        ahead[:, t + 1] = _scaled(reached.reshape(sentences, width, -1).sum(1))
    behind = np.ones((sentences, width**states), np.float32)
    found = np.empty((sentences, places, width), np.float32)
    for t in range(places - 1, -1, -1):
        found[:, t] = (ahead[:, t + 1] * behind).reshape(sentences, -1, width).sum(1)
        leaving = moves[:, t].reshape(sentences, width, -1, width)
        leaving = leaving * behind.reshape(sentences, 1, -1, width)
        behind = _scaled(leaving.sum(3).reshape(sentences, -1))
    found /= np.maximum(found.sum(2, keepdims=True), _TINY)
    return np.asarray(np.log(np.maximum(found, _TINY)), np.float32)


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


def _after_breaks(lattice: Lattice, number: int) -> Lattice:
    """The candidates behind `number` places that are breaks for certain."""
    sentences, _, width = lattice.tokens.shape
    breaks = np.full((sentences, number, width), Special.BREAK, np.int64)
    certain = np.full((sentences, number, width), NEVER, np.float32)
    certain[:, :, 0] = 0
    return Lattice(
        np.concatenate([breaks, lattice.tokens], 1),
        np.concatenate([certain, lattice.evidence], 1),
    )


def _scaled(scores: Floats) -> Floats:
    """Each sentence's scores relative to their highest."""
    return np.asarray(scores / np.maximum(scores.max(1, keepdims=True), _TINY), np.float32)
