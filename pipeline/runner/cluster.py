"""Workers on other machines, through Dask (`pip install 'kehoach[dask]'`).

A machine of the cluster answers calls as this one does: in processes of its own (`workers`), so
that limits of time and memory hold there, and a call that dies takes no machine with it. The
database stays here. A file goes by its path where all machines see it, else its content is sent.
"""

import multiprocessing
import os
import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from pipeline import __version__
from pipeline.errors import KehoachError, MissingRequirement
from pipeline.messages import language, say
from pipeline.runner import tasks
from pipeline.runner.fingerprints import Fingerprints, fingerprints
from pipeline.runner.tasks import Call, ExecutorLost, WorkerLost
from pipeline.runner.workers import MakeExecutor, Pool, unpacked
from pipeline.settings import Settings

_PATIENCE = 30  # seconds to wait for the cluster
_KEPT = 64  # files whose content stays in the cluster's memory


def cluster(settings: Settings) -> MakeExecutor:
    """Makes executors over the cluster that `settings.executor` names: an address, or "dask".

    Entering one raises MissingRequirement where Dask is not installed or a machine would give
    other answers than this one, KehoachError where the cluster cannot be reached.
    """

    @contextmanager
    def make() -> Iterator[Executor]:
        try:
            import distributed
        except ImportError:
            raise MissingRequirement("runner.no-dask") from None
        with ExitStack() as stack:
            address: Any = settings.executor
            if address == "dask":
                address = stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=settings.workers or os.cpu_count() or 1,
                        threads_per_worker=1,
                        dashboard_address=None,
                        memory_limit=0,  # ours holds
                    )
                )
            try:
                client = stack.enter_context(
                    distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
                )
                client.wait_for_workers(1, timeout=_PATIENCE)
            except (OSError, ValueError) as fault:  # TimeoutError is an OSError
                raise KehoachError(
                    "runner.no-cluster", address=settings.executor, reason=fault
                ) from fault
            yield _Cluster(client, settings)

    return make


class _Cluster(Executor):
    """The cluster behind a client of Dask as an executor of `Call`s."""

    def __init__(self, client: Any, settings: Settings) -> None:  # noqa: ANN401 - Dask's client
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._settings = settings
        self._order = _Order(settings, fingerprints(settings), language())
        self._by_path: bool | None = None
        self._sent = lru_cache(_KEPT)(self._send)
        try:
            told = client.run(_examine, self._order)
        except Exception as fault:  # whatever a machine without this program has to say
            raise MissingRequirement("runner.cluster-without", reason=fault) from fault
        for address, difference in told.items():
            if difference:
                raise MissingRequirement(
                    "runner.cluster-differs", address=address, reason=difference
                )

    @property
    def width(self) -> int:
        """How many calls run side by side."""
        return sum(self._client.nthreads().values()) or 1

    def submit(self, call: Any, /, *_: object, **__: object) -> Future[Any]:  # noqa: ANN401
        """Have a machine answer a `Call`."""
        content = None
        if call.function in tasks.OF_FILES and not self._is_seen(path := call.arguments[0]):
            content = self._sent(path)
        answer: Future[Any] = Future()
        asked = self._executor.submit(
            _answer, pickle.dumps(call), call.seconds, self._order, content
        )
        asked.add_done_callback(lambda asked: self._hand_over(asked, answer))
        answer.add_done_callback(lambda answer: answer.cancelled() and asked.cancel())
        return answer

    def _hand_over(self, asked: Future[Any], answer: Future[Any]) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(unpacked(asked.result()))
        except CancelledError:
            answer.set_exception(ExecutorLost("runner.cluster-lost"))
        except Exception as fault:
            died = type(fault).__name__ == "KilledWorker"
            answer.set_exception(WorkerLost("runner.worker-died") if died else fault)

    def _is_seen(self, path: Path) -> bool:
        """Do all machines see the files? Asked of the first one, for all."""
        if self._by_path is None:
            size = path.stat().st_size if path.is_file() else -1
            self._by_path = all(self._client.run(_sees, path, size).values())
        return self._by_path

    def _send(self, path: Path) -> Any:  # noqa: ANN401 - a future of Dask
        try:
            content = path.read_bytes() if path.is_file() else None
        except OSError:
            content = None  # opening it will tell why
        return content if content is None else self._client.scatter(content)


# On the machines of the cluster


class _Order(NamedTuple):
    """What goes with each call: how it is to be answered, and by what program."""

    settings: Settings
    prints: Fingerprints
    language: str


def _answer(call: bytes, seconds: float | None, order: _Order, content: bytes | None) -> bytes:
    if difference := _examine(order):  # of a machine that came later
        raise MissingRequirement("runner.cluster-differs", address="", reason=difference)
    pool = _pool(order.language, order.settings.max_worker_mb)
    if content is None:
        return pool.pass_on(call, seconds)
    asked: Call = pickle.loads(call)
    with TemporaryDirectory(prefix="kehoach-") as folder:
        path = Path(folder) / asked.arguments[0].name
        path.write_bytes(content)
        there = replace(asked, arguments=(path, *asked.arguments[1:]))
        return pool.pass_on(pickle.dumps(there), seconds)


@lru_cache(maxsize=8)
def _examine(order: _Order) -> str:
    """In what this machine would answer differently; empty: in nothing."""
    own = fingerprints(order.settings)
    if own == order.prints:
        return ""
    what = "rules" if own.restoring == order.prints.restoring else "reading"
    return say(f"runner.other-{what}", version=__version__)


def _sees(path: Path, size: int) -> bool:
    return (path.stat().st_size if path.is_file() else -1) == size


@cache
def _pool(language: str, megabytes: float) -> Pool:
    from distributed import get_worker

    # Dask's processes end with their parent all the same, by a signal of their own.
    multiprocessing.current_process().daemon = False
    os.environ["KEHOACH_LANG"] = language
    tasks.use_one_thread()
    return Pool(get_worker().state.nthreads, megabytes)
