"""The queue: what most needs a person comes first, with all they need to decide."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import check_records
from pipeline.store import Reader, Store
from pipeline.store.corrections import Reviewer
from pipeline.store.review import Item, Place, look, progress, queue
from schemas.page import Box, Line, Page, Word
from schemas.plan import Plan
from schemas.records import Finding, make_id
from tests.store.decisions import PART, PLAN, TARGET, TOTAL, extracting, rows, write
from tests.store.samples import plan


def doubtful(one: Plan) -> Plan:
    """The plan with targets of low confidence, on its second page."""
    targets = [
        TARGET.model_copy(
            update={"id": make_id(one.id, n), "document_id": one.id, "page": 2, "confidence": sure}
        )
        for n, sure in enumerate((0.5, 0.79, 0.8, 0.95))
    ]
    return extracting(one, targets=tuple(targets))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "plans.db") as store:
        for name in ("an-khe", "binh-son", "cam-thuy"):
            write(store, doubtful(plan(name)))
        yield store


def all_of(store: Store, step: int, **filters: Any) -> list[tuple[Place, Item]]:  # noqa: ANN401
    found: list[tuple[Place, Item]] = []
    while more := queue(
        store.database, limit=step, after=found[-1][0] if found else None, **filters
    ):
        found += more
    return found


def test_errors_then_warnings_then_doubts(store: Store) -> None:
    found = all_of(store, 20)
    assert [place.rank for place, _ in found] == [0] * 3 + [1] * 3 + [2] * 6
    assert [place for place, _ in found] == sorted(place for place, _ in found)
    tables = [item.table for _, item in found]
    assert tables == ["classes"] * 3 + ["findings"] * 3 + ["targets"] * 6
    assert {item.confidence for _, item in found[6:]} == {0.5, 0.79}
    for step in (1, 5, 7):
        assert all_of(store, step) == found
    assert all(Place.parse(str(place)) == place for place, _ in found)
    assert progress(store.database).left == 12
    own = all_of(store, 3, document_id=PLAN.id)
    assert own == [pair for pair in found if pair[1].document_id == PLAN.id]
    assert progress(store.database, PLAN.id).left == len(own) == 4


def test_an_item_tells_what_a_person_needs(store: Store) -> None:
    ((_, item), *_) = queue(store.database, document_id=PLAN.id)
    assert (item.table, item.id, item.document_id) == ("classes", TOTAL.id, PLAN.id)
    assert (item.source, item.title) == ("plans/an-khe.pdf", "Đào tạo nghề năm 2024")
    assert (item.page, item.bbox, item.quote) == (1, TOTAL.bbox, TOTAL.quote)
    assert item.values["n_classes"] == 5
    (reason,) = item.reasons
    assert (reason.code, reason.severity) == ("sum-mismatch", "error")
    assert [(a.field, a.value, a.why) for a in item.alternatives] == [
        ("n_classes", 2, "sum"),
        ("n_participants", 60, "sum"),
    ]


def test_what_is_decided_leaves_the_queue_and_comes_back(store: Store) -> None:
    an = Reviewer(store, "An")
    made = []
    for number, (_, item) in enumerate(all_of(store, 20), 1):
        made.append(an.accept(item.table, item.id, seen=item.entries))
        found = progress(store.database)
        assert (found.left, found.decided) == (12 - number, number)
    assert queue(store.database) == []
    for entry in made:
        an.withdraw(entry.id)
    assert (progress(store.database).left, progress(store.database).decided) == (12, 0)


def test_a_rejected_record_and_a_dismissed_finding_can_be_looked_at(store: Store) -> None:
    an = Reviewer(store, "An")
    an.reject("classes", TOTAL.id)
    item = look(store.database, "classes", TOTAL.id)
    assert item is not None
    assert (item.rejected, item.values["n_classes"], len(item.entries)) == (True, 5, 1)
    (finding,) = rows(store, "SELECT id FROM findings WHERE document_id = ?", PLAN.id)
    an.accept("findings", finding["id"])
    item = look(store.database, "findings", finding["id"])
    assert item is not None
    assert (item.rejected, item.reasons[0].code) == (True, "signer-missing")
    header = look(store.database, "documents", PLAN.id)
    assert header is not None
    assert header.values["number"] == "12/KH-UBND"
    for table, row in (("targets", "none"), ("findings", "none"), ("runs", "1")):
        assert look(store.database, table, row) is None


def word(text: str, x: float, **doubt: Any) -> Word:  # noqa: ANN401
    return Word(text=text, box=Box(x, 70, x + 20, 84), **doubt)


def test_alternatives_come_from_the_second_reading_and_from_what_was_read(tmp_path: Path) -> None:
    words = (
        word("80%", 110, guess="30%", certainty=0.6, confidence=0.5),
        word("việc", 150, read="viec", certainty=0.7),
        word("làm", 190, read="lam", certainty=0.99),  # sure
        word("80%", 400, guess="60%", certainty=0.6),  # elsewhere on the line
    )
    page = Page(number=1, blocks=(Line(words=words),), text_source="ocr", confidence=0.9)
    with Store(tmp_path / "plans.db") as store:
        write(store, PLAN.model_copy(update={"pages": (page,)}))
        item = look(store.database, "targets", TARGET.id)
    assert item is not None
    told = [(a.field, a.value, a.why) for a in item.alternatives]
    assert told == [
        ("value", 30.0, "second-reading"),
        ("indicator", "lao động có viec làm", "as-read"),
    ]
    assert "digits-in-doubt" in [reason.code for reason in item.reasons]


def test_what_a_sum_leaves_for_its_part(tmp_path: Path) -> None:
    other = PART.model_copy(update={"id": "1" * 16, "n_classes": 1, "n_participants": None})
    part = PART.model_copy(update={"per_class": 25})
    with Store(tmp_path / "plans.db") as store:
        write(store, extracting(classes=(TOTAL, part, other)))
        item = look(store.database, "classes", PART.id)
    assert item is not None
    assert [(a.field, a.value, a.why) for a in item.alternatives] == [
        ("n_participants", 50, "product"),
        ("per_class", 30, "product"),
        ("n_classes", 4, "sum"),
    ]


def test_a_finding_about_a_header_is_decided_with_it(tmp_path: Path) -> None:
    finding = Finding(
        id="f" * 16,
        document_id=PLAN.id,
        record_table="documents",
        record_id=PLAN.id,
        code="no-title",
        severity="warning",
        page=1,
        message="không có trích yếu",
    )
    with Store(tmp_path / "plans.db", check=check_records) as store:
        write(store, PLAN.model_copy(update={"findings": (finding,)}))
        ((_, item),) = queue(store.database)
        assert (item.table, item.id, item.page) == ("documents", PLAN.id, 1)
        Reviewer(store, "An").correct("documents", PLAN.id, {"title": "Đào tạo nghề"})
        assert "no-title" not in {f["code"] for f in rows(store, "SELECT code FROM findings")}


def test_the_queue_begins_without_sorting(store: Store) -> None:
    """Each step of it follows an index, however large the archive is."""
    asked: list[tuple[str, Any]] = []
    place = Place(0, PLAN.id, 1, TOTAL.id)
    with store.database.tracer(lambda sql, parameters: asked.append((sql, parameters))):
        queue(store.database, after=place, limit=100)
        queue(store.database, document_id=PLAN.id, limit=100)
    for sql, parameters in asked:
        plan = store.database.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
        steps = [step for *_, step in plan]
        scans = [s for s in steps if s.startswith("SCAN") and "USING INDEX review_" not in s]
        assert not [s for s in steps if "TEMP B-TREE" in s] + scans, (sql, steps)
        # Whether a finding tells more of a record is looked up by the record.
        looked_up = [s for s in steps if s.startswith(("SEARCH e ", "SEARCH f "))]
        assert all("(record_id=?" in s or "review_findings" in s for s in looked_up), steps
        assert sum("(record_id=?" in s for s in looked_up) == sql.count("NOT EXISTS"), steps


def test_the_example_of_the_docs(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    docs = Path(__file__).parents[2] / "docs" / "review.md"
    (code,) = re.findall(r"^```python\n(.*?)^```", docs.read_text("utf-8"), re.M | re.S)
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    store.database.execute("VACUUM INTO 'out/plans.db'")
    exec(compile(code.replace("# reviewer.accept", "reviewer.accept"), str(docs), "exec"), {})
    assert "sum-mismatch" in capsys.readouterr().out
    with Reader(tmp_path / "out/plans.db") as reader:
        assert progress(reader.database).decided == 12
