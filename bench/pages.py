"""Pages of invented plans with their truth, as scanners of different quality see them."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

import numpy as np
import PIL.Image

from corpus.generator import Wishes, make_plan, scan
from corpus.generator import document as doc
from corpus.generator.scan import Degradation, Image, as_jpeg, degrade, render
from corpus.generator.typeset import typeset
from pipeline.settings import Settings
from pipeline.sources.pdf import PdfSource
from schemas.image import PageImage
from schemas.page import Page

SEEDS = (9001, 9003, 9006, 9008)  # plans of four or five pages, each with a table of 28 areas
DPI = 200

# As in the trials of Tesseract; lengths in pixels at 200 dpi.
DEGRADATIONS = {
    "none": Degradation(quality=95),
    "light": scan.DEGRADATIONS["light"],
    "medium": Degradation(
        blur=0.8, skew=1.0, speckle=0.12, shade=0.2, bleed=0.1, noise=4, quality=50
    ),
    "heavy": Degradation(
        blur=1.27, skew=1.5, speckle=0.5, shade=0.4, bleed=0.18, fade=0.38, noise=6, quality=28
    ),
}


class Sheet(NamedTuple):
    """A page as it was printed: its own text, signed and stamped where it is signed."""

    truth: Page
    print: Image
    back: Image
    seed: int
    signer: str | None = None  # on the page that is signed

    def scanned(self, degradation: str) -> PageImage:
        """The page as a scanner sees it. The same degradation, the same pixels."""
        chance = np.random.default_rng(self.seed)
        how = DEGRADATIONS[degradation]
        jpeg = as_jpeg(degrade(self.print, self.back, how, chance), how.quality)
        with PIL.Image.open(BytesIO(jpeg)) as picture:
            return PageImage(np.array(picture.convert("RGB")), DPI)


@cache
def sheets() -> tuple[Sheet, ...]:
    """All pages of the plans. Raises MissingFontError."""
    return tuple(sheet for seed in SEEDS for sheet in _of_plan(seed))


def _of_plan(seed: int) -> Iterator[Sheet]:
    document = make_plan(seed, Wishes(annex=True))
    prints = list(render(typeset(document, sealed=True), DPI))
    (signing,) = (block for block in document.blocks if isinstance(block, doc.Signing))
    truths = _text_of(typeset(document))
    for number, (truth, shown) in enumerate(zip(truths, prints, strict=True)):
        signed = signing.name in truth.text and "Nơi nhận" in truth.text
        back = prints[(number + 1) % len(prints)]
        yield Sheet(truth, shown, back, seed + number, signing.name if signed else None)


def _text_of(pdf: bytes) -> list[Page]:
    """The pages as they were typeset, read from the file's own text."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        with PdfSource(Path(file.name), Settings()) as source:
            layers = (source.page(number + 1).layer for number in range(source.n_pages))
            return [layer for layer in layers if layer is not None]
