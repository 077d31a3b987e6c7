"""The closed set of Vietnamese syllables: onset × rime × tone, by the rules in syllables.toml."""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.vietnamese.letters import TONE_MARKS, fold, nfc
from pipeline.vietnamese.rules import rules

_ACUTE = TONE_MARKS["sắc"]
_STOPS = ("c", "ch", "p", "t", "k")
_STOP_TONES = ("sắc", "nặng")


@lru_cache(maxsize=100_000)
def is_syllable(word: str) -> bool:
    """True where `word`, in any case and normal form, is a possible Vietnamese syllable.

    Both styles of tone placement count (hòa, hoà). What is possible need not be in use.
    """
    return nfc(word).lower() in syllables()


@cache
def syllables() -> frozenset[str]:
    """All possible syllables, lower case, NFC, in both styles of tone placement."""
    found = set(rules("syllables")["exceptions"]["syllables"].split())
    for letters, position in (*_spelled(), *_spelled(other_style=True)):
        stopped = letters.endswith(_STOPS)
        for tone, mark in TONE_MARKS.items():
            if tone in _STOP_TONES or not stopped:
                found.add(nfc(letters[: position + 1] + mark + letters[position + 1 :]))
    return frozenset(found)


@cache
def longest_syllable() -> int:
    """How many letters the longest syllable has (nghiêng)."""
    return max(map(len, syllables()))


@cache
def bare_syllables() -> frozenset[str]:
    """All possible syllables as they are typed without diacritics: "duong", "viet"."""
    return frozenset(map(fold, syllables()))


@cache
def mark_positions() -> dict[str, int]:
    """Index of the letter that carries the tone, by syllable without tone: {"hoa": 1}.

    In the style that administration uses (hòa, khỏe, thúy). The keys keep ă â ê ô ơ ư đ.
    """
    return dict(_spelled())


def _spelled(*, other_style: bool = False) -> Iterator[tuple[str, int]]:
    """Each syllable without its tone, and the index of the letter that carries it."""
    spelling = rules("syllables")
    for group in spelling["rimes"]:
        onsets = [onset for name in group["after"] for onset in spelling["onsets"][name]]
        for rime in group["rimes"].split():
            shown = spelling["styles"].get(rime, rime) if other_style else rime
            marked = unicodedata.normalize("NFD", shown)
            at = marked.index(_ACUTE)
            letters = nfc(marked.replace(_ACUTE, ""))
            position = len(nfc(marked[:at])) - 1
            for onset in onsets:
                yield onset + letters, len(onset) + position
