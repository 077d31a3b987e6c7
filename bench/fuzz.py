"""Damaged files, the whole way to the database: `python -m bench.fuzz --number 1000 --seed 1`.

Small files of all kinds are made and then damaged as disks, mail and hostile people damage them.
Each is taken through all stages, without OCR but with its pictures decoded, by a process that may
take so much time and memory. It may come out as a document, or be refused in one line; anything
else (another exception, a crash, a hang, too much memory) is a fault: it is printed, the file is
kept in the folder `--keep`, and the exit status is 1. Files that are named are taken as they are.
"""

import argparse
import faulthandler
import multiprocessing
import os
import pickle
import re
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

from bench.damage import Case, case
from pipeline import flow
from pipeline.errors import DocumentError, KehoachError
from pipeline.settings import Settings
from pipeline.sources import is_document, open_source
from pipeline.store import Store
from schemas.plan import Plan, SourceFile

SECONDS = 20  # of the processor that a file may take …
_PATIENCE = 10 * SECONDS  # … and of the clock
MEGABYTES = 1500  # that a process may hold
_MARGIN = 1000  # megabytes more, at which the system refuses
_MEGAPIXELS = 30.0  # more are refused, as a user's settings can have it
_PICTURES = 3  # of a document that are looked at
_FRAMES = 4  # that are told of a fault
_OWN = re.compile(r"/(?:pipeline|schemas)/")
_TOO_MUCH = "too much memory"
_FRAME = re.compile(r'File "(.*?)", line (\d+)')


class Outcome(NamedTuple):
    """What came out: done, partial, the code of a refusal, or a fault with where it happened."""

    kind: str
    fault: str = ""  # the exception's last line
    place: str = ""


def through(path: Path, store: Store) -> str:
    """Take a file from its bytes to the database: "done", "partial", or why it was refused.

    Raises what the program should never raise.
    """
    settings = Settings(ocr="skip", ocr_dpi=70, max_megapixels=_MEGAPIXELS)
    plan = Plan(id="0" * 16, source="damaged", sha256="")
    fault: KehoachError | None = None
    try:
        plan = _understood(path, settings, plan)
    except DocumentError as refused:
        fault = refused
        plan = plan.model_copy(update={"status": "failed", "error": _one_line(refused)})
    try:
        store.write(plan, path=path, fingerprint="fuzz")
    except DocumentError as refused:  # for its rows contradict one another
        raise AssertionError(str(refused)) from None
    return fault.code if fault else plan.status


def _understood(path: Path, settings: Settings, plan: Plan) -> Plan:
    is_document(path)
    with open_source(path, settings) as source:
        numbers = range(1, source.n_pages + 1)
        if source.media_type.startswith("image/"):
            source.page(numbers[-1]).image()
        found = {"media_type": source.media_type, "n_pages": source.n_pages}
        file = SourceFile(**plan.model_copy(update=found).model_dump(include=_OF_FILE))
        pages = [read.page for read in flow.read_pages(source, numbers, settings)]
        plan = flow.understand(file, pages, source.signers)
        if source.media_type == "application/pdf":
            for number in numbers[:_PICTURES]:
                source.page(number).image()
    return plan


_OF_FILE = set(SourceFile.model_fields)


def _one_line(refused: KehoachError) -> str:
    """What a refusal says; it must cross to another process and be one line for people."""
    told = str(pickle.loads(pickle.dumps(refused)))
    if told != str(refused) or not told.isprintable():
        fault = AssertionError(f"no message of one line: {told!r}")
        raise fault.with_traceback(refused.__traceback__)
    cause: BaseException | None = refused
    while cause := cause.__cause__ if cause else None:
        if isinstance(cause, MemoryError):
            raise cause
    return told


def _outcome(path: Path, store: Store) -> Outcome:
    try:
        return Outcome(through(path, store))
    except Exception as fault:
        frames = reversed(traceback.extract_tb(fault.__traceback__))
        place = _place((frame.filename, str(frame.lineno)) for frame in frames)
        return Outcome("fault", traceback.format_exception_only(fault)[-1].strip(), place)


def _place(frames: Iterable[tuple[str, str]]) -> str:
    """Where something happened, by files and lines from the innermost on: the last of each file."""
    found: dict[str, str] = {}
    for file, line in frames:
        if (match := _OWN.search(file)) and "site-packages" not in file:
            found.setdefault(file[match.start() + 1 :], line)
        elif not found:
            found[Path(file).name] = line
    return " < ".join(f"{file}:{line}" for file, line in list(found.items())[:_FRAMES])


def _serve(calls: Connection, folder: Path, errors: Path) -> None:
    """What a process does: one file after the other, until it takes too much of anything."""
    with errors.open("wb") as told:
        os.dup2(told.fileno(), 2)
    faulthandler.enable()
    faulthandler.register(signal.SIGPROF, chain=True)  # tells where it was, then it ends
    size = int(re.findall(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[0]) << 10
    most = size + ((MEGABYTES + _MARGIN) << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Store(folder / f"{os.getpid()}.db") as store:
        while True:
            try:
                path = calls.recv()
            except EOFError:
                return
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            faulthandler.dump_traceback_later(_PATIENCE, exit=True)
            outcome = _outcome(path, store)
            faulthandler.cancel_dump_traceback_later()
            signal.setitimer(signal.ITIMER_PROF, 0)
            held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            if held > MEGABYTES:
                print(f"{_TOO_MUCH}: {held} MB; {outcome}", file=sys.stderr, flush=True)
                os._exit(1)
            calls.send(outcome)


class _Process:
    """A process that takes files; another takes its place where it ends."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder
        self._errors = folder / f"errors-{number}"
        self.taken: Case | None = None
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipeline.flow", "bench.damage"])
        self.calls, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._folder, self._errors), daemon=True
        )
        self._process.start()
        theirs.close()

    def take(self, taken: Case) -> None:
        """Begin with a file."""
        self.taken = taken
        path = self._folder / taken.name
        path.write_bytes(taken.content)
        self.calls.send(path)

    def answer(self) -> tuple[Case, Outcome]:
        """What became of the file, once there is something to be received."""
        assert self.taken is not None
        taken, self.taken = self.taken, None
        try:
            outcome: Outcome = self.calls.recv()
        except (EOFError, ConnectionResetError):
            self._process.join()
            outcome = self._death()
            self.calls.close()
            self._start()
        (self._folder / taken.name).unlink()
        return taken, outcome

    def _death(self) -> Outcome:
        """How the process ended, by what it left."""
        told = self._errors.read_text("utf-8", "replace")
        place = _place(_FRAME.findall(told))
        if self._process.exitcode == -signal.SIGPROF:
            return Outcome("fault", f"hang: more than {SECONDS} s of the processor", place)
        if told.startswith("Timeout") or "\nTimeout" in told:
            return Outcome("fault", f"hang: more than {_PATIENCE} s", place)
        lines = [line for line in told.split("\n") if "rror" in line] or ["no word"]
        if _TOO_MUCH in told:
            return Outcome("fault", told[told.index(_TOO_MUCH) :].strip(), place)
        return Outcome("fault", f"crash ({self._process.exitcode}): {lines[0]}", place)

    def end(self) -> None:
        """Let the process end, or end it."""
        self.calls.close()
        self._process.join(1)
        self._process.kill()


def run(cases: Iterable[Case], processes: int) -> Iterator[tuple[Case, Outcome]]:
    """Each file with what became of it, as they come."""
    waiting = iter(cases)
    with TemporaryDirectory(prefix="kehoach-") as folder:
        idle = [_Process(Path(folder), number) for number in range(processes)]
        busy: dict[Connection, _Process] = {}
        try:
            while True:
                while idle and (following := next(waiting, None)):
                    process = idle.pop()
                    process.take(following)
                    busy[process.calls] = process
                if not busy:
                    return
                for ready in wait(list(busy)):
                    process = busy.pop(cast(Connection, ready))
                    idle.append(process)
                    yield process.answer()
        finally:
            for process in (*idle, *busy.values()):
                process.end()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path, help="take these instead")
    parser.add_argument("--number", type=int, default=1000, help="how many files (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="of what chance does (default 1)")
    parser.add_argument("--keep", type=Path, help="folder for the files with which it went wrong")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    cases: Iterator[Case] = (
        (Case(path.name, "as it is", path.read_bytes()) for path in asked.files)
        if asked.files
        else map(partial(case, asked.seed), range(asked.number))
    )
    begun = time.perf_counter()
    kinds, faults = Counter[str](), Counter[str]()
    for taken, outcome in run(cases, asked.processes):
        kinds[outcome.kind] += 1
        if outcome.fault:
            faults[f"{outcome.fault.partition(':')[0]} at {outcome.place}"] += 1
            print(f"{taken.name} ({taken.how}): {outcome.fault} at {outcome.place}", flush=True)
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / taken.name).write_bytes(taken.content)
    total, seconds = kinds.total(), time.perf_counter() - begun
    print(f"{total} files in {seconds:.0f} s, {total / seconds:.1f} a second")
    for kind, number in kinds.most_common():
        print(f"{number:7} {kind}")
    for fault, number in faults.most_common():
        print(f"{number:7} times {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
