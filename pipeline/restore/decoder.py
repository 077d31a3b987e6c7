"""Sentences of places with candidates → the likeliest word at each place, and how likely it is.

Three passes, each over what the one before left open: bigrams, longer n-grams, and for what is
still doubtful a second opinion from a wider context, after which the n-grams decide again.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from pipeline.restore.lattice import NEVER, Floats, Lattice, posteriors, prune
from pipeline.restore.net import Net
from pipeline.restore.ngrams import NGrams

_FEW = 8  # candidates a place that trigrams weigh
_FEWER = 3  # … and the last pass
_LEAST = float(np.log(1e-3))  # probability after bigrams that is worth weighing again
_CERTAIN = float(np.log(0.99))  # from here on no second opinion is asked
_TRUST = 0.4  # weight of the second opinion against the n-grams, by text held out of the corpora

Numbers = NDArray[np.integer[Any]]


class Decoded(NamedTuple):
    """Sentence x place: the best word and its probability."""

    words: NDArray[np.int64]
    probabilities: Floats


class Decoder:
    """Decides by the language model what was meant."""

    def __init__(self, ngrams: NGrams, net: Net) -> None:
        self._ngrams = ngrams
        self._net = net

    def decode(self, lattice: Lattice, cases: Numbers, *, quickly: bool = False) -> Decoded:
        """The best word at each place; `cases` tells how each is written.

        `quickly`: without the last pass.
        """
        lattice, _ = prune(lattice, posteriors(lattice, self._ngrams, 2), _FEW, _LEAST)
        lattice, found = prune(lattice, posteriors(lattice, self._ngrams, 3), _FEWER, _LEAST)
        doubtful = found.max(2) < _CERTAIN
        open_ = doubtful.any(1)
        if open_.any() and not quickly:
            part = Lattice(lattice.tokens[open_], lattice.evidence[open_])
            opinion = self._opinion(part, found[open_], doubtful[open_], cases[open_])
            part = Lattice(part.tokens, part.evidence + opinion)
            found[open_] = posteriors(part, self._ngrams, self._ngrams.order)
        best = found.argmax(2)[..., None]
        return Decoded(
            np.take_along_axis(lattice.tokens, best, 2)[..., 0],
            np.exp(np.take_along_axis(found, best, 2)[..., 0]),
        )

    def _opinion(
        self, lattice: Lattice, found: Floats, doubtful: NDArray[np.bool_], cases: Numbers
    ) -> Floats:
        """Weighted log probabilities of the candidates at doubtful places, 0 elsewhere."""
        best = np.take_along_axis(lattice.tokens, found.argmax(2)[..., None], 2)[..., 0]
        bare = self._net.bare(best)
        shown = np.where(doubtful, bare, best)
        present = lattice.present
        other_letters = present & (self._net.bare(lattice.tokens) != bare[..., None])
        shown[doubtful & other_letters.any(2)] = self._net.hidden
        with _libraries().limit(limits=1, user_api="blas"):
            context = self._net.context(shown, cases, doubtful)
            scores = self._net.weigh(context, lattice.tokens[doubtful])
        scores[~present[doubtful]] = NEVER
        scores -= scores.max(1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(1, keepdims=True))
        opinion = np.zeros(lattice.evidence.shape, np.float32)
        opinion[doubtful] = np.where(present[doubtful], _TRUST * scores, 0)
        return opinion


@cache
def _libraries() -> ThreadpoolController:
    """Those that start threads of their own: one core is faster alone than two that wait."""
    return ThreadpoolController()
