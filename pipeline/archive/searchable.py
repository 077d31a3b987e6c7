"""A searchable PDF/A: the page as it was scanned, the restored words invisible over it.

OCRmyPDF (an optional extra) makes the PDF/A; it is given the words that are in the database as
the answer of its OCR engine, so nothing is recognised again.
"""

import logging
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from pipeline.errors import DocumentError, MissingRequirement
from pipeline.messages import say
from pipeline.store.reader import Known
from schemas.page import Page

_POINTS = 72


def write_pdf(known: Known, pages: Sequence[Page], path: Path) -> str | None:
    """A copy of the file with the words of its pages; pages with a good text layer keep it.

    PDF/A wherever that can be confirmed; else a plain PDF, and what it returns says so.
    Raises MissingRequirement without OCRmyPDF, DocumentError where it refuses the file.
    """
    if find_spec("ocrmypdf") is None:
        raise MissingRequirement("archive.no-ocrmypdf")
    import ocrmypdf
    import pikepdf
    from ocrmypdf.exceptions import ExitCodeException

    from pipeline.archive.engine import manager_of

    logging.getLogger("ocrmypdf").setLevel(logging.CRITICAL)  # what it refuses, it raises
    recognised = [page for page in pages if page.text_source == "ocr"]
    wrong = any(page.verdict == "wrong" for page in recognised)
    try:
        # Where it fails it leaves stderr to a display that is gone: what is said then is lost.
        with redirect_stderr(sys.stderr):
            ocrmypdf.ocr(
                known.path,
                path,
                plugin_manager=manager_of(pages),
                language=["vie"],
                output_type="auto",
                pdfa_backend="internal",  # some versions of Ghostscript spoil text
                # A wrong layer goes only where its page becomes a picture; others are not touched.
                mode="force" if wrong else "skip",
                pages=",".join(str(page.number) for page in recognised) if wrong else None,
                image_dpi=_resolution(known.path, pages[0]),
                optimize=0,  # a scan is kept as it is
                invalidate_digital_signatures=True,  # of the copy: the original is only read
                use_threads=True,  # other processes would not know the words
                progress_bar=False,
            )
    except ExitCodeException as fault:
        reason = str(fault).strip() or type(fault).__name__
        raise DocumentError("archive.refused", reason=reason.splitlines()[0]) from fault
    with pikepdf.open(path) as written, written.open_metadata() as metadata:
        return None if metadata.pdfa_status else say("archive.no-pdfa")


def _resolution(path: Path, page: Page) -> int | None:
    """Of a picture, by the size that its page was given; None for what is no picture."""
    try:
        with Image.open(path) as picture:
            width = picture.size[0]
    except OSError:
        return None
    return round(width / page.width * _POINTS) if page.width else None
