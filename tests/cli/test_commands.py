"""Each command as a user calls it: what it says, where it says it, its exit status."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline import __version__
from pipeline.cli import app
from pipeline.store import FORMATS
from schemas.stored import TABLES
from tests.documents import plan_text
from tests.runs import WRONG_SUM, write_plans

COMMANDS = (
    "run",
    "watch",
    "restore",
    "check",
    "diff",
    "export",
    "merge",
    "corrections export",
    "corrections import",
    "corrections list",
    "corrections undo",
    "evaluate",
    "schema",
    "doctor",
)


def kehoach(*arguments: object, text: str | bytes | None = None) -> Result:
    """The command in this process, in the language that it speaks unless told otherwise."""
    return CliRunner().invoke(
        app, [str(argument) for argument in arguments], input=text, env={"KEHOACH_LANG": "en"}
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder of three plans, one with a wrong sum, and a file that failed."""
    folder = write_plans(tmp_path_factory.mktemp("in"), "a.txt", "b.txt")
    (folder / "wrong.txt").write_text(plan_text(WRONG_SUM))
    (folder / "empty.pdf").touch()
    output = tmp_path_factory.mktemp("out")
    assert kehoach("run", folder, "--output", output, "--workers", 1, "-q").exit_code == 3
    return output


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_with_an_example(command: str) -> None:
    result = kehoach(*command.split(), "--help")
    assert result.exit_code == 0
    assert re.search(rf"Example: .*kehoach {command}", result.stdout)


def test_version() -> None:
    assert kehoach("--version").stdout == f"kehoach {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("run", "no-such-folder"),
        ("run", ".", "--workers", "many"),
        ("run", ".", "--redo-ocr", "--skip-ocr"),
        ("run", ".", "--lang", "fr"),
        ("restore", "no-such-file"),
        ("schema", "no-such-table"),
        ("evaluate", "no-such-folder"),
        ("export",),
    ],
)
def test_wrong_usage_is_told_with_status_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    if arguments[0] == "run":
        arguments = (*arguments, "--output", str(tmp_path / "out"))
    result = kehoach(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr
    assert not (tmp_path / "out").exists()


def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_OCR_DPI", "many")
    result = kehoach("run", tmp_path, "--output", tmp_path / "out")
    assert result.exit_code == 2
    assert "ocr_dpi" in result.stderr


def test_a_run_ends_with_a_summary_and_the_next_command(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    (folder / "empty.pdf").touch()
    result = kehoach("run", folder, "--output", tmp_path / "out", "--workers", 1)
    assert result.exit_code == 3
    summary = " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.stdout).split())
    assert "3 documents, 2 pages" in summary
    assert "2 classes" in summary
    assert "empty.pdf the file is empty (0 bytes): copy it again" in summary
    assert "plans.db" in summary.replace(" ", "")
    assert "export --output" in summary
    assert max(map(len, result.stdout.splitlines())) <= 80
    (folder / "wrong.txt").write_text(plan_text(WRONG_SUM))
    result = kehoach("run", folder, "--output", tmp_path / "out", "--workers", 1)
    assert "check --output" in result.stdout


def test_without_a_terminal_there_is_a_line_a_document(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    (folder / "empty.pdf").touch()
    result = kehoach("run", folder, "--output", tmp_path / "out", "--workers", 1)
    lines = sorted(result.stderr.splitlines(), key=lambda line: line.split("] ")[1])
    assert len(lines) == 3
    assert re.match(r"\[\d/3\] a\.txt: done: 1 pages, \d+ records, \d+ findings, ", lines[0])
    assert re.match(r"\[\d/3\] empty\.pdf: failed: the file is empty", lines[2])


def test_a_second_run_says_that_there_is_nothing_to_do(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    arguments = ("run", folder, "--output", tmp_path / "out", "--workers", 1)
    assert kehoach(*arguments).exit_code == 0
    result = kehoach(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Nothing to do: 2 documents are unchanged in ")
    assert result.stdout.count("\n") == 1


def test_a_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("{}")
    result = kehoach("run", tmp_path, "--output", tmp_path / "out")
    assert result.exit_code == 0
    assert "No documents found (1 files passed over" in result.stdout
    verbose = kehoach("run", tmp_path, "--output", tmp_path / "out", "-v")
    assert "data.json: passed over" in verbose.stderr


def test_a_circle_of_folders_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_FOLLOW_LINKS", "1")
    folder = write_plans(tmp_path / "in", "a.txt")
    (folder / "up").symlink_to(folder)
    result = kehoach("run", folder, "--output", tmp_path / "out", "--workers", 1)
    assert result.exit_code == 3
    assert "up: failed: this link leads back to a folder around it" in result.stderr
    assert "a.txt: done" in result.stderr


def test_quiet_is_silent_but_for_what_went_wrong(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    arguments = ("run", folder, "--output", tmp_path / "out", "--workers", 1, "-q")
    result = kehoach(*arguments)
    assert (result.exit_code, result.output) == (0, "")
    (folder / "empty.txt").touch()
    result = kehoach(*arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("[1/1] empty.txt: failed: ")


def test_a_run_as_json(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    (folder / "empty.txt").touch()
    result = kehoach("run", folder, "--output", tmp_path / "out", "--workers", 1, "--json")
    told = json.loads(result.stdout)
    assert told["exit_status"] == result.exit_code == 3
    assert told["run"]["done"] == told["run"]["failed"] == 1
    assert told["totals"]["records"]["classes"] == 1
    assert [trouble["source"] for trouble in told["troubles"]] == ["empty.txt"]
    assert Path(told["database"]).is_file()


def test_messages_in_vietnamese(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = kehoach("run", tmp_path, "--output", tmp_path / "out", "--lang", "vi")
    assert "tệp rỗng" in result.stdout
    assert "tệp rỗng" in result.stderr


def test_check_reports_and_fails_on_errors(stored: Path) -> None:
    result = kehoach("check", "--output", stored)
    assert result.exit_code == 4
    first = result.stdout.splitlines()[0]
    assert first.startswith("error")
    assert "wrong.txt, page 1, I.1: " in first
    assert first.endswith("(sum-mismatch)")
    told = json.loads(kehoach("check", "--output", stored, "--json").stdout)
    assert told["counts"]["error"] == len(
        [found for found in told["findings"] if found["severity"] == "error"]
    )
    assert kehoach("check", "--output", stored, "-q").output == ""


def test_check_is_content_where_nothing_is_wrong(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    kehoach("run", folder, "--output", tmp_path / "out", "--workers", 1)
    assert kehoach("check", "--output", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("command", ["check", "export"])
def test_a_missing_database_is_told(command: str, tmp_path: Path) -> None:
    destination = [tmp_path / "files"] if command == "export" else []
    result = kehoach(command, *destination, "--output", tmp_path)
    assert result.exit_code != 0
    assert "kehoach run" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("format", list(FORMATS))
def test_export(format: str, stored: Path, tmp_path: Path) -> None:
    result = kehoach("export", tmp_path, "--output", stored, "--format", format)
    assert result.exit_code == 0
    assert f"classes.{format}: 5 rows" in result.stdout.replace("\n", " ")
    assert (tmp_path / f"classes.{format}").stat().st_size > 0


def test_export_of_one_view(stored: Path, tmp_path: Path) -> None:
    arguments = ("export", tmp_path, "--output", stored, "--table", "v_classes", "--json")
    (file,) = json.loads(kehoach(*arguments).stdout)["files"]
    assert (Path(file["path"]).name, file["rows"]) == ("v_classes.csv", 5)
    assert [path.name for path in tmp_path.iterdir()] == ["v_classes.csv"]


def test_evaluate(stored: Path, tmp_path: Path) -> None:
    truth = {"document": {}, "classes": [{"n_classes": 1, "n_participants": 30}]}
    (tmp_path / "a.json").write_text(json.dumps(truth))
    told = json.loads(kehoach("evaluate", tmp_path, "--output", stored, "--json").stdout)
    assert told["kinds"]["classes"]["f1"] == 1
    assert "classes" in kehoach("evaluate", tmp_path, "--output", stored).stdout


def test_schema() -> None:
    assert set(json.loads(kehoach("schema").stdout)) == set(TABLES)
    assert "n_participants" in json.loads(kehoach("schema", "classes").stdout)["properties"]


def test_doctor_finds_what_a_run_needs(tmp_path: Path) -> None:
    result = kehoach("doctor", "--output", tmp_path)
    assert (result.exit_code, "MISSING" in result.stdout) in ((0, False), (5, True))
    told = json.loads(kehoach("doctor", "--output", tmp_path, "--json").stdout)
    assert bool(told["missing"]) == (result.exit_code == 5)


def test_doctor_names_what_is_missing_and_the_command(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pipeline", "doctor", "--output", tmp_path],
        env={"PATH": str(tmp_path), "KEHOACH_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 5
    assert re.search(r"MISSING +Tesseract .*apt-get install tesseract-ocr", result.stdout)


def test_an_output_folder_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    assert kehoach("doctor", "--output", tmp_path / "out").exit_code == 5
    folder = write_plans(tmp_path / "in", "a.txt")
    result = kehoach("run", folder, "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert "choose another --output" in result.stderr


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("Đào tạo\n", "Đào tạo\n"),
        ("Ða\u0300o ta\u0323o nghề\r\nhoà bình\n\n\nhết", "Đào tạo nghề\r\nhòa bình\n\n\nhết"),
        ("\ufeffKế hoạch", "Kế hoạch"),
        ("", ""),
        ("một\x0chai\x85ba\u2028bốn\n", None),
    ],
)
def test_restore_writes_as_many_lines_as_it_reads(read: str, written: str | None) -> None:
    result = kehoach("restore", text=read.encode())
    assert result.exit_code == 0
    if written is not None:
        assert result.stdout_bytes.decode() == written
    assert result.stdout_bytes.count(b"\n") == read.count("\n")


def test_restore_passes_on_what_is_no_text() -> None:
    assert kehoach("restore", text=b"\xff\xfe\x00 Mu\xcc\x80a\n").stdout_bytes == (
        b"\xff\xfe\x00 " + "Mùa\n".encode()
    )


def test_restore_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hoà bình\n")
    assert kehoach("restore", tmp_path / "a.txt").stdout == "hòa bình\n"


def test_restore_needs_no_more_memory_for_more_text() -> None:
    """It may take 120 MB more than the model does; each window needs its lattice, and no more.

    What is remembered of words is bounded, too: the words here never end.
    """
    script = (
        "import resource, sys\n"
        "from pipeline.cli import main\n"
        "from pipeline.restore import restore\n"
        "restore('uy ban nhan dan tinh Thanh Hoa')\n"
        "now = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (now + 120_000_000,) * 2)\n"
        "sys.argv = ['kehoach', 'restore']\n"
        "main()\n"
    )
    line = b"x" * 99 + b"\n"
    bare = b"uy ban nhan dan xa so h%dng trien khai thuc hien ke hoach\n"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as running:
        assert running.stdin is not None
        for number in range(150):
            running.stdin.write(line * 1000)
            running.stdin.writelines(bare % (100 * number + n) for n in range(100))
        running.stdin.close()
        assert running.wait(timeout=60) == 0


def test_a_reader_that_has_seen_enough() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "restore"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        with suppress(BrokenPipeError):
            running.stdin.write(b"dong\n" * 100_000)
            running.stdin.close()
        assert running.wait(timeout=60) == 0
        assert running.stderr.read() == b""


def test_a_broken_settings_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "kehoach.toml").write_text("ocr_dpi = ")
    result = subprocess.run(
        [sys.executable, "-m", "pipeline", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith("kehoach: kehoach.toml cannot be understood")
    assert result.stderr.count("\n") == 1


def test_a_fault_of_the_program_is_one_line_and_a_traceback_if_asked_for(tmp_path: Path) -> None:
    kehoach("run", write_plans(tmp_path / "in", "a.txt"), "--output", tmp_path / "out", "-q")
    with closing(sqlite3.connect(tmp_path / "out" / "plans.db")) as database:
        database.execute("DROP VIEW v_findings")
    result = kehoach("check", "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith("kehoach: a fault of the program (OperationalError: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" in kehoach("check", "--output", tmp_path / "out", "-v").stderr


def test_on_a_terminal_there_is_a_bar(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    (folder / "empty.pdf").touch()
    terminal, inside = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", folder, "--output", tmp_path / "out"],
        stdout=subprocess.PIPE,
        stderr=inside,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "KEHOACH_WORKERS": "1"},
    ) as running:
        os.close(inside)
        shown = b""
        with suppress(OSError):  # how Linux tells that nobody writes to the terminal any more
            while part := os.read(terminal, 4096):
                shown += part
        assert running.wait(timeout=60) == 3
    os.close(terminal)
    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode()).replace("\r", "\n").split("\n")
    assert any("2 of 3 pages" in line for line in lines)
    assert any(re.search(r"empty\.pdf: failed: the file is empty", line) for line in lines)
    assert not any("a.txt: done" in line for line in lines)


def test_restore_explains_its_changes() -> None:
    read = "Uy ban nhan dan tinh Thanh Hoa ban hanh ke hoach\n"
    lines = kehoach("restore", "--explain", text=read.encode()).stdout.splitlines()
    place, kind, probability, was, now = lines[0].split("\t")
    assert (place, kind, was, now) == ("1:1", "bare", "Uy", "Ủy")
    assert 0.9 < float(probability) <= 1
    first = json.loads(
        kehoach("restore", "--explain", "--json", text=read.encode()).stdout.split("\n")[0]
    )
    assert (first["line"], first["column"], first["restored"], first["changed"]) == (
        1,
        1,
        "Ủy",
        True,
    )
