"""A cluster of Dask on this machine: it stores what one process stores, whatever dies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import KehoachError, MissingRequirement
from pipeline.runner import Outcome, Progress, Watcher
from tests.runs import process, write_plans
from tests.store.dump import Dump, dump

distributed = pytest.importorskip("distributed")
cluster = pytest.importorskip("pipeline.runner.cluster")

Scheduler = Any  # of Dask, which has no types
NAMES = [f"{number}.txt" for number in range(8)]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Scheduler]:
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as scheduler:
        yield scheduler


@contextmanager
def machine(address: str, folder: Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A machine of the cluster, as an administrator starts it, in a folder of its own."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address]
    command += ["--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), **environment}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as running,
        distributed.Client(address, set_as_default=False) as client,
    ):
        try:
            client.wait_for_workers(len(client.nthreads()) + 1, timeout=60)
            yield running
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def two(scheduler: Scheduler, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster of two machines."""
    folders = (tmp_path_factory.mktemp("machine") for _ in range(2))
    address = scheduler.scheduler_address
    with machine(address, next(folders)), machine(address, next(folders)):
        yield address


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plans(tmp_path_factory.mktemp("plans"), *NAMES)


@pytest.fixture(scope="module")
def whole(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    output = tmp_path_factory.mktemp("out")
    process(plans, output=output)
    return dump(output / "plans.db")


def test_a_cluster_stores_what_one_process_stores(
    two: str, plans: Path, whole: Dump, tmp_path: Path
) -> None:
    summary = process(plans, output=tmp_path, executor=two)
    assert summary.documents["done"] == len(NAMES)
    assert dump(tmp_path / "plans.db") == whole


def test_files_that_the_machines_do_not_see_are_sent(
    two: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plans(tmp_path / "in", "a.txt", "b.txt")
    (tmp_path / "in" / "broken.pdf").write_text("%PDF-1.7")
    monkeypatch.chdir(tmp_path)
    here = Path("/proc/self/cwd")  # another folder for each process
    if not here.exists():
        pytest.skip("needs /proc")
    summary = process(here / "in", output=tmp_path / "out", executor=two)
    assert summary.documents == {"done": 2, "partial": 0, "failed": 1}
    (trouble,) = summary.troubles
    assert "breaks off" in trouble.error


@pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract")
def test_a_machine_that_would_answer_otherwise_is_refused(
    two: str,
    scheduler: Scheduler,
    plans: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "machine").mkdir()
    with (
        machine(two, tmp_path / "machine", PATH="/nowhere"),  # without Tesseract
        pytest.raises(MissingRequirement, match="Tesseract") as refused,
    ):
        process(plans, output=tmp_path / "out", executor=two)
    assert refused.value.exit_status == 5
    assert "\n" not in str(refused.value)


def test_no_cluster(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with pytest.raises(KehoachError, match="no cluster answers"):
        process(plans, output=tmp_path, executor="tcp://127.0.0.1:9")


def test_a_machine_that_dies_loses_and_doubles_nothing(
    two: str,
    scheduler: Scheduler,
    plans: Path,
    whole: Dump,
    tmp_path: Path,
) -> None:
    with distributed.Client(scheduler, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid).values()))

    class KillOne(Watcher):
        def finished(self, outcome: Outcome, progress: Progress) -> None:
            if progress.documents_done == 2:
                os.kill(victim, signal.SIGKILL)

    summary = process(plans, output=tmp_path, executor=two, watcher=KillOne())
    assert summary.documents["done"] == len(NAMES)
    assert dump(tmp_path / "plans.db") == whole


def test_a_cluster_that_is_lost_ends_the_run_and_the_next_one_goes_on(
    plans: Path, whole: Dump, tmp_path: Path
) -> None:
    told = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command += ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            until = time.monotonic() + 60
            while not told.exists() and time.monotonic() < until:
                time.sleep(0.1)
            address = json.loads(told.read_text())["address"]

            class Lose(Watcher):
                def finished(self, outcome: Outcome, progress: Progress) -> None:
                    running.kill()

            (tmp_path / "machine").mkdir()
            with (
                machine(address, tmp_path / "machine"),
                pytest.raises(KehoachError, match="cluster"),
            ):
                process(plans, output=tmp_path / "out", executor=address, watcher=Lose())
        finally:
            running.kill()
    process(plans, output=tmp_path / "out")
    assert dump(tmp_path / "out" / "plans.db") == whole
