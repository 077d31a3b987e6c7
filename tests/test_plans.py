"""The database for programs: what `open_plans` gives back, and what it refuses."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import open_plans
from pipeline.errors import KehoachError
from pipeline.plans import Plans
from pipeline.store import Store
from schemas.plan import Plan
from schemas.records import RECORD_TYPES, Finding, Record, Section, Signature, TrainingClass
from tests.store.samples import plan

PATH = Path("/archive/plan.pdf")


def with_header(one: Plan, **changes: object) -> Plan:
    header = one.extraction.header.model_copy(update=changes)
    return one.model_copy(
        update={"extraction": one.extraction.model_copy(update={"header": header})}
    )


# Written in another order than that of their sources.
DRAFT = with_header(plan("dong-hoa"), issued_on=None, issued_year=None, period_start=2026)
STORED = (plan("cam-thuy"), with_header(plan("an-khe"), province="Thạch Khuê"), DRAFT)
BY_SOURCE = sorted(STORED, key=lambda one: one.source)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "plans.db"
    with Store(path) as store:
        for one in STORED:
            store.write(one, path=PATH, fingerprint="f")
    return path


@pytest.fixture
def plans(database: Path) -> Iterator[Plans]:
    with open_plans(database) as opened:
        yield opened


def test_documents_come_by_source(plans: Plans) -> None:
    found = list(plans.documents())
    assert [document.source for document in found] == [one.source for one in BY_SOURCE]
    first = found[0]
    assert (first.province, first.n_pages, first.status) == ("Thạch Khuê", 2, "done")
    assert first.programmes == ("NTM", "OCOP")


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_records_come_back_as_they_were_written(plans: Plans, kind: type[Record]) -> None:
    written = [
        record for one in BY_SOURCE for record in one.extraction.records if type(record) is kind
    ]
    assert written
    assert list(plans.records(kind)) == written


def test_what_else_a_document_has_comes_too(plans: Plans) -> None:
    assert list(plans.records(Section)) == [s for one in BY_SOURCE for s in one.extraction.sections]
    assert list(plans.records(Finding)) == [f for one in BY_SOURCE for f in one.findings]
    assert list(plans.records(Signature)) == []


def test_documents_are_chosen_by_province_and_year(plans: Plans) -> None:
    khe, thuy, draft = (one.id for one in BY_SOURCE)
    assert [d.id for d in plans.documents(province="Thạch Khuê")] == [khe]
    assert [d.id for d in plans.documents(year=2024)] == [khe, thuy]
    # No year of issue: the first that the plan is for.
    assert [d.id for d in plans.documents(year=2026)] == [draft]
    assert list(plans.documents(province="Thạch Khuê", year=2026)) == []

    def owners(found: Iterator[TrainingClass]) -> list[str]:
        return [group.document_id for group in found]

    assert owners(plans.records(TrainingClass, document_id=thuy)) == [thuy, thuy]
    from_binh_son = plans.records(TrainingClass, province="Bình Sơn")
    assert owners(from_binh_son) == [thuy, thuy, draft, draft]
    assert owners(plans.records(TrainingClass, year=2024)) == [khe, khe, thuy, thuy]
    assert owners(plans.records(TrainingClass, document_id=thuy, year=2026)) == []


def test_a_record_leads_to_its_page(plans: Plans) -> None:
    group = next(plans.records(TrainingClass))
    pages = plans.pages(group.document_id)
    assert [page.number for page in pages] == [1, 2]
    assert pages[group.page - 1].text == "Đào tạo nghề cho lao động\nnông thôn xã An Khê"
    assert plans.pages("nothing") == ()


def test_search_finds_with_marks_and_without(plans: Plans) -> None:
    exact, loose = plans.search("đào tạo nghề"), plans.search("dao tao nghe", limit=2)
    assert {hit.exact for hit in exact} == {True}
    assert {hit.exact for hit in loose} == {False}
    assert (len(exact), len(loose)) == (3, 2)
    assert exact[0].snippet.startswith("«Đào tạo nghề» cho lao động")


def test_sql_gives_dictionaries(plans: Plans) -> None:
    rows = plans.sql("SELECT source, 1 AS one FROM documents WHERE province = ?", ["Thạch Khuê"])
    assert list(rows) == [{"source": "plans/an-khe.pdf", "one": 1}]
    named = plans.sql("SELECT count(*) AS n FROM v_classes WHERE year = :year", {"year": 2024})
    assert list(named) == [{"n": 4}]


def test_sql_only_reads(plans: Plans, database: Path) -> None:
    for change in (
        "DELETE FROM documents RETURNING id",
        "UPDATE documents SET title = 'x' RETURNING id",
        "DROP TABLE classes",
    ):
        with pytest.raises((sqlite3.OperationalError, ValueError)):
            plans.sql(change)
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        plans.sql("SELEKT 1")
    assert len(list(plans.documents())) == 3


def test_iterations_do_not_disturb_each_other_nor_a_run(database: Path) -> None:
    with open_plans(database) as plans, Store(database) as store:
        pairs = []
        for document in plans.documents():
            store.write(STORED[0], path=PATH, fingerprint="g")
            pairs += [
                (document.id, g.id) for g in plans.records(TrainingClass, document_id=document.id)
            ]
    assert len(pairs) == 6


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "store.missing"),
        (b"Ghi ch\xc3\xa9p\n" * 500, "store.not-a-database"),
        (b"", "store.foreign"),
    ],
)
def test_what_is_no_database_of_ours_is_told(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "plans.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KehoachError) as caught:
        open_plans(str(path))
    assert caught.value.code == code
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_of_another_program_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE documents (id TEXT)")
    with pytest.raises(KehoachError) as caught:
        open_plans(tmp_path / "other.db")
    assert caught.value.code == "store.foreign"


def test_importing_the_package_is_light() -> None:
    script = (
        "import sys; before = set(sys.modules); import pipeline;"
        " print(*sorted(name for name in set(sys.modules) - before if '.' not in name))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"pydantic", "sqlite3", "sqlite_utils", "spacy", "schemas"}.isdisjoint(loaded)
    assert "pipeline" in loaded
