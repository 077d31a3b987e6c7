"""How well legacy encodings are undone: `python -m bench.legacy [texts in Unicode …]`.

Characters of the own plans that come back from each encoding, and from mixtures of several;
words in order on the real files beside the project, by each program that reads .doc; changes to
texts that are Unicode, which should be none. Where the package viparse is installed, the same by
its `fix` of the whole text, in the same run.
"""

import importlib
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from pipeline.restore.page import restore_page
from pipeline.sources import oldword
from pipeline.vietnamese.letters import nfc
from pipeline.vietnamese.tones import normalise_tone
from tests.encoded import decoded, in_runs, in_turns, plans, right
from tests.encoders import ENCODERS, tcvn3, utf8, vni
from tests.paper import SHARED

MIXED = (tcvn3, vni, str, utf8)
LINES_OF_A_TEXT = 500  # of a long text that is read as several

Fix = Callable[[str], str]


class Row(NamedTuple):
    """`good` of `total`: characters or words right, lines unchanged."""

    name: str
    by: str
    total: int
    good: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.good / self.total if self.total else 1.0


def peers() -> dict[str, Fix]:
    """Ours, and what else is installed, by name."""
    found: dict[str, Fix] = {"kehoach": decoded}
    try:
        fix = importlib.import_module("viparse").fix
    except ImportError:
        return found
    return found | {"viparse": fix}


def own_plans() -> Iterator[Row]:
    """Characters of the own plans that come back from each encoding; capitals of TCVN3 count."""
    texts = list(plans())
    coded: dict[str, Fix] = dict(ENCODERS.items())
    coded["mixed by line"] = lambda text: in_turns(text, MIXED)
    coded["mixed by run"] = lambda text: in_runs(text, MIXED)
    for name, encode in coded.items():
        for by, fix in peers().items():
            good = sum(right(text, fix(encode(text))) for text in texts)
            yield Row(name, by, sum(map(len, texts)), good)


def real_files() -> Iterator[Row]:
    """Words in order (longest common subsequence) of the real files that have their truth."""
    readers = [reader for reader in oldword.READERS if shutil.which(reader.program)]
    for path in sorted((SHARED / "real" / "legacy").glob("*.doc")):
        truth = _words(path.with_suffix(".truth.txt").read_text("utf-8"))
        for reader in readers:
            with oldword.opened_with(reader, path) as source:
                pages = [source.page(at + 1).layer for at in range(source.n_pages)]
            ours = "\n".join(restore_page(page).text for page in pages if page)
            theirs = "\n".join(page.raw_text for page in pages if page)
            for by, fix in peers().items():
                read = _words(ours if by == "kehoach" else fix(theirs))
                good = int(LCSseq.similarity(read, truth))
                yield Row(path.stem, f"{reader.program}, {by}", len(truth), good)


def false_alarms(paths: list[Path]) -> Iterator[Row]:
    """Lines of Unicode texts that stay as they are."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            total = good = 0
            while part := [nfc(line.rstrip("\n")) for line in islice(lines, LINES_OF_A_TEXT)]:
                read = decoded("\n".join(part)).split("\n")
                good += sum(a == b for a, b in zip(part, read, strict=True))
                total += len(part)
        yield Row(path.name, "kehoach", total, good)


def syllables_a_second(path: Path, most: int = 20_000) -> float:
    """How fast recognition alone passes over a text in Unicode."""
    with path.open(encoding="utf-8") as lines:
        text = "".join(islice(lines, most))
    decoded(text[:100_000])
    start = time.perf_counter()
    decoded(text)
    return len(text.split()) / (time.perf_counter() - start)


def _words(text: str) -> list[str]:
    return [normalise_tone(word) for word in re.findall(r"[^\W_]+", nfc(text))]


def main(paths: list[Path]) -> None:
    """Print all rows."""
    plain = [SHARED / "plans" / f"00{number}.txt" for number in range(4)]
    plain += sorted((SHARED / "real" / "text").glob("*.md"))
    unicode = [path for path in (*plain, *paths) if path.exists()]
    for title, rows in (
        ("own plans, characters right", own_plans()),
        ("real files, words in order", real_files()),
        ("Unicode, lines unchanged", false_alarms(unicode)),
    ):
        print(title)
        for row in rows:
            print(f"  {row.name:24} {row.by:20} {row.share:9.3%}  {row.good} of {row.total}")
    for path in paths:
        print(f"speed on {path.name}: {syllables_a_second(path):,.0f} syllables a second")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
