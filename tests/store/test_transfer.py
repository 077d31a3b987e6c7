"""Corrections that travel: exported, imported, merged, compared, as gold."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import check_records
from pipeline.evaluate import evaluate
from pipeline.store import Reader, Store
from pipeline.store.corrections import Reviewer, entries
from pipeline.store.diff import compare
from pipeline.store.gold import export_gold
from pipeline.store.merge import merge
from pipeline.store.transfer import Imported, export_entries, import_entries
from tests.store.decisions import PART, PLAN, TARGET, TOTAL, Deed, deeds, extracting, rows, write
from tests.store.dump import dump
from tests.store.samples import plan


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two databases of the same plan, in two places."""
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(Store(tmp_path / name / "plans.db", check=check_records))
            for name in ("here", "there")
        )
        write(here, PLAN)
        write(there, PLAN)
        yield here, there


def exported(store: Store) -> list[str]:
    file = io.StringIO()
    export_entries(store.database, file)
    return file.getvalue().split("\n")


@given(done=st.lists(deeds(), max_size=8))
@settings(max_examples=30, deadline=None)
def test_what_is_exported_can_be_imported(
    tmp_path_factory: pytest.TempPathFactory, done: list[Deed]
) -> None:
    folder = tmp_path_factory.mktemp("transfer")
    with (
        Store(folder / "a.db", check=check_records) as one,
        Store(folder / "b.db", check=check_records) as other,
    ):
        write(one, PLAN)
        for deed in done:
            deed(one)
        write(one, PLAN)
        write(other, PLAN)
        lines = exported(one)
        told = import_entries(other, lines)
        assert (told.same, told.refused, told.elsewhere) == (0, [], 0)
        assert exported(other) == lines
        assert dump(other.path) == dump(one.path)
        again = import_entries(other, lines)
        assert (again.added, again.same, again.refused) == (0, told.added, [])
        assert dump(other.path) == dump(one.path)


def test_what_two_people_decided_apart_is_told(stores: tuple[Store, Store]) -> None:
    here, there = stores
    Reviewer(there, "Bình").correct("targets", TARGET.id, {"value": 90})
    last = Reviewer(here, "An").correct("targets", TARGET.id, {"value": 85})
    told = import_entries(here, exported(there))
    (disagreement,) = told.disagreeing
    for part in ("plans/an-khe.pdf", "page 1", "targets", "An", "Bình"):
        assert part in disagreement
    assert rows(here, "SELECT value FROM targets") == [{"value": 85}]  # the later one
    # A decision of someone who has seen both ends it.
    both = [entry.id for entry in entries(here.database)]
    settled = Reviewer(here, "An").accept("targets", TARGET.id, seen=both)
    assert set(settled.follows) == set(both)
    assert last.id == settled.follows[-1]
    assert rows(here, "SELECT * FROM findings WHERE code = 'people-disagree'") == []


def test_what_two_people_decided_alike_is_no_finding(stores: tuple[Store, Store]) -> None:
    here, there = stores
    for store, author in ((here, "An"), (there, "Bình")):
        Reviewer(store, author).correct("targets", TARGET.id, {"value": 90})
    assert import_entries(here, exported(there)).disagreeing == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("{", "no JSON"),
        ("[]", "one JSON object"),
        ('{"author": "An"}', "document_id"),
        ({"decided": {"value": "nhiều"}}, "value: "),
        ({"decided": {"value": float("nan")}}, "no JSON"),
        ({"record_table": "runs"}, "runs"),
        ({"action": "burnt"}, "action"),
        ({"made_at": "hôm qua"}, "made_at"),
        ({"author": "Bình"}, "says something else"),
    ],
)
def test_a_line_that_is_no_entry_is_refused_alone(
    stores: tuple[Store, Store], wrong: object, reason: str
) -> None:
    here, there = stores
    entry = Reviewer(here, "An").correct("targets", TARGET.id, {"value": 90})
    Reviewer(here, "An").accept("classes", PART.id)
    good, other, _ = exported(here)
    line = json.dumps({**json.loads(good), **wrong}) if isinstance(wrong, dict) else str(wrong)
    told = import_entries(there, [good, "", line, other])
    ((number, why),) = told.refused
    assert (number, told.added) == (3, 2)
    assert reason in why
    assert "\n" not in why
    assert rows(there, "SELECT value FROM targets") == [{"value": 90}]
    assert entries(there.database)[0] == entry


def test_an_entry_without_an_id_gets_one(stores: tuple[Store, Store]) -> None:
    here, there = stores
    entry = Reviewer(here, "An").correct("targets", TARGET.id, {"value": 90})
    line = json.dumps(entry.model_dump(mode="json", exclude={"id"}))
    assert import_entries(there, [line, line]) == Imported(added=1, same=1)
    assert entries(there.database) == [entry]


def test_entries_wait_for_their_document(stores: tuple[Store, Store], tmp_path: Path) -> None:
    here, _ = stores
    Reviewer(here, "An").correct("targets", TARGET.id, {"value": 90})
    with Store(tmp_path / "new.db") as new:
        assert import_entries(new, exported(here)) == Imported(added=1, elsewhere=1)
        write(new, PLAN)
        assert rows(new, "SELECT value FROM targets") == [{"value": 90}]


def test_merged_databases_have_the_corrections_of_all(stores: tuple[Store, Store]) -> None:
    here, there = stores
    other = plan("dong-hoa")
    write(there, other)
    Reviewer(there, "Bình").reject("targets", other.extraction.targets[0].id)
    Reviewer(there, "Bình").correct("classes", PART.id, {"n_classes": 5, "n_participants": 150})
    Reviewer(here, "An").correct("targets", TARGET.id, {"value": 85})
    for _ in range(2):
        list(merge(here, there.path))
        assert rows(here, "SELECT value FROM targets") == [{"value": 85}]
        assert rows(here, "SELECT n_classes FROM classes WHERE reviewed = 'corrected'") == [
            {"n_classes": 5}
        ]
        assert len(entries(here.database)) == 3
    list(merge(there, here.path))
    assert dump(there.path) == dump(here.path)


def test_a_value_that_stands_is_no_difference(stores: tuple[Store, Store]) -> None:
    here, there = stores
    for store in stores:
        Reviewer(store, "An").correct("targets", TARGET.id, {"value": 85})
    write(here, PLAN)
    assert compare(there.path, here.path).documents == ()
    Reviewer(here, "An").reject("classes", PART.id)
    (document,) = compare(there.path, here.path).documents
    assert ("removed", PART.id) in [(row.kind, row.id) for row in document.rows]


def test_gold_tells_what_people_decided(stores: tuple[Store, Store], tmp_path: Path) -> None:
    here, there = stores
    an = Reviewer(here, "An")
    an.correct("targets", TARGET.id, {"value": 85})
    an.accept("classes", TOTAL.id)
    an.reject("classes", PART.id)
    an.add("citations", PLAN.id, {"number": "9/QĐ-TTg"}, page=1, quote="số 9/QĐ-TTg")
    with Reader(here.path) as reader:
        (gold,) = export_gold(reader, tmp_path / "gold")
    assert gold.path is not None
    assert (gold.path.name, gold.facts) == ("an-khe.json", 3)
    told = json.loads(gold.path.read_text("utf-8"))
    assert [(fact["total"], fact["n_classes"]) for fact in told["classes"]] == [(True, 5)]
    assert "document" not in told

    corrected = evaluate(gold.path, here.path)
    assert [corrected.total(kind).f1 for kind in ("targets", "classes", "citations")] == [1, 1, 1]
    # The extraction alone: a wrong value, a record that is none, one that it missed.
    extracted = evaluate(gold.path, there.path)
    scores = {kind: extracted.total(kind) for kind in ("targets", "classes", "citations")}
    assert scores["targets"].recall == 0
    assert (scores["classes"].recall, scores["classes"].precision) == (1, 0.5)
    # What nobody has decided about is not judged.
    assert (scores["citations"].recall, scores["citations"].extra) == (0, [])
    assert extracted.header == {}


def test_gold_of_a_header_has_the_recipients(stores: tuple[Store, Store], tmp_path: Path) -> None:
    here, _ = stores
    Reviewer(here, "An").correct("documents", PLAN.id, {"signer": "Trần Thị Mây"})
    write(here, plan("plans").model_copy(update={"source": "z/an-khe.pdf"}))
    Reviewer(here, "An").accept("documents", plan("plans").id)
    with Reader(here.path) as reader:
        gold, doubled = export_gold(reader, tmp_path / "gold")
    assert (doubled.source, doubled.path) == ("z/an-khe.pdf", None)
    assert gold.path is not None
    header = json.loads(gold.path.read_text("utf-8"))["document"]
    assert (header["period"], header["recipients"]) == ([2024, 2025], ["Như trên"])
    assert header["signer"] == "Trần Thị Mây"


def test_extraction_that_finds_a_rejected_fact_elsewhere_is_told(
    stores: tuple[Store, Store],
) -> None:
    here, _ = stores
    Reviewer(here, "An").reject("targets", TARGET.id)
    moved = TARGET.model_copy(update={"id": "0" * 16, "section": "III"})
    write(here, extracting(targets=(moved,)))
    assert rows(here, "SELECT * FROM targets") == []
