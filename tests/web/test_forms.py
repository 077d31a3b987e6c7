"""Values as fields of a form, and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.messages import Language
from pipeline.store.columns import Column, columns
from pipeline.store.decided import values_of
from pipeline.web.forms import fields, read, shown, typed
from schemas.records import RECORD_TYPES, Header, Responsibility, Target
from tests.store.decisions import PLAN
from tests.strategies import headers

COLUMNS = {c.name: c for kind in (Target, Responsibility, Header) for c in columns(kind)}


@pytest.mark.parametrize(
    ("column", "language", "text", "value"),
    [
        ("value", "vi", "1.250", 1250),
        ("value", "vi", "12,5", 12.5),
        ("value", "vi", "1250", 1250),
        ("value", "en", "1,250.5", "1250.5"),
        ("value", "vi", "nhiều", "nhiều"),
        ("value", "vi", "", ""),
        ("year", "vi", " 2025 ", 2025),
        ("is_total", "vi", "1", True),
        ("is_total", "vi", "", False),
        ("partners", "vi", "Sở Y tế\n\n  Sở Nội vụ ", ["Sở Y tế", "Sở Nội vụ"]),
        ("task", "vi", "Chủ trì\n tổng  hợp", "Chủ trì tổng hợp"),
        ("unit", "vi", "", ""),
    ],
)
def test_what_is_typed_is_read(column: str, language: Language, text: str, value: object) -> None:
    assert read(COLUMNS[column], text, language) == value


@pytest.mark.parametrize("language", ["vi", "en"])
@given(value=st.floats(0, 1e18) | st.integers(0, 10**12))
def test_numbers_come_back(language: Language, value: float) -> None:
    column: Column = COLUMNS["value"]
    assert float(read(column, shown(column, value, language), language)) == value


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_that_is_sent_as_it_was_changes_nothing(language: Language) -> None:
    for record in PLAN.extraction.records:
        values = values_of(record.TABLE, record)
        sent = {one.name: one.shown for one in fields(record.TABLE, values, language)}
        as_browsers_do = {name: text.replace("\n", "\r\n") for name, text in sent.items()}
        assert typed(record.TABLE, values, as_browsers_do, language) == {}


@given(header=headers)
def test_whatever_a_header_holds_is_left_alone(header: Header) -> None:
    values: dict[str, Any] = values_of("documents", header)
    sent = {one.name: one.shown for one in fields("documents", values, "vi")}
    assert typed("documents", values, sent, "vi") == {}


def test_what_was_changed_is_told() -> None:
    (target,) = PLAN.extraction.targets
    values = values_of("targets", target)
    sent = {one.name: one.shown for one in fields("targets", values, "vi")}
    sent |= {"value": "82,5", "unit": ""}
    assert typed("targets", values, sent, "vi") == {"value": 82.5, "unit": ""}


def test_each_column_of_each_kind_is_a_field() -> None:
    kinds = {one.TABLE: one for one in RECORD_TYPES}
    for record in PLAN.extraction.records:
        found = fields(record.TABLE, values_of(record.TABLE, record), "vi")
        assert {one.kind for one in found} <= {
            "text", "long", "number", "choice", "boolean", "list",
        }  # fmt: skip
        own = set(kinds[record.TABLE].model_fields)
        assert {one.name for one in found} <= own
