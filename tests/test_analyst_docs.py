"""Each example of docs/analyst.md runs and shows something, on a database of generated plans."""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.generator import PROGRAMMES, Wishes, make_plan, write
from pipeline.cli import app
from pipeline.store import export
from tests.runs import process

TEXT = (Path(__file__).parents[1] / "docs" / "analyst.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
PYTHON = [code for language, code in BLOCKS if language == "python"]
COMMANDS = [code for language, code in BLOCKS if language == "sh"]
# What an analyst may have, and the tests need not.
OPTIONAL = ("duckdb", "pandas", "polars")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples are run: output/plans.db of a plan a programme, its tables beside."""
    folder = tmp_path_factory.mktemp("analyst")
    for seed, programme in enumerate(PROGRAMMES):
        document = make_plan(seed, Wishes(programme=programme, brief=True))
        write(document, "text", folder / "plans", programme)
    assert process(folder / "plans", output=folder / "output").exit_status == 0
    database, tables = folder / "output" / "plans.db", folder / "tables"
    export(database, "parquet", tables)
    export(database, "parquet", tables, ["v_duties", "v_classes"])
    return folder


@pytest.mark.parametrize("code", PYTHON)
def test_examples_show_something(
    code: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for library in OPTIONAL:
        if f"import {library}\n" in code and not find_spec(library):
            pytest.skip(f"{library} is not installed")
    monkeypatch.chdir(folder)
    exec(compile(code, "docs/analyst.md", "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("commands", COMMANDS)
def test_commands_write_files(
    commands: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHOACH_OUTPUT", str(folder / "output"))
    for line in commands.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "kehoach"
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
    assert [path for path in tmp_path.rglob("*") if path.is_file()]


def test_there_are_examples() -> None:
    assert len(PYTHON) >= 8
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", TEXT))
def test_links_lead_somewhere(link: str) -> None:
    assert (Path(__file__).parents[1] / "docs" / link).exists()
