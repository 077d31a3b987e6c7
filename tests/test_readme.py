"""What the README says to type works."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.documents import plan_text

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BODY = """\
I. MỤC TIÊU
1. Chung
- Xây dựng ít nhất 02 mô hình phân loại rác tại hộ gia đình.
II. ĐÀO TẠO
- 02 lớp cho cán bộ thôn. Số lượng: 144 người.
III. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Chủ trì, phối hợp với các đơn vị liên quan thực hiện trước ngày 15/12/2026.
"""


def queries() -> list[str]:
    """The SQL statements of the README, without their comments."""
    blocks = re.findall(r"```sql\n(.*?)```", README, flags=re.DOTALL)
    bare = re.sub(r"--.*", "", "".join(blocks))
    return [statement.strip() for statement in bare.split(";") if statement.strip()]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "plan.txt").write_text(plan_text(BODY), "utf-8")
    output = folder / "output"
    run = ["run", str(folder), "--output", str(output), "--workers", "1", "-q"]
    assert CliRunner().invoke(app, run).exit_code == 0
    return output / "plans.db"


@pytest.mark.parametrize("query", queries())
def test_queries_find_something(database: Path, query: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(query).fetchall()


def test_there_are_queries() -> None:
    assert len(queries()) >= 4


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("command", re.findall(r"^\.venv/bin/kehoach (\w+)", README, re.MULTILINE))
def test_commands_exist(command: str) -> None:
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_make_targets_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
