"""Many ways through few workers: calls are handed out so that no worker waits for another.

A *way* is a generator: it yields batches of calls that may run side by side, is sent their
answers in order, and returns its result. It knows nothing of workers; this module knows nothing
of documents.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pipeline.runner.tasks import Answer, Call, ExecutorLost, WorkerLost

Job = TypeVar("Job")
Result = TypeVar("Result")
Way = Generator[list[Call], list[Any], Result]
Answered = Callable[[Job, Call, Answer], None]

_LOOK_UP = 0.2  # seconds between two looks whether the run is to be interrupted


def results(
    jobs: Iterable[Job],
    way: Callable[[Job], Way[Result]],
    executor: Executor,
    width: int,
    answered: Answered[Job],
    check: Callable[[], None] = lambda: None,
) -> Generator[tuple[Job, Result | Exception], None, None]:
    """Each job with the result of its way, or the fault that ended it, as they finish.

    Jobs are taken as long as fewer than `width` calls run. `answered` is told of each answer;
    `check` is called time and again, and may raise what ends everything.
    A job whose worker is lost starts again when all others are done, alone: only if its worker is
    lost once more has it failed. Raises ExecutorLost where all are.
    """
    most = _Round[Job, Result](way, width, answered, check)
    yield from most.run(iter(jobs), executor)
    for job, _ in most.lost:
        alone = _Round[Job, Result](way, width, answered, check)
        yield from alone.run(iter([job]), executor)
        yield from alone.lost


@dataclass(eq=False)
class _Running(Generic[Job, Result]):
    job: Job
    way: Way[Result]
    answers: list[Any] = field(default_factory=list)
    missing: int = 0


class _Round(Generic[Job, Result]):
    """Ways that are taken to their ends side by side; `lost` are those whose worker was lost."""

    def __init__(
        self,
        way: Callable[[Job], Way[Result]],
        width: int,
        answered: Answered[Job],
        check: Callable[[], None],
    ) -> None:
        self._way = way
        self._width = width
        self._answered = answered
        self._check = check
        self.lost: list[tuple[Job, WorkerLost]] = []
        self._calls: dict[Future[Answer], tuple[_Running[Job, Result], int, Call]] = {}

    def run(
        self, jobs: Iterator[Job], executor: Executor
    ) -> Iterator[tuple[Job, Result | Exception]]:
        """Each job with its result or fault, but for those that are `lost`."""
        while True:
            while len(self._calls) < self._width:
                try:
                    job = next(jobs)
                except StopIteration:
                    break
                running = _Running(job, self._way(job))
                yield from self._advance(running, executor, first=True)
            if not self._calls:
                return
            done, _ = wait(self._calls, _LOOK_UP, FIRST_COMPLETED)
            self._check()
            # In the order of the calls, so that of two faults it is always the first that is told.
            for future in [future for future in self._calls if future in done]:
                yield from self._take(future, executor)

    def _take(
        self, future: Future[Answer], executor: Executor
    ) -> Iterator[tuple[Job, Result | Exception]]:
        if future not in self._calls:
            return  # of a way that another call has ended
        running, place, call = self._calls.pop(future)
        try:
            answer = future.result()
        except WorkerLost as fault:
            self._end(running)
            self.lost.append((running.job, fault))
            return
        except ExecutorLost:
            raise
        except Exception as fault:
            self._end(running)
            yield running.job, fault
            return
        self._answered(running.job, call, answer)
        running.answers[place] = answer.value
        running.missing -= 1
        if not running.missing:
            yield from self._advance(running, executor)

    def _advance(
        self, running: _Running[Job, Result], executor: Executor, *, first: bool = False
    ) -> Iterator[tuple[Job, Result]]:
        try:
            calls = next(running.way) if first else running.way.send(running.answers)
            while not calls:
                calls = running.way.send([])
        except StopIteration as end:
            yield running.job, end.value
            return
        running.answers, running.missing = [None] * len(calls), len(calls)
        for place, call in enumerate(calls):
            self._calls[executor.submit(call)] = (running, place, call)

    def _end(self, running: _Running[Job, Result]) -> None:
        for future, (owner, _, _) in list(self._calls.items()):
            if owner is running:
                future.cancel()
                del self._calls[future]
