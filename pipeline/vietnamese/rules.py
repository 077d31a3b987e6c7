"""Rules as data: a module that needs some has them in a TOML file, with their source, beside it."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rules(name: str, package: str = "pipeline.vietnamese") -> dict[str, Any]:
    """The tables of `<name>.toml` in the folder of `package`."""
    return tomllib.loads((files(package) / f"{name}.toml").read_text("utf-8"))


@cache
def one_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases as whole words, the longest first; the group `word` holds it."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?P<word>{'|'.join(map(re.escape, longest_first))})(?!\w)")
