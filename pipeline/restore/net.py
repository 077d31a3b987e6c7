"""A second opinion on doubtful words from a wider context: a small network of convolutions.

It sees words that are certain as they are, doubtful ones without their diacritics or not at all,
up to sixteen on either side, and weighs the forms of a doubtful word. Dilated convolutions over
embedded words (Yu & Koltun, 2016), computed with numpy.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.integer[Any]]


class Net:
    """Inputs are numbers of what is shown: a word, a bare syllable (after all words), or HIDDEN."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """From the arrays that training packed: matrices as int8 with a scale a row."""
        self._shown = _matrix(arrays, "shown")
        self._case = _matrix(arrays, "case")
        self._inlet = _matrix(arrays, "inlet"), _vector(arrays, "inlet")
        self._layers = [
            (int(dilation), _matrix(arrays, f"layer{n}"), _vector(arrays, f"layer{n}"))
            for n, dilation in enumerate(arrays["dilations"])
        ]
        self._outlet = _matrix(arrays, "outlet"), _vector(arrays, "outlet")
        self._forms = _matrix(arrays, "forms")
        self._form_bias: Floats = _vector(arrays, "form")
        self.bare_of: Numbers = arrays["bare-of"]
        self.hidden = len(self._shown) - 1

    def bare(self, words: Numbers) -> Numbers:
        """What stands for these words without their diacritics."""
        return len(self._forms) + self.bare_of[words]

    def context(self, shown: Numbers, cases: Numbers, wanted: NDArray[np.bool_]) -> Floats:
        """What surrounds each wanted place, for `weigh`. All are sentence x place.

        Only what the wanted places depend on is computed.
        """
        needed = [wanted]
        for dilation, _, _ in reversed(self._layers):
            needed.append(_neighbours(needed[-1], dilation))
        needed.reverse()
        # One row more: what lies beyond the ends of a sentence is zero.
        flow = np.zeros((shown.size + 1, self._inlet[0].shape[1]), np.float32)
        at = np.flatnonzero(needed[0])
        seen = self._shown[shown.ravel()[at]] + self._case[cases.ravel()[at]]
        flow[at] = seen @ self._inlet[0] + self._inlet[1]
        for (dilation, weights, bias), places in zip(self._layers, needed[1:], strict=True):
            at = np.flatnonzero(places)
            before, after = _beside(at, dilation, *shown.shape)
            gained = np.concatenate([flow[before], flow[at], flow[after]], 1) @ weights + bias
            flow[at] += np.maximum(gained, 0, out=gained)
        return np.asarray(flow[at] @ self._outlet[0] + self._outlet[1], np.float32)

    def weigh(self, context: Floats, words: Numbers) -> Floats:
        """How well words fit: unnormalised logarithms, place x candidate."""
        scores = np.einsum("pd,pcd->pc", context, self._forms[words], optimize=True)
        return np.asarray(scores + self._form_bias[words], np.float32)


def _neighbours(places: NDArray[np.bool_], distance: int) -> NDArray[np.bool_]:
    """The places, and those at this distance on either side."""
    found = places.copy()
    found[:, distance:] |= places[:, :-distance]
    found[:, :-distance] |= places[:, distance:]
    return found


def _beside(at: Numbers, distance: int, sentences: int, length: int) -> tuple[Numbers, Numbers]:
    """Of places in order, those at a distance before and after; the last row beyond the ends."""
    beyond = sentences * length
    within = at % length
    before = np.where(within >= distance, at - distance, beyond)
    return before, np.where(within + distance < length, at + distance, beyond)


def _vector(arrays: Mapping[str, NDArray[Any]], name: str) -> Floats:
    return np.asarray(arrays[f"{name}-bias"], np.float32)


def _matrix(arrays: Mapping[str, NDArray[Any]], name: str) -> Floats:
    """The rows of a matrix, each int8 times its scale."""
    return np.asarray(arrays[name] * arrays[f"{name}-scale"][:, None], np.float32)
