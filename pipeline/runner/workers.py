"""Workers: processes that answer calls, each with a pipe of its own.

Anything with the interface of `concurrent.futures.Executor` serves a run. The pool of the standard
library does not serve well: its processes share queues and their locks, so that one which dies
takes all others with it, and at a bad moment leaves a lock that they wait for for ever.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline.errors import KehoachError
from pipeline.runner import tasks
from pipeline.runner.tasks import Answer, Call, WorkerLost

MakeExecutor = Callable[[], AbstractContextManager[Executor]]

_GRACE = 30.0  # seconds after its deadline that a call has to notice it
_LEAVING = 5.0  # seconds that a worker has to leave
_LOOK = 0.5  # seconds between two looks at what a worker takes
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 1_000_000


def workers(number: int, megabytes: float | None = None) -> MakeExecutor:
    """Makes executors of so many processes; one that comes to hold more memory is ended.

    What a call raises is raised by its future; WorkerLost where the worker died or was ended.
    """
    tasks.use_one_thread()

    @contextmanager
    def make() -> Iterator[Executor]:
        pool = Pool(number, megabytes)
        try:
            yield pool
        finally:
            pool.end()

    return make


def unpacked(told: bytes) -> Answer:
    """What a worker sent: the answer of a call; raises what the call raised."""
    answer, fault, trace = pickle.loads(told)
    if fault is None:
        return Answer(*answer)
    if trace:
        fault.add_note(trace)
    raise fault


class Pool(ThreadPoolExecutor):
    """Each thread here speaks for one process, and has another started where that is lost."""

    def __init__(self, number: int, megabytes: float | None) -> None:
        # Ctrl-C in a terminal is for the main thread alone; processes inherit what is blocked.
        blocked = (signal.SIG_BLOCK, [signal.SIGINT])
        super().__init__(number, "worker", signal.pthread_sigmask, blocked)
        self._megabytes = megabytes
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._ended = False
        self._workers: set[_Worker] = set()

    def submit(self, call: Any, /, *_: object, **__: object) -> Future[Any]:  # noqa: ANN401
        """Have a worker answer a `Call`."""
        return super().submit(lambda: unpacked(self._ask(pickle.dumps(call), call.seconds)))

    def pass_on(self, call: bytes, seconds: float | None) -> bytes:
        """Have a worker answer a pickled `Call` that may take so long; `unpacked` tells what.

        Pages are large: who only hands them on need not unpickle them. Raises WorkerLost.
        """
        return super().submit(self._ask, call, seconds).result()

    def _ask(self, call: bytes, seconds: float | None) -> bytes:
        worker = getattr(self._mine, "worker", None)
        if worker is None or not worker.is_idle():
            self._mine.worker = worker = self._started(instead=worker)
        return worker.ask(call, seconds)

    def _started(self, instead: "_Worker | None") -> "_Worker":
        with self._lock:
            if self._ended:
                raise WorkerLost("runner.worker-died")
            if instead is not None:
                self._workers.discard(instead)
            self._workers.add(worker := _Worker(self._megabytes))
        return worker

    def end(self) -> None:
        """End the workers, in the middle of their calls if need be, within seconds."""
        self.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._ended = True
        for worker in self._workers:
            worker.leave()
        until = time.monotonic() + _LEAVING
        for worker in self._workers:
            worker.end(until - time.monotonic())


class _Worker:
    """A process that is forked from one that has loaded the stages once for all of them."""

    def __init__(self, megabytes: float | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipeline.runner.warm"])
        self._calls, theirs = context.Pipe()
        self._megabytes = megabytes
        self._process = context.Process(target=_serve, args=(theirs, dict(os.environ)), daemon=True)
        self._process.start()
        theirs.close()

    def is_idle(self) -> bool:
        """Does it wait for calls? One that died in the meantime has closed its end."""
        return not self._calls.closed and not self._calls.poll()

    def ask(self, call: bytes, seconds: float | None) -> bytes:
        """What the pickled call comes to, pickled; raises WorkerLost."""
        late = time.monotonic() + seconds + _GRACE if seconds else None
        try:
            self._calls.send_bytes(call)
            while not self._calls.poll(_LOOK):
                if late and time.monotonic() > late:
                    raise tasks.too_long(seconds)
                if self._megabytes and _held(self._process.pid) > self._megabytes:
                    raise WorkerLost("runner.too-much-memory", limit=round(self._megabytes))
            return self._calls.recv_bytes()
        except WorkerLost:
            self._drop()
            raise
        except (EOFError, OSError):
            self._drop()
            raise WorkerLost("runner.worker-died") from None

    def _drop(self) -> None:
        self.end(0)
        self._calls.close()

    def leave(self) -> None:
        """Ask it to end at once."""
        self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait so long for its end, then end it and the programs that it started."""
        self._process.join(max(0, seconds))
        with suppress(OSError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.kill()


def _held(pid: int | None) -> float:
    """Megabytes that a process and the programs it started hold; 0 where the system tells not."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / _MEGABYTE
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, ValueError, IndexError):
        return 0
    return own + sum(_held(int(child)) for child in children)


# In the worker


def _serve(calls: Connection, environment: dict[str, str]) -> None:
    os.setpgrp()  # a group with the programs that this worker starts, so that they end with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    os.environ.clear()
    os.environ.update(environment)  # the server that it was forked from may have an older one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            told = calls.recv_bytes()
        except EOFError:
            return
        calls.send_bytes(_answer(told))


def _answer(told: bytes) -> bytes:
    """What became of a call: its answer, or its fault and how it came to that."""
    try:
        return pickle.dumps((pickle.loads(told)(), None, None))
    except KehoachError as fault:
        return pickle.dumps((None, fault, None))
    except Exception as fault:
        trace = traceback.format_exc()
        try:
            pickle.loads(told := pickle.dumps((None, fault, trace)))
        except Exception:  # not all faults can travel
            return pickle.dumps((None, RuntimeError(f"{type(fault).__name__}: {fault}"), trace))
        return told


def _end_with_parent() -> None:
    """Ends this worker, and the programs it started, when the process it works for has ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.killpg(0, signal.SIGTERM)
    time.sleep(_LEAVING)
    os._exit(1)


def _leave(*_: object) -> None:
    if not Call.running:
        os._exit(1)  # at once: who is asked to leave while it takes a call may hold half of it
    if not Call.last:
        Call.last = True
        raise SystemExit(1)  # unwinds what is being done, so that temporary files are removed
