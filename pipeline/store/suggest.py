"""What else a record may state: the second reading of a number, what its sum leaves, what was read.

A suggestion is never applied: it is what a person can choose with one key.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.store.connection import Connection
from pipeline.store.decided import values_of
from pipeline.vietnamese.numbers import parse_number
from schemas.page import Box
from schemas.records import Record, Target, TrainingClass

Why = Literal["second-reading", "sum", "product", "as-read"]

_AROUND = re.compile(r"^\D+|\D+$")  # of a number: brackets, %, full stops
_SURE = 0.9  # probability of a restored word from which what was read is no alternative
_SUMMED = {TrainingClass.TABLE: ("n_classes", "n_participants"), Target.TABLE: ("value",)}


@dataclass(frozen=True)
class Alternative:
    """Another value of a field, and where it comes from; `words`: what changes in a text."""

    field: str
    value: Any
    why: Why
    words: tuple[str, str] | None = None


def suggest(database: Connection, record: Record) -> Iterator[Alternative]:
    """Other values that a record may state, the likeliest first, each once."""
    values = values_of(record.TABLE, record)
    told: set[tuple[str, object]] = set()
    for alternative in (
        *_other_readings(database, record, values),
        *_products(values),
        *_sums(database, record, values),
    ):
        key = alternative.field, alternative.value
        if alternative.value != values[alternative.field] and key not in told:
            told.add(key)
            yield alternative


def _other_readings(
    database: Connection, record: Record, values: dict[str, Any]
) -> Iterator[Alternative]:
    """Of the words within the record: what a doubtful one may be, what a restored one was."""
    found = database.execute(
        "SELECT bbox, read, text, guess, probability FROM restorations"
        " WHERE document_id = ? AND page = ? ORDER BY rowid",
        [record.document_id, record.page],
    )
    for bbox, read, text, guess, probability in found:
        if record.bbox is None or bbox is None or not _within(json.loads(bbox), record.bbox):
            continue
        other = guess or (read if probability < _SURE else None)
        if other is None or other == text:
            continue
        digits = any(map(str.isdigit, text + other))
        why: Why = "second-reading" if guess and digits else "as-read"
        for name, value in values.items():
            if (changed := _replaced(value, text, other)) is not None:
                yield Alternative(
                    name, changed, why, (text, other) if isinstance(value, str) else None
                )


def _replaced(value: object, text: str, other: str) -> object | None:
    """The value, had the word been the other one; None where the word says nothing of it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        same = parse_number(_AROUND.sub("", text)) == value
        read = parse_number(_AROUND.sub("", other)) if same else None
        return type(value)(read) if read is not None else None
    if isinstance(value, str) and text in value.split():
        return " ".join(other if word == text else word for word in value.split())
    return None


def _within(word: list[float], around: Box) -> bool:
    """Whether the middle of a word lies in a box."""
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return around.x0 <= x <= around.x1 and around.top <= y <= around.bottom


def _products(values: dict[str, Any]) -> Iterator[Alternative]:
    """Classes × people a class = people."""
    classes, size = values.get("n_classes"), values.get("per_class")
    people = values.get("n_participants")
    if classes and size:
        yield Alternative("n_participants", classes * size, "product")
    if people and size and people % size == 0:
        yield Alternative("n_classes", people // size, "product")
    if people and classes and people % classes == 0 and size is not None:
        yield Alternative("per_class", people // classes, "product")


def _sums(database: Connection, record: Record, values: dict[str, Any]) -> Iterator[Alternative]:
    """What the parts of a sum make, and what its other parts leave for a part."""
    table = record.TABLE
    for name in _SUMMED.get(table, ()):
        total, unknown, number = database.execute(
            f"SELECT sum({name}), sum({name} IS NULL), count(*) FROM {table} WHERE parent_id = ?",
            [record.id],
        ).fetchone()
        if number and not unknown:
            yield Alternative(name, total, "sum")
        parent = getattr(record, "parent_id", None)
        if parent is None:
            continue
        left, unknown = database.execute(
            f"SELECT whole.{name} - coalesce(sum(part.{name}), 0), sum(part.{name} IS NULL)"
            f" FROM {table} AS whole LEFT JOIN {table} AS part"
            " ON part.parent_id = whole.id AND part.id <> ? WHERE whole.id = ?",
            [record.id, parent],
        ).fetchone()
        if left is not None and left > 0 and not unknown:
            yield Alternative(name, left, "sum")
