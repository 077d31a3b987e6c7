"""Which of the possible syllables are in use, and how much (usage.txt)."""

from functools import cache, lru_cache
from importlib.resources import files

from pipeline.vietnamese.tones import normalise_tone


@lru_cache(maxsize=50_000)
def rank(syllable: str) -> int | None:
    """The place of `syllable`, in any case, among those in use, from 0; None for others."""
    return _ranks().get(normalise_tone(syllable.lower()))


@cache
def _ranks() -> dict[str, int]:
    lines = (files(__package__) / "usage.txt").read_text("utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return {word: at for at, word in enumerate(words)}
