"""Tesseract as the installed program: one recognition a page gives words, boxes, confidences."""

import os
import subprocess
from collections.abc import Iterator
from functools import cache

import pytesseract
from PIL import Image

from pipeline.errors import DocumentError, MissingRequirement
from pipeline.ocr.engine import Layout, Reading
from pipeline.ocr.prepare import Pixels

# One page is read on one core: Tesseract's own threads wait for each other more than they work
# (four to five times the CPU seconds), and pages are read side by side anyway.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

# Modes of page segmentation.
MODES: dict[Layout, int] = {
    "page": 3,  # keeps the two columns of a letterhead row by row
    "column": 6,
    "sparse": 11,
}
_WORD = 5  # level of a word in Tesseract's table


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
        config = f"--psm {MODES[layout]} --dpi {round(dpi)}"
        if letters:
            config += f" -c tessedit_char_whitelist={letters}"
        picture = Image.fromarray(pixels)
        picture.format = "PPM"  # written 15 times faster than PNG
        try:
            table = pytesseract.image_to_data(
                picture, lang=self._language, config=config, timeout=self._timeout
            )
        except pytesseract.TesseractNotFoundError:
            raise MissingRequirement("ocr.no-tesseract") from None
        except pytesseract.TesseractError as error:
            if "language" in error.message:
                raise MissingRequirement("ocr.no-language", language=self._language) from None
            raise DocumentError("ocr.engine-failed", reason=_last_line(error.message)) from None
        except RuntimeError:  # pytesseract's only sign of a time limit
            raise DocumentError("ocr.timeout", seconds=round(self._timeout)) from None
        return list(readings_of(table))

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


def readings_of(table: str) -> Iterator[Reading]:
    """The words of the table that Tesseract writes, a row for each word, line, paragraph, block."""
    for row in table.splitlines():
        *numbers, confidence, text = row.split("\t", 11)
        if numbers[0] == str(_WORD) and text.strip():
            line = tuple(numbers[2:5])
            left, top, width, height = map(int, numbers[6:])
            yield Reading(text, float(confidence) / 100, left, top, width, height, line)


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


@cache
def data_folder() -> str:
    """Where the program's language data are. Raises MissingRequirement without the program."""
    command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise MissingRequirement("ocr.no-tesseract") from None
    return (told.stdout + told.stderr).split('"')[1]


def _last_line(message: str) -> str:
    lines = message.strip().splitlines()
    return lines[-1] if lines else "?"
