"""Tesseract as a library in this process, through tesserocr where that is installed.

A fifth to a third cheaper than the program, which is started and loads its model for each picture.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from pipeline.errors import DocumentError, MissingRequirement
from pipeline.ocr.engine import Picture, Reading
from pipeline.ocr.tesseract import MODES, Tesseract, installed, readings_of, script_of

_WHITELIST = "tessedit_char_whitelist"


def is_installed() -> bool:
    """Whether there is such a library."""
    return find_spec("tesserocr") is not None


class TesseractLibrary(Tesseract):
    """The library with one language; the program tells where its data are, and turns pages."""

    @property
    def version(self) -> str:
        """Name, version and language, as stored with each page."""
        return library_version(self._language)

    def read(self, pictures: Sequence[Picture]) -> list[list[Reading]]:
        """The words of each picture; see `Engine`."""
        return [self._read(picture) for picture in pictures]

    def _read(self, picture: Picture) -> list[Reading]:
        api = _api(self.model_for(picture))
        height, width = picture.pixels.shape
        api.SetPageSegMode(MODES[picture.layout])
        api.SetVariable(_WHITELIST, picture.letters or "")
        api.SetImageBytes(picture.pixels.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(picture.dpi))
        try:
            # A deadline of 0 is none.
            if not api.Recognize(max(1, round(self._timeout * 1000))):
                raise DocumentError("ocr.timeout", seconds=round(self._timeout))
            return [reading for _, reading in readings_of(api.GetTSVText(0))]
        finally:
            api.Clear()


@cache
def library_version(language: str) -> str:
    """As in `tesseract 5.5.4 vie`. Raises MissingRequirement where its data are missing."""
    version = f"tesseract {_api(language).Version()} {language}"
    return " ".join(filter(None, [version, script_of(language)]))


@cache
def _api(language: str) -> Any:  # noqa: ANN401 - tesserocr has no types
    import tesserocr

    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)  # it writes to stderr
    try:
        return tesserocr.PyTessBaseAPI(path=installed().folder, lang=language)
    except RuntimeError:
        raise MissingRequirement("ocr.no-language", language=language) from None
