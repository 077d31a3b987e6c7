"""The house rules that no other tool checks."""

import re
import shutil
import string
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from pipeline import messages
from pipeline.cli import app
from pipeline.doctor import EXTRAS
from pipeline.messages import say, say_count

ROOT = Path(__file__).parents[1]
LONGEST = 450  # lines of a module

CATALOGUE = sorted((ROOT / "pipeline" / "messages").glob("*.toml"))


def tracked(*patterns: str) -> list[Path]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("needs the git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_nothing_names_a_machine_or_a_registry() -> None:
    """Such names hold in one place only; packages come from wherever the user's tools look."""
    # Put together here, so that this file does not name them.
    dotted = [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb.debian", "org")]
    hosts = [re.escape(".".join(parts)) for parts in dotted]
    homes = rf"(?<![\w.$~])/(?:{'|'.join(('root', 'work', 'home', 'Users'))})/"
    wrong = re.compile("|".join([*hosts, homes]))
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts()
        for match in wrong.finditer(text)
    }
    assert found == set()


def test_constraints_are_names_with_exact_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_all_that_the_project_needs_is_constrained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {_name(line) for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert {_name(line) for line in wanted} - names == set()


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_each_message_is_there_in_each_language_with_the_same_facts(path: Path) -> None:
    for name, told in tomllib.loads(path.read_text("utf-8")).items():
        assert set(told) == set(get_args(messages.Language)), name
        facts = {language: _placeholders(text) for language, text in told.items()}
        assert len(set(map(frozenset, facts.values()))) == 1, (name, facts)
        for text in told.values():
            assert text.strip() == text != "", name
            assert "\n" not in text, name


def _placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_each_message_that_the_code_asks_for_is_there() -> None:
    known = {
        f"{path.stem}.{name}"
        for path in CATALOGUE
        for name in tomllib.loads(path.read_text("utf-8"))
    }
    groups = "|".join(path.stem for path in CATALOGUE)
    asked = re.compile(rf'"((?:{groups})\.[a-z0-9-]+)"')
    for path in (ROOT / "pipeline").rglob("*.py"):
        missing = set(asked.findall(path.read_text("utf-8"))) - known
        assert missing == set(), path


def test_messages_follow_the_language_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    assert say("cli.next") == "Tiếp theo"
    monkeypatch.setenv("KEHOACH_LANG", "en")
    assert say("cli.next") == "Next"


def test_a_number_agrees_with_its_noun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "en")
    told = [say_count("cli.classes", number) for number in (0, 1, 1234)]
    assert told == ["0 classes", "1 class", "1,234 classes"]
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    assert say_count("cli.classes", 3) == "3 lớp"


def test_modules_are_short_enough_to_be_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) >= LONGEST
    }
    assert long == {}


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="there is no README yet")
def test_the_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    blocks = "\n".join(re.findall(r"^```.*?\n(.*?)^```", readme, re.M | re.S))
    called = blocks + "\n".join(re.findall(r"`([^`\n]+)`", readme))
    assert set(re.findall(r"\bmake ([a-z-]+)", called)) <= targets
    commands = getattr(get_command(app), "commands")  # noqa: B009 - a group's, which typer does not tell
    assert set(re.findall(r"\bkehoach ([a-z]+)", called)) <= set(commands)


@pytest.mark.parametrize("script", ["setup.sh", ".ci/run"])
def test_scripts_are_sound(script: str) -> None:
    path = ROOT / script
    shell = path.read_text().split("\n", 1)[0].removeprefix("#!").split()[-1].rsplit("/")[-1]
    subprocess.run([shell, "-n", path], check=True)
    assert path.stat().st_mode & 0o111 == 0o111


def test_doctor_knows_the_extras() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = told["optional-dependencies"]
    for extra, packages in EXTRAS.items():
        if extra in extras:
            wanted = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in extras[extra]}
            assert {name.lower() for name in packages} <= wanted, extra
    assert set(extras) - set(EXTRAS) <= {"dev", "model", "web"}
