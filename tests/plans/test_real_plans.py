"""The real plans, processed as a user would; skipped where they are not there."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.evaluate import evaluate
from tests.evidence import quotes_not_on_their_page

SHARED = Path(__file__).parents[3] / "shared"
PLANS, GOLD = SHARED / "plans", SHARED / "gold"

pytestmark = pytest.mark.skipif(not PLANS.is_dir(), reason="the real plans are not on this machine")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    result = CliRunner().invoke(app, ["run", str(PLANS), "--output", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def database(output: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(output / "plans.db")
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def rows(database: sqlite3.Connection, table: str, source: str) -> list[sqlite3.Row]:
    return database.execute(
        f"select t.* from {table} t join documents d on d.id = t.document_id where d.source = ?",
        [source],
    ).fetchall()


HEADERS: dict[str, dict[str, object]] = {
    "000.txt": {
        "number": None,
        "issuer": "Ủy ban nhân dân tỉnh Thanh Hóa",
        "period_start": 2025,
        "period_end": 2025,
        "programmes": '["NTM", "OCOP"]',
        "signer": "Lê Đức Giang",
        "signing_capacity": "KT. Chủ tịch",
        "n_pages": 5,
    },
    "001.txt": {
        "issuer": "Ủy ban nhân dân tỉnh Thái Nguyên",
        "issuer_level": "province",
        "province": "Thái Nguyên",
        "period_start": 2022,
        "period_end": 2025,
        "signer": "Đặng Xuân Trường",
        "signer_title": "Phó Chủ tịch Thường trực",
    },
    "002.txt": {
        "issuer": "Ủy ban nhân dân xã Quảng Trung",
        "issuer_level": "commune",
        "programmes": '["OCOP"]',
        "signer": "Lê Đình Ninh",
        "signing_capacity": "TM. Ủy ban nhân dân",
    },
    "003.txt": {
        "number": None,
        "symbol": "KH-UBND",
        "issued_on": None,
        "issued_year": 2021,
        "place": "Thanh Hóa",
        "n_pages": 10,
    },
    "004.txt": {
        "number": "36/KH-UBND",
        "symbol": "KH-UBND",
        "issued_on": "2025-02-24",
        "issuer": "Ủy ban nhân dân tỉnh Thanh Hóa",
        "province": "Thanh Hóa",
        "period_start": 2025,
        "period_end": 2025,
        "signer": "Lê Đức Giang",
        "signing_capacity": "KT. Chủ tịch",
    },
}


@pytest.mark.parametrize("source", HEADERS)
def test_headers(database: sqlite3.Connection, source: str) -> None:
    (row,) = database.execute("select * from documents where source = ?", [source]).fetchall()
    assert {name: row[name] for name in HEADERS[source]} == HEADERS[source]
    assert (row["doc_type"], row["status"]) == ("Kế hoạch", "done")


def test_classes_of_plan_000(database: sqlite3.Connection) -> None:
    found = rows(database, "classes", "000.txt")
    numbers = {row["id"]: (row["n_classes"], row["n_participants"]) for row in found}
    parts = [(numbers[r["id"]], numbers.get(r["parent_id"])) for r in found]
    assert sorted(parts, key=str) == sorted(
        [
            ((8, 624), None),
            ((2, 144), (8, 624)),
            ((6, 480), (8, 624)),
            ((4, 240), None),
            ((3, 180), (4, 240)),
            ((1, 60), (4, 240)),
            ((2, 170), None),
        ],
        key=str,
    )


def test_classes_of_plan_001(database: sqlite3.Connection) -> None:
    found = rows(database, "classes", "001.txt")
    numbers = {row["id"]: row["n_classes"] for row in found}
    parts = [(row["n_classes"], numbers.get(row["parent_id"])) for row in found]
    assert sorted(parts, key=str) == sorted(
        [
            (115, None),
            (8, 115),
            (107, 115),
            (48, 107),
            (44, 107),
            (15, 107),
            (24, None),
            (8, 24),
            (16, 24),
        ],
        key=str,
    )


def test_the_districts_of_plan_004_have_their_names_again(database: sqlite3.Connection) -> None:
    """A foreign OCR read them as "Huyén Quang Xuong"."""
    areas = {row["area"] for row in rows(database, "targets", "004.txt")}
    assert {"Huyện Quảng Xương", "Huyện Ngọc Lặc", "TX Bỉm Sơn", "TP Sầm Sơn"} <= areas


def test_targets_rates_and_duties_of_plan_003(database: sqlite3.Connection) -> None:
    targets = rows(database, "targets", "003.txt")
    assert [(t["value"], t["comparator"], t["is_total"]) for t in targets] == [
        (80, ">=", 1),
        (3, "=", 0),
    ]
    rates = [f for f in rows(database, "funding", "003.txt") if f["kind"] == "rate"]
    assert [(r["amount_vnd"], r["per"], r["category"]) for r in rates] == [
        (10_000_000, "sản phẩm", "3 sao"),
        (20_000_000, "sản phẩm", "4 sao"),
        (100_000_000, "sản phẩm", "5 sao"),
    ]
    duties = rows(database, "responsibilities", "003.txt")
    activities = [d for d in duties if d["section"].startswith("II.")]
    tasks = [d for d in duties if d["section"].startswith("IV.")]
    assert (len(activities), len(tasks)) == (13, 49)
    assert len({d["section"] for d in tasks}) == 18


def test_duties_of_plan_002(database: sqlite3.Connection) -> None:
    found = [(d["section"], d["agency"]) for d in rows(database, "responsibilities", "002.txt")]
    assert Counter(found) == {
        ("IV.1", "UBND xã"): 2,
        ("IV.2.1", "Ngành Nông nghiệp xã"): 5,
        ("IV.2.2", "Công chức Tài chính - kế toán"): 1,
        ("IV.2.3", "Công chức văn hóa – xã hội"): 3,
        ("IV.3", "Ủy ban Mặt trận Tổ quốc, các đoàn thể chính trị - xã hội"): 1,
    }


def test_five_citations_of_plan_000(database: sqlite3.Connection) -> None:
    assert len(rows(database, "citations", "000.txt")) == 5


def test_quotes_stand_on_their_page(output: Path) -> None:
    assert quotes_not_on_their_page(output / "plans.db") == []


def test_scores_against_gold(output: Path) -> None:
    report = evaluate(GOLD, output / "plans.db")
    for kind, least in (
        ("classes", 0.95),
        ("targets", 0.95),
        ("citations", 0.95),
        ("responsibilities", 0.90),
        ("funding", 0.90),
    ):
        assert report.total(kind).f1 >= least, report.render(verbose=True)
    assert report.header_right >= 0.97
