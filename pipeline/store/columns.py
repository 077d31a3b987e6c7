"""The columns of a table, derived from its schema: one source of truth for names and types."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

from pipeline.vietnamese.letters import fold, nfc
from schemas.page import Box

FOLDED = "folded"
# Control characters, those that turn the direction of writing, and what is no character.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
Form = Literal["plain", "boolean", "json"]
Scalar = type[str] | type[int] | type[float] | type[bytes]
Value = str | int | float | bytes | None
Row = dict[str, Value]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Column:
    """A column: its SQLite type as a Python type, and how a value of the schema becomes it."""

    name: str
    type: Scalar
    form: Form
    nullable: bool
    choices: tuple[str, ...]  # the only values it takes; empty: any
    about: str
    items: Scalar | None = None  # what a list holds; None: it is no list

    def store(self, value: Any) -> Value:  # noqa: ANN401 - whatever a schema's field holds
        """The value as SQLite keeps it: text clean, booleans as 0 and 1, lists as JSON."""
        if value is None:
            return None
        if self.form == "json":
            return clean(json.dumps(value, ensure_ascii=False))
        if self.form == "boolean":
            return int(value)
        return clean(value) if self.type is str else value

    def load(self, value: Value) -> Any:  # noqa: ANN401
        """The value as Python has it, from what SQLite keeps."""
        if value is None:
            return None
        if self.form == "json":
            return json.loads(str(value))
        return bool(value) if self.form == "boolean" else value


@cache
def columns(schema: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of the table that holds rows of `schema`, in the schema's order."""
    return tuple(
        _column(name, field.annotation, field.description or "")
        for name, field in schema.model_fields.items()
    )


def row(record: BaseModel) -> Row:
    """The row of a record, by column."""
    return {c.name: c.store(getattr(record, c.name)) for c in columns(type(record))}


def names(schema: type[BaseModel]) -> str:
    """The columns of the table that holds rows of `schema`, to be selected."""
    return ", ".join(column.name for column in columns(schema))


def loaded(schema: type[Model], values: Sequence[Value]) -> Model:
    """The record whose row was selected by `names`."""
    row = zip(columns(schema), values, strict=True)
    return schema.model_validate({c.name: c.load(value) for c, value in row})


def clean(text: str) -> str:
    """Text in NFC, with � for what SQLite and exports stumble over, or what hides what is there."""
    return _CONTROL.sub("\ufffd", nfc(text))


def fold_row(schema: type[BaseModel], values: Mapping[str, Value]) -> str:
    """All that a record says in words, folded: its quote, then what the quote does not say."""
    said = fold(str(values["quote"]))
    for column in columns(schema):
        value = values[column.name]
        if isinstance(value, str) and _is_words(column):
            folded = fold(value)
            if folded not in said:
                said += f"\n{folded}"
    return said


def _is_words(column: Column) -> bool:
    keys = column.name == "section" or column.name.endswith("id")
    return column.form == "plain" and not column.choices and not keys


def _column(name: str, annotation: Any, about: str) -> Column:  # noqa: ANN401 - any annotation
    members = get_args(annotation) if NoneType in get_args(annotation) else (annotation,)
    (kind,) = (member for member in members if member is not NoneType)
    nullable = NoneType in members
    if get_origin(kind) is Literal:
        return Column(name, str, "plain", nullable, get_args(kind), about)
    if kind is bool:
        return Column(name, int, "boolean", nullable, (), about)
    if kind in (str, int, float, bytes):
        return Column(name, kind, "plain", nullable, (), about)
    items = float if kind is Box else get_args(kind)[0] if get_origin(kind) is tuple else None
    return Column(name, str, "json", nullable, (), about, items)
