"""What a hand adds to a printed page: the red round stamp and the signature under it."""

import math
from random import Random

from reportlab.pdfgen.canvas import Canvas

_RED = (0.83, 0.07, 0.11)
_INK = (0.08, 0.13, 0.55)


def draw_seal(
    canvas: Canvas, x: float, y: float, radius: float, around: str, middle: str, font: str
) -> None:
    """A stamp with its centre at x, y: a double ring, text along it, a star, the office's name."""
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    canvas.setStrokeColorRGB(*_RED, alpha=0.85)
    canvas.setFillColorRGB(*_RED, alpha=0.85)
    canvas.translate(x, y)
    for share, width in ((1.0, 1.8), (0.93, 0.6), (0.62, 0.8)):
        canvas.setLineWidth(width)
        canvas.circle(0, 0, radius * share)
    size = radius * 0.19
    _curved(canvas, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", radius * 0.71, size, font, top=True)
    _curved(canvas, around, radius * 0.71, size, font, top=False)
    for side in (-1, 1):
        _star(canvas, side * radius * 0.775, -radius * 0.2, radius * 0.07)
    words = middle.split()
    lines = (
        [middle]
        if len(words) < 3
        else [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    )
    _star(canvas, 0, radius * 0.3, radius * 0.17)
    for i, line in enumerate(lines):
        fitting = min(radius * 0.2, radius * 1.02 / max(1, len(line)) * 1.5)
        canvas.setFont(font, fitting)
        canvas.drawCentredString(0, -radius * (0.08 + 0.24 * i), line)
    canvas.restoreState()


def draw_signature(canvas: Canvas, x: float, y: float, width: float, rng: Random) -> None:
    """A quick hand in blue ink, from x, y to the right."""
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    canvas.setStrokeColorRGB(*_INK, alpha=0.9)
    canvas.setLineCap(1)
    canvas.setLineWidth(1.3)
    path = canvas.beginPath()
    path.moveTo(x, y)
    step = width / 7
    for i in range(7):
        rise = rng.uniform(8, 22) * (1 if i % 2 else -0.8)
        left, right = x + i * step, x + (i + 1) * step
        path.curveTo(
            left + rng.uniform(-4, 6),
            y + rise,
            right + rng.uniform(-14, 4),
            y - rise * rng.uniform(0.4, 1),
            right,
            y + rng.uniform(-4, 6),
        )
    path.curveTo(x + width * 0.7, y - 16, x + width * 0.3, y - 14, x + width * 1.15, y - 6)
    canvas.drawPath(path)
    canvas.restoreState()


def _curved(canvas: Canvas, text: str, radius: float, size: float, font: str, *, top: bool) -> None:
    """Text along a circle: over the top clockwise, or under the bottom counter-clockwise."""
    widths = [canvas.stringWidth(letter, font, size) + size * 0.06 for letter in text]
    inner = radius if top else radius + size * 0.7
    most = math.radians(215 if top else 118)
    tight = min(1.0, most * inner / sum(widths))
    angle = -sum(widths) * tight / inner / 2
    for letter, width in zip(text, widths, strict=True):
        turn = angle + width * tight / inner / 2
        canvas.saveState()
        canvas.rotate(math.degrees(-turn if top else turn))
        canvas.translate(0, inner if top else -inner)
        canvas.scale(tight, 1)
        canvas.setFont(font, size)
        canvas.drawCentredString(0, 0, letter)
        canvas.restoreState()
        angle += width * tight / inner


def _star(canvas: Canvas, x: float, y: float, radius: float) -> None:
    path = canvas.beginPath()
    for i in range(10):
        reach = radius if i % 2 == 0 else radius * 0.4
        angle = math.pi / 2 + i * math.pi / 5
        point = (x + reach * math.cos(angle), y + reach * math.sin(angle))
        (path.lineTo if i else path.moveTo)(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
