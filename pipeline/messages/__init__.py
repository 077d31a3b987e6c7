"""Everything that a person reads, in Vietnamese and English, from one catalogue.

A file here holds the texts of one stage or command: `[entry]` with `en` and `vi`, in which
`{names}` are filled in by the program. An error is one line: what is wrong, then what to do;
the file that it is about is named by whoever prints it.
"""

import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "vi"]
_DEFAULT: Language = "en"


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
