"""Whatever people and runs do, decisions stand."""

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import check_records
from pipeline.store import Store
from pipeline.store.columns import columns
from pipeline.store.corrections import Reviewer, entries
from pipeline.store.decided import CORRECTABLE
from pipeline.store.overlay import lay
from tests.store.decisions import PLAN, Deed, deeds, rows, without_journal, write


@given(done=st.lists(deeds(), max_size=8))
@settings(max_examples=40, deadline=None)
def test_whatever_is_done_decisions_stand(
    tmp_path_factory: pytest.TempPathFactory, done: list[Deed]
) -> None:
    """Any sequence of decisions and runs: each head stands as its person left it, once."""
    path = tmp_path_factory.mktemp("deeds") / f"{next(NUMBERS)}.db"
    with Store(path, check=check_records) as store:
        write(store, PLAN)
        for deed in done:
            deed(store)
        last = without_journal(store)
        for over in rows(store, "SELECT * FROM overlaid WHERE corrections <> '[]'"):
            assert_stands(store, over)
        with store.writing():
            lay(store.database, PLAN.id, check_records)
        assert without_journal(store) == last
        for entry in reversed(entries(store.database)):
            if entry.action != "withdrawn" and not is_withdrawn(store, entry.id):
                Reviewer(store, "An").withdraw(entry.id)
        assert rows(store, "SELECT * FROM overlaid") == []
        for table in ("classes", "targets"):
            found = rows(store, f"SELECT confidence, reviewed FROM {table}")
            assert all(one == {"confidence": 0.9, "reviewed": None} for one in found)


NUMBERS = count()


def assert_stands(store: Store, over: dict[str, Any]) -> None:
    """The row that an entry lies over is as the entry says, or gone where it says so."""
    entry = next(e for e in entries(store.database) if e.id == json.loads(over["corrections"])[-1])
    found = rows(store, f"SELECT * FROM {over['record_table']} WHERE id = ?", over["id"])
    if entry.decided is None or over["record_table"] == "findings":
        assert found == []
    else:
        (now,) = found
        kinds = {column.name: column for column in columns(CORRECTABLE[entry.record_table])}
        told = {name: kinds[name].load(now[name]) for name in entry.decided if name != "parent_id"}
        assert told == {n: value for n, value in entry.decided.items() if n != "parent_id"}
        assert now["reviewed"] == entry.action


def is_withdrawn(store: Store, entry_id: str) -> bool:
    return any(
        entry_id in entry.follows
        for entry in entries(store.database)
        if entry.action == "withdrawn"
    )
