"""Texts to learn from → one stream of token numbers, with the case of each word.

What would teach nonsense is left out: lines that have lost their diacritics, words glued
together (they are no syllables, and too rare to enter the vocabulary).
"""

import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.tokens import Case, Special, Token, case_of, normal_form, tokenise
from pipeline.vietnamese.letters import MARKED, nfc
from pipeline.vietnamese.syllables import is_syllable

_LEAST_SYLLABLE = 3  # times that a syllable must be seen to enter the vocabulary
_LEAST_OTHER = 60  # … and another word
_LEAST_ACRONYM = 5  # … and an acronym with Đ the list of acronyms
_LEAST_MARKED = 0.3  # share of a line's words with diacritics: fewer are lost ones
_SHORT = 6  # words of a line that is too short to tell

_STRETCH = 60_000  # lines, of which …
_LEFT_OUT = 900  # … so many are not learned from; the middle third is measured by

Chunks = NDArray[np.int32]


class Corpus(NamedTuple):
    """A stream of tokens, as numbers of `words`; breaks part the lines."""

    words: tuple[str, ...]  # the vocabulary: the special tokens' names, then by frequency
    tokens: NDArray[np.uint16]
    cases: NDArray[np.uint8]
    acronyms: dict[str, int]  # with Đ, and how often each was seen


def text_lines(paths: Iterable[Path]) -> Iterator[str]:
    """The lines of these files; `.xz` files are unpacked."""
    for path in paths:
        with lzma.open(path, "rt") if path.suffix == ".xz" else path.open() as file:
            yield from file


def to_learn_from(paths: Iterable[Path]) -> Iterator[str]:
    """The lines but for those held out and their neighbours, which may be of one document."""
    for number, line in enumerate(text_lines(paths)):
        if number % _STRETCH >= _LEFT_OUT:
            yield line


def held_out(paths: Iterable[Path]) -> Iterator[str]:
    """Lines of documents that nothing was learned from, to measure by."""
    for number, line in enumerate(text_lines(paths)):
        if _LEFT_OUT // 3 <= number % _STRETCH < 2 * _LEFT_OUT // 3:
            yield line


def read(lines: Iterable[str]) -> Corpus:
    """The stream of these lines, a paragraph or a line each."""
    number_of: defaultdict[str, int] = defaultdict(count(1).__next__)  # 0 ends a line
    stream: list[int] = []
    for line in lines:
        stream.extend(map(number_of.__getitem__, nfc(line).split()))
        stream.append(0)
    chunks = list(number_of)
    numbers = _without_bare_lines(np.array(stream, np.int32), chunks)
    del stream
    return _numbered(numbers, chunks)


def title_shares(corpus: Corpus) -> NDArray[np.float16]:
    """Of each word within sentences, how often it is written with a capital."""
    within = np.concatenate([[False], corpus.tokens[:-1] != Special.BREAK])
    titled, small = (
        np.bincount(corpus.tokens[within & (corpus.cases == case)], minlength=len(corpus.words))
        for case in (Case.TITLE, Case.LOWER)
    )
    shares: NDArray[np.float16] = (titled / np.maximum(titled + small, 1)).astype(np.float16)
    return shares


def _without_bare_lines(numbers: Chunks, chunks: list[str]) -> Chunks:
    marked = np.array([0, *(not MARKED.isdisjoint(chunk) for chunk in chunks)], np.int32)
    worded = np.array([0, *(any(map(str.isalpha, chunk)) for chunk in chunks)], np.int32)
    ends = numbers == 0
    line = np.cumsum(ends) - ends
    words = np.bincount(line, worded[numbers])
    bare = (words >= _SHORT) & (np.bincount(line, marked[numbers]) < _LEAST_MARKED * words)
    learned: Chunks = numbers[~bare[line]]
    return learned


def _numbered(numbers: Chunks, chunks: list[str]) -> Corpus:
    line_end = [(Special.BREAK.name, Case.NONE)]
    named = [line_end, *([_named(chunk, t) for t in tokenise(chunk)] for chunk in chunks)]
    words, acronyms = _vocabulary(named, np.bincount(numbers, minlength=len(named)))
    number_of = {word: number for number, word in enumerate(words)}
    lengths = np.array([len(tokens) for tokens in named])
    flat = [
        (number_of.get(word, Special.OTHER.value), case.value)
        for tokens in named
        for word, case in tokens
    ]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    each = lengths[numbers]
    before = np.concatenate([[0], np.cumsum(each)[:-1]])
    places = np.repeat(starts[numbers] - before, each) + np.arange(each.sum())
    table = np.array(flat)
    return Corpus(
        words,
        table[:, 0].astype(np.uint16)[places],
        table[:, 1].astype(np.uint8)[places],
        acronyms,
    )


def _named(chunk: str, token: Token) -> tuple[str, Case]:
    if token.special is not None:
        return token.special.name, Case.NONE
    word = chunk[token.start : token.end]
    return normal_form(word), case_of(word)


def _vocabulary(
    named: list[list[tuple[str, Case]]], times: NDArray[np.integer]
) -> tuple[tuple[str, ...], dict[str, int]]:
    seen: Counter[str] = Counter()
    for tokens, number in zip(named, times.tolist(), strict=True):
        for word, _ in tokens:
            seen[word] += number
    special = [token.name for token in Special]
    ranked = [word for word, _ in seen.most_common() if word not in special]
    words = [
        word
        for word in ranked
        if seen[word] >= (_LEAST_SYLLABLE if is_syllable(word) else _LEAST_OTHER)
    ]
    acronyms = {
        word: seen[word]
        for word in ranked
        if "Đ" in word and len(word) > 1 and _is_acronym(word) and seen[word] >= _LEAST_ACRONYM
    }
    return (*special, *words), acronyms


def _is_acronym(word: str) -> bool:
    """Capitals without tones: HĐND, not ĐỒNG."""
    return word.isupper() and set(word) & MARKED <= {"Đ"} and not is_syllable(word)
