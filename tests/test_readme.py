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
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").rglob("*.md"))]
VIETNAMESE = [ROOT / "README.vi.md", *sorted((ROOT / "docs" / "vi").glob("*.md"))]
BODY = """\
I. MỤC TIÊU
1. Chung
- Xây dựng ít nhất 02 mô hình phân loại rác tại hộ gia đình.
- 85% số hộ phân loại rác thải sinh hoạt.
II. ĐÀO TẠO
- 02 lớp cho cán bộ thôn. Số lượng: 144 người.
III. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Chủ trì, phối hợp với các đơn vị liên quan thực hiện trước ngày 15/12/2026.
"""


def queries() -> list[str]:
    """The SQL statements for readers of both languages, without their comments."""
    texts = [README, *(page.read_text("utf-8") for page in VIETNAMESE)]
    blocks = re.findall(r"```sql\n(.*?)```", "\n".join(texts), flags=re.DOTALL)
    bare = re.sub(r"--.*", "", "".join(blocks))
    return list(dict.fromkeys(filter(None, map(str.strip, bare.split(";")))))


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def commands() -> list[str]:
    """What is said to be typed, on any page."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    typed = re.findall(r"(?:^|`)(?:\.venv/bin/)?(kehoach [a-z]+)\b", text, re.MULTILINE)
    return sorted({command.removeprefix("kehoach ") for command in typed})


@pytest.mark.parametrize("command", commands())
def test_commands_exist(command: str) -> None:
    assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_make_targets_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
