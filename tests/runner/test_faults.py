"""Disks and other programs in the way: one line, and the next run makes everything whole."""

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.runner import Outcome, Progress, Watcher
from tests.runs import process, write_plans
from tests.store.dump import dump

NAMES = [f"{number}.txt" for number in range(6)]


def kehoach_run(
    folder: Path,
    output: Path,
    *,
    around: tuple[str, ...] = (),
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """A run as from the command line, `around` it another program."""
    command = [*around, sys.executable, "-m", "pipeline"]
    command += ["run", str(folder), "--output", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "KEHOACH_LANG": "en"}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=120, preexec_fn=before
    )


def assert_told_in_one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if not line.startswith("[")]
    assert len(told) == 1, told
    assert all(word in told[0] for word in words), told


class Copies(Watcher):
    """Copies the output folder each time a document is stored, as a power cut would leave it."""

    def __init__(self, output: Path, copies: Path) -> None:
        self._output = output
        self._copies = copies

    def finished(self, outcome: Outcome, progress: Progress) -> None:
        shutil.copytree(self._output, self._copies / str(progress.documents_done))


def test_a_power_cut_takes_documents_back_and_never_a_part_of_one(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", *NAMES)
    process(folder, output=tmp_path / "out", watcher=Copies(tmp_path / "out", tmp_path / "copies"))
    whole = dump(tmp_path / "out" / "plans.db")
    chance = random.Random(2026)
    for copy in (tmp_path / "copies").iterdir():
        log = copy / "plans.db-wal"
        os.truncate(log, chance.randrange(log.stat().st_size))
        (copy / ".123.plans.csv").write_text("half a ta")  # of an export that was cut short
        process(folder, output=copy)
        assert dump(copy / "plans.db") == whole


@pytest.mark.parametrize("kilobytes", [4, 150, 400])
def test_a_full_disk_is_told_and_what_is_stored_stays(kilobytes: int, tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", *NAMES)
    process(folder, output=tmp_path / "whole")
    most = (kilobytes * 1024,) * 2
    done = kehoach_run(
        folder, tmp_path / "out", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, most)
    )
    assert_told_in_one_line(done, "disk")
    assert process(folder, output=tmp_path / "out").exit_status == 0
    assert dump(tmp_path / "out" / "plans.db") == dump(tmp_path / "whole" / "plans.db")


# For root no folder is closed, but a disk can be: in a view of the file system of its own.
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


@pytest.mark.parametrize("there", [False, True], ids=["new", "there"])
def test_an_output_that_cannot_be_written_is_told(there: bool, tmp_path: Path) -> None:
    folder, output = write_plans(tmp_path / "in", *NAMES[:2]), tmp_path / "out"
    output.mkdir()
    if there:
        process(folder, output=output)
    names = {path.name for path in output.iterdir()}
    around: tuple[str, ...] = ()
    if os.getuid():
        for path in (*output.iterdir(), output):
            path.chmod(0o555 if path.is_dir() else 0o444)
    else:
        around = ("unshare", "--mount", "sh", "-c", _READ_ONLY, str(output))
        if not shutil.which("unshare") or subprocess.run([*around, "true"]).returncode:
            pytest.skip("root may write everywhere, and nothing can be mounted here")
    done = kehoach_run(folder, output, around=around)
    output.chmod(0o755)
    assert_told_in_one_line(done, str(output), "--output")
    assert {path.name for path in output.iterdir()} == names


def test_a_run_waits_for_another_program_that_has_locked_the_database(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", *NAMES[:3])
    process(folder, output=tmp_path / "out")
    whole = dump(tmp_path / "out" / "plans.db")
    with closing(sqlite3.connect(tmp_path / "out" / "plans.db", check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE documents SET fingerprint = 'of older rules'")
        letting_go = threading.Timer(1, other.rollback)
        letting_go.start()
        summary = process(folder, output=tmp_path / "out", again=True)
        letting_go.join()
    assert summary.documents["done"] == 3
    assert dump(tmp_path / "out" / "plans.db") == whole
