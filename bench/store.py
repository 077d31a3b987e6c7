"""What storing costs: `python bench/store.py [documents]`.

Writes invented documents (6 pages of 400 words, 70 records) with `Store`, and the same rows into
bare tables of SQLite without keys, indexes or search: the ratio is what these cost.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from pipeline.store import Store
from pipeline.store.rows import document_rows
from pipeline.store.tables import column_names
from schemas.page import Box, Line, Page, Word
from schemas.plan import Plan
from schemas.records import Agency, Extraction, Header, Responsibility, Target, make_id
from schemas.stored import TABLES

SYLLABLES = tuple(
    "đào tạo nghề cho lao động nông thôn xây dựng mới sản phẩm ủy ban nhân dân tỉnh huyện xã "  # noqa: SIM905
    "kế hoạch chương trình mục tiêu hỗ trợ kinh phí thực hiện năm sở hội phối hợp đơn vị".split()
)
AGENCIES = tuple(Agency(id=make_id(i), name=f"Sở {i}") for i in range(20))


def document(number: int) -> Plan:
    """An invented document; the same number gives the same."""
    chance = random.Random(number)

    def words(count: int) -> list[str]:
        return chance.choices(SYLLABLES, k=count)

    def page(at: int) -> Page:
        lines = tuple(
            Line(
                words=tuple(
                    Word(text=text, box=Box(40 + 40 * x, 20 * y, 72 + 40 * x, 14 + 20 * y))
                    for x, text in enumerate(words(12))
                )
            )
            for y in range(33)
        )
        return Page(number=at, width=595, height=842, blocks=lines, text_source="ocr")

    key = make_id("document", number)

    def fact(kind: str, at: int) -> dict[str, object]:
        quote = " ".join(words(25))
        place = {"section": "II.1", "page": 1 + at % 6, "bbox": Box(40, 40, 500, 80)}
        return {"id": make_id(key, kind, at), "document_id": key, "quote": quote, **place}

    return Plan(
        id=key,
        source=f"{number}.pdf",
        sha256=key,
        n_pages=6,
        pages=tuple(page(at) for at in range(1, 7)),
        extraction=Extraction(
            header=Header(title=" ".join(words(12)), issued_year=2020 + number % 6),
            targets=tuple(
                Target(**fact("targets", at), indicator=" ".join(words(6)), value=at)
                for at in range(30)
            ),
            responsibilities=tuple(
                Responsibility(
                    **(said := fact("responsibilities", at)),
                    task=said["quote"],
                    agency=AGENCIES[at % 20].name,
                    agency_id=AGENCIES[at % 20].id,
                    role="implement",
                )
                for at in range(40)
            ),
            agencies=AGENCIES,
        ),
    )


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - begun)


def bare(database: sqlite3.Connection, plan: Plan) -> None:
    """The same rows, with nothing but the rows."""
    with database:
        for table, rows in document_rows(plan, Path("x"), "f", "f").items():
            names = column_names(table)
            sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
            database.executemany(sql, ([row[name] for name in names] for row in rows))


def main(number: int) -> None:
    """Print the medians."""
    plans = [document(at) for at in range(number)]
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "plans.db") as store:
        other = sqlite3.connect(Path(folder) / "bare.db")
        other.executescript("PRAGMA journal_mode = wal; PRAGMA synchronous = normal")
        for table in TABLES:
            other.execute(f"CREATE TABLE {table} ({', '.join(column_names(table))})")
        first, again, plain = [], [], []
        for plan in plans:
            write = partial(store.write, plan, path=Path("x"), fingerprint="f")
            first.append(milliseconds(write))
            again.append(milliseconds(write))
            plain.append(milliseconds(partial(bare, other, plan)))
        other.close()
        size = store.path.stat().st_size / number / 1024
        ratio = median(first) / median(plain)
        print(f"{number} documents, medians a document:")
        print(f"  stored       {median(first):6.1f} ms, {size:.0f} KiB")
        print(f"  stored anew  {median(again):6.1f} ms")
        print(f"  bare rows    {median(plain):6.1f} ms, ratio {ratio:.1f}")
        for query in ("dao tao", "đào tạo", "kinh phí hỗ trợ"):
            took = [milliseconds(partial(store.search, query)) for _ in range(5)]
            print(f"  search       {median(took):6.1f} ms for {query}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
