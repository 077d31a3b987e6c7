"""Runs that are killed: what they leave is sound, and the next run makes it whole."""

import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.generator import Wishes, as_file, make_plan
from pipeline.store.tables import column_names
from schemas.stored import TABLES
from tests.runs import process, write_plans
from tests.store.dump import Dump, dump

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

TEXTS, PDFS = 11, 1
SEED = 2026
STAYS = {"plans.db", ".kehoach.lock"}  # in the output folder
_PATIENCE = 120  # seconds for what takes a few; only a hang takes longer


class Moment(NamedTuple):
    """When so many documents of a run are stored, and then this part of the time to the next.

    Told by what has happened, not by the clock, so that it is the same on a busy machine.
    """

    documents: int
    part: float


class Undisturbed(NamedTuple):
    """Plans, and a run over them that nobody disturbed.

    Its rows, and the seconds to the first document and from one to the next.
    """

    plans: Path
    rows: Dump
    to_the_first: float
    to_the_next: float


@pytest.fixture(scope="module", autouse=True)
def _without_torch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """PyTorch, which spaCy loads where it is installed: each run here would wait for it in vain."""
    folder = tmp_path_factory.mktemp("without")
    (folder / "torch.py").write_text("raise ImportError")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, (folder, Path.cwd()))))
        yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    plans = write_plans(folder / "plans", *(f"{number}.txt" for number in range(TEXTS)))
    for seed in range(PDFS):
        content, suffix = as_file(make_plan(seed, Wishes(brief=True)), "pdf")
        (plans / f"{seed}{suffix}").write_bytes(content)
    begun = time.monotonic()
    with started(plans, folder / "out") as running:
        assert running.stderr is not None
        at = [time.monotonic() for line in running.stderr if line.startswith("[")]
    assert len(at) == TEXTS + PDFS
    rows = dump(folder / "out" / "plans.db")
    return Undisturbed(plans, rows, at[0] - begun, (at[-1] - at[0]) / (len(at) - 1))


def moments(number: int) -> list[Moment]:
    """Random ones, spread from before the first document to after the last."""
    chance = random.Random(SEED)
    width = (TEXTS + PDFS + 1) / number
    places = [width * (at + chance.random()) for at in range(number)]
    return [Moment(int(place), place % 1) for place in places]


def reached(
    running: subprocess.Popen[str], moments: Sequence[Moment], undisturbed: Undisturbed
) -> Iterator[Moment]:
    """Each of the moments of a run, as soon as it has come."""
    assert running.stderr is not None
    stored = 0
    for moment in moments:
        while stored < moment.documents and (line := running.stderr.readline()):
            stored += line.startswith("[")
        # no longer than to the next document: on a machine that is less busy now it comes earlier
        wait = moment.part * (undisturbed.to_the_next if stored else undisturbed.to_the_first)
        select.select([running.stderr], [], [], wait)
        yield moment


@contextmanager
def started(plans: Path, output: Path) -> Iterator[subprocess.Popen[str]]:
    """A run with two workers, as from the command line; it tells of each document in a line."""
    command = [sys.executable, "-m", "pipeline", "run", str(plans), "--output", str(output)]
    with subprocess.Popen(
        [*command, "--workers", "2", "--skip-ocr"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()  # should it hang


def children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text()
            except OSError:
                continue  # it has ended
            if int(status.rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.name))
    return found


def workers_of(runner: int) -> list[int]:
    """The children of the server that the runner's workers are forked from."""
    return [
        worker
        for child in children(runner)
        if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes()
        for worker in children(child)
    ]


def kill_a_worker(running: subprocess.Popen[str]) -> bool:
    """Kill the first worker that is there; False where the run ended before."""
    while running.poll() is None:
        try:
            for worker in workers_of(running.pid)[:1]:
                os.kill(worker, signal.SIGKILL)
                return True
        except OSError:
            pass  # it has ended by itself
        time.sleep(0.01)
    return False


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def assert_sound(output: Path, whole: Dump) -> None:
    """Only the database is there; of each document in it there are all rows, or it has failed.

    It is a copy that is looked at: what SQLite has to mend is for the next run to mend.
    """
    if not output.exists():
        return  # killed before there was anything
    assert names_in(output) <= STAYS | {"plans.db-wal", "plans.db-shm", "plans.db-journal"}
    if not (output / "plans.db").exists():
        return
    aside = output.with_name(f"copy of {output.name}")
    shutil.copytree(output, aside)
    with closing(sqlite3.connect(aside / "plans.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            return  # killed before its tables were made: all at once
    found = dump(aside / "plans.db")
    documents = [
        dict(zip(column_names("documents"), row, strict=True)) for row in found["documents"]
    ]
    done = {document["id"] for document in documents if document["status"] == "done"}
    for table in TABLES:
        columns = column_names(table)
        if "document_id" in columns:
            at = columns.index("document_id")
            assert found[table] == [row for row in whole[table] if row[at] in done], table


def assert_made_whole(output: Path, undisturbed: Undisturbed) -> None:
    """One more run leaves what the run left that nobody disturbed."""
    assert process(undisturbed.plans, output=output, ocr="skip").exit_status == 0
    assert dump(output / "plans.db") == undisturbed.rows
    assert names_in(output) == STAYS


@pytest.mark.parametrize("number", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_a_run_that_is_killed_is_taken_up_again(
    number: int, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    def kill(moment: Moment) -> Path:
        output = tmp_path / str(moment)
        with started(undisturbed.plans, output) as running:
            list(reached(running, [moment], undisturbed))
            running.kill()
            running.communicate(timeout=_PATIENCE)  # to the end of its workers as well
        return output

    with ThreadPoolExecutor(2) as two_at_a_time:
        outputs = list(two_at_a_time.map(kill, moments(number)))
    for output in outputs:
        assert_sound(output, undisturbed.rows)
        assert_made_whole(output, undisturbed)


# In one run as many as in the test above in several: starting is what takes time.
@pytest.mark.parametrize(("runs", "kills"), [(1, 2), pytest.param(50, 1, marks=pytest.mark.slow)])
def test_a_worker_that_is_killed_costs_at_most_its_document(
    runs: int, kills: int, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    killed = 0
    for at in range(runs):
        output = tmp_path / str(at)
        with started(undisturbed.plans, output) as running:
            for _ in reached(
                running, moments(runs * kills)[at * kills : (at + 1) * kills], undisturbed
            ):
                killed += kill_a_worker(running)
            running.communicate(timeout=_PATIENCE)
        assert running.returncode in (0, 3)
        assert_sound(output, undisturbed.rows)
        assert_made_whole(output, undisturbed)
    assert killed >= runs * kills // 2  # some moments come when all is done


_STOPPED = """
import os, signal
from pipeline.runner.tasks import Call
from pipeline.runner.workers import workers

if __name__ == "__main__":
    with workers(2)() as executor:
        idle = executor.submit(Call(os.getpid, ())).result().value
        os.kill(idle, signal.SIGSTOP)
    print("all is done", flush=True)
"""


def test_a_worker_that_does_not_leave_when_all_is_done_keeps_nobody(tmp_path: Path) -> None:
    script = tmp_path / "stopped.py"
    script.write_text(_STOPPED)
    done = subprocess.run(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, timeout=_PATIENCE, check=True
    )
    assert done.stdout == "all is done\n"
