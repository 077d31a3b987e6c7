"""A document as rows of the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel
from sqlite_utils import Database

from pipeline.store.columns import FOLDED, Row, fold_row, row
from pipeline.store.pages import page_row
from pipeline.store.tables import column_names
from schemas.page import Page
from schemas.plan import Plan
from schemas.records import Agency, Finding, Record, Section, Signature, make_id
from schemas.stored import Document, Restoration, StoredPage


def document_rows(
    plan: Plan,
    path: Path,
    fingerprint: str,
    of_pages: str,
    read: Mapping[int, Page] = MappingProxyType({}),
) -> dict[str, list[Row]]:
    """All rows of a document, by table; `documents` and `agencies` stand before what names them."""
    extraction = plan.extraction
    rows: dict[str, list[Row]] = {
        Document.TABLE: [row(_document(plan, path, fingerprint))],
        Agency.TABLE: _plain(extraction.agencies),
        StoredPage.TABLE: [
            page_row(page, plan.id, of_pages, read.get(page.number)) for page in plan.pages
        ],
        Restoration.TABLE: _plain([r for page in plan.pages for r in _restorations(plan.id, page)]),
        Section.TABLE: _plain(extraction.sections),
        Signature.TABLE: _plain(plan.signatures),
        Finding.TABLE: _plain(plan.findings),
    }
    for record in extraction.records:
        rows.setdefault(record.TABLE, []).append(record_row(record))
    return rows


def record_row(record: Record) -> Row:
    """The row of a record with evidence, as search needs it."""
    values = row(record)
    return {**values, FOLDED: fold_row(type(record), values)}


def insert(database: Database, table: str, rows: Iterable[Row]) -> None:
    """Put rows into a table; agencies, which documents share, over those that are there."""
    names = column_names(table)
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    if table == Agency.TABLE:
        # Not the key: for a key that is set, SQLite looks up all who name it.
        values = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
        sql += f" ON CONFLICT (id) DO UPDATE SET {values}"
    database.conn.executemany(sql, ([values[name] for name in names] for values in rows))


def _restorations(document_id: str, page: Page) -> Iterator[Restoration]:
    for number, word in enumerate(page.words):
        if word.read is not None or word.guess is not None:
            yield Restoration(
                id=make_id(document_id, Restoration.TABLE, page.number, number),
                document_id=document_id,
                page=page.number,
                bbox=word.box,
                read=word.as_read,
                text=word.text,
                guess=word.guess,
                probability=1.0 if word.certainty is None else word.certainty,
            )


def _plain(records: Sequence[BaseModel]) -> list[Row]:
    return [row(record) for record in records]


def _document(plan: Plan, path: Path, fingerprint: str) -> Document:
    of_file = {name: getattr(plan, name) for name in type(plan).model_fields}
    return Document(
        **{name: of_file[name] for name in Document.model_fields if name in of_file},
        **dict(plan.extraction.header),
        text_source=plan.text_source,
        path=str(path),
        fingerprint=fingerprint,
    )
