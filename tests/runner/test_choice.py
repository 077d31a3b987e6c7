"""What of a run is done: stages again, only failed, lists, parts, what git says has changed."""

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import KehoachError, UsageError
from pipeline.runner import Choice, Shard, changed_since, listed
from pipeline.runner.lock import only_run
from tests.runner.test_run import query
from tests.runs import plan, process, write_plans
from tests.store.dump import dump


def git(folder: Path, *arguments: str) -> None:
    options = ("-c", "user.name=An", "-c", "user.email=an@example.org")
    subprocess.run(["git", *options, "-C", folder, *arguments], check=True, capture_output=True)


def test_extraction_again_takes_the_pages_that_are_stored(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    process(folder, output=tmp_path / "out")
    before = dump(tmp_path / "out/plans.db")
    summary = process(folder, output=tmp_path / "out", choice=Choice(redo="extract"))
    assert (summary.documents["done"], summary.unchanged) == (2, 0)
    assert dump(tmp_path / "out/plans.db") == before


def test_only_what_failed(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    (folder / "b.pdf").touch()
    process(folder, output=tmp_path / "out")
    (folder / "a.txt").write_text(plan(9))
    summary = process(folder, output=tmp_path / "out", choice=Choice(only_failed=True))
    assert summary.documents == {"done": 0, "partial": 0, "failed": 1}


def test_only_the_files_of_a_list_under_their_names_in_the_folder(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b/c.txt")
    only = listed(["b/c.txt\n", "\n", "no-such.txt"], folder)
    process(folder, output=tmp_path / "out", choice=Choice(only=only))
    assert query(tmp_path / "out", "SELECT source FROM documents") == [("b/c.txt",)]


def test_parts_make_up_the_whole(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", *(f"{name}.txt" for name in "abcdefgh"))
    found: list[str] = []
    for number in (1, 2, 3):
        output = tmp_path / f"part-{number}"
        process(folder, output=output, choice=Choice(shard=Shard(number, 3)))
        found += [source for (source,) in query(output, "SELECT source FROM documents")]
    assert sorted(found) == [f"{name}.txt" for name in "abcdefgh"]


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", ""])
def test_parts_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="2/5"):
        Shard.parse(text)


def test_what_git_says_has_changed(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "repository/plans", "a.txt", "b.txt", "c.txt")
    git(tmp_path / "repository", "init", "-q")
    git(tmp_path / "repository", "add", ".")
    git(tmp_path / "repository", "commit", "-qm", "plans")
    (folder / "b.txt").write_text(plan(9))
    (folder / "đ é.txt").write_text(plan(8))
    (folder / "c.txt").unlink()
    choice = Choice(only=changed_since("HEAD", folder))
    process(folder, output=tmp_path / "out", choice=choice)
    found = query(tmp_path / "out", "SELECT source FROM documents ORDER BY source")
    assert found == [("b.txt",), ("đ é.txt",)]
    with pytest.raises(UsageError, match="no-such-revision"):
        changed_since("no-such-revision", folder)


def test_one_run_at_a_time(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    with only_run(tmp_path / "out"), pytest.raises(KehoachError, match="process"):
        process(folder, output=tmp_path / "out")
    assert process(folder, output=tmp_path / "out").documents["done"] == 1


def test_a_file_that_is_gone_is_marked_until_it_is_there_again(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    process(folder, output=tmp_path / "out")
    (folder / "b.txt").rename(tmp_path / "b.txt")
    sql = "SELECT source, gone_since IS NOT NULL FROM documents ORDER BY source"
    # A run over another folder, or over a part, says nothing of it.
    process(write_plans(tmp_path / "other", "z.txt"), output=tmp_path / "out")
    process(folder, output=tmp_path / "out", choice=Choice(only=frozenset()))
    assert query(tmp_path / "out", sql) == [("a.txt", 0), ("b.txt", 0), ("z.txt", 0)]
    process(folder, output=tmp_path / "out")
    assert query(tmp_path / "out", sql) == [("a.txt", 0), ("b.txt", 1), ("z.txt", 0)]
    (tmp_path / "b.txt").rename(folder / "b.txt")
    process(folder, output=tmp_path / "out")
    assert query(tmp_path / "out", sql) == [("a.txt", 0), ("b.txt", 0), ("z.txt", 0)]


def test_a_moved_file_is_not_gone(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    process(folder, output=tmp_path / "out")
    (folder / "a.txt").rename(folder / "b.txt")
    process(folder, output=tmp_path / "out")
    assert query(tmp_path / "out", "SELECT source, gone_since FROM documents") == [("b.txt", None)]
