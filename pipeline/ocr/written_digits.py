"""Digits written by hand between print, told by a small network.

The network (convolutions, trained with connectionist temporal classification by
`training/written_digits.py`) sees a line of 32 x 256 pixels, print included, and tells for each
second column whether a digit stands there. OpenCV runs it.
"""

from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.pixels import WHITE, Pixels

FILE = "written_digits.onnx"
TALL, WIDE = 32, 256  # pixels of a line that the network sees


class Digits(NamedTuple):
    """The digits of a line, how sure each is, and the column of the network that tells it."""

    text: str
    sure: tuple[float, ...] = ()
    columns: tuple[int, ...] = ()

    @property
    def certainty(self) -> float:
        """Of the least sure of them; 1 where there are none."""
        return min(self.sure, default=1.0)


def digits_in(line: Pixels) -> Digits:
    """The digits of a line, dark on light, whose capitals are about half as tall as the line."""
    if not line.size:
        return Digits("")
    width = min(WIDE, max(1, round(line.shape[1] * TALL / line.shape[0])))
    picture = np.zeros((TALL, WIDE), np.float32)
    small = cv2.resize(WHITE - line, (width, TALL), interpolation=cv2.INTER_AREA)
    picture[:, :width] = small.astype(np.float32) / WHITE
    network = _network()
    network.setInput(picture[None, None])
    return _decoded(np.asarray(network.forward()[0], np.float64))


@cache
def _network() -> cv2.dnn.Net:
    with as_file(files("pipeline.ocr") / FILE) as path:
        return cv2.dnn.readNetFromONNX(str(path))


def _decoded(scores: NDArray[np.float64]) -> Digits:
    """The likeliest class of each column, repeated ones and blanks (class 0) left out."""
    odds = np.exp(scores - scores.max(axis=0))
    sure = (odds / odds.sum(axis=0)).max(axis=0)
    told = scores.argmax(axis=0)
    new = (told > 0) & (told != np.concatenate(([0], told[:-1])))
    columns = np.nonzero(new)[0]
    text = "".join(str(told[column] - 1) for column in columns)
    return Digits(text, tuple(sure[columns].tolist()), tuple(columns.tolist()))
