"""Plans of other provinces and programmes, and real scans, against their true records.

Facts only, read by eye from the documents: `truth/` has the format of docs/evaluation.md.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.evaluate import Report, evaluate

REAL = Path(__file__).parents[3] / "shared/real"
TRUTH = Path(__file__).parent / "truth"
# Tables of a monitoring plan, whose empty cells a converter of web pages lost.
TABLES_LOST = "235-kh-ubnd"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real plans are not on this machine")


def report(folder: str, output: Path) -> Report:
    result = CliRunner().invoke(app, ["run", str(REAL / folder), "--output", str(output)])
    assert result.exit_code == 0, result.output
    found = evaluate(TRUTH, output / "plans.db")
    for name in found.not_stored:
        del found.scores[name], found.header[name]
    assert found.scores
    return found


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report("text", tmp_path_factory.mktemp("text"))


@pytest.mark.parametrize(
    ("kind", "floor"),
    [("citations", 0.97), ("responsibilities", 0.95), ("funding", 0.9)],
)
def test_records_of_text(text: Report, kind: str, floor: float) -> None:
    assert text.total(kind).f1 >= floor


def test_headers_of_text(text: Report) -> None:
    assert text.header_right >= 0.95


def test_targets_of_text(text: Report) -> None:
    assert len(text.scores) > 5
    for name, scores in text.scores.items():
        if name != TABLES_LOST:
            assert scores["targets"].f1 >= 0.85, name


def test_roles_of_text(text: Report) -> None:
    right, compared = text.total("responsibilities").values["role"]
    assert right / compared >= 0.93


@pytest.mark.slow
def test_records_of_scans(tmp_path: Path) -> None:
    found = report("scans", tmp_path)
    assert found.total("responsibilities").f1 >= 0.9
    assert found.total("citations").f1 >= 0.9
    # Numbers and days are written by hand: they stay empty.
    assert found.header_right >= 0.75
