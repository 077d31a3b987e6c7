"""The words of a document as what OCRmyPDF knows for an OCR engine; imported where that is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ocrmypdf
from ocrmypdf._plugin_manager import OcrmypdfPluginManager, get_plugin_manager
from ocrmypdf.hocrtransform import BoundingBox, OcrClass, OcrElement
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence
from PIL import Image

from pipeline.archive.runs import runs_of
from schemas.page import Box, Page, Word

_POINTS = 72


def manager_of(pages: Sequence[Page]) -> OcrmypdfPluginManager:
    """OCRmyPDF's plugins, with these pages in the place of an engine."""
    manager = get_plugin_manager()
    manager.pluggy_manager.register(_Plugin({page.number: page for page in pages}))
    return manager


class _Plugin:
    def __init__(self, pages: Mapping[int, Page]) -> None:
        self._engine = _Words(pages)

    @ocrmypdf.hookimpl  # type: ignore[untyped-decorator, unused-ignore]
    def get_ocr_engine(self, options: Any) -> OcrEngine:  # noqa: ANN401
        return self._engine


class _Words(OcrEngine):
    """Knows already what stands on each page."""

    def __init__(self, pages: Mapping[int, Page]) -> None:
        self._pages = pages

    def __str__(self) -> str:
        return "kehoach"

    def version(self) -> str:
        return str(self)

    def creator_tag(self, options: object) -> str:
        return str(self)

    def languages(self, options: object) -> set[str]:
        return {"vie"}

    def get_orientation(self, input_file: Path, options: object) -> OrientationConfidence:
        return OrientationConfidence(angle=0, confidence=0.0)

    def supports_generate_ocr(self) -> bool:
        return True

    def generate_ocr(
        self, input_file: Path, options: object, page_number: int = 0
    ) -> tuple[OcrElement, str]:
        """The words of page `page_number`, from 0, placed on its picture."""
        page = self._pages[page_number + 1]
        with Image.open(input_file) as picture:
            width, height = picture.size
        scale = width / (page.width or width)
        sheet = OcrElement(OcrClass.PAGE, BoundingBox(0, 0, width, height))
        sheet.dpi, sheet.page_number = scale * _POINTS, page_number
        sheet.children = [_line(run, scale) for block in page.blocks for run in runs_of(block)]
        return sheet, page.text

    def generate_hocr(self, *_: object) -> None:
        raise NotImplementedError

    def generate_pdf(self, *_: object) -> None:
        raise NotImplementedError


def _line(words: Sequence[Word], scale: float) -> OcrElement:
    line = OcrElement(OcrClass.LINE, _place(Box.around(word.box for word in words), scale))
    for word in words:
        line.children.append(OcrElement(OcrClass.WORD, _place(word.box, scale), text=word.text))
    return line


def _place(box: Box | None, scale: float) -> BoundingBox | None:
    return box and BoundingBox(*(scale * edge for edge in box))
