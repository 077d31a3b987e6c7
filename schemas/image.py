"""The picture of a page on its way from a source to the OCR engine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PageImage:
    """Pixels of a page: height x width (grey) or height x width x 3 (RGB), uint8.

    `dpi` converts pixels to points: points = pixels * 72 / dpi.
    """

    pixels: NDArray[np.uint8]
    dpi: float
