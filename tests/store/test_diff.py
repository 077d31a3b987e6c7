"""What changed between two databases."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import KehoachError
from pipeline.store import Store
from pipeline.store.diff import Changes, Difference, DocumentChange, RowChange, compare
from schemas.page import Box
from schemas.plan import Plan
from schemas.records import RECORD_TYPES, make_id
from tests.store.samples import plan
from tests.strategies import plans

PATH = Path("/archive/plan.pdf")
UNTOLD = {"id", "document_id", "parent_id", "agency_id", "bbox", "confidence", "folded"}


def database(path: Path, plans: Iterable[Plan], *, fingerprint: str = "f") -> Path:
    with Store(path) as store:
        for one in plans:
            store.write(one, path=PATH, fingerprint=fingerprint)
    return path


def changed(one: Plan, table: str, number: int = 0, **values: object) -> Plan:
    """The plan with other values in a record."""
    records = list(getattr(one.extraction, table))
    records[number] = records[number].model_copy(update=values)
    return with_extraction(one, **{table: tuple(records)})


def with_extraction(one: Plan, **parts: object) -> Plan:
    return one.model_copy(update={"extraction": one.extraction.model_copy(update=parts)})


def with_header(one: Plan, **fields: object) -> Plan:
    return with_extraction(one, header=one.extraction.header.model_copy(update=fields))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return database(tmp_path / "old.db", [plan("an-khe"), plan("binh-son")])


def from_old(old: Path, *new: Plan) -> Changes:
    return compare(old, database(old.with_name("new.db"), new))


def only_row(changes: Changes) -> RowChange:
    (document,) = changes.documents
    assert (document.kind, document.source) == ("changed", "plans/an-khe.pdf")
    assert document.title == plan().extraction.header.title
    assert document.differences == ()
    (row,) = document.rows
    counted = {
        (table, kind): number
        for table, kinds in changes.counts.items()
        for kind, number in kinds.items()
        if number
    }
    assert counted == {("documents", "changed"): 1, (row.table, row.kind): 1}
    return row


def test_equal_databases_have_no_changes(old: Path) -> None:
    assert compare(old, old).documents == ()
    changes = from_old(old, plan("binh-son"), plan("an-khe"))
    assert changes.documents == ()
    assert {number for kinds in changes.counts.values() for number in kinds.values()} == {0}


def test_what_no_reader_takes_for_a_change_is_none(tmp_path: Path, old: Path) -> None:
    one = changed(plan(), "targets", bbox=Box(0, 0, 1, 1), confidence=0.1)
    one = changed(with_header(one, confidence=0.2), "classes", parent_id=None)
    one = changed(one, "responsibilities", agency_id=None)
    message = one.findings[0].model_copy(update={"message": "told in another language"})
    one = one.model_copy(update={"findings": (message, one.findings[1])})
    new = database(tmp_path / "new.db", [one, plan("binh-son")], fingerprint="g")
    assert compare(old, new).documents == ()


def test_a_changed_record(old: Path) -> None:
    one = changed(plan(), "targets", value=85.0, unit=None)
    row = only_row(from_old(old, one, plan("binh-son")))
    assert (row.kind, row.table, row.id) == ("changed", "targets", one.extraction.targets[0].id)
    assert row.differences == (Difference("value", 80.0, 85.0), Difference("unit", "%", None))
    assert (row.values["indicator"], row.values["value"]) == ("lao động có việc làm", 85.0)
    assert UNTOLD.isdisjoint(row.values)


def test_values_are_those_of_the_schema(old: Path) -> None:
    one = changed(plan(), "responsibilities", partners=("các xã",))
    row = only_row(from_old(old, one, plan("binh-son")))
    assert row.differences == (Difference("partners", ["các huyện", "các xã"], ["các xã"]),)
    one = changed(plan(), "citations", basis=False)
    row = only_row(from_old(old, one, plan("binh-son")))
    assert row.differences == (Difference("basis", True, False),)


def test_added_and_removed_records(old: Path) -> None:
    recipient = plan().extraction.recipients[0]
    another = recipient.model_copy(update={"id": make_id("another"), "name": "Lưu: VT"})
    one = with_extraction(plan(), recipients=(recipient, another))
    changes = from_old(old, one, plan("binh-son"))
    row = only_row(changes)
    assert (row.kind, row.table, row.id, row.differences) == (
        "added",
        "recipients",
        another.id,
        (),
    )
    assert row.values["name"] == "Lưu: VT"
    row = only_row(compare(changes.new, changes.old))
    assert (row.kind, row.id, row.values["name"]) == ("removed", another.id, "Lưu: VT")


def test_an_added_and_a_removed_document(old: Path) -> None:
    failed = Plan(
        id=make_id("failed"), source="b.pdf", sha256="0" * 64, status="failed", error="empty"
    )
    changes = from_old(old, plan("an-khe"), plan("cam-thuy"), failed)
    assert [(d.kind, d.source) for d in changes.documents] == [
        ("added", "b.pdf"),
        ("removed", "plans/binh-son.pdf"),
        ("added", "plans/cam-thuy.pdf"),
    ]
    # Their rows are counted, not told one by one.
    assert not any(d.rows or d.differences for d in changes.documents)
    assert changes.documents[0].contains == {}
    assert changes.documents[1].contains == changes.documents[2].contains
    assert changes.documents[2].contains == {
        "citations": 1,
        "classes": 2,
        "targets": 1,
        "responsibilities": 2,
        "funding": 1,
        "recipients": 1,
        "findings": 2,
    }
    assert changes.counts["documents"] == {"added": 2, "removed": 1, "changed": 0}
    assert changes.counts["classes"] == {"added": 0, "removed": 0, "changed": 0}


def test_a_moved_document_is_the_same_document(old: Path) -> None:
    moved = plan("an-khe").model_copy(update={"source": "2024/an-khe.pdf"})
    (document,) = from_old(old, moved, plan("binh-son")).documents
    assert document == DocumentChange(
        "changed",
        moved.id,
        "2024/an-khe.pdf",
        moved.extraction.header.title,
        (Difference("source", "plans/an-khe.pdf", "2024/an-khe.pdf"),),
    )


def test_another_document_in_its_place_is_another(old: Path) -> None:
    other = plan("cam-thuy").model_copy(update={"source": "plans/an-khe.pdf"})
    documents = from_old(old, other, plan("binh-son")).documents
    assert {(d.kind, d.id) for d in documents} == {
        ("removed", plan("an-khe").id),
        ("added", other.id),
    }


def test_fields_of_the_header(old: Path) -> None:
    one = with_header(plan(), number=None, programmes=("NTM",), period_end=2030)
    one = one.model_copy(update={"status": "partial", "error": "page 2 cannot be read"})
    (document,) = from_old(old, one, plan("binh-son")).documents
    assert (document.kind, document.rows) == ("changed", ())
    assert {d.field: (d.old, d.new) for d in document.differences} == {
        "status": ("done", "partial"),
        "error": (None, "page 2 cannot be read"),
        "number": ("12/KH-UBND", None),
        "period_end": (plan().extraction.header.period_end, 2030),
        "programmes": (["NTM", "OCOP"], ["NTM"]),
    }


def test_findings(old: Path) -> None:
    about_sum, about_signer = plan().findings
    worse = about_signer.model_copy(update={"severity": "error"})
    new = about_sum.model_copy(update={"id": make_id("new"), "code": "no-date"})
    one = plan().model_copy(update={"findings": (worse, new)})
    changes = from_old(old, one, plan("binh-son"))
    (document,) = changes.documents
    assert {(row.kind, row.values["code"]) for row in document.rows} == {
        ("removed", "sum-mismatch"),
        ("changed", "signer-missing"),
        ("added", "no-date"),
    }
    found = {row.kind: row for row in document.rows}
    assert found["changed"].differences == (Difference("severity", "warning", "error"),)
    assert (found["removed"].values["section"], found["removed"].values["page"]) == ("II.1", 1)
    assert found["changed"].values["section"] is None
    assert changes.counts["findings"] == {"added": 1, "removed": 1, "changed": 1}


def test_rows_stand_by_table_section_and_id(old: Path) -> None:
    one = with_extraction(plan(), targets=(), recipients=(), funding=())
    one = changed(one, "classes", 0, section="III", days=5)
    one = changed(one, "classes", 1, section="I", days=5)
    (document,) = from_old(old, one, plan("binh-son")).documents
    assert [(row.table, row.values["section"]) for row in document.rows] == [
        ("classes", "I"),
        ("classes", "III"),
        ("targets", "II.1"),
        ("funding", "II.1"),
        ("recipients", "II.1"),
    ]


def test_plain_values_for_json(old: Path) -> None:
    one = changed(with_header(plan(), programmes=()), "targets", value=85.0)
    changes = from_old(old, one, plan("cam-thuy"))
    told = json.loads(json.dumps(changes.as_dict()))
    assert told["old"] == str(old)
    assert told["counts"] == changes.counts
    first, second, third = told["documents"]
    assert first["differences"] == [{"field": "programmes", "old": ["NTM", "OCOP"], "new": []}]
    assert first["rows"][0]["differences"] == [{"field": "value", "old": 80, "new": 85}]
    assert first["rows"][0]["values"]["quote"] == plan().extraction.targets[0].quote
    assert [second["kind"], third["kind"]] == ["removed", "added"]
    assert third["contains"]["classes"] == 2


def code(old: Path, new: Path, wrong: Path) -> str:
    """The message's key with which a comparison fails, which names the database at fault."""
    with pytest.raises(KehoachError) as caught:
        compare(old, new)
    assert caught.value.facts["database"] == wrong
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_what_is_no_database_of_ours_is_named(tmp_path: Path, old: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("Ghi chép\n" * 500, "utf-8")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE documents (id TEXT)")
    earlier, later = (database(tmp_path / name, [plan()]) for name in ("earlier.db", "later.db"))
    for path, version in ((earlier, 1), (later, 1000)):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
    for wrong, expected in (
        (tmp_path / "no.db", "store.missing"),
        (tmp_path, "store.missing"),
        (text, "store.not-a-database"),
        (other, "store.foreign"),
        (earlier, "store.older"),
        (later, "store.newer"),
    ):
        assert code(old, wrong, wrong) == expected
        assert code(wrong, old, wrong) == expected
    assert not (tmp_path / "no.db").exists()


def test_the_damaged_one_of_two_is_named(tmp_path: Path, old: Path) -> None:
    damaged = database(tmp_path / "damaged.db", [plan("an-khe"), plan("binh-son")])
    with closing(sqlite3.connect(damaged)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'targets'"
        ).fetchone()
    with damaged.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    assert code(old, damaged, damaged) == "store.corrupt"
    assert code(damaged, old, damaged) == "store.corrupt"


def test_comparing_changes_neither(tmp_path: Path, old: Path) -> None:
    new = database(tmp_path / "Kế hoạch #1?.db", [plan("an-khe")])
    before = [path.read_bytes() for path in (old, new)]
    assert len(compare(old, new).documents) == 1
    assert [path.read_bytes() for path in (old, new)] == before


def test_a_database_that_is_being_written_can_be_compared(tmp_path: Path, old: Path) -> None:
    new = tmp_path / "new.db"
    with Store(new) as store:
        store.write(plan("an-khe"), path=PATH, fingerprint="f")
        store.database.execute("BEGIN IMMEDIATE")
        assert [d.kind for d in compare(old, new).documents] == ["removed"]
        assert [d.kind for d in compare(new, old).documents] == ["added"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_databases_where_nothing_may_be_written_can_be_compared() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own may be closed to other users
        old = database(Path(folder) / "old.db", [plan("an-khe"), plan("binh-son")])
        new = database(Path(folder) / "new.db", [plan("an-khe")])
        Path(folder).chmod(0o555)
        child = os.fork()
        if not child:
            _compare_without_rights(old, new)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        Path(folder).chmod(0o755)


def _compare_without_rights(old: Path, new: Path) -> None:
    """In a child process: exit 0 where the comparison finds what it should."""
    status = 1
    try:
        if os.geteuid() == 0:  # whom permissions do not bind
            os.setresuid(65534, 65534, 65534)
        assert [d.kind for d in compare(old, new).documents] == ["removed"]
        status = 0
    finally:
        os._exit(status)


Facts = dict[tuple[str, str], dict[str, Any]]  # by table and id


def stored(path: Path) -> tuple[set[str], Facts]:
    """The documents, and all that their records say."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        facts = {
            (record.TABLE, row["id"]): dict(row)
            for record in RECORD_TYPES
            for row in connection.execute(f"SELECT * FROM {record.TABLE}")
        }
        return {row["id"] for row in connection.execute("SELECT id FROM documents")}, facts


def told(changes: Changes) -> dict[str, object]:
    """Changes without what only the new database says."""
    return {
        document.id: (
            document.kind,
            document.contains,
            list(document.differences),
            {(row.table, row.id): (row.kind, list(row.differences)) for row in document.rows},
        )
        for document in changes.documents
    }


def mirrored(changes: Changes) -> dict[str, object]:
    """The changes back from the new database to the old one, as `told` tells them."""
    back = {"added": "removed", "removed": "added", "changed": "changed"}

    def turned(differences: Iterable[Difference]) -> list[Difference]:
        return [Difference(d.field, d.new, d.old) for d in differences]

    return {
        document.id: (
            back[document.kind],
            document.contains,
            turned(document.differences),
            {
                (row.table, row.id): (back[row.kind], turned(row.differences))
                for row in document.rows
            },
        )
        for document in changes.documents
    }


@given(
    before=st.lists(st.sampled_from("de").flatmap(lambda letter: plans(letter * 16)), max_size=2),
    after=st.lists(st.sampled_from("de").flatmap(lambda letter: plans(letter * 16)), max_size=2),
)
@settings(max_examples=30, deadline=None)
def test_any_two_databases(before: list[Plan], after: list[Plan]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        old = database(Path(folder) / "old.db", before)
        new = database(Path(folder) / "new.db", after)
        assert compare(new, new).documents == ()
        changes = compare(old, new)
        assert told(compare(new, old)) == mirrored(changes)
        assert all(d.differences or d.rows or d.kind != "changed" for d in changes.documents)
        (old_documents, old_facts), (new_documents, new_facts) = stored(old), stored(new)
    both = old_documents & new_documents
    assert {d.id: d.kind for d in changes.documents if d.kind != "changed"} == {
        **dict.fromkeys(new_documents - both, "added"),
        **dict.fromkeys(old_documents - both, "removed"),
    }
    expected: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for key in old_facts.keys() | new_facts.keys():
        one, other = old_facts.get(key), new_facts.get(key)
        if (one or other or {})["document_id"] not in both:
            continue
        if one is None or other is None:
            expected[key] = ("added" if one is None else "removed", set())
        elif fields := {name for name in one if one[name] != other[name]} - UNTOLD:
            expected[key] = ("changed", fields)
    assert expected == {
        (row.table, row.id): (row.kind, {d.field for d in row.differences})
        for document in changes.documents
        for row in document.rows
        if row.table != "findings"
    }
