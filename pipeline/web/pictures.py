"""Pictures of pages and of evidence, made from the source when they are asked for.

Which file that is tells the database, never the request. PDFium is not made for threads, so one
picture is made at a time; the latest stay at hand.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources import digest, open_source
from schemas.page import Box

WIDTHS = (240, 1000, 1600, 2400)  # pixels in which a page is served
_MOST_BYTES = 96_000_000  # of finished pictures at hand
_QUALITY = 80
_MARGIN = 12.0  # points around evidence
_CROP_DPI = 150.0
_POINTS = 72.0
Format = Literal["webp", "png"]


class Pictures:
    """Pictures of the pages of source files."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._made = _Shelf(_MOST_BYTES)
        # A page whole, for the widths and crops that are asked for one after another.
        self._page: tuple[Hashable, Image.Image, float] | None = None

    def page(self, path: Path, sha256: str, number: int, width: int) -> bytes:
        """Page `number` of a file as WebP, `width` pixels wide at most.

        Raises DocumentError where the file is gone, is another one by now, or has no such picture.
        """
        key = (sha256, number, width)
        with self._lock:
            if (made := self._made.get(key)) is None:
                picture, _ = self._whole(path, sha256, number)
                if picture.width > width:
                    height = max(1, round(picture.height * width / picture.width))
                    picture = picture.resize((width, height), Image.Resampling.LANCZOS, None, 2.0)
                made = self._made.put(key, _encoded(picture, "webp"))
        return made

    def crop(self, path: Path, sha256: str, number: int, box: Box) -> bytes:
        """The part of a page around a box (points from its top left) as PNG. Raises as `page`."""
        key = (sha256, number, box)
        with self._lock:
            if (made := self._made.get(key)) is None:
                picture, dpi = self._whole(path, sha256, number)
                scale = dpi / _POINTS
                edges = (
                    max(0, round((box.x0 - _MARGIN) * scale)),
                    max(0, round((box.top - _MARGIN) * scale)),
                    min(picture.width, round((box.x1 + _MARGIN) * scale)),
                    min(picture.height, round((box.bottom + _MARGIN) * scale)),
                )
                if edges[0] >= edges[2] or edges[1] >= edges[3]:
                    raise DocumentError("sources.no-picture")
                part = picture.crop(edges)
                if dpi > _CROP_DPI:
                    ratio = _CROP_DPI / dpi
                    part = part.resize(
                        (max(1, round(part.width * ratio)), max(1, round(part.height * ratio))),
                        Image.Resampling.LANCZOS,
                    )
                made = self._made.put(key, _encoded(part, "png"))
        return made

    def _whole(self, path: Path, sha256: str, number: int) -> tuple[Image.Image, float]:
        """A page's picture and its resolution."""
        key = (sha256, number)
        if self._page is None or self._page[0] != key:
            _check(path, sha256)
            try:
                with open_source(path, self._settings) as source:
                    found = source.page(number).image()
            except IndexError as fault:
                raise DocumentError("sources.no-picture") from fault
            self._page = (key, Image.fromarray(found.pixels), found.dpi)
        return self._page[1], self._page[2]


def _encoded(picture: Image.Image, format: Format) -> bytes:
    out = BytesIO()
    if format == "webp":
        picture.save(out, "WEBP", quality=_QUALITY, method=2)
    else:
        picture.save(out, "PNG")
    return out.getvalue()


def _check(path: Path, sha256: str) -> None:
    """Raise DocumentError where the file is not the one that was read."""
    try:
        told = path.stat()
        same = _digest(path, told.st_mtime_ns, told.st_size) == sha256
    except OSError as fault:
        raise DocumentError("archive.gone", path=path.name) from fault
    if not same:
        raise DocumentError("archive.changed", path=path.name)


@lru_cache(maxsize=4096)
def _digest(path: Path, changed: int, size: int) -> str:
    """SHA-256 of a file, asked for again when time of change or size tell that it changed."""
    return digest(path)


class _Shelf:
    """The latest pictures, so many bytes of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Hashable, made: bytes) -> bytes:
        self._kept[key] = made
        self._bytes += len(made)
        while self._bytes > self._most and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= len(gone)
        return made


def version(sha256: str) -> str:
    """A short sign of a file's content, for addresses that may be kept by browsers."""
    return hashlib.sha256(sha256.encode()).hexdigest()[:8]
