"""The picture of a PDF page: the scan itself where it is one image, else the page rendered."""

from ctypes import byref, c_uint

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources.pdfobjects import Picture, only_picture
from schemas.image import PageImage
from schemas.page import Box

_OFF = 3.0  # points that an image may miss the page's edges
_STRETCH = 0.02  # part by which the resolutions across and down may differ
_DARK = 100  # mean grey of an image that is stored inverted, or is a mask
_SAMPLED = 8  # every so manieth pixel tells how dark an image is
_POINTS = 72.0


def picture_of(page: pdfium.PdfPage, settings: Settings) -> PageImage:
    """Pixels of a page of pypdfium2, as it is shown.

    The scan itself is three times cheaper than rendering, and not a pixel is lost.
    Raises DocumentError where the scan has more pixels than the limit.
    """
    picture = only_picture(page)
    if picture is not None:
        _check_size(picture, settings)
        if (scan := _scan(page, picture)) is not None:
            return scan
    return _rendered(page, settings)


def _check_size(picture: Picture, settings: Settings) -> None:
    width, height = c_uint(), c_uint()
    raw.FPDFImageObj_GetImagePixelSize(picture.item, byref(width), byref(height))
    megapixels = width.value * height.value / 1e6
    if megapixels > settings.max_megapixels:
        raise DocumentError(
            "sources.picture-too-large",
            megapixels=round(megapixels),
            limit=round(settings.max_megapixels),
        )


def _scan(page: pdfium.PdfPage, picture: Picture) -> PageImage | None:
    """The image's own pixels; None where it stands turned, shifted, or is stored inverted."""
    a, b, c, d, _, _ = picture.matrix
    whole = Box(*page.get_bbox())
    shifted = any(abs(x - y) > _OFF for x, y in zip(picture.box, whole, strict=True))
    if page.get_rotation() or shifted or abs(b) > 0.01 * a or abs(c) > 0.01 * d or a <= 0 or d <= 0:
        return None
    stored = raw.FPDFImageObj_GetBitmap(picture.item)
    if not stored:
        return None
    pixels = _pixels(pdfium.PdfBitmap.from_raw(stored))
    dpi_across, dpi_down = pixels.shape[1] / a * _POINTS, pixels.shape[0] / d * _POINTS
    if abs(dpi_across / dpi_down - 1) > _STRETCH or pixels[::_SAMPLED, ::_SAMPLED].mean() < _DARK:
        return None
    return PageImage(pixels, dpi_across)


def _rendered(page: pdfium.PdfPage, settings: Settings) -> PageImage:
    """The page at the settings' resolution, or less where that were more pixels than the limit."""
    width, height = page.get_size()
    most = (settings.max_megapixels * 1e6 / (width * height)) ** 0.5 * _POINTS
    dpi = min(float(settings.ocr_dpi), most)
    bitmap = page.render(scale=dpi / _POINTS, rev_byteorder=True, may_draw_forms=False)
    pixels = _pixels(bitmap, rgb=True)
    return PageImage(pixels, pixels.shape[1] / width * _POINTS)


def _pixels(bitmap: pdfium.PdfBitmap, *, rgb: bool = False) -> NDArray[np.uint8]:
    """A copy of a bitmap's pixels, grey or RGB."""
    view: NDArray[np.uint8] = bitmap.to_numpy()
    if view.ndim == 2 or view.shape[2] == 1:
        return view.reshape(view.shape[:2]).copy()
    if rgb:
        return view[:, :, :3].copy()
    turned = cv2.COLOR_BGR2RGB if view.shape[2] == 3 else cv2.COLOR_BGRA2RGB
    return np.asarray(cv2.cvtColor(view, turned), dtype=np.uint8)
