"""Does the evidence of a database hold? Asked of every record."""

import sqlite3
from pathlib import Path

from schemas.records import RECORD_TYPES


def quotes_not_on_their_page(database: Path) -> list[tuple[str, str, str]]:
    """(table, id, quote) of records whose quote is not in their page's text, white space folded."""
    missing: list[tuple[str, str, str]] = []
    connection = sqlite3.connect(database)
    pages = {
        (document, number): " ".join(text.split())
        for document, number, text in connection.execute(
            "select document_id, number, text from pages"
        )
    }
    for kind in RECORD_TYPES:
        records = connection.execute(f"select id, document_id, page, quote from {kind.TABLE}")
        missing += [
            (kind.TABLE, record_id, quote)
            for record_id, document, page, quote in records
            if " ".join(quote.split()) not in pages[document, page]
        ]
    connection.close()
    return missing
