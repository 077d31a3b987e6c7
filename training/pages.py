"""Typeset sentences, scan and read them: what is printed beside what is read, line by line."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
from statistics import median
from typing import NamedTuple

import numpy as np
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus.generator.scan import DEGRADATIONS, photocopy
from corpus.generator.typeset import FACE, load_fonts
from pipeline.ocr.engine import Picture
from pipeline.ocr.prepare import prepare
from pipeline.ocr.tesseract import Tesseract
from pipeline.restore.channel import Pair
from schemas.image import PageImage

_WIDTH, _HEIGHT = A4
_MARGIN = 65.0
_FACES = (FACE, f"{FACE}-bold", f"{FACE}-italic", f"{FACE}-bold-italic")
_FACE_SHARES = (0.72, 0.12, 0.12, 0.04)
_CAPITALS = 0.07  # share of paragraphs in capitals
_SIZES = (12, 13, 13, 14, 14)
_HEADING = 150  # characters
_SHORTEST, _LONGEST = 60, 1500
_TIMEOUT = 300.0  # seconds a page


class Scanner(NamedTuple):
    """A way to get pages read: the engine's language, and how often which fault at which dpi."""

    language: str
    faults: dict[tuple[str, int], float]


SCANNERS = {
    "eng": Scanner(
        "eng",
        {
            ("none", 300): 0.3,
            ("none", 200): 0.3,
            ("light", 200): 0.2,
            ("light", 300): 0.1,
            ("medium", 200): 0.1,
        },
    ),
    "vie": Scanner("vie", {("light", 200): 0.2, ("medium", 200): 0.5, ("heavy", 200): 0.3}),
}


class _Placed(NamedTuple):
    top: float
    bottom: float
    text: str


def read_lines(texts: Iterable[str], scanner: Scanner, pages: int, seed: int) -> Iterator[Pair]:
    """Lines as printed and as read, of `pages` pages of these texts. Same seed, same pages."""
    load_fonts()
    chance = np.random.default_rng(seed)
    engine = Tesseract(scanner.language, _TIMEOUT)
    faults = list(scanner.faults)
    shares = list(scanner.faults.values())
    rest = iter(texts)
    for number in range(pages):
        name, dpi = faults[int(chance.choice(len(faults), p=shares))]
        pdf, lines = _typeset(rest, chance)
        image = next(photocopy(pdf, seed + number, DEGRADATIONS[name], dpi))
        read = list(_read(engine, PageImage(image, dpi)))
        for line in lines:
            beside = [other for other in read if _stands_in(other, line)]
            if len(beside) == 1:
                yield line.text, beside[0].text


def _read(engine: Tesseract, image: PageImage) -> Iterator[_Placed]:
    """The lines that the engine finds, as the program prepares pages for it, set straight."""
    prepared = prepare(image)
    point = 72 / prepared.dpi
    [readings] = engine.read([Picture(prepared.pixels, prepared.dpi)])
    for _, line in groupby(readings, key=lambda reading: reading.line):
        words = list(line)
        top = median(word.top for word in words) * point
        bottom = median(word.top + word.height for word in words) * point
        yield _Placed(top, bottom, " ".join(word.text for word in words))


def _typeset(texts: Iterator[str], chance: np.random.Generator) -> tuple[bytes, list[_Placed]]:
    """A page full of paragraphs, as PDF, and its lines."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    size = float(chance.choice(_SIZES))
    pitch = size * chance.uniform(1.15, 1.45)
    lines: list[_Placed] = []
    y = _MARGIN
    while y < _HEIGHT - _MARGIN:
        text = next(texts)
        if chance.random() < _CAPITALS:
            text = text[:_HEADING].upper()
        face = str(chance.choice(_FACES, p=_FACE_SHARES))
        for words, last in _wrapped(text.split(), face, size):
            if y >= _HEIGHT - _MARGIN:
                break
            _draw(canvas, words, y, face, size, justified=not last)
            lines.append(_Placed(y - size, y + 0.3 * size, " ".join(words)))
            y += pitch
        y += 0.3 * size
    canvas.showPage()
    canvas.save()
    return out.getvalue(), lines


def _wrapped(words: list[str], face: str, size: float) -> Iterator[tuple[list[str], bool]]:
    """The words of each line, and whether it is the last one."""
    line: list[str] = []
    for word in words:
        if line and stringWidth(" ".join([*line, word]), face, size) > _WIDTH - 2 * _MARGIN:
            yield line, False
            line = []
        line.append(word)
    if line:
        yield line, True


def _draw(
    canvas: Canvas, words: list[str], y: float, face: str, size: float, *, justified: bool
) -> None:
    canvas.setFont(face, size)
    widths = [stringWidth(word, face, size) for word in words]
    gap = stringWidth(" ", face, size)
    if justified and len(words) > 1:
        gap = (_WIDTH - 2 * _MARGIN - sum(widths)) / (len(words) - 1)
    x = _MARGIN
    for word, width in zip(words, widths, strict=True):
        canvas.drawString(x, _HEIGHT - y, word)
        x += width + gap


def _stands_in(read: _Placed, line: _Placed) -> bool:
    return line.top < (read.top + read.bottom) / 2 < line.bottom


def paragraphs(lines: Iterable[str], number: int, seed: int = 1) -> list[str]:
    """Lines long enough to be sentences, drawn by chance."""
    fit = [line.strip() for line in lines if _SHORTEST < len(line) < _LONGEST]
    chosen = np.random.default_rng(seed).permutation(len(fit))[:number]
    return [fit[at] for at in chosen]
