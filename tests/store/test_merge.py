"""Databases of several machines put together."""

from pathlib import Path

import pytest

from pipeline.errors import KehoachError
from pipeline.runner import Choice, Shard
from pipeline.store import Store
from pipeline.store.merge import Merged, merge
from tests.runs import plan, process, write_plans
from tests.store.dump import dump

NAMES = tuple(f"{name}.txt" for name in "abcdef")


def merged(into: Path, *others: Path) -> list[Merged]:
    with Store(into / "plans.db") as store:
        return [one for other in others for one in merge(store, other / "plans.db")]


def test_parts_make_up_the_database_of_one_run(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", *NAMES)
    process(folder, output=tmp_path / "whole")
    parts = [tmp_path / f"part-{number}" for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        process(folder, output=part, choice=Choice(shard=Shard(number, 3)))
    found = merged(tmp_path / "out", *parts)
    assert sorted(one.source for one in found) == list(NAMES)
    assert {one.outcome for one in found} == {"added"}
    assert dump(tmp_path / "out/plans.db") == dump(tmp_path / "whole/plans.db")
    # The next run finds nothing new.
    assert process(folder, output=tmp_path / "out").processed == 0


def test_again_changes_nothing(tmp_path: Path) -> None:
    process(write_plans(tmp_path / "in", *NAMES), output=tmp_path / "one")
    merged(tmp_path / "out", tmp_path / "one")
    before = dump(tmp_path / "out/plans.db")
    assert {one.outcome for one in merged(tmp_path / "out", tmp_path / "one")} == {"same"}
    assert dump(tmp_path / "out/plans.db") == before


def test_other_content_is_a_conflict_and_what_is_there_stays(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    process(folder, output=tmp_path / "out")
    before = dump(tmp_path / "out/plans.db")
    (folder / "a.txt").write_text(plan(9))
    process(folder, output=tmp_path / "other")
    assert merged(tmp_path / "out", tmp_path / "other") == [Merged("a.txt", "conflict", "content")]
    assert dump(tmp_path / "out/plans.db") == before


def test_what_failed_here_and_not_there_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").touch()
    process(folder, output=tmp_path / "out")
    (folder / "a.pdf").write_text(plan(2))
    process(folder, output=tmp_path / "other")
    assert merged(tmp_path / "out", tmp_path / "other") == [Merged("a.pdf", "replaced")]
    assert dump(tmp_path / "out/plans.db") == dump(tmp_path / "other/plans.db")


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Ghi chép\n" * 500, "utf-8")
    with Store(tmp_path / "plans.db") as store:
        for path in (tmp_path / "notes.db", tmp_path / "none.db"):
            with pytest.raises(KehoachError, match=path.name):
                list(merge(store, path))
