"""Characters of a PDF page → words with boxes, as the page is shown (rotation and crop applied)."""

from collections import Counter
from collections.abc import Callable, Iterator
from ctypes import byref, c_double
from math import pi
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.vietnamese.letters import nfc
from schemas.layout import Run, turned
from schemas.page import Box, Word

_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})  # how PDFium tells a hyphen at a line's end
_HYPHEN, _UNKNOWN = 0x2D, 0xFFFD
_BLANKS = frozenset(map(ord, " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"))
_LEAST_INK = 4.0  # points, of a full stop
_WIDE = 1.5  # heights: a step within a word that is a blank nobody wrote
_ASKEW = 0.1  # quarter turns
_LOW, _HIGH = 0.8, 4.0  # what a font may claim for its height, in heights of the ink

_Angle = int | None


class PlacedText(NamedTuple):
    """The words of a page in runs on one base line, in the order in which the page draws them.

    `upright` are those of the prevailing direction, which stand upright once the page is turned
    by `quarters` clockwise; `askew` are all others: a watermark, a remark on the margin.
    """

    upright: list[Run]
    askew: list[Run]
    quarters: int


def text_of(page: pdfium.PdfPage) -> PlacedText:
    """The words of a page of pypdfium2, boxes in points from the top left of the shown page."""
    text_page = page.get_textpage()
    try:
        place, rotation = _placer(page), page.get_rotation()
        runs: list[tuple[_Angle, list[Word]]] = []
        letters = Counter[_Angle]()
        for codes, first, box in _words(text_page.raw):
            word = Word(text=_decoded(codes), box=place(box))
            angle = _angle(text_page.raw, first, rotation)
            letters[angle] += len(word.text)
            if runs and runs[-1][0] == angle and _follows(runs[-1][1][-1], word, angle):
                runs[-1][1].append(word)
            else:
                runs.append((angle, [word]))
    finally:
        text_page.close()
    main = max(
        (angle for angle in letters if angle is not None), key=letters.__getitem__, default=0
    )
    return PlacedText(
        [run for angle, run in runs if angle == main],
        [run for angle, run in runs if angle != main],
        main,
    )


def _angle(text: raw.FPDF_TEXTPAGE, index: int, rotation: int) -> _Angle:
    """Clockwise quarter turns that set a character upright on the shown page; None: askew."""
    # PDFium tells how far the character is turned clockwise, in radians.
    turned = raw.FPDFText_GetCharAngle(text, index) * 2 / pi + rotation / 90
    return None if abs(turned - round(turned)) > _ASKEW else -round(turned) % 4


def _words(text: raw.FPDF_TEXTPAGE) -> Iterator[tuple[list[int], int, Box]]:
    """Characters, index of the first one, and box of each word.

    Words end at blanks and where the next character stands elsewhere. Boxes are in user space:
    `top` is the lower edge. This loop sees each character of a page: it is written for speed.
    """
    codes: list[int] = []
    first = 0
    x0 = y0 = x1 = y1 = 0.0  # of the word
    left = low = right = high = 0.0  # of the character before
    loose = raw.FS_RECTF()
    plausible: dict[int, bool] = {}  # heights that fonts claim, in eighths of a point
    get_code, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    for index in range(raw.FPDFText_CountChars(text)):
        code = get_code(text, index)
        if code in _BLANKS:
            if codes:
                yield codes, first, Box(x0, y0, x1, y1)
                codes = []
            continue
        get_box(text, index, loose)
        a, b, c, d = loose.left, loose.bottom, loose.right, loose.top
        height = int((d - b) * 8)
        if height not in plausible:
            plausible[height] = _is_plausible(d - b, _ink(text, index))
        if not plausible[height]:
            a, b, c, d = _ink(text, index)
        if codes:
            # A step that is wide for the character, whatever the direction of the line.
            side = _WIDE * max(c - a, d - b, high - low)
            if a - right > side or left - c > side or b - high > side or low - d > side:
                yield codes, first, Box(x0, y0, x1, y1)
                codes = []
        if codes:
            x0, y0 = a if a < x0 else x0, b if b < y0 else y0
            x1, y1 = c if c > x1 else x1, d if d > y1 else y1
        else:
            first, x0, y0, x1, y1 = index, a, b, c, d
        codes.append(_HYPHEN if code in _HYPHENS else code or _UNKNOWN)
        left, low, right, high = a, b, c, d
    if codes:
        yield codes, first, Box(x0, y0, x1, y1)


def _decoded(codes: list[int]) -> str:
    text = "".join(map(chr, codes))
    if max(text) >= "\ud800" and any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return nfc(text)


def _is_plausible(height: float, ink: tuple[float, float, float, float]) -> bool:
    """True where a font tells its height rightly, seen from one of its characters. Some do not."""
    _, low, _, high = ink
    if high <= low:
        return height > 0
    return _LOW * (high - low) <= height <= _HIGH * max(high - low, _LEAST_INK)


def _ink(text: raw.FPDF_TEXTPAGE, index: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    raw.FPDFText_GetCharBox(text, index, byref(left), byref(right), byref(bottom), byref(top))
    return left.value, bottom.value, right.value, top.value


def _placer(page: pdfium.PdfPage) -> Callable[[Box], Box]:
    """From user space (origin at the bottom left, unrotated) to points from the shown top left."""
    left, bottom, right, top = page.get_bbox()
    size = (right - left, top - bottom)
    quarters = page.get_rotation() // 90

    def place(box: Box) -> Box:
        x0, y0, x1, y1 = box
        x0, y0, x1, y1 = x0 - left, top - y1, x1 - left, top - y0
        if quarters:
            x0, y0, x1, y1 = turned(Box(x0, y0, x1, y1), quarters, size)
        return Box(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))

    return place


def _follows(before: Word, word: Word, angle: _Angle) -> bool:
    """True where `word` goes on to the right of `before`, as its reader sees it."""
    if before.box is None or word.box is None or angle is None:
        return True
    a, b = before.box, word.box
    if angle:
        a, b = turned(a, angle, (0.0, 0.0)), turned(b, angle, (0.0, 0.0))
    beside = min(a.bottom, b.bottom) - max(a.top, b.top)
    return b.x0 > (a.x0 + a.x1) / 2 and beside > 0.5 * min(a.bottom - a.top, b.bottom - b.top)
