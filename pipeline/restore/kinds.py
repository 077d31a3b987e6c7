"""How a passage came about: correct Vietnamese, without diacritics, read by a foreign OCR, other.

Told by the shares of chunks that are syllables and of the marks they bear, line by line; lines
that tell little follow their neighbours (a hidden Markov model over the lines).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.restore.tokens import EDGES
from pipeline.vietnamese.letters import TONE_MARKS, fold
from pipeline.vietnamese.rules import rules
from pipeline.vietnamese.syllables import bare_syllables, is_syllable

Kind = Literal["vietnamese", "bare", "foreign", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_RUN = re.compile(r"[^\W\d_]+")
_PLAIN_SIGNS = frozenset(("", "-", "/"))
_TELLING = {TONE_MARKS["hỏi"], TONE_MARKS["nặng"]}  # marks that only Vietnamese has
_CLASSES = "MVAXEUSD"
_STAYS = np.where(np.eye(len(KINDS), dtype=bool), 0, -np.inf)


def recognise(lines: Sequence[Iterable[str]]) -> list[Kind]:
    """The kind of each line of chunks."""
    evidence = _evidence(lines)
    chances = rules("kinds", __package__)["chances"]
    change = chances["change"]
    stay, leave = np.log(1 - change), np.log(change / (len(KINDS) - 1))
    moves = np.where(np.eye(len(KINDS), dtype=bool), stay, leave)
    best = np.log([chances["first"][kind] for kind in KINDS])
    came_from: list[NDArray[np.intp]] = []
    for number, line in enumerate(evidence):
        reached = best[:, None] + (moves if number else _STAYS)
        came_from.append(reached.argmax(0))
        best = reached.max(0) + line
    kind = int(best.argmax())
    found: list[Kind] = []
    for sources in reversed(came_from):
        found.append(KINDS[kind])
        kind = int(sources[kind])
    return found[::-1]


def has_odd_letters(lines: Iterable[Iterable[str]]) -> bool:
    """Do some chunks have letters or signs that no word of Vietnamese has: "Huyén", "Tri¢u"?"""
    odd = {_CLASSES.index(look) for look in "XS"}
    return any(_class_of(chunk) in odd for line in lines for chunk in line)


def _evidence(lines: Sequence[Iterable[str]]) -> NDArray[np.float64]:
    """Log probability of each line's chunks under each kind: line x kind."""
    looks = [
        number * len(_CLASSES) + look
        for number, line in enumerate(lines)
        for look in map(_class_of, line)
        if look is not None
    ]
    counts = np.bincount(np.array(looks, np.int64), minlength=len(lines) * len(_CLASSES))
    return counts.reshape(len(lines), len(_CLASSES)) @ _log_shares()


@lru_cache(maxsize=50_000)
def _class_of(chunk: str) -> int | None:
    """What a chunk looks like, as an index of _CLASSES; None where it tells nothing."""
    core = chunk.strip(EDGES)
    if not any(map(str.isalpha, core)):
        return None
    if any(map(str.isdigit, core)):
        return None if "/" in core or "-" in core else _CLASSES.index("D")
    return _CLASSES.index(_look(core))


def _look(core: str) -> str:
    runs = _RUN.findall(core)
    signs = _RUN.sub("", core) not in _PLAIN_SIGNS
    if all(map(is_syllable, runs)):
        if not _TELLING.isdisjoint(unicodedata.normalize("NFD", core)):
            return "M"
        if not core.isascii():
            return "V"
        return "S" if signs else "A"
    if signs:
        return "S"
    if not core.isascii():
        return "X"
    if core.isupper():
        return "U"
    return "A" if all(fold(run) in bare_syllables() for run in runs) else "E"


@cache
def _log_shares() -> NDArray[np.float64]:
    """Class x kind."""
    shares = rules("kinds", __package__)["shares"]
    return np.log([[shares[kind][look] for kind in KINDS] for look in _CLASSES])
