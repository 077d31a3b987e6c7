"""The cue words of cues.toml, compiled."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from pipeline.vietnamese.codes import is_no_type
from pipeline.vietnamese.letters import fold

# Per cent of letters; plan lines read by a foreign OCR keep about four letters in five.
_ALIKE = 80


@cache
def _cues() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("cues.toml").read_text("utf-8"))


@cache
def _pattern(part: str, where: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in _cues()[part][where]))


def begins(part: str, text: str) -> bool:
    """Does `text` begin as a line of this part does?"""
    return _pattern(part, "begins").match(fold(text.strip(" *_\"'“"))) is not None


def alike(part: str, text: str) -> bool:
    """Does `text` begin nearly as a line of this part does, some letters misread?"""
    folded = fold(text.strip(" *_"))
    return any(
        fuzz.ratio(folded[: len(phrase)], phrase) >= _ALIKE for phrase in _cues()[part]["like"]
    )


def ends(part: str, text: str) -> bool:
    """Does `text` end as the last line of this part does?"""
    return _pattern(part, "ends").search(fold(text)) is not None


def goes_on(part: str, text: str, following: str) -> bool:
    """Is what follows the end of what `text`, a line of this part, begins?"""
    seam = f"{fold(text.strip(' *_'))}\n{fold(following.strip(' *_'))}"
    return _pattern(part, "broken").search(seam) is not None


def inside(part: str, text: str) -> int | None:
    """Where in `text` the word begins that begins with a cue of this part; None without one."""
    cues = "inside" if part == "motto" else "begins"
    match = re.search(rf"(?<!\w)(?:{_pattern(part, cues).pattern})", fold(text))
    return text.rfind(" ", 0, match.start()) + 1 if match else None


def document_type(text: str) -> int | None:
    """Length of the document type that the line begins with in capitals; None if it does not.

    A stamp ("HỎA TỐC") may stand before it.
    """
    stripped = re.sub(r"^[\W_]+", "", text).strip(" *_")
    stamps, types = (_pattern("document", name).pattern for name in ("stamps", "types"))
    types = types.replace(" ", r"\s?")  # KẾHOẠCH
    match = re.match(rf"(?:(?:{stamps})\s+)?(?:{types})\b", fold(stripped))
    if match is None or not stripped[: match.end()].isupper():
        return None
    if is_no_type(stripped[: match.end()]):
        return None
    return text.index(stripped) + match.end()
