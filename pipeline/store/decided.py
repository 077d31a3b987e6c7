"""What a person can decide about a record: which of its columns, and whether a value can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from pipeline.errors import KehoachError
from pipeline.messages import say
from pipeline.store.columns import columns
from schemas.records import RECORD_TYPES, Header, Record
from schemas.stored import Document

Values = dict[str, Any]

RECORDS: Mapping[str, type[Record]] = {record.TABLE: record for record in RECORD_TYPES}
# The tables whose rows people decide about; of a document it is the header.
CORRECTABLE: Mapping[str, type[BaseModel]] = {Document.TABLE: Header, **RECORDS}
# Columns that name other rows: they stay as extracted unless a person changes them.
KEYS = ("parent_id", "agency_id")
EVIDENCE = ("section", "page", "quote", "bbox")
_NO_EVIDENCE = {"id": "-", "document_id": "-", "page": 1, "quote": "-"}


@dataclass(frozen=True)
class Problem:
    """Why a value cannot be: an entry of the message catalogue with its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.code, **self.facts)


class InvalidValues(KehoachError):
    """Values that cannot be; `problems` says why, by column."""

    exit_status = 2

    def __init__(self, table: str, problems: Mapping[str, Problem]) -> None:
        told = "; ".join(f"{name}: {problem}" for name, problem in problems.items())
        super().__init__("review.invalid", table=table, problems=told)
        self.problems = dict(problems)


@cache
def fields(table: str) -> tuple[str, ...]:
    """The columns whose values a decision about a row of the table settles."""
    aside = {*Record.model_fields, *KEYS}
    return tuple(name for name in CORRECTABLE[table].model_fields if name not in aside)


def values_of(table: str, record: BaseModel) -> Values:
    """The values of a record that a decision settles, as JSON has them."""
    return record.model_dump(mode="json", include=set(fields(table)))


def checked(table: str, values: Mapping[str, Any]) -> Values:
    """The values as the database keeps them; an empty text is none where there need be none.

    Raises InvalidValues where the table has no such column, or it cannot hold the value.
    """
    schema = CORRECTABLE[table]
    kinds = {column.name: column for column in columns(schema)}
    known = {*fields(table), *(key for key in KEYS if key in kinds)}
    problems = {name: Problem("review.no-field") for name in values if name not in known}
    given = {
        name: None if value == "" and kinds[name].nullable else value
        for name, value in values.items()
        if name in known
    }
    try:
        record = schema.model_validate(
            {**(_NO_EVIDENCE if issubclass(schema, Record) else {}), **given}
        )
    except ValidationError as fault:
        problems |= {str(error["loc"][0]): _problem(error) for error in fault.errors()}
    if problems:
        raise InvalidValues(table, problems)
    return {
        name: kinds[name].load(kinds[name].store(getattr(record, name)))
        for name in kinds
        if name in fields(table) or name in given
    }


def _problem(error: Any) -> Problem:  # noqa: ANN401 - what pydantic tells of a value
    """A fault of pydantic in words of the house."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing" | "string_too_short":
            return Problem("review.missing")
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return Problem("review.no-integer")
        case "float_parsing" | "float_type" | "finite_number":
            return Problem("review.no-number")
        case "greater_than_equal":
            return Problem("review.too-small", {"least": context["ge"]})
        case "less_than_equal":
            return Problem("review.too-large", {"most": context["le"]})
        case "literal_error":
            return Problem("review.no-choice", {"known": context["expected"]})
        case "string_pattern_mismatch":
            return Problem("review.no-date")
        case "bool_parsing" | "bool_type":
            return Problem("review.no-boolean")
        case _:
            return Problem("review.not-taken", {"reason": error["msg"]})
