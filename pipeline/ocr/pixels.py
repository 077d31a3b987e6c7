"""Pictures as arrays of grey: what all steps of reading share."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

cv2.setNumThreads(1)  # pages are read side by side: one core a page

Pixels = NDArray[np.uint8]

WHITE = 255
INK = 170  # darker is ink, on a picture that is prepared
_SMALL_DPI = 50  # enough to see paper, skew, edges and stamps
# What is inked before a pixel, from the top left, by how parts of ink may touch.
_BEFORE = {
    4: np.array([[0, 1], [1, 0]], np.uint8),
    8: np.array([[1, 1], [1, 0]], np.uint8),
}
_LABELS = 0xFFFF  # that 16 bits can tell apart


class Parts(NamedTuple):
    """Connected parts of a mask; the first part is where nothing is."""

    labels: NDArray[np.integer[Any]]  # the number of its part for each pixel
    stats: NDArray[np.int32]  # a row for each part, columns `cv2.CC_STAT_…`

    def where(self, chosen: NDArray[np.bool_]) -> Pixels:
        """A mask (0, 1) of the parts that are `chosen`, a flag for each."""
        return pixels_of(chosen.view(np.uint8)[self.labels])


def parts_of(mask: NDArray[Any], connectivity: int = 8) -> Parts:
    """The connected parts of a mask (0, 1 or truth values).

    Labels of 16 bits take a third of the time; there are never more than corners at the top left.
    """
    mask = mask.astype(np.uint8, copy=False)
    before = cv2.dilate(mask, _BEFORE[connectivity], anchor=(1, 1))
    few = cv2.countNonZero(cv2.subtract(mask, before)) < _LABELS
    told, of = (cv2.CV_16U, np.uint16) if few else (cv2.CV_32S, np.int32)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask, connectivity=connectivity, ltype=told
    )
    return Parts(np.asarray(labels, dtype=of), np.asarray(stats, dtype=np.int32))


def pixels_of(array: Any) -> Pixels:  # noqa: ANN401 — what OpenCV gives has no shape or type
    """What OpenCV gives, typed."""
    return np.asarray(array, dtype=np.uint8)


def is_blank(pixels: Pixels, dpi: float) -> bool:
    """True where there is less ink than a printed word has."""
    return int(np.count_nonzero(pixels < INK)) < (0.08 * dpi) ** 2


def enlarged(pixels: Pixels, times: float) -> Pixels:
    """The picture, so many times larger."""
    return pixels_of(cv2.resize(pixels, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC))


def times_smaller(dpi: float) -> int:
    """How many pixels, across and down, make one of a small picture of about 50 dpi.

    Whole ones: any other scale takes eight times as long.
    """
    return max(1, round(dpi / _SMALL_DPI))


def small(pixels: Pixels, dpi: float) -> Pixels:
    """The picture at about 50 dpi (`times_smaller`)."""
    times = times_smaller(dpi)
    height, width = pixels.shape
    down, right = -height % times, -width % times
    whole = cv2.copyMakeBorder(pixels, 0, down, 0, right, cv2.BORDER_REPLICATE)
    size = (width + right) // times, (height + down) // times
    return pixels_of(cv2.resize(whole, size, interpolation=cv2.INTER_AREA))


def large(small: Pixels, like: Pixels, dpi: float, how: int) -> Pixels:
    """A small picture as large as the one that it was made of."""
    times = times_smaller(dpi)
    size = small.shape[1] * times, small.shape[0] * times
    height, width = like.shape
    return pixels_of(cv2.resize(small, size, interpolation=how))[:height, :width]


def quarter_turned(pixels: Pixels, quarters: int) -> Pixels:
    """The picture turned by so many quarters clockwise."""
    return np.ascontiguousarray(np.rot90(pixels, -quarters))


def rotated(pixels: Pixels, degrees: float) -> Pixels:
    """The picture turned counter-clockwise about its middle, white where nothing was."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return pixels_of(
        cv2.warpAffine(
            pixels,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(WHITE,),
        )
    )
