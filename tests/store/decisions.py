"""Decisions of people about the invented plan, for the tests of what stands and what travels."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pipeline.store import Store
from pipeline.store.corrections import Reviewer
from schemas.plan import Plan
from schemas.records import Record, TrainingClass
from tests.store.dump import Dump, dump
from tests.store.samples import plan

PATH = Path("/archive/plan.pdf")
PLAN = plan()
TARGET = PLAN.extraction.targets[0]
PART, TOTAL = PLAN.extraction.classes

Deed = Callable[[Store], object]


def write(store: Store, one: Plan) -> None:
    store.write(one, path=PATH, fingerprint="f")


def extracting(one: Plan = PLAN, /, **records: tuple[Record, ...]) -> Plan:
    """The plan as another version of the extraction finds it."""
    return one.model_copy(update={"extraction": one.extraction.model_copy(update=records)})


def rows(store: Store, sql: str, *parameters: object) -> list[dict[str, Any]]:
    return list(store.database.query(sql, list(parameters)))


def without_journal(store: Store) -> Dump:
    return {table: found for table, found in dump(store.path).items() if table != "corrections"}


def _values(table: str) -> st.SearchStrategy[dict[str, Any]]:
    counts = st.none() | st.integers(0, 9)
    if table == "classes":
        return st.fixed_dictionaries({}, optional={"n_classes": counts, "n_participants": counts})
    return st.fixed_dictionaries({}, optional={"value": st.integers(0, 9), "unit": st.just("hộ")})


@st.composite
def deeds(draw: st.DrawFn) -> Deed:
    """Something that a person, or a run, does to the database; what cannot be done is not done."""
    table = draw(st.sampled_from(["classes", "targets"]))
    author = draw(st.sampled_from(["An", "Bình"]))
    which = draw(st.integers(0, 3))
    values = draw(_values(table))
    kept = draw(st.lists(st.sampled_from([TOTAL, PART]), unique=True))
    read = draw(st.integers(1, 9))
    deed = draw(st.sampled_from(["correct", "reject", "dismiss", "withdraw", "add", "extract"]))

    def do(store: Store) -> None:
        reviewer = Reviewer(store, author)
        if deed == "extract":
            write(store, _extracted(kept, read))
        elif deed == "add":
            new = {"indicator": "xã", "value": read, **values}
            if table == "targets":
                reviewer.add(table, PLAN.id, new, page=2, quote=f"{read} xã")
        elif deed == "withdraw":
            for (entry,) in _pick(store, _STANDING, which):
                reviewer.withdraw(entry)
        elif deed == "dismiss":
            for (finding,) in _pick(store, "SELECT id FROM findings ORDER BY id", which):
                reviewer.dismiss(finding)
        else:
            for (record,) in _pick(store, f"SELECT id FROM {table} ORDER BY id", which):
                if deed == "reject":
                    reviewer.reject(table, record)
                else:
                    reviewer.correct(table, record, values)

    return do


_STANDING = (
    "SELECT id FROM corrections WHERE action <> 'withdrawn' AND id NOT IN (SELECT value FROM"
    " corrections, json_each(follows) WHERE action = 'withdrawn') ORDER BY id"
)


def _extracted(kept: Sequence[TrainingClass], read: int) -> Plan:
    whole = TOTAL in kept
    classes = tuple(one if whole else one.model_copy(update={"parent_id": None}) for one in kept)
    target = TARGET.model_copy(update={"value": float(read)})
    return extracting(classes=classes, targets=(target,) if read % 3 else ())


def _pick(store: Store, sql: str, which: int) -> Iterator[tuple[str]]:
    found = store.database.execute(sql).fetchall()
    return iter(found[which % len(found) :][:1] if found else [])
