"""How far one coordinator reaches: `python -m bench.cluster --workers 1000`.

First the times of a document are measured in a run on this machine, as its log tells them: what
its calls take in workers, what storing takes here; then, with Dask on this machine (where it is
installed), what a call costs the coordinator besides. With these times a cluster is simulated,
event by event: workers take calls, the coordinator hands each out, takes each answer in and stores
each document, one thing at a time. Prints pages a minute and how busy the coordinator is, for more
and more workers: where it is always busy, more workers do not help.
"""

import argparse
import heapq
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from corpus.generator import KINDS, Kind, Wishes, as_file, make_plan

_CALLS = 40  # that are asked of Dask to learn what one costs
_FULL = 0.98  # busy for so much of the time, the coordinator is the limit


class Times(NamedTuple):
    """Seconds that a document takes: each of its calls in a worker, and what is done here."""

    calls: tuple[float, ...]
    pages: int
    store: float
    hand: float  # to hand a call out and take its answer in

    @property
    def here(self) -> float:
        """Seconds of the coordinator for a document."""
        return self.store + len(self.calls) * self.hand


class Outcome(NamedTuple):
    """What a simulated cluster does."""

    pages_a_minute: float
    busy: float  # part of the time that the coordinator works


def write_plans(folder: Path, number: int, kind: Kind) -> None:
    """So many generated plans as files of a new folder."""
    folder.mkdir()
    for seed in range(number):
        content, suffix = as_file(make_plan(seed, Wishes(brief=kind == "photo")), kind)
        (folder / f"{seed}{suffix}").write_bytes(content)


def measured(number: int, kind: Kind, hand: float) -> Times:
    """Means over so many generated plans, by the log of a run with one worker."""
    with TemporaryDirectory(prefix="kehoach-") as name:
        folder = Path(name)
        write_plans(folder / "plans", number, kind)
        command = [sys.executable, "-m", "pipeline", "run", str(folder / "plans")]
        command += ["--output", str(folder / "out"), "--workers", "1", "--log-format", "json"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    events = [json.loads(line) for line in told.splitlines()]
    steps = [event for event in events if event["event"] == "step"]

    def a_document(stage: str) -> float:
        return sum(float(step["seconds"]) for step in steps if step["stage"] == stage) / number

    pages = sum(len(step.get("pages", ())) for step in steps)
    return Times(
        calls=(a_document("open"), a_document("read"), a_document("understand")),
        pages=round(pages / number),
        store=a_document("store"),
        hand=hand,
    )


def cost_of_a_call() -> float:
    """Seconds of this process's processor that Dask takes for a call; nought without Dask."""
    try:
        from distributed import Client
    except ImportError:
        return 0.0
    with Client(n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        executor = client.get_executor(pure=False)
        payload = os.urandom(200_000)  # about the pages of a plan
        executor.submit(len, payload).result()
        begun = time.process_time()
        for answer in [executor.submit(bytes, payload) for _ in range(_CALLS)]:
            answer.result()
        return (time.process_time() - begun) / _CALLS


def simulate(times: Times, workers: int, documents: int) -> Outcome:
    """A cluster of so many workers, each taking a document's calls one after the other."""
    # Events: (when, number of the document, its next call). The coordinator is free at `free`.
    begun, free, busy = 0, 0.0, 0.0
    events: list[tuple[float, int, int]] = []
    for begun in range(min(workers, documents)):
        heapq.heappush(events, (0.0, begun, 0))
    following, end = begun + 1, 0.0
    while events:
        now, document, call = heapq.heappop(events)
        begins = max(now, free)
        if call < len(times.calls):
            free = begins + times.hand
            busy += times.hand
            heapq.heappush(events, (free + times.calls[call], document, call + 1))
            continue
        free = begins + times.store  # and the worker goes on with the next document
        busy += times.store
        end = free
        if following < documents:
            heapq.heappush(events, (free, following, 0))
            following += 1
    return Outcome(60 * times.pages * documents / end, busy / end)


def growing(times: Times, most: int) -> Iterator[tuple[int, Outcome]]:
    """Clusters of more and more workers."""
    workers = 1
    while workers < most:
        yield workers, simulate(times, workers, 20 * workers + 200)
        workers *= 2
    yield most, simulate(times, most, 20 * most + 200)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.cluster",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--workers", type=int, default=1000)
    parser.add_argument("--plans", type=int, default=20, help="that are measured (default 20)")
    parser.add_argument("--kind", choices=KINDS, default="text", help="of file (default text)")
    asked = parser.parse_args(arguments)
    times = measured(asked.plans, asked.kind, cost_of_a_call())
    shown = ", ".join(f"{1000 * seconds:.0f}" for seconds in times.calls)
    print(f"a document of {times.pages} pages: {shown} ms in workers (open, read, understand),")
    print(f"{1000 * times.store:.1f} ms to store, {1000 * times.hand:.1f} ms a call to hand it out")
    print(f"{'workers':>8} {'pages a minute':>15} {'coordinator busy':>17}")
    full = False
    for workers, outcome in growing(times, asked.workers):
        mark = ""
        if outcome.busy > _FULL and not full:
            full, mark = True, "  the coordinator is the limit from here on"
        print(f"{workers:8} {outcome.pages_a_minute:15,.0f} {outcome.busy:17.0%}{mark}", flush=True)
    most = times.pages * 60 / times.here
    enough = (sum(times.calls) + times.here) / times.here
    print(f"one coordinator: at most {most:,.0f} pages a minute, from {enough:.0f} workers on")
    return 0


if __name__ == "__main__":
    sys.exit(main())
