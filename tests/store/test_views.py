"""The views, as an analyst asks them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import Reader, Store
from pipeline.store.corrections import Reviewer
from pipeline.store.views import VIEWS
from tests.store.samples import cited, plan


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = tmp_path_factory.mktemp("views") / "plans.db"
    with Store(path) as store:
        store.write(plan(), path=Path("/archive/plan.pdf"), fingerprint="f")
        Reviewer(store, "An").accept("classes", plan().extraction.classes[0].id)
    with Reader(path) as reader:
        yield reader


def rows(reader: Reader, sql: str) -> list[dict[str, Any]]:
    return list(reader.database.query(sql))


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
def test_each_row_tells_its_document(reader: Reader, view: str) -> None:
    found = rows(reader, f"SELECT title, number, province, year, source FROM {view}")
    assert found
    assert all(
        tuple(row.values())
        == ("Đào tạo nghề năm 2024", "12/KH-UBND", "Bình Sơn", 2024, "plans/an-khe.pdf")
        for row in found
    )


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_columns_are_those_told(reader: Reader, view: Any) -> None:  # noqa: ANN401
    found = rows(reader, f"SELECT * FROM {view.name} LIMIT 1")
    assert list(found[0]) == [column.name for column in view.columns]


def test_classes_are_counted_once_by_their_sums(reader: Reader) -> None:
    sql = "SELECT sum(n_classes) AS classes, sum(n_participants) AS people FROM v_classes"
    assert rows(reader, f"{sql} WHERE parent_id IS NULL") == [{"classes": 5, "people": 150}]
    assert rows(reader, f"{sql} WHERE is_total = 0") == [{"classes": 2, "people": 60}]


def test_what_both_have_is_told_apart(reader: Reader) -> None:
    assert rows(reader, "SELECT year, target_year, comparator, value FROM v_targets") == [
        {"year": 2024, "target_year": 2025, "comparator": ">=", "value": 80.0}
    ]
    assert rows(reader, "SELECT number, cited_number, basis FROM v_citations") == [
        {"number": "12/KH-UBND", "cited_number": "7/QĐ-TTg", "basis": 1}
    ]


def test_duties_name_the_agency(reader: Reader) -> None:
    sql = "SELECT agency_name, agency_kind, role, partners FROM v_duties ORDER BY agency_name"
    assert rows(reader, sql) == [
        {
            "agency_name": name,
            "agency_kind": kind,
            "role": "lead",
            "partners": '["các huyện", "các xã"]',
        }
        for name, kind in (("Hội Nông dân", "hội"), ("Sở Lao động", "sở"))
    ]


def test_the_year_falls_back_on_the_period(tmp_path: Path) -> None:
    one = plan()
    header = one.extraction.header.model_copy(update={"issued_year": None, "period_start": 2021})
    extraction = one.extraction.model_copy(update={"header": header})
    with Store(tmp_path / "plans.db") as store:
        undated = one.model_copy(update={"extraction": extraction})
        store.write(undated, path=Path("/archive/plan.pdf"), fingerprint="f")
        assert store.database.execute("SELECT DISTINCT year FROM v_classes").fetchall() == [(2021,)]


def test_who_cites_whom(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        for one in (cited(), plan()):
            store.write(one, path=Path("/archive/plan.pdf"), fingerprint="f")
    with Reader(tmp_path / "plans.db") as reader:
        found = rows(reader, "SELECT source, cited_document_id FROM v_citations")
    assert found == [{"source": "plans/an-khe.pdf", "cited_document_id": cited().id}]
