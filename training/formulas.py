"""Formulas of administrative documents (formulas.toml), as sentences to learn from."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

_TIMES = 3  # what stands in every document should not be rarer than what is said in many
_NAME = re.compile(r"\{(\w+)\}")


def formulas() -> Iterator[str]:
    """Every formula, with every entry of the lists that it names."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    for formula in _TIMES * told["formulas"]:
        yield from _filled(formula["text"], told["lists"])


def _filled(text: str, lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A list that is named twice fills both places alike; a sentence begins with a capital."""
    names = list(dict.fromkeys(_NAME.findall(text)))
    for entries in product(*(lists[name] for name in names)):
        chosen = dict(zip(names, entries, strict=True))
        sentence = _NAME.sub(lambda name: chosen[name[1]], text)  # noqa: B023 - used at once
        yield sentence[:1].upper() + sentence[1:]
