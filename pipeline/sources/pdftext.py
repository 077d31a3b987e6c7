"""Characters of a PDF page → words with boxes, as the page is shown (rotation and crop applied)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from ctypes import byref, c_double
from itertools import pairwise
from math import pi
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.vietnamese.letters import nfc
from schemas.layout import Run, turned
from schemas.marks import are_marks, raised
from schemas.page import Box, Word

_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})  # how PDFium tells a hyphen at a line's end
_HYPHEN, _UNKNOWN = 0x2D, 0xFFFD
_ZERO, _NINE = ord("0"), ord("9")
_BLANKS = frozenset(map(ord, " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"))
_LEAST_INK = 4.0  # points, of a full stop
_WIDE = 1.5  # heights: a step within a word that is a blank nobody wrote
_ASKEW = 0.1  # quarter turns
_SMALL, _LIFTED = 0.95, 0.2  # of the height beside it: how high and lifted a raised digit is
_SIGN = "¹"  # of a raised digit
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
        for text, first, box, glued in _parts(_words(text_page.raw)):
            word = Word(text=text, box=place(box), space=0.0 if glued else 1.0)
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
        [_begun(run) if angle == 0 else run for angle, run in runs if angle == main],
        [run for angle, run in runs if angle != main],
        main,
    )


def _angle(text: raw.FPDF_TEXTPAGE, index: int, rotation: int) -> _Angle:
    """Clockwise quarter turns that set a character upright on the shown page; None: askew."""
    # PDFium tells how far the character is turned clockwise, in radians.
    turned = raw.FPDFText_GetCharAngle(text, index) * 2 / pi + rotation / 90
    return None if abs(turned - round(turned)) > _ASKEW else -round(turned) % 4


class _Drawn(NamedTuple):
    """A word as it is drawn: characters, index of the first one, box, and digits that are lifted.

    These stand with their places in `codes`. Boxes are in user space: `top` is the lower edge.
    """

    codes: list[int]
    first: int
    box: Box
    lifted: dict[int, Box]


def _words(text: raw.FPDF_TEXTPAGE) -> Iterator[_Drawn]:
    """The words of a page in the order in which it draws them.

    Words end at blanks and where the next character stands elsewhere. This loop sees each
    character of a page: it is written for speed.
    """
    codes: list[int] = []
    lifted: dict[int, Box] = {}
    first = 0
    under = over = 0.0  # of the character before that stands on the line
    x0 = y0 = x1 = y1 = 0.0  # of the word
    left = low = right = high = 0.0  # of the character before
    loose = raw.FS_RECTF()
    plausible: dict[int, bool] = {}  # heights that fonts claim, in eighths of a point
    get_code, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    for index in range(raw.FPDFText_CountChars(text)):
        code = get_code(text, index)
        if code in _BLANKS:
            if codes:
                yield _Drawn(codes, first, Box(x0, y0, x1, y1), lifted)
                codes, lifted = [], {}
            continue
        get_box(text, index, loose)
        a, b, c, d = loose.left, loose.bottom, loose.right, loose.top
        claimed = int((d - b) * 8)
        if claimed not in plausible:
            plausible[claimed] = _is_plausible(d - b, _ink(text, index))
        if not plausible[claimed]:
            a, b, c, d = _ink(text, index)
        if codes:
            # A step that is wide for the character, whatever the direction of the line.
            side = _WIDE * max(c - a, d - b, high - low)
            if a - right > side or left - c > side or b - high > side or low - d > side:
                yield _Drawn(codes, first, Box(x0, y0, x1, y1), lifted)
                codes, lifted = [], {}
        if codes:
            x0, y0 = a if a < x0 else x0, b if b < y0 else y0
            x1, y1 = c if c > x1 else x1, d if d > y1 else y1
        else:
            first, x0, y0, x1, y1, under, over = index, a, b, c, d, b, d
        height = over - under
        if _ZERO <= code <= _NINE and d - b < _SMALL * height and b - under > _LIFTED * height:
            lifted[len(codes)] = Box(a, b, c, d)
        else:
            under, over = b, d
        codes.append(_HYPHEN if code in _HYPHENS else code or _UNKNOWN)
        left, low, right, high = a, b, c, d
    if codes:
        yield _Drawn(codes, first, Box(x0, y0, x1, y1), lifted)


def _parts(words: Iterable[_Drawn]) -> Iterator[tuple[str, int, Box, bool]]:
    """Text, index of the first character and box of each word; is it glued to the one before?

    The mark of a note is a word of its own, so that "05³ lớp" are 5: digits are never joined.
    """
    for codes, first, box, lifted in words:
        signs = "".join(_SIGN if place in lifted else " " for place in range(len(codes)))
        cuts = [0]
        for mark in re.finditer(f"{_SIGN}+", signs):
            start, end = mark.span()
            before, digits, after = map(_decoded, (codes[:start], codes[start:end], codes[end:]))
            if start and are_marks(before, digits, after):
                cuts += mark.span()
        if len(cuts) == 1:
            yield _decoded(codes), first, box, False
            continue
        edges = [lifted[c].x0 if c in lifted else lifted[c - 1].x1 for c in cuts[1:]]
        bounds = pairwise([box.x0, *edges, box.x1])
        for (start, end), (x0, x1) in zip(pairwise([*cuts, len(codes)]), bounds, strict=True):
            if part := _decoded(codes[start:end]):
                text = raised(part) if start in lifted else part
                yield text, first + start, Box(x0, box.top, x1, box.bottom), start > 0


def _begun(run: list[Word]) -> list[Word]:
    """A line whose first word is a raised number: the mark of the note that stands there."""
    first, *rest = run
    if not (rest and first.box and rest[0].box and first.text.isdecimal()):
        return run
    height = rest[0].box.bottom - rest[0].box.top
    above = rest[0].box.bottom - first.box.bottom
    is_mark = (
        are_marks("", first.text, "")
        and first.box.bottom - first.box.top < _SMALL * height
        and above > _LIFTED * height
    )
    return [first.model_copy(update={"text": raised(first.text)}), *rest] if is_mark else run


def _decoded(codes: list[int]) -> str:
    text = "".join(map(chr, codes))
    if max(text, default="") >= "\ud800" and any(
        "\ud800" <= character <= "\udfff" for character in text
    ):
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
