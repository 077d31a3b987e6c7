"""A text is given all that it asks for, wherever it is said."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.messages import Language, _catalogue, said_again, say_in

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


CHOSEN: tuple[Language, ...] = ("en", "vi")


@pytest.mark.parametrize("chosen", CHOSEN)
@pytest.mark.parametrize("said_in", CHOSEN)
def test_what_was_stored_is_said_again(said_in: Language, chosen: Language) -> None:
    def told(language: Language) -> str:
        reason = say_in(language, "layer.broken", share="12%")
        return say_in(language, "check.wrong-text-layer", pages="2, 3", reason=reason)

    assert said_again(chosen, told(said_in)) == told(chosen)
    assert said_again(chosen, "Sở Y tế: 12 lớp") == "Sở Y tế: 12 lớp"


@pytest.mark.parametrize("key", [key for key in CATALOGUE if key.startswith(("check.", "layer."))])
def test_each_finding_is_told_in_the_other_language(key: str) -> None:
    facts = {name: "7" for text in CATALOGUE[key].values() for name in placeholders(text)}
    assert said_again("vi", say_in("en", key, **facts)) == say_in("vi", key, **facts)
