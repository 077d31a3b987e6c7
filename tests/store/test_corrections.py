"""What people decide stands, whatever is extracted afterwards."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import check_records
from pipeline.errors import KehoachError, UsageError
from pipeline.store import Store
from pipeline.store.corrections import Reviewer, entries, latest
from pipeline.store.decided import InvalidValues
from pipeline.store.overlay import CODES
from schemas.page import Box
from schemas.plan import Plan
from schemas.records import Record
from tests.store.decisions import (
    PART,
    PLAN,
    TARGET,
    TOTAL,
    extracting,
    rows,
    without_journal,
    write,
)
from tests.store.dump import dump
from tests.store.samples import FARMERS, plan

DUTY = PLAN.extraction.responsibilities[0].id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "plans.db") as store:
        write(store, PLAN)
        yield store


@pytest.fixture
def an(store: Store) -> Reviewer:
    return Reviewer(store, "Nguyễn Thị An")


def changed(record: Record, /, **values: Any) -> Record:  # noqa: ANN401
    return record.model_copy(update=values)


def row(store: Store, record: Record) -> dict[str, Any]:
    (found,) = rows(store, f"SELECT * FROM {record.TABLE} WHERE id = ?", record.id)
    return found


def findings(store: Store) -> list[tuple[str, str]]:
    """Those about decisions: what the extraction reads otherwise since."""
    found = rows(store, "SELECT code, message FROM findings ORDER BY code")
    return [(one["code"], one["message"]) for one in found if one["code"] in CODES]


def test_a_corrected_value_stands_and_the_extracted_one_is_known(
    store: Store, an: Reviewer
) -> None:
    entry = an.correct("targets", TARGET.id, {"value": "85", "unit": ""}, note="xem trang 1")
    assert entry.action == "corrected"
    assert (entry.page, entry.quote, entry.bbox) == (1, TARGET.quote, TARGET.bbox)
    assert entries(store.database) == [entry]
    for _ in range(2):
        found = row(store, TARGET)
        assert (found["value"], found["unit"], found["reviewed"]) == (85.0, None, "corrected")
        assert (found["confidence"], found["quote"]) == (1.0, TARGET.quote)
        (over,) = rows(store, "SELECT extracted ->> 'value' AS value, corrections FROM overlaid")
        assert over == {"value": 80.0, "corrections": f'["{entry.id}"]'}
        assert findings(store) == []
        write(store, PLAN)


def test_an_accepted_record_is_sure_and_stays(store: Store, an: Reviewer) -> None:
    assert an.accept("targets", TARGET.id).action == "accepted"
    assert (row(store, TARGET)["confidence"], row(store, TARGET)["reviewed"]) == (1.0, "accepted")
    write(store, extracting(targets=(changed(TARGET, value=8.0),)))
    assert row(store, TARGET)["value"] == 80
    ((code, message),) = findings(store)
    assert code == "read-otherwise"
    assert "An" in message
    assert "80" in message
    assert "8.0" in message


def test_an_extraction_that_agrees_by_now_is_no_finding(store: Store, an: Reviewer) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    write(store, extracting(targets=(changed(TARGET, value=85.0),)))
    assert findings(store) == []
    write(store, extracting(targets=(changed(TARGET, value=86.0),)))
    assert [code for code, _ in findings(store)] == ["read-otherwise"]
    assert row(store, TARGET)["value"] == 85


def test_a_new_decision_settles_the_finding(store: Store, an: Reviewer) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    write(store, extracting(targets=(changed(TARGET, value=86.0),)))
    an.correct("targets", TARGET.id, {"value": 86})
    assert row(store, TARGET)["value"] == 86
    assert findings(store) == []


def test_a_rejected_record_is_gone_and_its_parts_stand_alone(store: Store, an: Reviewer) -> None:
    entry = an.reject("classes", TOTAL.id)
    for _ in range(2):
        assert rows(store, "SELECT id, parent_id, reviewed FROM classes") == [
            {"id": PART.id, "parent_id": None, "reviewed": None}
        ]
        assert rows(store, "SELECT code FROM findings") == [{"code": "signer-missing"}]
        write(store, PLAN)
    an.withdraw(entry.id)
    assert row(store, PART)["parent_id"] == TOTAL.id


def test_a_rejected_record_that_is_read_anew_is_told(store: Store, an: Reviewer) -> None:
    an.reject("targets", TARGET.id)
    write(store, extracting(targets=()))
    assert findings(store) == []
    write(store, extracting(targets=(changed(TARGET, value=8.0),)))
    assert rows(store, "SELECT id FROM targets") == []
    assert [code for code, _ in findings(store)] == ["rejected-read-anew"]
    an.accept("targets", TARGET.id)
    assert row(store, TARGET)["value"] == 8
    assert findings(store) == []


def test_what_is_not_extracted_any_more_stays_with_a_finding(store: Store, an: Reviewer) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    write(store, extracting(targets=()))
    assert (row(store, TARGET)["value"], row(store, TARGET)["quote"]) == (85, TARGET.quote)
    assert [code for code, _ in findings(store)] == ["not-extracted"]
    write(store, PLAN)
    assert findings(store) == []


@pytest.mark.parametrize(
    "moved",
    [
        changed(TARGET, id="0" * 16, section="II.2"),
        changed(TARGET, id="0" * 16, section="III", indicator="lao động nông thôn có việc làm"),
        changed(TARGET, id="0" * 16, quote="it nhat 80% lao dong co viec lam"),
        changed(TARGET, id="0" * 16, quote="khác hẳn", bbox=Box(81, 70, 320.5, 85)),
    ],
    ids=["section", "identity", "letters", "place"],
)
def test_a_record_with_another_id_is_known_by_its_evidence(
    store: Store, an: Reviewer, moved: Record
) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    write(store, extracting(targets=(moved,)))
    (found,) = rows(store, "SELECT id, value, reviewed, section FROM targets")
    assert found["id"] == moved.id
    assert (found["value"], found["section"]) == (85, moved.section)
    assert "not-extracted" not in dict(findings(store))


def test_a_fact_that_takes_the_id_of_another_does_not_take_its_correction(
    store: Store, an: Reviewer
) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    new = changed(TARGET, quote="phấn đấu 30% lao động đi học", value=30.0, bbox=None)
    moved = changed(TARGET, id="0" * 16)
    write(store, extracting(targets=(new, moved)))
    assert (row(store, new)["value"], row(store, moved)["value"]) == (30, 85)
    # Even where the corrected fact itself is not found any more.
    write(store, extracting(targets=(new,)))
    assert row(store, new)["value"] == 30
    (kept,) = rows(store, "SELECT value, quote FROM targets WHERE reviewed IS NOT NULL")
    assert kept == {"value": 85, "quote": TARGET.quote}


def test_two_facts_of_the_same_words_are_not_taken_for_one(store: Store, an: Reviewer) -> None:
    twin = changed(TARGET, id="2" * 16, value=70.0)
    write(store, extracting(targets=(TARGET, twin)))
    an.correct("targets", TARGET.id, {"value": 85})
    an.correct("targets", twin.id, {"value": 75})
    write(store, extracting(targets=(TARGET,)))
    assert [one["value"] for one in rows(store, "SELECT value FROM targets")] == [85, 75]
    assert [code for code, _ in findings(store)] == ["not-extracted"]


def test_what_was_missed_is_added(store: Store, an: Reviewer) -> None:
    missed = {"indicator": "xã đạt chuẩn", "value": "3", "unit": "xã"}
    box = Box(1, 2, 30, 40)
    entry = an.add("targets", PLAN.id, missed, page=2, quote="3 xã đạt chuẩn", bbox=box)
    for _ in range(2):
        (found,) = rows(store, "SELECT * FROM targets WHERE reviewed = 'added'")
        assert (found["value"], found["page"], found["comparator"]) == (3, 2, "=")
        assert found["id"] == entry.record_id
        write(store, PLAN)
    assert an.correct("targets", entry.record_id, {"value": 4}).action == "added"
    # The extraction finds it now: it is there once, as the person says, and the finding tells.
    found_now = changed(
        TARGET, id="9" * 16, page=2, quote="3 xã đạt chuẩn", indicator="xã đạt chuẩn", value=3.0,
        unit="xã", comparator="=", year=None, bbox=box,
    )  # fmt: skip
    write(store, extracting(targets=(TARGET, found_now)))
    (found,) = rows(store, "SELECT id, value FROM targets WHERE reviewed = 'added'")
    assert found == {"id": found_now.id, "value": 4}
    assert [code for code, _ in findings(store)] == ["read-otherwise"]


def test_a_header_is_corrected(store: Store, an: Reviewer) -> None:
    missing = rows(store, "SELECT id FROM findings WHERE code = 'signer-missing'")[0]["id"]
    changes = {"signer": "Trần Thị Mây", "programmes": ["NTM"]}
    an.correct("documents", PLAN.id, changes, findings=[missing])
    for _ in range(2):
        (found,) = rows(store, "SELECT signer, programmes, reviewed, status FROM documents")
        told = {"signer": "Trần Thị Mây", "programmes": '["NTM"]', "reviewed": "corrected"}
        assert found == {**told, "status": "done"}
        assert rows(store, "SELECT id FROM findings WHERE code = 'signer-missing'") == []
        write(store, PLAN)
    header = PLAN.extraction.header.model_copy(update={"signer": "Trần Thị May"})
    other = PLAN.extraction.model_copy(update={"header": header})
    write(store, PLAN.model_copy(update={"extraction": other}))
    (told,) = rows(store, "SELECT message FROM findings WHERE record_table = 'documents'")
    assert "Trần Thị May" in told["message"]


def test_a_dismissed_finding_stays_dismissed(store: Store, an: Reviewer) -> None:
    (finding,) = rows(store, "SELECT * FROM findings WHERE severity = 'error'")
    entry = an.dismiss(finding["id"], note="kế hoạch ghi như vậy")
    write(store, PLAN)
    assert rows(store, "SELECT id FROM findings WHERE severity = 'error'") == []
    assert store.totals().findings == {"warning": 1}
    an.withdraw(entry.id)
    assert rows(store, "SELECT * FROM findings WHERE severity = 'error'") == [finding]


def test_withdrawing_everything_leaves_the_database_as_extracted(
    store: Store, an: Reviewer
) -> None:
    before = without_journal(store)
    order = rows(store, "SELECT id FROM classes ORDER BY rowid")
    made = [
        an.correct("targets", TARGET.id, {"value": 85}),
        an.reject("targets", TARGET.id),
        an.reject("classes", TOTAL.id),
        an.accept("classes", PART.id),
        an.correct("documents", PLAN.id, {"number": None}),
        an.add("citations", PLAN.id, {"number": "1/QĐ"}, page=1, quote="số 1/QĐ"),
        *(an.dismiss(found["id"]) for found in rows(store, "SELECT id FROM findings")),
    ]
    assert without_journal(store) != before
    for entry in made:
        an.withdraw(entry.id)
    assert without_journal(store) == before
    assert rows(store, "SELECT id FROM classes ORDER BY rowid") == order
    assert len(entries(store.database)) == 2 * len(made)


def test_what_is_added_does_not_take_the_place_of_what_comes_back(
    store: Store, an: Reviewer
) -> None:
    places = "SELECT id, place FROM overlaid WHERE place IS NOT NULL"
    rejection = an.reject("targets", TARGET.id)
    before = rows(store, places)
    for number in (1, 2, 3):
        values = {"indicator": "xã", "value": number}
        an.add("targets", PLAN.id, values, page=2, quote=f"{number} xã")
        assert rows(store, places) == before
    an.withdraw(rejection.id)
    assert rows(store, "SELECT id FROM targets ORDER BY rowid")[0] == {"id": TARGET.id}


def test_taking_back_the_last_decision_brings_back_the_one_before(
    store: Store, an: Reviewer
) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    last = an.correct("targets", TARGET.id, {"value": 95})
    assert row(store, TARGET)["value"] == 95
    taken_back = an.withdraw(last.id)
    assert row(store, TARGET)["value"] == 85
    told = latest(store.database, 2)
    assert told == [(taken_back, False), (last, True)]
    for wrong in (last.id, taken_back.id, "none"):
        with pytest.raises(UsageError):
            an.withdraw(wrong)


@pytest.mark.parametrize(
    ("table", "changes", "field"),
    [
        ("classes", {"n_classes": "năm"}, "n_classes"),
        ("classes", {"n_classes": -1}, "n_classes"),
        ("classes", {"n_classes": 2.5}, "n_classes"),
        ("targets", {"value": ""}, "value"),
        ("targets", {"value": "nan"}, "value"),
        ("targets", {"comparator": "khoảng"}, "comparator"),
        ("targets", {"colour": "red"}, "colour"),
        ("targets", {"id": "x"}, "id"),
        ("targets", {"confidence": 0}, "confidence"),
        ("citations", {"issued_on": "31/3/2025"}, "issued_on"),
        ("documents", {"issued_on": "2025"}, "issued_on"),
        ("documents", {"sha256": "0"}, "sha256"),
    ],
)
def test_values_that_cannot_be_are_refused_by_field(
    store: Store, an: Reviewer, table: str, changes: dict[str, object], field: str
) -> None:
    before = dump(store.path)
    record_id = rows(store, f"SELECT id FROM {table}")[0]["id"]
    with pytest.raises(InvalidValues) as caught:
        an.correct(table, record_id, changes)
    assert set(caught.value.problems) == {field}
    assert str(caught.value.problems[field])
    assert dump(store.path) == before


@pytest.mark.parametrize(
    "wrong",
    [
        lambda an: an.accept("targets", "none"),
        lambda an: an.accept("runs", TARGET.id),
        lambda an: an.reject("documents", PLAN.id),
        lambda an: an.dismiss("none"),
        lambda an: an.accept("targets", TARGET.id, seen=["another"]),
        lambda an: an.correct("classes", PART.id, {"parent_id": PART.id}),
        lambda an: an.correct("classes", TOTAL.id, {"parent_id": PART.id}),
        lambda an: an.correct("responsibilities", DUTY, {"agency_id": "none"}),
        lambda an: an.add("targets", "none", {"indicator": "x", "value": 1}, page=1, quote="x"),
        lambda an: Reviewer(an.store, " "),
    ],
)
def test_what_cannot_be_decided_is_refused(
    store: Store, an: Reviewer, wrong: Callable[[Reviewer], object]
) -> None:
    before = dump(store.path)
    with pytest.raises(KehoachError) as caught:
        wrong(an)
    assert caught.value.exit_status == 2
    assert dump(store.path) == before


def test_keys_stay_as_extracted_unless_they_are_corrected(store: Store, an: Reviewer) -> None:
    an.accept("classes", PART.id)
    assert row(store, PART)["parent_id"] == TOTAL.id
    an.correct("responsibilities", DUTY, {"agency_id": FARMERS.id, "agency": "Hội Nông dân"})
    write(store, extracting(agencies=(), responsibilities=PLAN.extraction.responsibilities[:0]))
    # The agency is kept for the one duty that names it.
    (duty,) = rows(store, "SELECT agency_id, agency FROM responsibilities")
    assert duty == {"agency_id": None, "agency": "Hội Nông dân"} or duty["agency_id"] == FARMERS.id
    an.correct("classes", PART.id, {"parent_id": None})
    write(store, PLAN)
    assert row(store, PART)["parent_id"] is None


def test_two_people_do_not_overwrite_each_other_unseen(store: Store, an: Reviewer) -> None:
    first = an.correct("targets", TARGET.id, {"value": 85}, seen=[])
    binh = Reviewer(store, "Bình")
    with pytest.raises(UsageError):
        binh.correct("targets", TARGET.id, {"value": 90}, seen=[])
    second = binh.correct("targets", TARGET.id, {"value": 90}, seen=[first.id])
    assert second.follows == (first.id,)
    assert row(store, TARGET)["value"] == 90
    assert findings(store) == []


def test_sums_are_checked_again(tmp_path: Path) -> None:
    """The part is corrected, and it is the sum's finding that goes."""
    with Store(tmp_path / "plans.db", check=check_records) as store:
        write(store, PLAN)
        an = Reviewer(store, "An")
        first = an.accept("targets", TARGET.id)
        assert ("sum-mismatch", TOTAL.id) in [
            (f["code"], f["record_id"]) for f in rows(store, "SELECT * FROM findings")
        ]
        an.correct("classes", PART.id, {"n_classes": 5, "n_participants": 150})
        assert rows(store, "SELECT * FROM findings WHERE code = 'sum-mismatch'") == []
        an.correct("classes", PART.id, {"n_classes": 6})
        assert len(rows(store, "SELECT * FROM findings WHERE code = 'sum-mismatch'")) == 1
        assert an.withdraw(first.id)


def test_a_document_that_fails_keeps_what_people_decided(store: Store, an: Reviewer) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    an.correct("documents", PLAN.id, {"signer": "Trần Thị Mây"})
    failed = Plan(id=PLAN.id, source=PLAN.source, sha256="", status="failed", error="hỏng")
    write(store, failed)
    assert row(store, TARGET)["value"] == 85
    assert rows(store, "SELECT signer, status FROM documents") == [
        {"signer": "Trần Thị Mây", "status": "failed"}
    ]
    assert rows(store, "SELECT * FROM findings") == []
    write(store, PLAN)
    assert row(store, TARGET)["value"] == 85


def test_the_same_file_under_another_id_keeps_them(store: Store, an: Reviewer) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    other = plan("dong-hoa").model_copy(update={"sha256": PLAN.sha256, "source": PLAN.source})
    write(store, other)
    assert rows(store, "SELECT value FROM targets") == [{"value": 85}]
    assert findings(store) == []


def test_an_entry_that_fits_no_more_is_told(store: Store, an: Reviewer) -> None:
    an.correct("targets", TARGET.id, {"value": 85})
    store.database.execute("UPDATE corrections SET decided = json_set(decided, '$.hue', 'red')")
    write(store, PLAN)
    assert row(store, TARGET)["value"] == 80
    assert [code for code, _ in findings(store)] == ["not-laid"]


def test_a_decision_that_is_cut_short_leaves_nothing(store: Store, an: Reviewer) -> None:
    before = dump(store.path)
    store.database.execute(
        "CREATE TEMP TRIGGER fail BEFORE INSERT ON overlaid BEGIN SELECT raise(ABORT, 'cut'); END"
    )
    with pytest.raises(sqlite3.IntegrityError):
        an.correct("targets", TARGET.id, {"value": 85})
    assert dump(store.path) == before
