"""Commands for CI and for several machines: reports, logs, lists, merging, watching."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from tests.cli.test_commands import kehoach, stored
from tests.documents import plan_text
from tests.runs import WRONG_SUM, write_plans

__all__ = ["stored"]  # the fixture


def test_findings_for_a_ci_server(stored: Path) -> None:
    result = kehoach("check", "--output", stored, "--format", "junit")
    assert result.exit_code == 4
    suite = ElementTree.fromstring(result.stdout)
    names = {case.get("name"): case.find("failure") for case in suite}
    assert suite.get("failures") == "1"
    assert names["a.txt"] is None
    failure = names["wrong.txt"]
    assert failure is not None
    assert failure.get("type") == "sum-mismatch"


def test_what_makes_a_check_fail(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in")
    text = plan_text(WRONG_SUM).replace("Tổ chức 10 lớp tập huấn, 300 người", "Đạt 120% cán bộ")
    (folder or tmp_path).mkdir(exist_ok=True)
    (tmp_path / "in/a.txt").write_text(text)
    kehoach("run", tmp_path / "in", "--output", tmp_path / "out", "-q")
    found = json.loads(kehoach("check", "--output", tmp_path / "out", "--format", "json").stdout)
    assert "error" not in found["counts"]
    assert "warning" in found["counts"]
    assert kehoach("check", "--output", tmp_path / "out").exit_code == 0
    assert kehoach("check", "--output", tmp_path / "out", "--fail-on", "warning").exit_code == 4


def test_a_run_tells_what_happens_as_json_lines(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    result = kehoach("run", folder, "--output", tmp_path / "out", "--log-format", "json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    steps = [event for event in events if event["event"] == "step"]
    others = [event["event"] for event in events if event["event"] != "step"]
    assert others == ["started", "read", "finished"]
    assert [step["stage"] for step in steps] == ["open", "read", "understand", "store"]
    assert {step["document"] for step in steps} == {"a.txt"}
    assert steps[1]["pages"] == [1]
    assert all(step["seconds"] >= 0 for step in steps)
    assert events[-1]["source"] == "a.txt"
    assert events[-1]["status"] == "done"
    assert events[-1]["seconds"] >= 0


def test_a_list_of_files_on_standard_input(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    result = kehoach(
        "run",
        folder,
        "--output",
        tmp_path / "out",
        "--files-from",
        "-",
        "--json",
        text=f"{folder / 'b.txt'}\n",
    )
    assert json.loads(result.stdout)["run"]["done"] == 1
    absent = kehoach("run", folder, "--output", tmp_path / "out", "--files-from", "no-such-list")
    assert (absent.exit_code, "no-such-list" in absent.stderr) == (2, True)


def test_what_arrives_is_processed_until_ctrl_c(tmp_path: Path) -> None:
    inbox = write_plans(tmp_path / "in", "a.txt")
    command = [sys.executable, "-m", "pipeline", "watch", str(inbox), "--seconds", "0.2"]
    command += ["--output", str(tmp_path / "out"), "--workers", "1", "--log-format", "json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        finished = (json.loads(line) for line in watching.stderr if '"finished"' in line)
        assert next(finished)["source"] == "a.txt"
        (inbox / "b.txt").write_text(plan_text(WRONG_SUM))
        assert next(finished)["source"] == "b.txt"
        watching.send_signal(signal.SIGINT)
        assert watching.wait(20) == 130


def test_databases_of_several_machines_are_put_together(stored: Path, tmp_path: Path) -> None:
    result = kehoach("merge", stored / "plans.db", "--output", tmp_path, "--json")
    assert (result.exit_code, json.loads(result.stdout)["counts"]["added"]) == (0, 4)
    folder = write_plans(tmp_path / "in", "z.txt", "a.txt")
    kehoach("run", folder, "--output", tmp_path / "other", "-q")
    result = kehoach("merge", tmp_path / "other/plans.db", "--output", tmp_path)
    assert result.exit_code == 3
    assert "a.txt: is there with other content" in result.stderr
    assert result.stdout.startswith("1 added, 0 replaced, 0 there already, 1 in conflict")


def test_what_changed_between_two_databases(stored: Path, tmp_path: Path) -> None:
    before, now = stored / "plans.db", tmp_path / "plans.db"
    assert kehoach("diff", before, before, "--exit-code").exit_code == 0
    folder = write_plans(tmp_path / "in", "a.txt")
    kehoach("run", folder, "--output", tmp_path, "-q")
    result = kehoach("diff", before, now, "--exit-code", "--format", "markdown")
    assert result.exit_code == 4
    assert "wrong.txt" in result.stdout
    told = json.loads(kehoach("diff", before, now, "--json").stdout)
    assert told["counts"]["documents"]["removed"] == 3
