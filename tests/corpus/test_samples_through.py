"""The sample corpus through the whole program, and plans never seen: generated, read, compared."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.generator import KINDS, make_plan, write
from pipeline.cli import app
from pipeline.evaluate import KINDS as RECORDS
from pipeline.evaluate import Report, evaluate
from tests.evidence import boxes_that_frame_something_else, quotes_not_on_their_page
from tests.store.dump import dump

CORPUS = Path(__file__).parents[2] / "corpus"
TRUTH = CORPUS / "truth"
BORN_DIGITAL = ("pdf", "text", "markdown", "docx", "stripped")
CLEAN_SCANS = ("clean-scan", "wrong-layer")


def run(folder: Path, output: Path) -> Path:
    """Process a folder as a user would."""
    result = CliRunner().invoke(app, ["run", str(folder), "--output", str(output), "-q"])
    assert result.exit_code == 0, result.output
    return output / "plans.db"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(CORPUS, tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def report(database: Path) -> Report:
    return evaluate(TRUTH, database)


def of_kinds(report: Report, *kinds: str) -> Report:
    """The part of a report on samples of these kinds."""
    truths = {path.stem: json.loads(path.read_text("utf-8")) for path in TRUTH.glob("*.json")}
    chosen = [stem for stem, truth in truths.items() if truth["kind"] in kinds]
    return Report(
        {name: report.scores[name] for name in chosen},
        {name: report.header[name] for name in chosen},
    )


def test_all_samples_are_stored_and_nothing_else(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(
            "select source, status from documents order by source"
        ).fetchall()
    stems = sorted(path.stem for path in TRUTH.glob("*.json"))
    assert len(stems) >= 10
    assert [(Path(source).stem, status) for source, status in found] == [
        (stem, "done") for stem in stems
    ]


@pytest.mark.parametrize("kind", ["classes", "targets", "citations"])
def test_born_digital_samples(report: Report, kind: str) -> None:
    assert of_kinds(report, *BORN_DIGITAL).total(kind).f1 >= 0.97, report.render(verbose=True)


@pytest.mark.parametrize("kind", ["classes", "targets", "citations"])
def test_clean_scans(report: Report, kind: str) -> None:
    assert of_kinds(report, *CLEAN_SCANS).total(kind).f1 >= 0.90, report.render(verbose=True)


@pytest.mark.parametrize("kind", ["responsibilities", "funding"])
def test_other_records(report: Report, kind: str) -> None:
    assert report.total(kind).f1 >= 0.90, report.render(verbose=True)
    assert report.header_right >= 0.95, report.render(verbose=True)


def test_quotes_stand_on_their_page(database: Path) -> None:
    assert quotes_not_on_their_page(database) == []


def test_boxes_frame_their_quote(database: Path) -> None:
    assert boxes_that_frame_something_else(database) == []


def test_plans_never_seen(tmp_path: Path) -> None:
    """Fourteen plans of seeds that no sample has, as text and as born-digital PDF."""
    for seed in range(9000, 9014):
        write(make_plan(seed), "pdf" if seed % 4 == 0 else "text", tmp_path, f"plan-{seed}")
    output = tmp_path / "output"
    found = evaluate(tmp_path / "truth", run(tmp_path, output))
    assert len(found.scores) == 14
    for kind in RECORDS:
        assert found.total(kind).f1 >= 0.95, found.render(verbose=True)
    assert found.header_right >= 0.97, found.render(verbose=True)
    assert quotes_not_on_their_page(output / "plans.db") == []


def test_two_runs_give_the_same_rows(tmp_path: Path) -> None:
    for seed in (9100, 9101, 9102):
        write(make_plan(seed), "text", tmp_path / "in", f"plan-{seed}")
    first, second = (run(tmp_path / "in", tmp_path / name) for name in ("one", "two"))
    assert dump(first) == dump(second)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_plans_of_each_kind(kind: str, tmp_path: Path) -> None:
    """Forty plans: what no single sample shows. Bad scans are measured, not judged."""
    for seed in range(5000, 5040):
        write(make_plan(seed), kind, tmp_path, f"plan-{seed}")  # type: ignore[arg-type]
    found = evaluate(tmp_path / "truth", run(tmp_path, tmp_path / "output"))
    print(found.render())
    least = 0.97 if kind in BORN_DIGITAL else 0.90 if kind in CLEAN_SCANS else 0.5
    for record in ("classes", "targets", "citations"):
        assert found.total(record).f1 >= least, found.render(verbose=True)
