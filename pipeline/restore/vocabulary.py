"""The words that the language model knows, by number, and the forms of a bare syllable."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.tokens import Special, normal_form
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import is_syllable

Numbers = NDArray[np.int64]
_NONE: Numbers = np.zeros(0, np.int64)


class Vocabulary:
    """Words in the order of their numbers: the special tokens first, then by frequency."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._number = {word: number for number, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int:
        """The number of a word in any case; Special.OTHER where it is unknown."""
        return self._number.get(normal_form(word), Special.OTHER)

    def forms(self, bare: str) -> Numbers:
        """Numbers of the words that `bare` may stand for when its diacritics are lost."""
        in_capitals, small = bare_form(bare), fold(bare)
        forms = self._forms.get(small, _NONE)
        if in_capitals == small:
            return forms
        return np.concatenate([self._forms.get(in_capitals, _NONE), forms])

    @cached_property
    def syllables(self) -> Numbers:
        """Numbers of the words that are Vietnamese syllables."""
        return np.array(
            [n for w, n in self._number.items() if n >= len(Special) and is_syllable(w)]
        )

    @cached_property
    def _forms(self) -> dict[str, Numbers]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words[len(Special) :], len(Special)):
            found[bare_form(word)].append(number)
        return {bare: np.array(numbers) for bare, numbers in found.items()}


def bare_form(word: str) -> str:
    """A word without its diacritics: in lower case, but for abbreviations in capitals."""
    bare = fold(word)
    return bare.upper() if word.isupper() and not is_syllable(word) else bare
