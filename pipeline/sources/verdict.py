"""Whether a text can be trusted, by what Vietnamese looks like, and is all that a page shows."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pipeline.messages import say
from pipeline.vietnamese.encodings import ENCODINGS, decode
from pipeline.vietnamese.letters import MARKED, TONE_MARKS, fold, nfc
from pipeline.vietnamese.syllables import is_syllable, syllables
from schemas.page import LayerVerdict

# Letters with the tones hỏi and nặng: what foreign OCR and broken fonts never show.
_HOOKED = frozenset(
    letter
    for letter in MARKED
    if {TONE_MARKS["hỏi"], TONE_MARKS["nặng"]}.intersection(unicodedata.normalize("NFD", letter))
)
_USUAL = MARKED | frozenset(map(chr, range(32, 127))) | frozenset("§°«»“”‘’–—…·•½¼²³×±")
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"[\d@/_]|\w-\w|^[^a-zà-ỹ]{1,5}$")  # numbers, symbols of documents, acronyms
TRAILER = re.compile(
    r"\s*(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|\s?[+-]\d\d:?\d\d)?)\s*"
)  # what a digital signature leaves in extracted text: a mail address, a time


class Verdict(NamedTuple):
    """What to think of a page's own text, and why, in a few words."""

    verdict: LayerVerdict
    reason: str


class Signals(NamedTuple):
    """What was measured of a text: shares, 0 to 1."""

    words: int  # that say something of the language
    marks: float  # letters with hook or dot below
    syllables: float  # words that are possible syllables
    bare: float  # words that are, diacritics aside
    stop_words: float
    legacy: float  # letters within words that neither Vietnamese nor English has
    broken: float  # characters without a meaning


@cache
def cues() -> dict[str, Any]:
    """The tables of cues.toml."""
    return tomllib.loads((files(__package__) / "cues.toml").read_text("utf-8"))


def measure(tokens: Iterable[str]) -> Signals:
    """Signals of the tokens of a text; codes, numbers, mail addresses and times do not count."""
    prose = [nfc(token) for token in tokens if not TRAILER.fullmatch(token)]
    characters = "".join(prose)
    unusual = [character for character in characters if character not in _USUAL]
    words = [word for token in prose if not _CODE.search(token) for word in _WORD.findall(token)]
    letters = "".join(words)
    hooked = sum(letter in _HOOKED for letter in letters)
    stop_words = _stop_words()
    return Signals(
        words=len(words),
        marks=_share(hooked, letters),
        syllables=_share(sum(map(is_syllable, words)), words),
        bare=_share(sum(fold(word) in _bare_syllables() for word in words), words),
        stop_words=_share(sum(word.lower() in stop_words for word in words), words),
        legacy=_share(sum(map(_is_legacy, unusual)), characters),
        broken=_share(sum(map(_is_broken, unusual)), characters),
    )


def judge(tokens: Sequence[str], *, scanned: float = 0.0, has_codes: bool = False) -> Verdict:
    """Verdict on the tokens of a page of which pictures cover the share `scanned`.

    Text in a legacy encoding is to be trusted where it `has_codes` as they were written: those of
    PDF files are those of a font.
    """
    verdict = _judge(tokens, scanned)
    if verdict.verdict == "wrong" and has_codes:
        for encoding in ENCODINGS:
            decoded = [t if is_syllable(t) else decode(t, encoding).text for t in tokens]
            if _judge(decoded, scanned).verdict == "trusted":
                return Verdict("trusted", say("layer.encoding", encoding=encoding))
    return verdict


def _judge(tokens: Sequence[str], scanned: float) -> Verdict:
    limits, signals = cues()["verdict"], measure(tokens)
    if not tokens:
        return Verdict("missing", say("layer.empty"))
    if scanned >= limits["scan_area"] and len(tokens) < limits["stamp_words"]:
        return Verdict("missing", say("layer.few-on-scan", words=len(tokens)))
    if signals.broken > limits["most_broken"]:
        return Verdict("wrong", say("layer.broken", share=f"{signals.broken:.0%}"))
    if signals.legacy >= limits["least_legacy"] and signals.stop_words < limits["least_stop_words"]:
        return Verdict("wrong", say("layer.legacy"))
    if signals.words < limits["few_words"]:
        return Verdict("trusted", say("layer.few"))
    votes = (
        signals.marks >= limits["least_marks"],
        signals.syllables >= limits["least_syllables"],
        signals.stop_words >= limits["least_stop_words"],
    )
    if sum(votes) >= 2:
        return Verdict("trusted", say("layer.vietnamese"))
    if signals.bare >= limits["least_bare"] and signals.syllables > 0.5:
        return Verdict("wrong", say("layer.bare"))
    shares = {"syllables": f"{signals.syllables:.0%}", "marks": f"{signals.marks:.1%}"}
    return Verdict("wrong", say("layer.garbled", **shares))


def reads_like_vietnamese(text: str) -> bool:
    """True for Vietnamese prose in any state: correct, garbled, without diacritics, legacy."""
    signals = measure(text.split())
    if signals.words > 0 and (signals.bare > 0.5 or signals.legacy > 0.02):
        return True
    quoted = measure(decode(text, "viqr").text.split())
    return quoted.words > 0 and quoted.syllables > 0.5


def _share(part: int, whole: Sequence[object]) -> float:
    return part / len(whole) if whole else 0.0


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(cues()["verdict"]["stop_words"].split())


@cache
def _bare_syllables() -> frozenset[str]:
    return frozenset(map(fold, syllables()))


def _is_legacy(character: str) -> bool:
    """True for what the bytes of a legacy encoding look like in Windows-1252."""
    return "\x80" <= character <= "\xff" or character in "ŒœŠšŸŽžƒˆ˜†‡‰‹›€"


def _is_broken(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs") or character == "\ufffd"
