"""Everything that a person reads, in Vietnamese and English, from one catalogue.

A file here holds the texts of one stage or command: `[entry]` with `en` and `vi`, in which
`{names}` are filled in by the program. An error is one line: what is wrong, then what to do;
the file that it is about is named by whoever prints it.
"""

import os
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "vi"]
_DEFAULT: Language = "en"
_STORED = (
    "check",
    "flow",
    "layer",
    "ocr",
    "review",
    "runner",
    "sources",
)  # groups whose texts go into databases
_TELLING = 24  # characters of a text that tells by itself which one it is


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    """The entries of all *.toml files here, by `<file>.<entry>`."""
    found: dict[str, dict[str, str]] = {}
    for file in files(__name__).iterdir():
        group, dot, suffix = file.name.partition(".")
        if dot and suffix == "toml":
            entries = tomllib.loads(file.read_text("utf-8"))
            found |= {f"{group}.{name}": texts for name, texts in entries.items()}
    return found


def language() -> Language:
    """The language in force: KEHOACH_LANG, which `--lang` sets (workers inherit it)."""
    asked = os.environ.get("KEHOACH_LANG", _DEFAULT)
    return "vi" if asked == "vi" else "en"


def say(key: str, **facts: object) -> str:
    """The catalogue's text for `key` in the language in force, its placeholders filled."""
    return say_in(language(), key, **facts)


def say_in(chosen: Language, key: str, **facts: object) -> str:
    """The catalogue's text for `key` in a language, its placeholders filled."""
    return _catalogue()[key][chosen].format(**facts)


def said_again(chosen: Language, text: str) -> str:
    """What the catalogue says as `text`, in a language: findings are stored as they were said.

    Texts of no entry stay as they are.
    """
    for key, pattern in _patterns():
        said = pattern.fullmatch(text)
        if said:
            facts = {name: said_again(chosen, fact) for name, fact in said.groupdict().items()}
            return say_in(chosen, key, **facts)
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What the texts that are stored look like, their placeholders filled."""
    return tuple(
        (key, re.compile("".join(_parts(text)), re.DOTALL))
        for key, texts in _catalogue().items()
        if key.partition(".")[0] in _STORED
        for text in texts.values()
        if len(text) >= _TELLING
    )


def _parts(text: str) -> Iterator[str]:
    met: set[str] = set()
    for words, name, _, _ in string.Formatter().parse(text):
        yield re.escape(words)
        if name:
            yield f"(?P={name})" if name in met else f"(?P<{name}>.*?)"
            met.add(name)


def is_said(key: str) -> bool:
    """Whether the catalogue has a text for `key`."""
    return key in _catalogue()


def say_count(key: str, number: int) -> str:
    """A number with its noun: "1 note", "6 notes" of the catalogue's `note|notes`."""
    return f"{number:,} {noun_in(language(), key, number)}"


def noun_in(chosen: Language, key: str, number: float) -> str:
    """The form of the catalogue's `note|notes` that a number takes."""
    one, _, many = say_in(chosen, key).partition("|")
    return many if many and number != 1 else one
