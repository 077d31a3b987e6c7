"""What workers are forked from: whoever imports this has loaded all that they share.

So a worker is ready at once, also in place of one that was lost, and what they share is in memory
once.
"""

import gc

from pipeline import flow
from pipeline.restore.page import restore_page
from schemas.page import Line, Page, Word
from schemas.plan import SourceFile

_TEXT = "Phong Kinh te chu tri, phoi hop voi cac xa to chuc 03 lop tap huan."


def _warm() -> None:
    """Take a line along the way of a document: models and rules are loaded when first needed."""
    line = Line(words=tuple(Word(text=text) for text in _TEXT.split()))
    page = Page(number=1, blocks=(line,), text_source="plain-text")
    flow.understand(SourceFile(id="0" * 16, source="", sha256=""), [restore_page(page)])
    gc.collect()
    gc.freeze()  # or each worker would come to hold a copy of what it never changes


_warm()
