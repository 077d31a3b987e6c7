"""Restoration measured against peers and floors: `make bench-restore` prints one table.

Syllable accuracy is of tokens between blanks that hold a Vietnamese letter with marks, compared
in NFC and one style of tone placement. Texts are those of ../shared, which nothing was learned
from; what cannot be measured here (a peer or ../shared missing) is left out with the reason.
"""

import importlib
import os
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from pypdfium2 import PdfDocument
from rapidfuzz.distance import LCSseq

from bench import legacy
from bench.table import Row, show
from pipeline.ocr import recognise
from pipeline.restore import restore
from pipeline.restore.tokens import EDGES, normal_form
from pipeline.settings import Settings
from pipeline.vietnamese.letters import MARKED, fold, nfc
from pipeline.vietnamese.tones import normalise_tone
from schemas.image import PageImage
from training.corpus import held_out
from training.misreadings import align_words
from training.pages import SCANNERS, Scanner, read_lines

SHARED = Path(__file__).parents[2] / "shared"
_PLANS = [SHARED / "plans" / f"{n:03}.txt" for n in range(4)]
_TEXTS = sorted((SHARED / "real" / "text").glob("*.md"))
_SCAN, _DRAFT = SHARED / "real/paired/91-ttr.pdf", SHARED / "real/paired/91-ttr.draft.txt"
_PAGES = range(1, 15)  # of the scan: those that the draft has, from 0
_DPI = 200
_SIGNS = string.punctuation + "“”‘’–…•"

Restore = Callable[[str], str]


def rows() -> Iterator[Row]:
    """All that can be measured here."""
    plans = _joined(_PLANS)
    most_frequent = _most_frequent()
    peer = _pyvi()
    yield _stripped("plans 000-003, stripped", plans, most_frequent, peer, "≥ 99.5 %")
    yield _stripped("8 plans of other programmes", _joined(_TEXTS), most_frequent, peer, "≥ 99.0 %")
    yield _stripped("a draft on drugs", _joined([_DRAFT]), most_frequent, peer, "≥ 99.0 %")
    truths = sorted((SHARED / "real/legacy").glob("*.truth.txt"))
    yield _stripped("decisions of 2005, 2008", _joined(truths), most_frequent, peer, "≥ 99.0 %")
    unseen = "\n".join(held_out(sorted((SHARED / "corpora").glob("*.xz"))))
    yield _stripped("held out of the corpora", unseen, most_frequent, None, "≥ 99.0 %")
    yield _misread("plans read by `eng`", plans, SCANNERS["eng"], 12, "≥ 98.5 %")
    medium = Scanner("vie", {("medium", _DPI): 1.0})
    yield _misread("medium degradation, `vie`: right", plans, medium, 14, "≥ 98.8 %")
    yield _scan()
    yield _correct("plans 000-003, correct", _PLANS)
    yield _correct("8 more plans, correct", _TEXTS)
    yield from _encoded()
    yield from _speed(plans)


def _joined(files: Sequence[Path]) -> str:
    """Texts with wrapped lines joined, a paragraph a line."""
    paragraphs: list[str] = []
    for file in files:
        for line in filter(None, map(str.strip, nfc(file.read_text("utf-8")).split("\n"))):
            wrapped = paragraphs and paragraphs[-1][-1] not in ".;:!?" and line[0].islower()
            if wrapped:
                paragraphs[-1] += " " + line
            else:
                paragraphs.append(line)
    return "\n".join(paragraphs)


def _stripped(
    what: str, text: str, most_frequent: Restore, peer: Restore | None, floor: str
) -> Row:
    bare = "".join(_bare(letter) for letter in text)
    return Row(
        what,
        f"{_accuracy(text, most_frequent(bare)):.2f} % most frequent form",
        f"{_accuracy(text, peer(bare)):.2f} % pyvi" if peer else "–",
        f"{_accuracy(text, restore(bare).text):.2f} %",
        floor,
    )


def _bare(letter: str) -> str:
    plain = fold(letter) if letter in MARKED else letter
    return plain.upper() if letter.isupper() else plain


def _accuracy(true: str, told: str) -> float:
    """Per cent of the tokens; in a line that has not as many any more, none is right."""
    total = right = 0
    for line, other in zip(true.split("\n"), told.split("\n"), strict=True):
        words, others = line.split(), other.split()
        total += sum(map(_counts, words))
        if len(words) == len(others):
            pairs = zip(words, others, strict=True)
            right += sum(_counts(w) and normalise_words(w) == normalise_words(o) for w, o in pairs)
    return 100 * right / total


def _counts(token: str) -> bool:
    return not MARKED.isdisjoint(token)


def normalise_words(token: str) -> str:
    """The words of a token in one style of tone placement."""
    words = "".join(c if c.isalpha() else " " for c in nfc(token)).split()
    return " ".join(map(normalise_tone, words))


def _misread(what: str, text: str, scanner: Scanner, pages: int, floor: str) -> Row:
    """Pages typeset, scanned and read; case aside, for a large c and a small one look alike."""
    pairs = list(read_lines(iter(text.split("\n") * 9), scanner, pages, seed=99))
    told = restore("\n".join(read for _, read in pairs), scanned=scanner.language == "vie")
    lines = told.text.split("\n")
    return Row(
        what,
        f"{_words_right([p for p, _ in pairs], [r for _, r in pairs]):.2f} % as read",
        "–",
        f"{_words_right([printed for printed, _ in pairs], lines):.2f} %",
        floor,
    )


def _words_right(printed: Sequence[str], told: Sequence[str]) -> float:
    total = right = 0
    for line, other in zip(printed, told, strict=True):
        for words, read in align_words(line.split(), other.split()):
            if _counts(" ".join(words)):
                total += 1
                right += _core(" ".join(words)) == _core(" ".join(read))
    return 100 * right / total


def _core(token: str) -> str:
    return normal_form(token.strip(EDGES)).lower()


def _scan() -> Row:
    """The real scan beside its draft: words in order."""
    texts: list[str] = []
    with PdfDocument(_SCAN) as book:
        for number in _PAGES:
            bitmap = np.asarray(book[number].render(scale=_DPI / 72).to_numpy(), np.uint8)
            pixels = bitmap[:, :, 2::-1]
            page = recognise(PageImage(pixels, _DPI), number, Settings())
            texts.append(page.text)
    read = "\n".join(texts)
    draft = _DRAFT.read_text("utf-8")
    return Row(
        "a real scan, words in order",
        f"{_in_order(read, draft):.2f} % as read, "
        f"{_in_order(_stripped_of_marks(read), _stripped_of_marks(draft)):.2f} % without marks",
        "–",
        f"{_in_order(restore(read, scanned=True).text, draft):.2f} %",
        "≥ 89.4 %",
    )


def _stripped_of_marks(text: str) -> str:
    return "".join(map(_bare, nfc(text)))


def _in_order(read: str, true: str) -> float:
    """Longest common subsequence of the words, punctuation around them aside, in per cent."""
    words, others = _words(read), _words(true)
    return 100 * LCSseq.similarity(words, others) / len(others)


def _words(text: str) -> list[str]:
    cores = (token.strip(_SIGNS) for token in nfc(text).replace("|", " ").split())
    return [normalise_tone(core) for core in cores if core]


def _correct(what: str, files: Sequence[Path]) -> Row:
    changed = words = 0
    for file in files:
        text = nfc(file.read_text("utf-8"))
        for change in restore(text).changes:
            if normalise_words(change.read) != normalise_words(change.restored):
                changed += 1
                print(f"  changed in {file.name}: {change.read!r} → {change.restored!r}")
        words += len(text.split())
    return Row(what, f"{words:,} tokens", "–", f"{changed} changed", "≤ 1 in 3,000")


def _encoded() -> Iterator[Row]:
    """Encodings before Unicode, beside the package viparse where it is installed."""
    found: dict[str, dict[str, str]] = {}
    for row in (*legacy.own_plans(), *legacy.real_files()):
        found.setdefault(row.name, {})[row.by] = f"{row.share:.3%}"
    for name, shares in found.items():
        ours = next(share for by, share in shares.items() if by != "viparse")
        floor = "≥ 98.5 %" if name[-1].isalpha() and "-qd" in name else "≥ 99.9 %"
        yield Row(f"encoded: {name}", "", shares.get("viparse", "–"), ours, floor)


def _speed(text: str) -> Iterator[Row]:
    """On one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    bare = "".join(_bare(letter) for letter in text)
    pairs = list(read_lines(iter(text.split("\n")), SCANNERS["eng"], 4, seed=98))
    misread = "\n".join(read for _, read in pairs)
    for what, sample, floor in (
        ("stripped", bare, "≥ 15,000"),
        ("slips", text, "≥ 15,000"),
        ("garbled", misread, "≥ 3,000"),
        ("untouched", text * 10, "≥ 200,000"),
    ):
        scanned = what == "slips"
        restore(sample[:2000], scanned=scanned)
        start = time.process_time()
        restore(sample, scanned=scanned)
        speed = len(sample.split()) / (time.process_time() - start)
        yield Row(f"speed, {what}", "", "–", f"{speed:,.0f} tokens a second", floor)
    os.sched_setaffinity(0, cores)
    # Not by getrusage: its peak is inherited from whoever started the process.
    code = "import re, pipeline.restore as r; r.restore('uy ban nhan dan tinh');"
    code += (
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    start = time.perf_counter()
    memory = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - start
    yield Row("start", "", "–", f"{seconds:.2f} s, {memory.stdout.strip()} MB", "≤ 0.5 s, 300 MB")


def _most_frequent() -> Restore:
    from pipeline.restore.model import shipped

    vocabulary = shipped().vocabulary

    def told(text: str) -> str:
        out = []
        for token in text.split():
            core = token.strip(EDGES)
            forms = vocabulary.forms(core).tolist() if core.isalpha() else []
            out.append(vocabulary.words[forms[0]] if forms else token)
        return " ".join(out)

    return lambda text: "\n".join(map(told, text.split("\n")))


def _pyvi() -> Restore | None:
    try:
        add_accents = importlib.import_module("pyvi.ViUtils").add_accents
    except ImportError:
        return None

    def told(text: str) -> str:
        lines = []
        for line in text.split("\n"):
            try:
                lines.append(add_accents(line))
            except KeyError:  # on some lines it fails: they stay as they are
                lines.append(line)
        return "\n".join(lines)

    return told


def main() -> None:
    """Print the table."""
    if not SHARED.exists():
        sys.exit("bench-restore: ../shared with the real documents is not here")
    show(rows())


if __name__ == "__main__":
    main()
