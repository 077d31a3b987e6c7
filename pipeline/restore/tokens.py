"""A chunk of text between blanks → the tokens that the language model counts, with their places.

Words, and what stands for many: numbers, codes (anything of letters and digits), breaks between
sentences and clauses. The same division serves training and restoration.
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.tones import normalise_tone

EDGES = "\"“”'‘’()[]{}.,;:!?…*•"
_RUN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]+|_+")
_NUMBER = re.compile(r"[\d.,/:%\-–+()*]*\d[\d.,/:%\-–+()*]*")
_BREAK = re.compile(r"[.;:!?]")
_MISREAD_PARTS = re.compile(r"\d{2,}(?=[^\W\d_]{3})|[^-–/]+")  # "24thang" was printed apart
_DIRT = "_|~`^=«»<>—"  # at the edges of a misread word
_LABEL = re.compile(r"[IVXl1]+\.")  # a number, however its ones were read
_GLUED = re.compile(r"\d{1,2}\.(?=[A-ZĐ]\w)")  # "6.Sở": the number of a heading
_CODE = re.compile(r"\d/|/[A-ZĐ&\d]{2}")
_LIKE_LETTERS = re.compile("[¢&@€£§¥]")


class Special(IntEnum):
    """Tokens that stand for many; the first in every vocabulary."""

    BREAK = 0
    NUMBER = 1
    CODE = 2
    OTHER = 3  # a word that the vocabulary does not have
    COMMA = 4
    SLASH = 5


class Case(IntEnum):
    """How a word is written: one of these."""

    NONE = 0  # mixed, or no word
    LOWER = 1
    TITLE = 2
    UPPER = 3


class Token(NamedTuple):
    """A part of a chunk: chunk[start:end]; `special` is None for a word."""

    special: Special | None
    start: int
    end: int


def tokenise(chunk: str) -> tuple[Token, ...]:
    """The tokens of a chunk, which holds nothing blank, in order."""
    start, end = _within(chunk, EDGES)
    core = chunk[start:end]
    tokens: list[Token] = []
    digits = any(map(str.isdigit, core))
    if digits and _NUMBER.fullmatch(core):
        tokens.append(Token(Special.NUMBER, start, end))
    elif digits and (core.isalnum() or "/" in core or "-" in core):
        tokens.append(Token(Special.CODE, start, end))
    else:
        for run in _RUN.finditer(core):
            if (special := _special(run[0], digits=digits)) is not Special.OTHER:
                tokens.append(Token(special, start + run.start(), start + run.end()))
    if _BREAK.search(chunk, end):
        tokens.append(Token(Special.BREAK, end, len(chunk)))
    elif "," in chunk[end:]:
        tokens.append(Token(Special.COMMA, end, len(chunk)))
    return tuple(tokens)


def _within(chunk: str, edges: str) -> tuple[int, int]:
    """Where a chunk begins and ends without these characters around it."""
    end = len(chunk.rstrip(edges))
    return min(end, len(chunk) - len(chunk.lstrip(edges))), end


def _special(run: str, *, digits: bool) -> Special | None:
    """What a run within a chunk stands for; None: a word; OTHER: nothing."""
    if run.isalpha():
        return None
    if run.isdigit():
        return Special.NUMBER
    if not digits and run[0] == "/":
        return Special.SLASH
    if not digits and _BREAK.search(run):
        return Special.BREAK
    return Special.OTHER


@lru_cache(maxsize=50_000)
def normal_form(word: str) -> str:
    """As the vocabulary has it: syllables in lower case, tones in one style; others as they are."""
    placed = normalise_tone(word)
    lower = placed.lower()
    return lower if is_syllable(lower) else placed


def case_of(word: str) -> Case:
    """Lower, Title or UPPER case; a single capital counts as Title."""
    if word.islower():
        return Case.LOWER
    if len(word) > 1 and word.isupper():
        return Case.UPPER
    return Case.TITLE if word[:1].isupper() else Case.NONE


def tokenise_misread(chunk: str) -> tuple[Token, ...]:
    """The same for a chunk that was misread, in which signs and digits may stand for letters."""
    if glued := _GLUED.match(chunk):
        at = glued.end()
        rest = (Token(t.special, t.start + at, t.end + at) for t in tokenise_misread(chunk[at:]))
        return (Token(Special.NUMBER, 0, at - 1), Token(Special.BREAK, at - 1, at), *rest)
    plain = tokenise(chunk)
    start, end = _within(chunk, EDGES + _DIRT)
    core = chunk[start:end]
    if _LABEL.fullmatch(chunk):
        return (
            Token(Special.CODE, 0, len(chunk) - 1),
            Token(Special.BREAK, len(chunk) - 1, len(chunk)),
        )
    if _CODE.search(core) or not (_LIKE_LETTERS.search(core) or any(map(str.isalpha, core))):
        return plain
    tokens: list[Token] = []
    for part in _MISREAD_PARTS.finditer(core):
        special = Special.NUMBER if part[0].isdigit() else None
        tokens.append(Token(special, start + part.start(), start + part.end()))
    if plain and plain[-1].start >= end:
        tokens.append(plain[-1])
    return tuple(tokens)


def in_case_of(word: str, read: str) -> str:
    """`word`, in lower case, written like `read`, letter by letter."""
    if len(word) != len(read):
        return in_case(word, printed_case(read, in_capitals=read.isupper()))
    pairs = zip(word, read, strict=True)
    return "".join(letter.upper() if like.isupper() else letter for letter, like in pairs)


def in_case(word: str, case: Case) -> str:
    """`word`, in lower case, in another."""
    if case is Case.UPPER:
        return word.upper()
    return word[:1].upper() + word[1:] if case is Case.TITLE else word


def printed_case(read: str, *, in_capitals: bool) -> Case:
    """In what case a misread word was printed: signs and digits do not count.

    A word of capitals and small letters is taken to be like its line.
    """
    letters = "".join(filter(str.isalpha, read))
    if len(letters) > 1 and (letters.isupper() or (in_capitals and letters != letters.lower())):
        return Case.UPPER
    if letters[:1] == "I" and letters[1:2].islower():
        return Case.LOWER  # far more often an l than an I
    return Case.TITLE if letters[:1].isupper() else Case.LOWER
