"""Pages as the database keeps them: the text to search and read, and the words to work on."""

import zlib
from typing import cast

from pipeline.store.columns import FOLDED, Row, row
from pipeline.vietnamese.letters import fold
from schemas.page import Page
from schemas.stored import StoredPage

# Level 1 is several times as fast as the default and a sixth larger.
_LEVEL = 1


def page_row(page: Page, document_id: str, fingerprint: str, read: Page | None) -> Row:
    """A row of `pages`, by column; `read` is the page as OCR read it."""
    stored = StoredPage(
        document_id=document_id,
        number=page.number,
        text_source=page.text_source,
        raw_text=page.raw_text,
        text=page.text,
        confidence=page.confidence,
        width=page.width,
        height=page.height,
        ocr_engine=page.engine,
        verdict=page.verdict,
        reason=page.reason,
        fingerprint=fingerprint,
        words=pack(page),
        words_read=pack(read) if read else None,
    )
    values = row(stored)
    return {**values, FOLDED: fold(cast(str, values["text"]))}


def pack(page: Page) -> bytes:
    """The page with all its words and boxes, compressed."""
    return zlib.compress(page.model_dump_json(exclude_none=True).encode(), _LEVEL)


def unpack(packed: bytes) -> Page:
    """The page that was packed."""
    return Page.model_validate_json(zlib.decompress(packed))
