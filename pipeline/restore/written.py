"""Decided words → chunks as they should stand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.codes import mend_code, misread_number
from pipeline.restore.decoder import Decoded
from pipeline.restore.places import Place, Stream
from pipeline.restore.sentences import Line
from pipeline.restore.tokens import Case, Special, Token, in_case, in_case_of, normal_form
from pipeline.vietnamese.rules import rules
from pipeline.vietnamese.syllables import is_syllable

_ALIKE = frozenset("ckoòóỏõọôồốổỗộơờớởỡợpsuùúủũụưừứửữựvwxyz")  # … as small ones, but for their size
_SELDOM = 0.05  # share of capitals within sentences that a misread size is likelier than
_MISREAD_NUMBER = 0.5  # that letters among digits are digits
_REMEMBERED = 50_000  # chunks with what they were decided to be
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
        # whose second word alone often has a capital: "Sở", but "cơ sở"
        self._compounds = {
            tuple(words.index(word) for word in compound.split())
            for compound in rules("repair", __package__)["case"]["compounds"]
        }
        self._known: dict[tuple[str | int, ...], Word | None] = {}

    def write(
        self,
        lines: Sequence[Line],
        stream: Stream,
        decided: Decoded,
        least: float,
        *,
        least_of_names: float | None = None,
        misread: bool = False,
    ) -> list[list[Word]]:
        """The chunks of lines with the decided words, from probability `least`, in their places.

        `least_of_names`: that of words with a capital within a sentence, if it is another.
        """
        of_names = least if least_of_names is None else least_of_names
        found = [list(map(Word, line, line)) for line in lines]
        words, probabilities = decided.words.tolist(), decided.probabilities.tolist()
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        for line, number, start, end in stream.chunks:
            chunk, numbers = lines[line][number], words[start:end]
            sure = [
                probability >= (of_names if _is_name(stream.places, at) else least)
                for at, probability in enumerate(probabilities[start:end], start)
            ]
            places = [
                place._replace(case=Case.LOWER)
                if place.case is Case.TITLE and self._is_small(stream, words, at, misread=misread)
                else place
                for at, place in enumerate(stream.places[start:end], start)
            ]
            key = chunk, *numbers, *sure, *(int(place.case) for place in places)
            if key not in self._known:
                parts = self._parts(chunk, places, numbers, sure, misread=misread)
                told = misread or any(part.guess != part.read for part in parts)
                self._known[key] = _joined(chunk, parts, apart=misread) if told else None
            if (written := self._known[key]) is not None:
                probability = min(written.probability, *probabilities[start:end])
                found[line][number] = Word(chunk, written.text, probability, written.guess)
        return found

    def _parts(
        self,
        chunk: str,
        places: Sequence[Place],
        numbers: Sequence[int],
        sure: Sequence[bool],
        *,
        misread: bool,
    ) -> list[_Part]:
        """The tokens of a chunk."""
        parts: list[_Part] = []
        for place, number, is_sure in zip(places, numbers, sure, strict=True):
            read = chunk[place.token.start : place.token.end]
            guess, probability = self._spelled(number, place, read, misread=misread), 1.0
            text = guess if is_sure else read
            if place.token.special is Special.CODE and (number_meant := misread_number(read)):
                guess, probability = number_meant, _MISREAD_NUMBER  # digits never change: a doubt
            parts.append(_Part(place.token, read, text, guess, probability))
        return parts

    def _is_small(self, stream: Stream, words: Sequence[int], at: int, *, misread: bool) -> bool:
        """Was a small letter read as a capital, which only differs in size?

        Of misread words: within a sentence, but for those that are often written with a capital.
        """
        number = words[at]
        within = at > 0 and stream.places[at - 1].case is Case.LOWER
        if not within or self._words[number][:1] not in _ALIKE:
            return False
        seldom = misread and self._title_shares[number] < _SELDOM
        return bool(seldom) or (words[at - 1], number) in self._compounds

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
        if place.case is Case.LOWER:
            read = read[:1].lower() + read[1:]
        told = read if word == normal_form(read) else in_case_of(word, read)
        # "tệ nạn" read as "tỆ nạN"
        return told.lower() if told[:1].islower() and is_syllable(told) else told


def _is_name(places: Sequence[Place], at: int) -> bool:
    """A word with a capital that does not begin a sentence, or that such a word follows."""
    if places[at].case is not Case.TITLE:
        return False
    within = at > 0 and places[at - 1].row != Special.BREAK
    return within or (at + 1 < len(places) and places[at + 1].case is Case.TITLE)


def _joined(chunk: str, parts: Sequence[_Part], *, apart: bool) -> Word:
    """A chunk with its tokens as they are written now.

    `apart`: tokens that nothing but dirt stands between were printed as words.
    """
    text = guess = ""
    at = 0
    for part in parts:
        between = chunk[at : part.token.start]
        if apart and at and not between.strip(_DIRT) and part.token.special not in _PUNCTUATION:
            between = " "
        text += between + part.text
        guess += between + part.guess
        at = part.token.end
    text, guess = text + chunk[at:], guess + chunk[at:]
    probability = min(part.probability for part in parts)
    return Word(chunk, text, probability, guess if guess != text else None)
