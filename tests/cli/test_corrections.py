"""`kehoach corrections` as a user calls it: decide, run again, see it stand, take it elsewhere."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import check_records
from pipeline.store import Store
from pipeline.store.corrections import Reviewer
from tests.cli.test_commands import kehoach
from tests.documents import plan_text
from tests.runs import WRONG_SUM


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A database of a plan whose stated sum is not that of its parts."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(plan_text(WRONG_SUM), "utf-8")
    run = kehoach("run", tmp_path / "in", "--output", tmp_path / "out", "--workers", 1)
    assert run.exit_code == 0, run.output
    return tmp_path / "out"


def classes(output: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(output / "plans.db")) as database:
        return database.execute(
            "SELECT n_classes, n_participants, reviewed FROM classes ORDER BY rowid"
        ).fetchall()


def correct(output: Path, classes: int, people: int) -> str:
    """The sum corrected; the entry's id."""
    with Store(output / "plans.db", check=check_records) as store:
        (total,) = store.database.execute("SELECT id FROM classes WHERE is_total").fetchone()
        changes = {"n_classes": classes, "n_participants": people}
        return Reviewer(store, "An").correct("classes", total, changes, note="trang 1").id


def test_a_correction_stands_after_a_new_run_and_travels(output: Path, tmp_path: Path) -> None:
    assert kehoach("check", "--output", output).exit_code == 4
    before = classes(output)
    entry = correct(output, 7, 210)
    stands = [(7, 210, "corrected"), *before[1:]]
    assert classes(output) == stands
    assert kehoach("check", "--output", output).exit_code == 0
    for redo in ("extract", "read"):
        again = kehoach("run", tmp_path / "in", "--output", output, "--workers", 1, "--redo", redo)
        assert again.exit_code == 0
        assert classes(output) == stands
    assert kehoach("check", "--output", output).exit_code == 0

    listed = kehoach("corrections", "list", "--output", output).stdout
    for part in (entry, "An", "a.txt", "n_classes 10 → 7", "trang 1"):
        assert part in listed
    assert listed.count("\n") == 1
    file = tmp_path / "corrections.jsonl"
    assert kehoach("corrections", "export", file, "--output", output).exit_code == 0
    printed = kehoach("corrections", "export", "-", "--output", output).stdout
    assert printed == file.read_text("utf-8")

    other = tmp_path / "other"
    kehoach("run", tmp_path / "in", "--output", other, "--workers", 1)
    for count in (1, 0):
        imported = kehoach("corrections", "import", file, "--output", other, "--json")
        told = json.loads(imported.stdout)
        assert (told["added"], told["refused"], told["disagreeing"]) == (count, [], [])
    assert classes(other) == stands

    gold = tmp_path / "gold"
    made = kehoach("corrections", "export", gold, "--format", "gold", "--output", output)
    assert made.exit_code == 0
    scores = json.loads(kehoach("evaluate", gold, "--output", output, "--json").stdout)
    assert scores["kinds"]["classes"]["true"] == scores["kinds"]["classes"]["found"] == 1
    assert scores["kinds"]["classes"]["f1"] == 1

    undone = kehoach("corrections", "undo", entry, "--author", "Bình", "--output", output)
    assert undone.exit_code == 0
    assert classes(output) == before
    assert kehoach("check", "--output", output).exit_code == 4
    listed = kehoach("corrections", "list", "--output", output).stdout
    assert "taken back" in listed.splitlines()[0]
    assert "withdrawn" in listed.splitlines()[1]
    listed = kehoach("corrections", "list", "--json", "--output", output).stdout
    assert [told["action"] for told in json.loads(listed)] == ["corrected", "withdrawn"]


def test_what_cannot_be_is_one_line(output: Path, tmp_path: Path) -> None:
    entry = correct(output, 7, 210)
    line = kehoach("corrections", "export", "-", "--output", output).stdout
    bad = tmp_path / "bad.jsonl"
    bad.write_text(f"{{\n{line.replace('210', '-1')}{line}", "utf-8")
    result = kehoach("corrections", "import", bad, "--output", output)
    assert result.exit_code == 3
    one, two = result.stderr.splitlines()
    assert one.startswith(f"kehoach: {bad}:1: ")
    assert two.startswith(f"kehoach: {bad}:2: ")
    assert "1 were here, 2 refused" in result.stdout
    wrong: list[tuple[int, tuple[object, ...]]] = [
        (2, ("import", tmp_path / "none.jsonl", "--output", output)),
        (2, ("import", output, "--output", output)),
        (2, ("undo", "none", "--output", output)),
        (2, ("undo", entry, "--author", " ", "--output", output)),
        (1, ("import", bad, "--output", tmp_path / "none")),
        (1, ("list", "--output", tmp_path / "none")),
        (1, ("export", tmp_path / "no" / "x.jsonl", "--output", output)),
    ]
    for status, arguments in wrong:
        result = kehoach("corrections", *arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (status, 1), result.stderr
    assert not (tmp_path / "none").exists()
