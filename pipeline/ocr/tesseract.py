"""Tesseract through pytesseract: one recognition a page gives words, boxes and confidences."""

import os
from functools import cache

import pytesseract
from PIL import Image

from pipeline.errors import DocumentError, MissingRequirement
from pipeline.ocr.engine import Layout, Reading
from pipeline.ocr.prepare import Pixels

# One page is read on one core: Tesseract's own threads wait for each other more than they work
# (four to five times the CPU seconds), and pages are read side by side anyway.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

_LAYOUTS: dict[Layout, str] = {
    "page": "--psm 3",  # keeps the two columns of a letterhead row by row
    "column": "--psm 6",
    "sparse": "--psm 11",
}


class Tesseract:
    """The installed `tesseract` program with one language."""

    def __init__(self, language: str, timeout: float) -> None:
        self._language = language
        self._timeout = timeout

    @property
    def version(self) -> str:
        """Name, version and language, as stored with each page."""
        return engine_version(self._language)

    def read(
        self, pixels: Pixels, dpi: float, *, layout: Layout = "page", letters: str | None = None
    ) -> list[Reading]:
        """Words on a grey picture; see `Engine`."""
        config = f"{_LAYOUTS[layout]} --dpi {round(dpi)}"
        if letters:
            config += f" -c tessedit_char_whitelist={letters}"
        picture = Image.fromarray(pixels)
        picture.format = "PPM"  # written 15 times faster than PNG
        try:
            data = pytesseract.image_to_data(
                picture,
                lang=self._language,
                config=config,
                timeout=self._timeout,
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractNotFoundError:
            raise MissingRequirement("ocr.no-tesseract") from None
        except pytesseract.TesseractError as error:
            if "language" in error.message:
                raise MissingRequirement("ocr.no-language", language=self._language) from None
            raise DocumentError("ocr.engine-failed", reason=_last_line(error.message)) from None
        except RuntimeError:  # pytesseract's only sign of a time limit
            raise DocumentError("ocr.timeout", seconds=round(self._timeout)) from None
        columns = ("text", "conf", "left", "top", "width", "height")
        lines = zip(data["block_num"], data["par_num"], data["line_num"], strict=True)
        return [
            Reading(text, float(confidence) / 100, left, top, width, height, line)
            for (text, confidence, left, top, width, height), line in zip(
                zip(*(data[name] for name in columns), strict=True), lines, strict=True
            )
            if float(confidence) >= 0 and str(text).strip()
        ]

    def quarters_wrong(self, pixels: Pixels, dpi: float) -> int | None:
        """Clockwise quarter turns that set the page upright; None where that cannot be told."""
        picture = Image.fromarray(pixels)
        picture.format = "PPM"
        try:
            told = pytesseract.image_to_osd(
                picture,
                config=f"--psm 0 --dpi {round(dpi)}",
                timeout=self._timeout,
                output_type=pytesseract.Output.DICT,
            )
        except (pytesseract.TesseractError, RuntimeError):
            return None  # too few letters, or the data for it is not installed
        return int(told["rotate"]) // 90 % 4


@cache
def engine_version(language: str) -> str:
    """As in `tesseract 5.3.0 vie`. Raises MissingRequirement where one of them is missing."""
    try:
        version = pytesseract.get_tesseract_version()
        installed = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, SystemExit):
        raise MissingRequirement("ocr.no-tesseract") from None
    if missing := set(language.split("+")) - set(installed):
        raise MissingRequirement("ocr.no-language", language="+".join(sorted(missing)))
    return f"tesseract {version} {language}"


def _last_line(message: str) -> str:
    lines = message.strip().splitlines()
    return lines[-1] if lines else "?"
