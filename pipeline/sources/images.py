"""Pictures of pages: PNG, JPEG, TIFF with any number of pages."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from pipeline.errors import DocumentError
from pipeline.settings import Settings
from pipeline.sources.kinds import TIFF
from pipeline.sources.source import Source, SourcePage
from schemas.image import PageImage

# The limit is ours (settings.max_megapixels), in our words, checked before pixels are read.
Image.MAX_IMAGE_PIXELS = None

_A4_LONG_SIDE = 11.69  # inches
_PAPER = (4.5, 24.0)  # inches: the long side of what is scanned, A6 to A2


class ImageSource(Source):
    """An image file, one page a frame."""

    def __init__(self, path: Path, media_type: str, settings: Settings) -> None:
        self.media_type = media_type
        self.settings = settings
        try:
            self.picture = Image.open(path)
            # Other formats have frames that are no pages: animations, previews.
            self.n_pages = getattr(self.picture, "n_frames", 1) if media_type == TIFF else 1
        except Exception as error:  # Pillow's readers raise what they meet
            raise DocumentError("sources.damaged", reason=_told(error)) from error

    def _page(self, number: int) -> SourcePage:
        return ImagePage(self, number)

    def close(self) -> None:
        """Release the file."""
        self.picture.close()


class ImagePage(SourcePage):
    """A frame of an image file. It has no text layer."""

    layer = None

    def __init__(self, source: ImageSource, number: int) -> None:
        self.number = number
        self._source = source

    @property
    def wants_ocr(self) -> bool:
        """True unless OCR is switched off."""
        return self._source.settings.ocr != "skip"

    def image(self) -> PageImage:
        """The frame's pixels, turned as the camera says."""
        settings, picture = self._source.settings, self._source.picture
        try:
            picture.seek(self.number - 1)
            width, height = picture.size
            if width * height > settings.max_megapixels * 1e6:
                raise DocumentError(
                    "sources.picture-too-large",
                    megapixels=round(width * height / 1e6),
                    limit=round(settings.max_megapixels),
                )
            resolution = picture.info.get("dpi", (0, 0))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of EXIF data and palettes that matter to nobody
                upright = ImageOps.exif_transpose(picture)
                pixels = _pixels(upright)
        except DocumentError:
            raise
        except Exception as error:  # Pillow's decoders raise what they meet
            raise DocumentError("sources.damaged", reason=_told(error)) from error
        return PageImage(pixels, _dpi(upright.size, resolution))


def _pixels(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Grey or RGB, 8 bits, transparent parts white."""
    if picture.mode in ("I;16", "I", "F"):
        values = np.asarray(picture, dtype=np.float32)
        return np.ascontiguousarray(values * (255 / max(float(values.max()), 1.0))).astype(np.uint8)
    if picture.mode in ("1", "L"):
        return np.array(picture.convert("L"))
    if "A" in picture.mode or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return np.array(picture.convert("RGB"))


def _dpi(size: tuple[int, int], told: tuple[float, float]) -> float:
    """Pixels an inch as the file tells, or as if the page were A4 where that is no paper's size."""
    long_side = max(size)
    dpi = float(max(told)) if told else 0.0
    if dpi > 0 and _PAPER[0] <= long_side / dpi <= _PAPER[1]:
        return dpi
    return long_side / _A4_LONG_SIDE


def _told(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
