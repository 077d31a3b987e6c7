"""A record as the fields of a form, and what people typed as values again.

Numbers are shown and read as the language writes them: 1250,5 in Vietnamese, 1250.5 in English.
What cannot be read stays as it was typed, for the schema to say what is wrong with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pipeline.messages import Language
from pipeline.store.columns import Column, columns
from pipeline.store.decided import CORRECTABLE, Problem
from pipeline.store.suggest import Alternative
from pipeline.vietnamese.letters import nfc
from pipeline.vietnamese.numbers import parse_number

Kind = Literal["text", "long", "number", "choice", "boolean", "list"]

_BRIEF = 30  # letters of a value that a button shows whole
_LONG = ("task", "title", "indicator", "text", "audience")


@dataclass(frozen=True)
class Choice:
    """A value that can be taken with one key, and where it comes from."""

    number: int
    shown: str
    sent: str
    why: str


@dataclass(frozen=True)
class Field:
    """A column in a form; `shown` is what stands in it."""

    name: str
    kind: Kind
    shown: str
    options: tuple[str, ...]
    required: bool
    choices: tuple[Choice, ...] = ()
    problem: Problem | None = None

    @property
    def rows(self) -> int:
        """Lines of a field for long texts."""
        lines = self.shown.count("\n") + 1 if self.kind == "list" else len(self.shown) // 60 + 1
        return min(6, max(2, lines))


def fields(
    table: str,
    values: Mapping[str, Any],
    language: Language,
    *,
    alternatives: tuple[Alternative, ...] = (),
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> list[Field]:
    """The fields of a row; `given` is what was typed into them, with its problems."""
    return [
        Field(
            name=column.name,
            kind=_kind(column),
            shown=_given(column, given)
            if given is not None
            else shown(column, values[column.name], language),
            options=column.choices,
            required=not column.nullable and column.type is not int and not column.choices,
            choices=tuple(
                _choice(number, column, a, language)
                for number, a in enumerate(alternatives, 1)
                if a.field == column.name
            ),
            problem=(problems or {}).get(column.name),
        )
        for column in _columns(table, values)
    ]


def typed(
    table: str, values: Mapping[str, Any], given: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """The values that people changed: those whose fields do not say what was shown in them."""
    return {
        column.name: read(column, now, language)
        for column in _columns(table, values)
        if (now := _given(column, given)) != shown(column, values[column.name], language)
    }


def shown(column: Column, value: Any, language: Language) -> str:  # noqa: ANN401 - of any column
    """A value as it stands in its field."""
    if value is None:
        return ""
    if column.form == "boolean":
        return "1" if value else ""
    if column.form == "json":
        return _lines("\n".join(map(str, value)))
    if isinstance(value, int | float):
        told = f"{Decimal(repr(value)):f}".removesuffix(".0")
        return told.replace(".", ",") if language == "vi" else told
    return _lines(str(value))


def read(column: Column, text: str, language: Language) -> Any:  # noqa: ANN401
    """The value of what stands in a field."""
    if column.form == "boolean":
        return bool(text)
    if column.form == "json":
        return [line.strip() for line in text.split("\n") if line.strip()]
    text = " ".join(text.split())
    if column.type in (int, float):
        return _number(text, language)
    return text


def _number(text: str, language: Language) -> Any:  # noqa: ANN401
    if language == "en":
        return text.replace(",", "")
    number = parse_number(text)
    return text if number is None else number


def _columns(table: str, values: Mapping[str, Any]) -> Iterator[Column]:
    return (column for column in columns(CORRECTABLE[table]) if column.name in values)


def _kind(column: Column) -> Kind:
    if column.form == "boolean":
        return "boolean"
    if column.form == "json":
        return "list"
    if column.choices:
        return "choice"
    if column.type in (int, float):
        return "number"
    return "long" if column.name in _LONG else "text"


def _given(column: Column, given: Mapping[str, str]) -> str:
    return _lines(nfc(given.get(column.name, "")))


def _choice(number: int, column: Column, other: Alternative, language: Language) -> Choice:
    told = shown(column, other.value, language)
    # Of a long text, what would change in it.
    brief = " → ".join(other.words) if other.words and len(told) > _BRIEF else told
    return Choice(number, brief, f"{column.name}={told}", other.why)


def _lines(text: str) -> str:
    """Line ends as browsers do not send them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
