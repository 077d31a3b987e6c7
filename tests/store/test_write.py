"""Documents in and out of a real database."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.store import Known, Store
from pipeline.store.columns import columns
from schemas.page import Box, Line, Page, Word
from schemas.plan import Plan
from schemas.records import Agency, Finding, Record, Section, Signature
from schemas.stored import TABLES, Document, Run
from tests.store.dump import dump
from tests.store.samples import FARMERS, LABOUR, plan
from tests.strategies import plans

PATH = Path("/archive/plan.pdf")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database that many examples are written to, one after the other."""
    with Store(tmp_path_factory.mktemp("store") / "plans.db") as store:
        yield store


def stored(store: Store, table: str) -> list[Any]:
    """The rows of a table as values of its schema."""
    kinds = columns(TABLES[table])
    rows = store.database.execute(f"SELECT {', '.join(c.name for c in kinds)} FROM {table}")
    return [
        TABLES[table](**{c.name: c.load(value) for c, value in zip(kinds, row, strict=True)})
        for row in rows
    ]


def by_id(records: Any) -> list[Any]:  # noqa: ANN401
    return sorted(records, key=lambda record: record.id)


@given(written=st.lists(plans(), min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_what_is_written_last_is_what_is_there(shared: Store, written: list[Plan]) -> None:
    for one in written:
        shared.write(one, path=PATH, fingerprint="f")
    last = written[-1]
    extraction = last.extraction

    (document,) = stored(shared, "documents")
    assert document == Document(
        **last.model_dump(exclude={"pages", "extraction", "findings", "signatures"}),
        **extraction.header.model_dump(),
        text_source=last.text_source,
        path=str(PATH),
        fingerprint="f",
    )
    assert shared.stored_pages(last.id, "f") == (last.pages or None)
    texts = [(page.number, page.raw_text, page.text) for page in last.pages]
    assert [(p.number, p.raw_text, p.text) for p in stored(shared, "pages")] == texts
    assert by_id(stored(shared, Section.TABLE)) == by_id(extraction.sections)
    assert by_id(stored(shared, Finding.TABLE)) == by_id(last.findings)
    assert by_id(stored(shared, Signature.TABLE)) == by_id(last.signatures)
    for kind in Record.__subclasses__():
        expected = [record for record in extraction.records if isinstance(record, kind)]
        assert by_id(stored(shared, kind.TABLE)) == by_id(expected)
    named = {task.agency_id for task in extraction.responsibilities}
    expected_agencies = [agency for agency in extraction.agencies if agency.id in named]
    assert by_id(stored(shared, Agency.TABLE)) == by_id(expected_agencies)
    dump(shared.path)  # keys, file and search indexes are sound


def test_the_same_documents_give_the_same_database(tmp_path: Path) -> None:
    databases = [tmp_path / "once.db", tmp_path / "twice.db"]
    names = ["an-khe", "binh-son", "cam-thuy"]
    for path, order in zip(databases, [names, [*reversed(names), *names]], strict=True):
        with Store(path) as store:
            for name in order:
                store.write(plan(name), path=PATH / name, fingerprint="f")
    assert dump(databases[0]) == dump(databases[1])
    assert len(dump(databases[0])["documents"]) == 3


def test_a_document_takes_the_place_of_its_source_and_of_its_id(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        first = plan("an-khe")
        store.write(first, path=PATH, fingerprint="f")
        store.write(first.model_copy(update={"source": "moved.pdf"}), path=PATH, fingerprint="f")
        assert store.known().keys() == {"moved.pdf"}
        other = plan("binh-son").model_copy(update={"source": "moved.pdf"})
        store.write(other, path=PATH, fingerprint="g")
        assert store.known() == {
            "moved.pdf": Known(other.id, other.sha256, "g", "done", PATH),
        }
        assert store.totals().records["classes"] == 2


def test_agencies_stay_while_a_document_names_them(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        store.write(plan("an-khe"), path=PATH, fingerprint="f")
        store.write(plan("binh-son", agencies=(FARMERS,)), path=PATH, fingerprint="f")
        store.write(plan("an-khe", agencies=()), path=PATH, fingerprint="f")
        assert stored(store, "agencies") == [FARMERS]
        renamed = LABOUR.model_copy(update={"kind": "ban"})
        store.write(plan("an-khe", agencies=(renamed,)), path=PATH, fingerprint="f")
        assert by_id(stored(store, "agencies")) == by_id([FARMERS, renamed])
        store.write(plan("binh-son", agencies=()), path=PATH, fingerprint="f")
        assert stored(store, "agencies") == [renamed]


def test_a_document_that_contradicts_itself_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    with Store(path) as store:
        good = plan()
        store.write(good, path=PATH, fingerprint="f")
        before = dump(path)
        targets, findings = good.extraction.targets, good.findings
        huge = targets[0].model_copy(update={"year": 10**30})
        orphan = targets[0].model_copy(update={"parent_id": "nowhere"})
        task = good.extraction.responsibilities[0]
        strange = task.model_copy(update={"agency_id": "nobody"})
        for extraction in (
            good.extraction.model_copy(update={"targets": (*targets, *targets)}),
            good.extraction.model_copy(update={"targets": (huge,)}),
            good.extraction.model_copy(update={"targets": (orphan,)}),
            good.extraction.model_copy(update={"responsibilities": (strange,)}),
        ):
            with pytest.raises(DocumentError, match="contradict"):
                store.write(
                    good.model_copy(update={"extraction": extraction, "findings": findings[:1]}),
                    path=PATH,
                    fingerprint="g",
                )
            assert dump(path) == before


def test_pages_are_given_back_under_their_own_fingerprint_only(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        one = plan()
        store.write(one, path=PATH, fingerprint="rules 2", of_pages="engine 5")
        assert store.stored_pages(one.id, "engine 5") == one.pages
        assert store.stored_pages(one.id, "engine 6") is None
        assert store.stored_pages(one.id, "rules 2") is None
        assert store.stored_pages("nobody", "engine 5") is None
        assert store.known()[one.source].fingerprint == "rules 2"


def test_text_is_stored_in_normal_form_c(tmp_path: Path) -> None:
    decomposed = "Đa\u0300o ta\u0323o"
    with Store(tmp_path / "plans.db") as store:
        one = plan().model_copy(update={"error": decomposed, "status": "partial"})
        store.write(one, path=PATH, fingerprint="f")
        assert [failure.error for failure in store.failures()] == ["Đào tạo"]


def test_totals_failures_and_findings(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        store.write(plan("an-khe"), path=PATH, fingerprint="f")
        failed = Plan(id="x", source="bad.pdf", sha256="0", status="failed", error="empty file")
        store.write(failed, path=PATH, fingerprint="f")
        totals = store.totals()
        assert totals.documents == {"done": 1, "failed": 1}
        assert totals.pages == 2
        assert totals.records == {
            "citations": 1,
            "classes": 2,
            "targets": 1,
            "responsibilities": 2,
            "funding": 1,
            "recipients": 1,
        }
        assert totals.findings == {"error": 1, "warning": 1}
        assert [(f.source, f.status, f.error) for f in store.failures()] == [
            ("bad.pdf", "failed", "empty file")
        ]
        placed, whole = store.findings()
        assert (placed.severity, placed.page, placed.section) == ("error", 1, "II.1")
        assert (placed.quote, placed.title) == ("tổng số 05 lớp", "Đào tạo nghề năm 2024")
        assert (whole.code, whole.page, whole.quote) == ("signer-missing", None, None)


def test_runs_are_numbered(tmp_path: Path) -> None:
    run = Run(
        started_at="2025-01-02T03:04:05Z",
        version="1",
        options={"ocr": "auto"},
        counts={"done": 2},
        seconds=1.5,
    )
    with Store(tmp_path / "plans.db") as store:
        store.record_run(run)
        store.record_run(run)
        assert stored(store, "runs") == [run.model_copy(update={"id": id}) for id in (1, 2)]


def test_the_words_of_a_page_can_be_read_without_the_program(tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    with Store(path) as store:
        store.write(plan(), path=PATH, fingerprint="f")
    with sqlite3.connect(path) as database:
        (packed,) = database.execute("SELECT words FROM pages WHERE number = 1").fetchone()
    page = json.loads(zlib.decompress(packed))
    word = page["blocks"][0]["words"][1]
    assert (word["text"], word["box"]) == ("tạo", [110.0, 70.0, 136.0, 84.0])


def test_what_restoration_changed_or_doubted_is_told(tmp_path: Path) -> None:
    words = (
        Word(text="Tổ", read="Tô", certainty=0.97, box=Box(1, 2, 3, 4)),
        Word(text="chức"),
        Word(text="dân", guess="dẫn", certainty=0.4),
    )
    one = plan().model_copy(
        update={"pages": (Page(number=1, text_source="ocr", blocks=(Line(words=words),)),)}
    )
    with closing(Store(tmp_path / "plans.db")) as store:
        store.write(one, path=PATH, fingerprint="f")
        found = store.database.execute(
            "SELECT page, read, text, guess, probability, bbox FROM restorations ORDER BY read"
        ).fetchall()
    assert found == [
        (1, "Tô", "Tổ", None, 0.97, "[1.0, 2.0, 3.0, 4.0]"),
        (1, "dân", "dân", "dẫn", 0.4, None),
    ]
