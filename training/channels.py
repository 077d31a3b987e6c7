"""How each reader misreads, counted on pages that are typeset and read: two processes at work."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from pipeline.restore.channel import Pair
from training.corpus import to_learn_from
from training.misreadings import learn, words_of
from training.pages import SCANNERS, paragraphs, read_lines

_PARAGRAPHS = 40  # drawn for a page, more than enough to fill it
_PAGES_A_TASK = 10
_WORKERS = 2


class _Task(NamedTuple):
    """Pages for one worker."""

    scanner: str
    texts: list[str]
    pages: int
    seed: int


def learn_channels(texts: list[Path], pages: int) -> dict[str, dict[str, dict[str, int]]]:
    """By reader and letter printed, how often the letter was read as what."""
    tasks = list(_tasks(texts, pages))
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as executor:
        read_pages = list(executor.map(_read, tasks))
    lines: dict[str, list[Pair]] = {name: [] for name in SCANNERS}
    for task, found in zip(tasks, read_pages, strict=True):
        lines[task.scanner] += found
    print({name: f"{len(found):,} lines" for name, found in lines.items()}, flush=True)
    return {name: learn(words_of(found)) for name, found in lines.items()}


def _tasks(texts: list[Path], pages: int) -> Iterator[_Task]:
    drawn = paragraphs(to_learn_from(texts), pages * _PARAGRAPHS)
    each = pages // _PAGES_A_TASK
    for number in range(each):
        # Slips of a Vietnamese reader are rare: it needs more pages than a foreign one.
        scanner = "eng" if number % 3 == 0 else "vie"
        yield _Task(scanner, drawn[number::each], _PAGES_A_TASK, 1000 * number)


def _read(task: _Task) -> list[Pair]:
    return list(read_lines(task.texts, SCANNERS[task.scanner], task.pages, task.seed))
