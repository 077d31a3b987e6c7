"""The rules of extraction as data: each TOML file here says what it holds and its source."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.vietnamese.letters import fold


@cache
def rules(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml` in this folder."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def expression(name: str, group: str, key: str) -> re.Pattern[str]:
    """The expression, or the alternatives, of `[group] key` in `<name>.toml` as a pattern."""
    told: str | list[str] = rules(name)[group][key]
    return re.compile(told if isinstance(told, str) else "|".join(told))


@cache
def pattern(group: str, key: str) -> re.Pattern[str]:
    """The alternatives of `[group] key` in cues.toml as one pattern of whole folded words."""
    return any_of(rules("cues")[group][key])


def pattern_match(group: str, key: str, text: str) -> re.Match[str] | None:
    """A cue at the beginning of a text."""
    return pattern(group, key).match(fold(text))


def any_of(alternatives: list[str]) -> re.Pattern[str]:
    """A pattern of whole words for any of the folded expressions, the longest tried first."""
    longest_first = sorted(alternatives, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


def marks_agree(printed: str, marked: str) -> bool:
    """May `printed` be the word `marked`, of which it has the folded form?

    A single word with other marks is another word (`số`, not `sở`); one without any may have lost
    them. Of several words one may be misread, so these are believed.
    """
    return " " in marked or printed.lower() in (marked, fold(marked))


def same_words(printed: str, marked: str) -> bool:
    """The same of each of several words: "tỉnh đến" is not "tính đến"."""
    pairs = zip(printed.lower().split(), marked.split(), strict=False)
    return all(marks_agree(*pair) for pair in pairs)
