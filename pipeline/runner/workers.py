"""Workers: the executors that calls run in, and how their processes start and end.

Anything with the interface of `concurrent.futures.Executor` serves (Dask's `get_executor()`).
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection

from pipeline.runner import tasks

MakeExecutor = Callable[[], AbstractContextManager[Executor]]


def workers(number: int) -> MakeExecutor:
    """Makes executors: one thread of this process for a single worker, else processes."""
    tasks.use_one_thread()
    return (lambda: _processes(number)) if number > 1 else _thread


@contextmanager
def _thread() -> Iterator[Executor]:
    executor = ThreadPoolExecutor(1)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _processes(number: int) -> Iterator[Executor]:
    """Processes that are forked from one that has loaded the stages once for all of them.

    Where the context is left early, or this process is killed, they end at once: they see that
    the other end of a pipe is closed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipeline.flow"])
    theirs, ours = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(number, context, _begin, (theirs,))
    # Ctrl-C in a terminal is for this process alone; the others would print their tracebacks.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        executor.submit(os.getpid)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    try:
        yield executor
        executor.shutdown(cancel_futures=True)
    finally:
        # Nothing more than the above but where the context is left early.
        executor.shutdown(wait=False, cancel_futures=True)
        ours.close()
        theirs.close()


def _begin(parent: Connection) -> None:
    os.setpgrp()  # a group with the programs that this worker starts, so that they end with it
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Connection) -> None:
    """Ends this worker and the programs it started when the other end of `parent` is closed."""
    parent.poll(None)
    os.killpg(0, signal.SIGTERM)
    time.sleep(5)
    os._exit(1)


def _leave(*_: object) -> None:
    if not tasks.Call.running:
        os._exit(1)  # at once: who is asked to leave while it takes a call may hold half of it
    if not tasks.Call.last:
        tasks.Call.last = True
        raise SystemExit(1)  # unwinds what is being done, so that temporary files are removed
