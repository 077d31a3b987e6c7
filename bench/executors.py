"""What Dask costs and gives: `python -m bench.executors --plans 60 --kind text`.

The same generated plans go through one worker of this machine's own, through one worker of a
cluster of Dask on this machine, and through two; as often as asked, in turn. Prints the time a
document takes, from the first call that was answered to the last document stored (no start is in
it), medians, with what Dask adds and what the second worker gives.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.cluster import write_plans
from corpus.generator import KINDS

_WAYS = (("local", 1), ("dask", 1), ("dask", 2), ("local", 2))


def milliseconds(plans: Path, output: Path, executor: str, workers: int) -> float:
    """That a document takes, by the log of a run."""
    command = [sys.executable, "-m", "pipeline", "run", str(plans), "--output", str(output)]
    command += ["--executor", executor, "--workers", str(workers), "--log-format", "json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    events = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    at = {
        kind: [datetime.fromisoformat(e["time"]) for e in events if e["event"] == kind]
        for kind in ("step", "finished")
    }
    # The first step is done once workers have loaded what they need.
    return 1000 * (at["finished"][-1] - at["step"][0]).total_seconds() / len(at["finished"])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.executors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--plans", type=int, default=60, help="documents a run (default 60)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each way (default 3)")
    parser.add_argument("--kind", choices=KINDS, default="text", help="of file (default text)")
    asked = parser.parse_args(arguments)
    taken: dict[tuple[str, int], list[float]] = {way: [] for way in _WAYS}
    with TemporaryDirectory(prefix="kehoach-") as name:
        folder = Path(name)
        write_plans(folder / "plans", asked.plans, asked.kind)
        for number in range(asked.rounds):
            for executor, workers in _WAYS:
                output = folder / f"{number}-{executor}-{workers}"
                took = milliseconds(folder / "plans", output, executor, workers)
                taken[executor, workers].append(took)
    print(f"{'executor':>8} {'workers':>8} {'ms a document':>14}")
    for executor, workers in _WAYS:
        took = median(taken[executor, workers])
        print(f"{executor:>8} {workers:8} {took:14.1f}")
    own, one, two, both = (median(taken[way]) for way in _WAYS)
    print(f"Dask adds {one - own:.1f} ms to a document (at most 20)")
    print(f"the second worker gives {one / two:.2f} times the documents a minute (at least 1.8);")
    print(f"this machine's own: {own / both:.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
