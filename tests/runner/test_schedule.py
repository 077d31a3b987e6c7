"""Ways through workers: all come to their end, whatever becomes of some of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.runner.schedule import Way, results
from pipeline.runner.tasks import Call, WorkerLost
from pipeline.runner.workers import workers
from tests.runner.calls import die, double, fail, hoard, linger, turn_deaf, wait_for
from tests.runs import in_this_process


def doubled_twice(number: int) -> Way[int]:
    """Doubles `number` numbers side by side, then their sum."""
    parts = yield [Call(double, (part,)) for part in range(number)]
    [whole] = yield [Call(double, (sum(parts),))]
    return int(whole)


def outcomes(
    jobs: Iterable[int], way: Callable[[int], Way[int]], number: int = 1, width: int = 2
) -> dict[int, int | Exception]:
    with (workers(number) if number > 1 else in_this_process)() as executor:
        return dict(results(jobs, way, executor, width, lambda job, call, answer: None))


@given(st.sets(st.integers(0, 9)), st.integers(1, 5))
def test_each_job_has_its_result(jobs: set[int], width: int) -> None:
    expected = {job: 2 * sum(2 * part for part in range(job)) for job in jobs}
    assert outcomes(jobs, doubled_twice, width=width) == expected


def test_answers_come_in_the_order_of_the_calls(tmp_path: Path) -> None:
    def way(job: int) -> Way[int]:
        late = tmp_path / "late"
        first, second = yield [Call(wait_for, (late,)), Call(late.write_text, ("",))]
        assert (first, second) == (True, 0)
        return job

    assert outcomes([7], way, number=2) == {7: 7}


def test_a_fault_costs_its_own_job_only() -> None:
    def way(job: int) -> Way[int]:
        answers = yield [Call(fail if job == 2 else double, (part,)) for part in range(1, 4)]
        return sum(answers)

    found = outcomes([1, 2, 3], way)
    assert isinstance(fault := found.pop(2), ValueError)
    assert str(fault) == "no 1"
    assert found == {1: 12, 3: 12}


def test_a_dying_worker_costs_the_job_that_kills_it() -> None:
    def way(job: int) -> Way[int]:
        [answer] = yield [Call(die if job == 3 else double, (job,))]
        return int(answer)

    found = outcomes(range(1, 7), way, number=2, width=4)
    assert isinstance(found.pop(3), WorkerLost)
    assert found == {1: 2, 2: 4, 4: 8, 5: 10, 6: 12}


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (Call(hoard, (1500,)), "more than 1500 MB"),
        (Call(linger, (1,), 0.1), "longer than"),
        (Call(turn_deaf, (1,), 0.1), "longer than"),
    ],
    ids=["memory", "time", "time, and it hears nothing"],
)
def test_a_call_that_takes_too_much_is_ended(
    call: Call, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[workers.__module__], "_GRACE", 1.0)

    def way(job: int) -> Way[int]:
        [answer] = yield [call if job == 2 else Call(double, (job,))]
        return int(answer)

    with workers(2, 1500)() as executor:
        found = dict(results([1, 2, 3], way, executor, 2, lambda job, call, answer: None))
    assert isinstance(fault := found.pop(2), WorkerLost)
    assert told in str(fault)
    assert found == {1: 2, 3: 6}


def test_a_worker_that_died_while_it_waited_costs_nothing() -> None:
    with workers(1)() as executor:
        os.kill(executor.submit(Call(os.getpid, ())).result().value, signal.SIGKILL)
        time.sleep(0.5)
        assert executor.submit(Call(double, (4,))).result().value == 8


def test_answers_are_told_as_they_come() -> None:
    told: list[int] = []
    with in_this_process() as executor:
        list(
            results(
                [3], doubled_twice, executor, 2, lambda job, call, answer: told.append(answer.value)
            )
        )
    assert told == [0, 2, 4, 12]


_WORKER_THAT_WAITS = """
import os, sys
from pathlib import Path
from pipeline.runner.schedule import results
from pipeline.runner.tasks import Call
from pipeline.runner.workers import workers
from tests.runner.calls import wait_for

def way(job):
    pid = yield [Call(os.getpid, ())]
    print(*pid, flush=True)
    yield [Call(wait_for, (Path("never"),))]

if __name__ == "__main__":
    with workers(2)() as executor:
        list(results([1], way, executor, 2, lambda job, call, answer: None))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_process_they_work_for(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "waits.py"
    script.write_text(_WORKER_THAT_WAITS)
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        assert Path(f"/proc/{worker}").exists()
        process.send_signal(how)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.1)
    pytest.fail("the worker goes on")
