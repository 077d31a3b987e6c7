"""Tesseract as the installed program: one recognition a page gives words, boxes, confidences."""

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytesseract
from PIL import Image

from pipeline.errors import DocumentError, MissingRequirement
from pipeline.ocr.engine import Layout, Picture, Reading
from pipeline.ocr.pixels import Pixels

# One page is read on one core: Tesseract's own threads wait for each other more than they work
# (four to five times the CPU seconds), and pages are read side by side anyway.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

# Modes of page segmentation.
MODES: dict[Layout, int] = {
    "page": 3,  # keeps the two columns of a letterhead row by row
    "column": 6,
    "sparse": 11,
}
# Models of a script know more type faces, and less of the language.
_SCRIPTS = {"vie": ("script/Vietnamese", "Vietnamese")}
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

    @property
    def has_script(self) -> bool:
        """Whether there is a model of the script beside that of the language."""
        return script_of(self._language) is not None

    def read(self, pictures: Sequence[Picture]) -> list[list[Reading]]:
        """The words of each picture; see `Engine`. The program is started once a kind of picture.

        A start costs 0.1 s, a sixth of what a page of text takes.
        """
        kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, picture in enumerate(pictures):
            config = f"--psm {MODES[picture.layout]} --dpi {round(picture.dpi)}"
            if picture.letters:
                config += f" -c tessedit_char_whitelist={picture.letters}"
            kinds[self.model_for(picture), config].append(at)
        read: list[list[Reading]] = [[] for _ in pictures]
        for (model, config), places in kinds.items():
            table = self._table([pictures[at].pixels for at in places], model, config)
            for page, reading in readings_of(table):
                read[places[page]].append(reading)
        return read

    def model_for(self, picture: Picture) -> str:
        """What a picture is to be read with."""
        return (picture.by_script and script_of(self._language)) or self._language

    def _table(self, pictures: Sequence[Pixels], model: str, config: str) -> str:
        """What the program tells of pictures that it finds by a list of files."""
        try:
            with TemporaryDirectory(prefix="kehoach-") as folder:
                files = [Path(folder, f"{number}.pgm") for number in range(len(pictures))]
                for file, pixels in zip(files, pictures, strict=True):
                    Image.fromarray(pixels).save(file)  # 15 times faster than as PNG
                names = Path(folder, "pictures.txt")
                names.write_text("\n".join(map(str, files)), "utf-8")
                return str(
                    pytesseract.image_to_data(
                        str(names),
                        lang=model,
                        config=config,
                        timeout=self._timeout * len(pictures),
                    )
                )
        except pytesseract.TesseractNotFoundError:
            raise MissingRequirement("ocr.no-tesseract") from None
        except pytesseract.TesseractError as error:
            if "language" in error.message:
                raise MissingRequirement("ocr.no-language", language=self._language) from None
            raise DocumentError("ocr.engine-failed", reason=_last_line(error.message)) from None
        except RuntimeError:  # pytesseract's only sign of a time limit
            raise DocumentError("ocr.timeout", seconds=round(self._timeout)) from None

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


def readings_of(table: str) -> Iterator[tuple[int, Reading]]:
    """The words of the table that Tesseract writes, and on which of its pages, from 0, they are."""
    for row in table.splitlines():
        *numbers, confidence, text = row.split("\t", 11)
        if numbers[0] == str(_WORD) and text.strip():
            line = tuple(numbers[2:5])
            left, top, width, height = map(int, numbers[6:])
            reading = Reading(text, float(confidence) / 100, left, top, width, height, line)
            yield int(numbers[1]) - 1, reading


@cache
def engine_version(language: str) -> str:
    """As in `tesseract 5.3.0 vie`. Raises MissingRequirement where one of them is missing."""
    try:
        version = pytesseract.get_tesseract_version()
    except (pytesseract.TesseractNotFoundError, SystemExit):
        raise MissingRequirement("ocr.no-tesseract") from None
    if missing := set(language.split("+")) - installed().models:
        raise MissingRequirement("ocr.no-language", language="+".join(sorted(missing)))
    return " ".join(filter(None, [f"tesseract {version} {language}", script_of(language)]))


class Installed(NamedTuple):
    """Where the program's data are, and which models."""

    folder: str
    models: frozenset[str]


@cache
def installed() -> Installed:
    """What the program can read with. Raises MissingRequirement without the program."""
    command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise MissingRequirement("ocr.no-tesseract") from None
    head, *models = (told.stdout + told.stderr).splitlines()
    return Installed(head.split('"')[1], frozenset(models))


@cache
def script_of(language: str) -> str | None:
    """The model of the script that a language is written in, where that is installed."""
    names = _SCRIPTS.get(language, ())
    return next((name for name in names if name in installed().models), None)


def _last_line(message: str) -> str:
    lines = message.strip().splitlines()
    return lines[-1] if lines else "?"
