"""Does the evidence of a database hold? Asked of every record."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2

from schemas.records import RECORD_TYPES

Wrong = tuple[str, str, str, str]


def quotes_not_on_their_page(database: Path) -> list[Wrong]:
    """(table, id, quote, page's text) of records whose quote is not in their page's text."""
    with closing(sqlite3.connect(database)) as connection:
        pages = {
            (document, number): " ".join(text.split())
            for document, number, text in connection.execute(
                "select document_id, number, text from pages"
            )
        }
        return [
            (table, record, quote, pages[document, page])
            for table, record, document, page, quote, _ in _records(connection)
            if " ".join(quote.split()) not in pages[document, page]
        ]


def boxes_that_frame_something_else(database: Path) -> list[Wrong]:
    """(table, id, quote, framed text) of records in PDF files whose box does not hold the quote.

    What stands within the box is asked of the file itself, by its text layer: an independent
    reading. All words of the quote must be there.
    """
    wrong: list[Wrong] = []
    with closing(sqlite3.connect(database)) as connection:
        files = {
            document: pypdfium2.PdfDocument(path)
            for document, path in connection.execute(
                "select id, path from documents where text_source = 'text-layer'"
            )
        }
        for table, record, document, number, quote, bbox in _records(connection):
            if document not in files:
                continue
            page = files[document][number - 1]
            x0, top, x1, bottom = json.loads(bbox)
            height = page.get_height()
            framed = page.get_textpage().get_text_bounded(
                x0 - 1, height - bottom - 1, x1 + 1, height - top + 1
            )
            if not set(_letters(quote).split()) <= set(_letters(framed).split()):
                wrong.append((table, record, quote, framed))
    return wrong


def _letters(text: str) -> str:
    return "".join(c if c.isalnum() else " " for c in text)


def _records(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, str, str, int, str, str]]:
    for kind in RECORD_TYPES:
        for row in connection.execute(
            f"select id, document_id, page, quote, bbox from {kind.TABLE}"
        ):
            yield (kind.TABLE, *row)
