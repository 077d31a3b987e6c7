"""A text is given all that it asks for, wherever it is said."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.messages import _catalogue

PROJECT = Path(__file__).parents[1]
CATALOGUE = _catalogue()


class Said(NamedTuple):
    """A call that names a text: where, which, with what facts."""

    place: str
    key: str
    facts: frozenset[str]


def said() -> Iterator[Said]:
    for path in sorted((PROJECT / "pipeline").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or any(word.arg is None for word in node.keywords):
                continue
            for value in node.args:
                if isinstance(value, ast.Constant) and value.value in CATALOGUE:
                    facts = frozenset({*(word.arg or "" for word in node.keywords), *_named(node)})
                    place = f"{path.relative_to(PROJECT)}:{node.lineno}"
                    yield Said(place, value.value, facts)


def _named(call: ast.Call) -> Iterator[str]:
    """The facts of a call that takes them as a dict."""
    for value in call.args:
        for key in value.keys if isinstance(value, ast.Dict) else ():
            if isinstance(key, ast.Constant):
                yield str(key.value)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("call", list(said()), ids=lambda call: f"{call.place} {call.key}")
def test_a_text_is_given_what_it_asks_for(call: Said) -> None:
    for text in CATALOGUE[call.key].values():
        assert placeholders(text) <= call.facts
