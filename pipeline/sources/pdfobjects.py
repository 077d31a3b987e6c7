"""What a PDF page draws besides text: pictures, rulings, letters as outlines."""

from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_float, c_int
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from schemas.page import Box

_DEEPEST = 5  # forms within forms
_THIN = 2.5  # points: wider is no ruling
_SHORT = 8.0  # points: shorter is no ruling
_OUTLINES = 60  # paths that letters drawn as curves exceed soon
_WHOLE = 0.95  # of the page
_SCAN = 0.5

_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Picture(NamedTuple):
    """An image object, how it is put on the page, and its box in user space."""

    item: raw.FPDF_PAGEOBJECT
    matrix: _Matrix
    box: Box


@dataclass(frozen=True)
class Drawn:
    """Counts of what is drawn on a page."""

    objects: int
    pictured: float  # share of the page that pictures cover, at most 1
    across: int  # horizontal rulings
    down: int  # vertical rulings
    boxes: int  # rectangles and grids that are drawn with a line
    curves: int  # paths that are no rulings

    @property
    def is_blank(self) -> bool:
        """True where nothing is drawn."""
        return not self.objects

    @property
    def is_scan(self) -> bool:
        """True where pictures cover the page: a text layer came from OCR."""
        return self.pictured >= _SCAN

    @property
    def is_outlined(self) -> bool:
        """True where so much is drawn that it may be letters."""
        return self.curves > _OUTLINES

    @property
    def may_hold_table(self) -> bool:
        """True where rulings cross; whether they make a table is for a closer look."""
        return (self.across >= 2 and self.down >= 2) or self.boxes >= 2


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """Look at all objects of a page of pypdfium2."""
    whole = _page_box(page)
    counts = Counter[str]()
    pictured = 0.0
    for item, kind, matrix in _objects(page):
        counts["objects"] += 1
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictured += _share(_bounds(item, matrix), whole)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            counts[_shape(item, matrix)] += 1
    return Drawn(
        objects=counts["objects"],
        pictured=min(1.0, pictured),
        across=counts["across"],
        down=counts["down"],
        boxes=counts["box"],
        curves=counts["curve"],
    )


def only_picture(page: pdfium.PdfPage) -> Picture | None:
    """The picture that is all that one sees of the page; None where there is more, or less."""
    whole = _page_box(page)
    found: Picture | None = None
    for item, kind, matrix in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item, matrix)
            if _share(box, whole) < _WHOLE:
                return None
            found = Picture(item, _times(_matrix(item), matrix), box)  # it covers all before it
        elif found and not _is_invisible_text(item, kind):
            return None
    return found


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, int, _Matrix]]:
    """Objects with their kind and the matrix of the form that they are drawn in."""
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        yield from _unfold(raw.FPDFPage_GetObject(page.raw, index), _UNIT, 0)


def _unfold(
    item: raw.FPDF_PAGEOBJECT, outer: _Matrix, depth: int
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, int, _Matrix]]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _times(_matrix(item), outer)
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            yield from _unfold(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)
    else:
        yield item, kind, outer


def _shape(item: raw.FPDF_PAGEOBJECT, outer: _Matrix) -> str:
    box = _bounds(item, outer)
    width, height = box.x1 - box.x0, box.bottom - box.top
    if width <= _THIN and height >= _SHORT:
        return "down"
    if height <= _THIN and width >= _SHORT:
        return "across"
    return "box" if width > _SHORT and height > _SHORT and _is_stroked(item) else "curve"


def _is_invisible_text(item: raw.FPDF_PAGEOBJECT, kind: int) -> bool:
    """True for what OCR programs lay over a scan."""
    mode = raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return bool(kind == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFTextObj_GetTextRenderMode(item) == mode)


def _is_stroked(item: raw.FPDF_PAGEOBJECT) -> bool:
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    return bool(stroke.value)


def _page_box(page: pdfium.PdfPage) -> Box:
    return Box(*page.get_bbox())


def _bounds(item: raw.FPDF_PAGEOBJECT, outer: _Matrix) -> Box:
    """The object's box in user space, where `top` is the lower edge."""
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    raw.FPDFPageObj_GetBounds(item, byref(left), byref(bottom), byref(right), byref(top))
    if outer == _UNIT:
        return Box(left.value, bottom.value, right.value, top.value)
    a, b, c, d, e, f = outer
    corners = [
        (a * x + c * y + e, b * x + d * y + f)
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _matrix(item: raw.FPDF_PAGEOBJECT) -> _Matrix:
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, byref(m))
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    aa, bb, cc, dd, ee, ff = outer
    return (
        a * aa + b * cc,
        a * bb + b * dd,
        c * aa + d * cc,
        c * bb + d * dd,
        e * aa + f * cc + ee,
        e * bb + f * dd + ff,
    )


def _share(box: Box, whole: Box) -> float:
    width = min(box.x1, whole.x1) - max(box.x0, whole.x0)
    height = min(box.bottom, whole.bottom) - max(box.top, whole.top)
    area = (whole.x1 - whole.x0) * (whole.bottom - whole.top)
    return max(0.0, width) * max(0.0, height) / max(area, 1.0)
