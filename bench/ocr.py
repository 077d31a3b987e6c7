"""OCR measured against plain Tesseract and floors: `make bench-ocr` prints one table.

Pages are of invented plans, typeset, stamped, and scanned in four qualities at 200 dpi. The
character error rate is the edit distance to the text as printed, blanks folded, over its length.
A number counts as wrong where any of its digits is, or where it was lost.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cv2
from rapidfuzz.distance import Levenshtein

from bench.costs import costs
from bench.pages import Sheet, sheets
from bench.plain import plainly
from bench.table import Row, show
from pipeline.ocr import recognise
from pipeline.restore.page import restore_page
from pipeline.settings import Settings
from pipeline.vietnamese.letters import nfc
from schemas.image import PageImage
from schemas.page import Page, Word

_RATES = {"none": "", "light": "≤ 0.13 %", "medium": "≤ 0.70 %", "heavy": "≤ 2.8 %"}
_IN_TABLES = {"none": "all", "light": "≥ 99.0 %", "medium": "≥ 96.9 %", "heavy": ""}
_DIGITS = re.compile(r"\d+")

Read = Sequence[tuple[Sheet, Page]]


def rows() -> Iterator[Row]:
    """All that can be measured here."""
    for name in _RATES:
        read = [(sheet, recognise(sheet.scanned(name), 1, Settings())) for sheet in sheets()]
        yield _errors(name, read)
        signed = [(sheet, page) for sheet, page in read if sheet.signer]
        found = sum(str(sheet.signer) in page.text for sheet, page in signed)
        held = sum(str(sheet.signer) in restore_page(page).text for sheet, page in signed)
        told = f"{found} of {len(signed)}, {held} as restored"
        floor = "all" if name in ("light", "medium") else ""
        yield Row(f"signer's name under a stamp, {name}", "", "–", told, floor)
        tables = _count_numbers([pair for pair in read if pair[0].truth.tables])
        yield Row(f"numbers, pages of tables, {name}", "", "–", str(tables), _IN_TABLES[name])
        text = _count_numbers([pair for pair in read if not pair[0].truth.tables])
        yield Row(f"numbers, running text, {name}", "", "–", str(text), "0 silent")
    yield from costs()


def _errors(name: str, read: Read) -> Row:
    """On letterheads and bodies: neither tables nor stamps."""
    prose = [pair for pair in read if not pair[0].truth.tables and not pair[0].signer]
    truths = [sheet.truth.text for sheet, _ in prose]
    plain = [_plain_text(sheet.scanned(name)) for sheet, _ in prose]
    return Row(
        f"character error rate, {name}",
        f"{_error_rate(truths, plain):.2f} % plain Tesseract",
        "–",
        f"{_error_rate(truths, [page.text for _, page in prose]):.2f} %",
        _RATES[name],
    )


def _error_rate(truths: Sequence[str], told: Sequence[str]) -> float:
    pairs = [(_folded(true), _folded(text)) for true, text in zip(truths, told, strict=True)]
    errors = sum(Levenshtein.distance(*pair) for pair in pairs)
    return 100 * errors / sum(len(true) for true, _ in pairs)


def _folded(text: str) -> str:
    return " ".join(nfc(text).split())


def _plain_text(image: PageImage) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        cv2.imwrite(str(path), image.pixels[..., ::-1])
        return plainly(path)


class _Numbers(NamedTuple):
    """How many numbers there are, are wrong, and are wrong without a sign of doubt."""

    total: int
    wrong: int
    silent: int

    def __str__(self) -> str:
        return f"{self.total - self.wrong} of {self.total}, {self.silent} silent"


def _count_numbers(read: Read) -> _Numbers:
    every = list(chain.from_iterable(_numbers(sheet.truth, page) for sheet, page in read))
    wrong = [doubted for right, doubted in every if not right]
    return _Numbers(len(every), len(wrong), wrong.count(False))


def _numbers(truth: Page, page: Page) -> Iterator[tuple[bool, bool]]:
    """Of each number printed: whether it was read right, and whether it is in doubt."""
    printed, told = list(truth.words), list(page.words)
    for before, here in _differing([w.text for w in printed], [w.text for w in told]):
        words, read = printed[before], told[here]
        wanted = [_DIGITS.findall(word.text) for word in words if _DIGITS.search(word.text)]
        found = [_DIGITS.findall(word.text) for word in read if _DIGITS.search(word.text)]
        doubted = any(map(_is_doubted, read))
        for step in Levenshtein.opcodes(list(map(tuple, wanted)), list(map(tuple, found))):
            for _ in range(step.src_start, step.src_end):
                yield step.tag == "equal", doubted


def _differing(printed: Sequence[str], told: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """Both texts in parts that are the same in both, and parts that are not at all."""
    start: tuple[int, int] | None = None
    for step in Levenshtein.opcodes(printed, told):
        if step.tag != "equal":
            start = start or (step.src_start, step.dest_start)
            continue
        if start:
            yield slice(start[0], step.src_start), slice(start[1], step.dest_start)
            start = None
        yield slice(step.src_start, step.src_end), slice(step.dest_start, step.dest_end)
    if start:
        yield slice(start[0], len(printed)), slice(start[1], len(told))


def _is_doubted(word: Word) -> bool:
    return word.guess is not None


def main() -> None:
    """Print the table."""
    show(rows())


if __name__ == "__main__":
    main()
