"""What reading real scans costs, to the database, beside plain Tesseract and OCRmyPDF.

Ratios in one run on one machine: absolute seconds tell nothing. Plain Tesseract is `tesseract -l
vie --psm 3` on the pictures of the pages, one after the other; OCRmyPDF runs with its defaults on
two pages at a time. It refuses files with text or signatures, so all get PDFs of the pictures.
"""

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image

from bench.plain import plainly
from bench.table import Row
from pipeline.ocr import library
from pipeline.settings import OcrEngine, Settings
from pipeline.sources import open_source

_REAL = Path(__file__).parents[2] / "shared/real"
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
_FLOORS: dict[OcrEngine, tuple[str, str]] = {
    "program": ("≤ 1.4", "≥ 1.05"),
    "library": ("≤ 1.2", "≥ 1.2"),
}


class _Spent(NamedTuple):
    """Seconds."""

    processor: float
    clock: float


def costs() -> Iterator[Row]:
    """Rows of the table; none where the scans are not there."""
    files = sorted(_REAL.glob("scans/*.pdf")) + sorted(_REAL.glob("paired/*.pdf"))
    if not files:
        return
    with TemporaryDirectory() as folder:
        pictures: list[Path] = []
        pdfs: list[Path] = []
        for file in files:
            pages = list(_pictures(file, Path(folder)))
            # Twice: enough to do that starting is no large part of it.
            pdfs += [_bound(pages, Path(folder, f"{n}-{file.name}")) for n in (1, 2)]
            pictures += pages
        peer = _by_ocrmypdf(pdfs)
        for engine in ("program", "library") if library.is_installed() else ("program",):
            # Before and after, for a machine is not equally fast all the time.
            before = _spent(lambda: _plainly(pictures))
            one = _spent(lambda: _kehoach(pdfs, engine, workers=1))  # noqa: B023
            two = _spent(lambda: _kehoach(pdfs, engine, workers=2))  # noqa: B023
            after = _spent(lambda: _plainly(pictures))
            plain = before.processor + after.processor
            what, floors = f"{2 * len(pictures)} real pages to the database", _FLOORS[engine]
            ratio = f"{one.processor / plain:.2f} times the CPU"
            yield Row(f"{what}, {engine}", f"{plain:.1f} s plain Tesseract", "–", ratio, floors[0])
            ratio = f"{one.clock / two.clock:.2f} times as fast"
            yield Row("… two workers", "one worker", "–", ratio, "≥ 1.85")
            if peer:
                ratio = f"{peer / two.clock:.2f} times as fast"
                yield Row("… two workers", "–", f"{peer:.1f} s OCRmyPDF", ratio, floors[1])


def _pictures(file: Path, folder: Path) -> Iterator[Path]:
    with open_source(file, Settings()) as source:
        for number in range(1, source.n_pages + 1):
            picture = folder / f"{file.stem}-{number}.png"
            image = source.page(number).image()
            Image.fromarray(image.pixels).save(picture, dpi=(image.dpi, image.dpi))
            yield picture


def _bound(pictures: Sequence[Path], pdf: Path) -> Path:
    """The pictures as pages of a PDF."""
    first, *others = map(Image.open, pictures)
    first.save(pdf, save_all=True, append_images=others, resolution=first.info["dpi"][0])
    return pdf


def _plainly(pictures: Sequence[Path]) -> None:
    for picture in pictures:
        plainly(picture)


def _kehoach(files: Sequence[Path], engine: OcrEngine, workers: int) -> None:
    with TemporaryDirectory() as output:
        where = "--output", output, "--workers", str(workers)
        _run(sys.executable, "-m", "pipeline", "run", *map(str, files), *where, engine=engine)


def _by_ocrmypdf(pdfs: Sequence[Path]) -> float | None:
    """Seconds; None where it is not installed."""
    program = shutil.which("ocrmypdf")
    if not program:
        return None

    def work() -> None:
        for pdf in pdfs:
            _run(program, "--jobs", "2", "-l", "vie", str(pdf), f"{pdf}.searchable.pdf")

    return _spent(work).clock


def _run(*command: str, engine: str = "auto") -> None:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "KEHOACH_OCR_ENGINE": engine}
    subprocess.run(command, env=environment, capture_output=True, check=True)


def _spent(work: Callable[[], object]) -> _Spent:
    """The CPU seconds of the programs that the work starts, and what the clock says."""
    # Workers are forked by a server that outlives the program: it is to be waited for here.
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)

    def used() -> float:
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime

    before, begun = used(), time.perf_counter()
    work()
    clock = time.perf_counter() - begun
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return _Spent(used() - before, clock)
