"""A big archive: `python -m bench.scale --plans 10000 --documents 100000`.

First plans, generated as text, are processed as from the command line; then the same again, which
must cost next to nothing, and with one more plan among them, which must cost what it costs alone.
Then a database of many documents is made (or `--database` is taken) and asked what the web pages,
the data dictionary and the page for analysts ask. Prints a table; exit status 1 where a limit is
not kept.
"""

import argparse
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.archive import build
from bench.store import document, milliseconds
from corpus.generator import Wishes, as_file, make_plan
from pipeline.store import Reader, Store
from schemas.records import RECORD_TYPES

_DOCS = (Path("docs/data-dictionary.md"), Path("docs/analyst.md"))
_SEARCHES = (
    "đào tạo", "dao tao", "kinh phí hỗ trợ", "thuc hien", "chuyển đổi số", "nông thôn mới",
    '"hợp tác xã" Thanh Hóa', "so tai chinh", "OCOP", "không có ở đâu",
)  # fmt: skip
_FACETS = ("province", "issued_year", "doc_type", "status", "issuer")
_ASKED = 20  # times each question
_P95, _STORED, _MEMORY, _AGAIN = 50.0, 50.0, 300.0, 3.0  # ms, ms, MB, seconds


class Figure(NamedTuple):
    """What was measured, how it came out, and the most that it may be."""

    what: str
    value: float
    unit: str
    most: float | None = None


class Ran(NamedTuple):
    """A run as from the command line: its seconds, and the most memory its parent held, in MB."""

    seconds: float
    megabytes: float


def _run(folder: Path, output: Path) -> Ran:
    command = [sys.executable, "-m", "pipeline", "run", str(folder), "--output", str(output), "-q"]
    begun = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the run ended with {status}")
    return Ran(time.perf_counter() - begun, used.ru_maxrss / 1024)


def _write(folder: Path, seed: int) -> None:
    content, suffix = as_file(make_plan(seed, Wishes()), "text")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{seed}{suffix}").write_bytes(content)


def runs(number: int, folder: Path) -> Iterator[Figure]:
    """So many plans processed, then nothing new, then one plan more."""
    plans, output = folder / "plans", folder / "out"
    for seed in range(number):
        _write(plans / f"{seed // 1000:03}", seed)
    first = _run(plans, output)
    yield Figure(f"{number} plans processed", first.seconds, "s")
    yield Figure("… documents a second", number / first.seconds, "/s")
    yield Figure("… memory of the parent", first.megabytes, "MB", _MEMORY)
    size = (output / "plans.db").stat().st_size
    yield Figure("… size of the database a document", size / number / 1024, "KiB")
    again = _run(plans, output)
    yield Figure("the same again, nothing new", again.seconds, "s", _AGAIN)
    _write(folder / "one", number)
    alone = _run(folder / "one", folder / "out-one")
    yield Figure("one plan alone", alone.seconds, "s")
    _write(plans, number)
    among = _run(plans, output)
    yield Figure("one new plan among all", among.seconds, "s", 1.2 * alone.seconds + 1)
    yield Figure("… memory of the parent", among.megabytes, "MB", _MEMORY)


def questions(reader: Reader) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked: searches, facets, and all SQL of the documentation."""

    def sql(text: str) -> Callable[[], object]:
        return lambda: reader.database.execute(text).fetchall()

    def search(words: str) -> Callable[[], object]:
        return lambda: reader.search(words)

    for words in _SEARCHES:
        yield f"search: {words}", search(words)
    for name in _FACETS:
        facet = f"SELECT {name}, count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC LIMIT 30"
        yield f"facet: {name}", sql(facet)
    for page in _DOCS:
        text = page.read_text("utf-8")
        found = re.findall(r"```sql\n(.*?)```", text, re.S)
        for query in (*found, *re.findall(r'execute\("""(.*?)"""\)', text, re.S)):
            yield f"{page.stem}: {' '.join(query.split())[:60]}", sql(query)


def archive(path: Path) -> Iterator[Figure]:
    """A large database: its size, what questions cost, what one more document costs."""
    with closing(sqlite3.connect(path)) as database:
        (documents,) = database.execute("SELECT count(*) FROM documents").fetchone()
        records = sum(
            database.execute(f"SELECT count(*) FROM {kind.TABLE}").fetchone()[0]
            for kind in RECORD_TYPES
        )
    yield Figure("documents in the database", documents, "")
    yield Figure("records", records, "")
    yield Figure("size a document", path.stat().st_size / documents / 1024, "KiB")
    all_taken: list[float] = []
    with Reader(path) as reader:
        for what, ask in questions(reader):
            ask()  # reads the disk
            taken = [milliseconds(ask) for _ in range(_ASKED)]
            all_taken += taken
            yield Figure(what, _p95(taken), "ms")
    yield Figure("95th percentile of all", _p95(all_taken), "ms", _P95)
    yield from _one_more(path)


def _one_more(path: Path) -> Iterator[Figure]:
    """Documents of six pages and seventy records are stored, and taken out again."""
    begun = time.perf_counter()
    with Store(path) as store:
        yield Figure("the database opened for writing", time.perf_counter() - begun, "s")
        plans = [document(-1 - at) for at in range(_ASKED)]
        taken = [
            milliseconds(partial(store.write, plan, path=Path("x"), fingerprint="f"))
            for plan in plans
        ]
        yield Figure("one more document stored, median", median(taken), "ms", _STORED)
        yield Figure("one more document stored, 95th percentile", _p95(taken), "ms")
        for plan in plans:
            store.database.execute("DELETE FROM documents WHERE id = ?", [plan.id])


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[round(0.95 * (len(taken) - 1))]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--plans", type=int, default=10_000, help="to be processed; 0: none")
    parser.add_argument("--documents", type=int, default=100_000, help="of the large database")
    parser.add_argument("--database", type=Path, help="take this one instead")
    asked = parser.parse_args(arguments)
    missed = 0
    with TemporaryDirectory(prefix="kehoach-") as name:
        folder = Path(name)

        def figures() -> Iterator[Figure]:
            if asked.plans:
                yield from runs(asked.plans, folder)
            database = asked.database
            if not database:
                database = folder / "archive.db"
                build(database, folder / "out" / "plans.db", asked.documents)
            yield from archive(database)

        for what, value, unit, most in figures():
            limit = "" if most is None else f"≤ {most:g}"
            over = most is not None and value > most
            missed += over
            print(
                f"{what:84} {value:12.1f} {unit:4} {limit:8} {'MISSED' if over else ''}", flush=True
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
