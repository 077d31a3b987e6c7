"""Programmes by the names that plans use for them."""

import re
from functools import cache, lru_cache

from pipeline.extract.reading import Reading
from pipeline.extract.rules import rules
from pipeline.vietnamese.letters import fold
from schemas.outline import Node


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (code, re.compile("|".join(entry["names"]))) for code, entry in rules("programmes").items()
    )


@lru_cache(maxsize=1_000)  # asked of each record of a paragraph
def programmes_in(text: str) -> tuple[str, ...]:
    """Codes of the programmes that a text names: ("NTM", "OCOP")."""
    folded = fold(text)
    return tuple(code for code, names in _names() if names.search(folded))


def programme_of(reading: Reading, node: Node, title: str | None) -> str | None:
    """The one programme that a node is about: by its own words, its headings, or the title.

    None where the nearest of these that names any names several.
    """
    texts = [node.text, *(above.text for above in reading.outline.ancestors(node)), title or ""]
    for text in texts:
        named = programmes_in(text)
        if named:
            return named[0] if len(named) == 1 else None
    return None
