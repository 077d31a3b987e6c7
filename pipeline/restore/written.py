"""Decided words → chunks as they should stand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.codes import mend_code, misread_number
from pipeline.restore.decoder import Decoded
from pipeline.restore.places import END, Place, Stream
from pipeline.restore.sentences import Line
from pipeline.restore.tokens import Case, Special, Token, in_case, in_case_of, normal_form

_ALIKE = frozenset("ckoòóỏõọôồốổỗộơờớởỡợpsuùúủũụưừứửữựvwxyz")  # … as small ones, but for their size
_SELDOM = 0.05  # share of capitals within sentences that a misread size is likelier than
_MISREAD_NUMBER = 0.5  # that letters among digits are digits
_DIRT = "_|~`^.,'"  # between words
_PUNCTUATION = (Special.BREAK, Special.COMMA, Special.SLASH)


class Word(NamedTuple):
    """A chunk as read and as restored."""

    read: str
    text: str
    probability: float = 1.0  # of what stands in `text`
    guess: str | None = None  # the likeliest reading, where `text` is as read but doubtful

    @property
    def changed(self) -> bool:
        """What stands there now is not what was read."""
        return self.text != self.read


class _Part(NamedTuple):
    """A token of a chunk: as read, what stands there now, and the likeliest reading."""

    token: Token
    read: str
    text: str
    guess: str
    probability: float


class Writer:
    """Writes words of a vocabulary.

    `acronyms` are those with Đ by their bare form, `title_shares` how often each word is written
    with a capital within sentences.
    """

    def __init__(
        self,
        words: Sequence[str],
        acronyms: Mapping[str, str],
        title_shares: NDArray[np.floating[Any]],
    ) -> None:
        self._words = words
        self._acronyms = acronyms
        self._title_shares = title_shares

    def write(
        self,
        lines: Sequence[Line],
        stream: Stream,
        decided: Decoded,
        least: float,
        *,
        misread: bool = False,
    ) -> list[list[Word]]:
        """The chunks of lines with the decided words, from probability `least`, in their places."""
        found = [[Word(chunk, chunk) for chunk in line] for line in lines]
        parts: dict[tuple[int, int], list[_Part]] = {}
        before = END
        for place, line, chunk, number, probability in zip(
            *stream, decided.words.tolist(), decided.probabilities.tolist(), strict=True
        ):
            earlier, before = before, place
            if place is END:
                continue
            if misread and self._is_small(number, place, earlier):
                place = place._replace(case=Case.LOWER)
            read = lines[line][chunk][place.token.start : place.token.end]
            guess = self._spelled(number, place, read, misread=misread)
            text = guess if probability >= least else read
            if place.token.special is Special.CODE and (number_meant := misread_number(read)):
                guess, probability = number_meant, _MISREAD_NUMBER  # digits never change: a doubt
            part = _Part(place.token, read, text, guess, probability)
            parts.setdefault((line, chunk), []).append(part)
        for (line, chunk), told in parts.items():
            if misread or any(part.guess != part.read for part in told):
                found[line][chunk] = _joined(found[line][chunk], told, apart=misread)
        return found

    def _is_small(self, number: int, place: Place, before: Place) -> bool:
        """Within a sentence, a capital that differs in size only, of a word that seldom has one."""
        return (
            place.case is Case.TITLE
            and before.case is Case.LOWER
            and self._words[number][:1] in _ALIKE
            and self._title_shares[number] < _SELDOM
        )

    def _spelled(self, number: int, place: Place, read: str, *, misread: bool) -> str:
        if place.token.special is Special.CODE:
            return mend_code(read, misread=misread)
        if place.token.special is not None:
            return "," if read == "." and number == Special.COMMA else read
        if number == Special.OTHER:
            return self._acronyms.get(read, read)
        word = self._words[number]
        if misread:
            return word if word == read else in_case(word, place.case)
        return read if word == normal_form(read) else in_case_of(word, read)


def _joined(word: Word, parts: Sequence[_Part], *, apart: bool) -> Word:
    """A chunk with its tokens as they are written now.

    `apart`: tokens that nothing but dirt stands between were printed as words.
    """
    text = guess = ""
    at = 0
    for part in parts:
        between = word.read[at : part.token.start]
        if apart and at and not between.strip(_DIRT) and part.token.special not in _PUNCTUATION:
            between = " "
        text += between + part.text
        guess += between + part.guess
        at = part.token.end
    text, guess = text + word.read[at:], guess + word.read[at:]
    probability = min(part.probability for part in parts)
    return Word(word.read, text, probability, guess if guess != text else None)
