"""Runs over documents that were added: each in a process of its own, one after another.

The run is the command that people type (`kehoach run`), and what it tells on the way is what it
tells with `--log-format json`. So a page never waits for a run, and a run that dies costs no page.
"""

import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.messages import Language, say_in
from pipeline.settings import Settings

State = Literal["waiting", "running", "done", "failed"]
_MOST = 100  # jobs that are remembered


@dataclass
class Job:
    """A run: its files and what it has told so far."""

    files: tuple[Path, ...]
    folder: Path
    language: Language
    refused: tuple[tuple[str, str], ...] = ()  # files that were not taken: name, why
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    pages_read: int = 0
    pages_expected: int = 0
    outcomes: list[Mapping[str, Any]] = field(default_factory=list)
    trouble: str = ""  # what kept the run as a whole from going on, in one line

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed")

    @property
    def unchanged(self) -> list[str]:
        """Names of files that the run had nothing to do for; known when it is over."""
        told = {str(outcome["source"]).rsplit("/", 1)[-1] for outcome in self.outcomes}
        return [path.name for path in self.files if path.name not in told]


class Jobs:
    """The jobs of a server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: queue.Queue[Job] = queue.Queue()
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None

    def get(self, job_id: str) -> Job | None:
        """The job of that id, if it is remembered."""
        return self._jobs.get(job_id)

    def start(self, job: Job) -> Job:
        """Run a job as soon as those before it are over."""
        with self._lock:
            self._jobs[job.id] = job
            while len(self._jobs) > _MOST:
                self._jobs.popitem(last=False)
            if not job.files:
                job.state = "done"
                return job
            self._waiting.put(job)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, daemon=True)
                self._worker.start()
        return job

    def stop(self) -> None:
        """End the run that goes on; what it has finished is stored."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def _work(self) -> None:
        while True:
            job = self._waiting.get()
            try:
                self._run(job)
            except OSError as fault:
                job.trouble = str(fault)
            job.state = "failed" if job.trouble else "done"

    def _run(self, job: Job) -> None:
        job.state = "running"
        command = [
            *(sys.executable, "-m", "pipeline", "run", str(job.folder), "--files-from", "-"),
            *("--output", str(self._settings.output), "--log-format", "json"),
            *("--lang", job.language, "--quiet"),
        ]
        self._process = process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=_environment(),
        )
        with process:
            assert process.stdin is not None
            assert process.stderr is not None
            process.stdin.write("".join(f"{path}\n" for path in job.files))
            process.stdin.close()
            for line in process.stderr:
                _take(job, line)
        if process.returncode not in (0, 3) and not job.trouble:
            job.trouble = say_in(job.language, "web.run-ended", status=process.returncode)


def _environment() -> dict[str, str]:
    """Ours, with the place that this program was imported from."""
    here = str(Path(__file__).parents[2])
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _take(job: Job, line: str) -> None:
    """Note what a run has told in a line of its log."""
    try:
        told = json.loads(line)
    except ValueError:  # what keeps the whole run from going on is told as text
        job.trouble = line.strip().removeprefix("kehoach: ") or job.trouble
        return
    match told:
        case {"event": "read", "pages": int(read), "expected": int(expected)}:
            job.pages_read, job.pages_expected = read, expected
        case {"event": "finished", "source": str()}:
            job.outcomes.append(told)
