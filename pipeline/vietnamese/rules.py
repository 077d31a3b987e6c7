"""What Vietnamese is, as data: each module here has its TOML file, with its source, beside it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rules(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml` in this folder."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
