"""Whole runs: what is new is done, what fails costs no other, what is stored can be told again."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.typeset import FONTS
from pipeline.runner import Choice, Note, Outcome, Progress, Summary, Watcher, tasks
from pipeline.runner.tasks import Call
from pipeline.runner.workers import MakeExecutor, workers
from pipeline.store import Reader
from tests.runner.calls import die, linger
from tests.runs import in_this_process, plan, process, scan, write_plans
from tests.store.dump import dump


class Recorder(Watcher):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.outcomes: list[Outcome] = []
        self.pages: list[tuple[int, int]] = []

    def note(self, note: Note) -> None:
        self.notes.append(note)

    def advanced(self, progress: Progress) -> None:
        self.pages.append((progress.pages_read, progress.pages_expected))

    def finished(self, outcome: Outcome, progress: Progress) -> None:
        self.outcomes.append(outcome)


def instead(replace: Callable[[Call], Call], number: int = 1) -> MakeExecutor:
    """Executors in which some calls are replaced by others."""

    @contextmanager
    def make() -> Iterator[Executor]:
        with (workers(number) if number > 1 else in_this_process)() as executor:
            submit = executor.submit

            class Replacing(Executor):
                def submit(self, call: Any, /, *_: object, **__: object) -> Future[Any]:  # noqa: ANN401
                    return submit(replace(call))

            yield Replacing()

    return make


def query(output: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(output / "plans.db")) as database:
        return database.execute(sql).fetchall()


def test_documents_are_stored_with_their_records(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b/c.txt")
    summary = process(folder, output=tmp_path / "out")
    assert (summary.documents, summary.pages) == ({"done": 2, "partial": 0, "failed": 0}, 2)
    assert summary.exit_status == 0
    found = "SELECT source, n_classes FROM v_classes ORDER BY source"
    assert query(tmp_path / "out", found) == [("a.txt", 1), ("b/c.txt", 2)]
    (run,) = query(tmp_path / "out", "SELECT version, counts, options FROM runs")
    assert '"done": 2' in run[1]
    assert "password" not in run[2]


_PARENT = """
import sys
from pathlib import Path
from pipeline.runner import run
from pipeline.settings import Settings

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    assert run([folder / "in"], Settings(output=folder / "out", workers=2)).exit_status == 0
    print(*{"spacy", "pipeline.flow"} & set(sys.modules))
"""


def test_the_process_that_stores_stays_small(tmp_path: Path) -> None:
    write_plans(tmp_path / "in", "a.txt")
    (tmp_path / "parent.py").write_text(_PARENT)
    told = subprocess.run(
        [sys.executable, tmp_path / "parent.py", tmp_path],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert told.stdout == "\n"


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    process(folder, output=tmp_path / "out")
    before = dump(tmp_path / "out" / "plans.db")
    summary = process(folder, output=tmp_path / "out")
    assert (summary.processed, summary.unchanged, summary.exit_status) == (0, 2, 0)
    assert dump(tmp_path / "out" / "plans.db") == before
    assert query(tmp_path / "out", "SELECT count(*) FROM runs") == [(2,)]


def test_processes_store_what_one_process_stores(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", *(f"{name}.txt" for name in "abcde"))
    process(folder, output=tmp_path / "one", workers=1)
    process(folder, output=tmp_path / "many", workers=3)
    assert dump(tmp_path / "one" / "plans.db") == dump(tmp_path / "many" / "plans.db")


def test_doing_it_again_changes_no_row(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    process(folder, output=tmp_path / "out")
    before = dump(tmp_path / "out" / "plans.db")
    assert process(folder, output=tmp_path / "out", again=True).documents["done"] == 2
    assert dump(tmp_path / "out" / "plans.db") == before


def test_only_the_changed_file_is_done_again(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    process(folder, output=tmp_path / "out")
    (folder / "b.txt").write_text(plan(9))
    recorder = Recorder()
    summary = process(folder, output=tmp_path / "out", watcher=recorder)
    assert [outcome.source for outcome in recorder.outcomes] == ["b.txt"]
    assert (summary.documents["done"], summary.unchanged) == (1, 1)
    found = "SELECT source, n_classes FROM v_classes ORDER BY source"
    assert query(tmp_path / "out", found) == [("a.txt", 1), ("b.txt", 9)]


def test_copies_are_noticed(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    process(folder, output=tmp_path / "out")
    shutil.copy(folder / "a.txt", folder / "z.txt")
    for expected in (["z.txt"], []):  # told once
        recorder = Recorder()
        process(folder, output=tmp_path / "out", watcher=recorder)
        told = [note.path for note in recorder.notes if "content of a.txt" in note.message]
        assert told == expected


def test_other_options_of_reading_make_everything_new(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    process(folder, output=tmp_path / "out")
    assert process(folder, output=tmp_path / "out", ocr="redo").documents["done"] == 1


def test_pages_are_not_read_again_for_new_rules(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    process(folder, output=tmp_path / "out")
    before = dump(tmp_path / "out" / "plans.db")
    with closing(sqlite3.connect(tmp_path / "out" / "plans.db")) as database, database:
        database.execute("UPDATE documents SET fingerprint = 'of older rules'")
    asked: list[object] = []

    def ask(call: Call) -> Call:
        asked.append(call.function)
        return call

    process(folder, output=tmp_path / "out", executor=instead(ask))
    assert asked == [tasks.open_document, tasks.understand]
    assert dump(tmp_path / "out" / "plans.db") == before


def test_a_moved_file_keeps_its_id(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    process(folder, output=tmp_path / "out")
    before = query(tmp_path / "out", "SELECT id FROM classes")
    (folder / "a.txt").rename(folder / "b.txt")
    process(folder, output=tmp_path / "out")
    assert query(tmp_path / "out", "SELECT source FROM documents") == [("b.txt",)]
    assert query(tmp_path / "out", "SELECT id FROM classes") == before


BROKEN: dict[str, bytes] = {
    "empty.pdf": b"",
    "truncated.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "web-page.pdf": b"<!DOCTYPE html><html><body>404</body></html>",
    "broken.docx": b"PK\x03\x04 and no more",
    "broken.png": b"\x89PNG\r\n\x1a\n and no more",
}


def test_what_fails_is_told_and_costs_no_other(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "z.txt")
    for name, content in BROKEN.items():
        (folder / name).write_bytes(content)
    summary = process(folder, output=tmp_path / "out")
    assert summary.exit_status == 3
    assert summary.documents == {"done": 2, "partial": 0, "failed": len(BROKEN)}
    with Reader(tmp_path / "out" / "plans.db") as reader:
        failures = reader.failures()
    assert {failure.source for failure in failures} == set(BROKEN)
    for failure in failures:
        cause, remedy = failure.error.split(": ", 1)
        assert cause, failure
        assert remedy, failure
        assert "\n" not in failure.error, failure


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    (folder / "b.txt").touch()
    process(folder, output=tmp_path / "out")
    assert process(folder, output=tmp_path / "out").documents["failed"] == 1
    (folder / "b.txt").write_text(plan(5))
    assert process(folder, output=tmp_path / "out").exit_status == 0


def test_a_fault_of_the_program_costs_its_document_only(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")

    def divide(call: Call) -> Call:
        return Call(divmod, (1, 0)) if call.arguments[0] == folder / "a.txt" else call

    recorder = Recorder()
    summary = process(folder, output=tmp_path / "out", watcher=recorder, executor=instead(divide))
    assert summary.documents == {"done": 1, "partial": 0, "failed": 1}
    (failed,) = (outcome for outcome in recorder.outcomes if outcome.error)
    assert failed.error is not None
    assert "ZeroDivisionError" in failed.error
    assert failed.trace is not None
    assert "Traceback" in failed.trace


def test_a_document_that_ends_its_worker_costs_no_other(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt", "c.txt")

    def kill(call: Call) -> Call:
        return Call(die, (1,)) if call.arguments[0] == folder / "b.txt" else call

    summary = process(folder, output=tmp_path / "out", executor=instead(kill, number=2))
    assert summary.documents == {"done": 2, "partial": 0, "failed": 1}
    (trouble,) = summary.troubles
    assert trouble.source == "b.txt"
    assert "died" in trouble.error


def test_a_document_that_takes_too_long_costs_no_other(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt", "c.txt")

    def hang(call: Call) -> Call:
        return Call(linger, (1,), 0.5) if call.arguments[0] == folder / "b.txt" else call

    summary = process(folder, output=tmp_path / "out", executor=instead(hang, number=2))
    assert summary.documents == {"done": 2, "partial": 0, "failed": 1}
    (trouble,) = summary.troubles
    assert trouble.source == "b.txt"
    assert "KEHOACH_MAX_MINUTES" in trouble.error


def test_any_executor_serves(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt", "b.txt")
    summary = process(folder, output=tmp_path / "out", executor=lambda: ThreadPoolExecutor(2))
    assert summary.documents["done"] == 2


needs_ocr = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of a page of text and a page that is a picture."""
    path = tmp_path_factory.mktemp("mixed") / "mixed.pdf"
    pdfmetrics.registerFont(TTFont("Serif", FONTS / "LiberationSerif-Regular.ttf"))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Serif", 13)
    for place, line in enumerate(plan().split("\n")):
        canvas.drawString(70, 780 - 20 * place, line)
    canvas.showPage()
    canvas.drawImage(ImageReader(scan(plan())), 0, 400, 595, 390)
    canvas.save()
    return path


@needs_ocr
def test_text_and_pictures_in_one_file(mixed: Path, tmp_path: Path) -> None:
    recorder = Recorder()
    summary = process(mixed, output=tmp_path / "out", watcher=recorder)
    assert (summary.documents["done"], summary.pages) == (1, 2)
    assert recorder.pages[-1] == (2, 2)
    found = query(tmp_path / "out", "SELECT text_source, text FROM pages ORDER BY number")
    assert [source for source, _ in found] == ["text-layer", "ocr"]
    for _, text in found:
        assert "Mở 3 lớp đào tạo nghề cho 90 lao động nông thôn" in text
    assert query(tmp_path / "out", "SELECT text_source FROM documents") == [("mixed",)]


@needs_ocr
def test_a_new_restoration_does_not_repeat_ocr(mixed: Path, tmp_path: Path) -> None:
    process(mixed, output=tmp_path / "out")
    before = dump(tmp_path / "out" / "plans.db")
    with closing(sqlite3.connect(tmp_path / "out" / "plans.db")) as database, database:
        (scans,) = database.execute("SELECT count(words_read) FROM pages").fetchone()
        database.execute("UPDATE documents SET fingerprint = 'of an older model'")
        database.execute("UPDATE pages SET fingerprint = substr(fingerprint, 1, 16) || '-older'")
    known: list[object] = []

    def ask(call: Call) -> Call:
        if call.function is tasks.read_pages:
            known.extend(call.arguments[-1])
        return call

    for choice in (None, Choice(redo="restore"), Choice(redo="read")):
        known.clear()
        process(mixed, output=tmp_path / "out", executor=instead(ask), choice=choice)
        assert len(known) == (0 if choice and choice.redo == "read" else scans)
        assert dump(tmp_path / "out" / "plans.db") == before
    assert scans


@needs_ocr
def test_a_page_that_takes_too_long_costs_that_page_only(mixed: Path, tmp_path: Path) -> None:
    summary = process(mixed, output=tmp_path / "out", ocr_timeout=0.01)
    assert summary.documents == {"done": 0, "partial": 1, "failed": 0}
    (status,) = query(tmp_path / "out", "SELECT status, error, n_pages FROM documents")
    assert (status[0], status[2]) == ("partial", 2)
    assert "page 2" in status[1]
    found = query(tmp_path / "out", "SELECT code FROM findings WHERE severity = 'error'")
    assert found == [("page-unread",)]
    assert query(tmp_path / "out", "SELECT n_classes FROM classes") == [(3,)]


@needs_ocr
def test_a_document_of_which_nothing_can_be_read_fails(tmp_path: Path) -> None:
    scan(plan()).save(tmp_path / "scan.png")
    summary = process(tmp_path / "scan.png", output=tmp_path / "out", ocr="skip")
    assert summary.exit_status == 3
    assert "--skip-ocr" in summary.troubles[0].error


def test_without_tesseract_text_is_read_and_pictures_ask_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.ocr import engine_version

    folder = write_plans(tmp_path / "in", "a.txt")
    scan(plan()).save(folder / "scan.png")
    monkeypatch.setenv("PATH", str(tmp_path))
    engine_version.cache_clear()
    try:
        summary = process(folder, output=tmp_path / "out", ocr_engine="program")
    finally:
        engine_version.cache_clear()
    assert summary.documents == {"done": 1, "partial": 0, "failed": 1}
    assert summary.exit_status == 5
    assert "apt-get install tesseract-ocr" in summary.troubles[0].error


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    # A file that is never read to its end: the run is still busy with it when it is interrupted.
    os.mkfifo(folder / "endless")
    script = f"""
import sys, time
from tests.runner.test_run import instead
from tests.runner.calls import wait_for
from tests.runs import process
from pipeline.runner.tasks import Call
from pathlib import Path
folder = Path({str(folder)!r})
def endless(call):
    return Call(wait_for, (Path("never"),)) if call.arguments[0] == folder / "endless" else call
class Tell(__import__("pipeline.runner").runner.Watcher):
    def finished(self, outcome, progress):
        print(outcome.source, flush=True)
summary = process(folder / "a.txt", folder / "endless", output=folder.parent / "out",
                  watcher=Tell(), executor=instead(endless, number=2))
sys.exit(summary.exit_status)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "a.txt\n"
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        try:
            assert running.wait(timeout=30) == 130
        finally:
            running.kill()
        assert time.monotonic() - begun < 5
    assert query(tmp_path / "out", "SELECT source, status FROM documents") == [("a.txt", "done")]
    assert '"done": 1' in query(tmp_path / "out", "SELECT counts FROM runs")[0][0]


def test_documents_that_settings_name_are_read_in_their_own_way(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", "fax/a.txt", "fax/b.txt", "c.txt")
    for name in ("fax/scan.png", "scan.png"):
        scan(plan()).save(folder / name)

    def again(**ocr_of: str) -> Summary:
        return process(folder, output=tmp_path / "out", ocr="skip", ocr_of=ocr_of)

    assert again().documents["failed"] == 2
    assert again(**{"fax/*": "skip"}).unchanged == 3  # as the others: nothing new but failures
    changed = again(**{"fax/a.txt": "redo", "fax/*.txt": "force"})
    assert (changed.unchanged, changed.processed) == (1, 4)
    assert again(**{"fax/a.txt": "redo", "fax/*.txt": "force"}).unchanged == 3


@needs_ocr
def test_pictures_are_read_where_settings_name_them(tmp_path: Path) -> None:
    for name in ("one.png", "other.png"):
        scan(plan()).save(tmp_path / name)
    process(tmp_path, output=tmp_path / "out", ocr="skip", ocr_of={"one.*": "auto"})
    told = query(tmp_path / "out", "SELECT source, status FROM documents ORDER BY source")
    assert told == [("one.png", "done"), ("other.png", "failed")]
