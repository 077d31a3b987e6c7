"""How fast the pages are: `python -m bench.web DATABASE [--asked 60]`.

Asks the application itself, without a network: the front page, lists, search, documents and
records chosen at random, agencies. Prints how long they take, the slowest first time (what a page
counts over a whole table is kept until the database changes), and each statement that reads a
whole table though its page should be quick. Exit status 1 where a limit is not kept.
"""

import argparse
import asyncio
import random
import re
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx

from pipeline.errors import KehoachError
from pipeline.settings import Settings
from pipeline.web.guard import Guard
from pipeline.web.server import application
from pipeline.web.site import Site

SEARCHES = (
    "đào tạo", "dao tao", "kinh phí hỗ trợ", "thuc hien", "chuyển đổi số", "nông thôn mới",
    '"hợp tác xã" Thanh Hóa', "so tai chinh", "OCOP", "không có ở đâu", "ke hoach", "36/KH-UBND",
)  # fmt: skip
_BIG = re.compile(r"SCAN (?:TABLE )?(\w+)(?! USING|.*VIRTUAL)")


class Page(NamedTuple):
    """A kind of page: its addresses, and the milliseconds that 95 of 100 may take at most."""

    name: str
    paths: Sequence[str]
    most: float | None = None


class Listening(Site):
    """A site that notes the statements of its pages."""

    heard: set[str]

    def connect(self) -> sqlite3.Connection:
        """A connection that is listened to."""
        connection = super().connect()
        connection.set_trace_callback(self.heard.add)
        return connection


def pages(database: Path, number: int) -> list[Page]:
    """What is asked, the same for the same database."""
    chance = random.Random(7)
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as asked:
        [(last,)] = asked.execute("SELECT max(rowid) FROM documents")

        def some(sql: str) -> list[str]:
            """Values of rows chosen at random."""
            found = []
            for _ in range(number):
                row = asked.execute(sql, [chance.randint(1, last)]).fetchone()
                if row is not None:
                    found.append(str(row[0]))
            return found

        near = "SELECT id FROM documents WHERE rowid >= ? ORDER BY rowid LIMIT 1"
        documents = some(near)
        targets = some(near.replace("documents", "targets"))
        agencies = some(near.replace("documents", "agencies").replace(">= ?", "% 7 = ? % 7"))[:5]
        stated = near.replace("SELECT id", "SELECT province").replace("?", "? AND province <> ''")
        provinces = some(stated)[:10]
    return [
        Page("front page", ["/"] * number, 300),
        Page("document", [f"/d/{one}" for one in documents], 150),
        Page("search", [f"/search?q={SEARCHES[i % len(SEARCHES)]}" for i in range(number)], 100),
        Page("record", [f"/r/{one}" for one in targets], 150),
        Page("documents", ["/documents", "/documents?status=done"] * (number // 2)),
        Page("by province", [f"/documents?province={one}" for one in provinces]),
        Page("agencies", ["/agencies?name=so"] * 5),
        Page("agency", [f"/agencies/{one}" for one in agencies]),
        Page("area", [f"/areas/{one}" for one in provinces]),
        Page("citations", ["/citations"] * 5),
        Page("question", ["/explore/who-leads", "/explore/classes-by-province"] * 3),
    ]


async def measure(site: Site, asked: Sequence[Page]) -> bool:
    """Print the table; whether all limits are kept."""
    transport = httpx.ASGITransport(app=application(site))
    kept = True
    print(f"{'page':12} {'asked':>5} {'first':>9} {'median':>9} {'95 %':>9} {'limit':>7}  ms")
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for page in asked:
            times = []
            for path in page.paths:
                begun = time.perf_counter()
                answer = await client.get(path)
                times.append(1000 * (time.perf_counter() - begun))
                if answer.status_code != 200:
                    print(f"{path}: {answer.status_code}", file=sys.stderr)
                    kept = False
            # What is asked for the first time is counted, and then kept.
            later = sorted(times[1:] or times)
            slow = later[min(len(later) - 1, round(0.95 * len(later)))]
            kept = kept and not (page.most and slow > page.most)
            figures = f"{times[0]:9.1f} {median(later):9.1f} {slow:9.1f} {page.most or '':>7}"
            print(f"{page.name:12} {len(times):5} {figures}", flush=True)
    return kept


def whole_tables(database: Path, statements: set[str]) -> list[str]:
    """The statements that read a table from end to end without an index."""
    found = []
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as asked:
        for sql in sorted(statements):
            if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            try:
                steps = asked.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            except sqlite3.Error:
                continue
            if any(_BIG.search(step[3]) for step in steps):
                found.append(re.sub(r"'[^']*'", "?", " ".join(sql.split()))[:120])
    return sorted(set(found))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--asked", type=int, default=60, help="times each kind of page")
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        link = Path(folder) / "plans.db"
        link.symlink_to(given.database.resolve())
        site = Listening(
            Settings(output=Path(folder)), Guard(hosts=frozenset({"localhost"})), seconds=600
        )
        object.__setattr__(site, "heard", set())
        kept = asyncio.run(measure(site, pages(given.database, given.asked)))
    print("\nwhole tables, read once and kept until the database changes:")
    for sql in whole_tables(given.database, site.heard):
        print(f"  {sql}")
    return 0 if kept else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KehoachError as fault:
        sys.exit(str(fault))
