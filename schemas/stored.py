"""What the database holds beside the records: documents, pages, corrections and runs.

`TABLES` names every table with its schema: the columns of a table are the fields of its schema.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.page import Box, Confidence, LayerVerdict, TextSource
from schemas.plan import SourceFile
from schemas.records import (
    RECORD_TYPES,
    Agency,
    Finding,
    Header,
    Reviewed,
    Section,
    Signature,
)

Action = Literal["accepted", "corrected", "rejected", "added", "withdrawn"]


class Document(Header, SourceFile):
    """A document: its file, what its letterhead and signature block say, and how it was read."""

    TABLE: ClassVar[str] = "documents"

    text_source: str | None = Field(
        None, description="text-layer, ocr, plain-text, or mixed; null without pages"
    )
    path: str = Field(description="where the file was found: absolute path on that machine")
    fingerprint: str = Field(description="what the result depends on: versions and options")
    gone_since: str | None = Field(
        None, description="ISO day on which its file was found to be gone; null while it is there"
    )
    reviewed: Reviewed | None = Field(
        None, description="what a person did with its header; null: it is as it was extracted"
    )


class StoredPage(Frozen):
    """A page of a document, as read and as restored."""

    TABLE: ClassVar[str] = "pages"

    document_id: str = Field(description="the document it is a page of")
    number: int = Field(description="from 1")
    text_source: TextSource = Field(description="where the text came from")
    raw_text: str = Field(description="the text as read, before restoration")
    text: str = Field(description="the text in correct Vietnamese: a line a line")
    confidence: Confidence = Field(description="0 to 1")
    width: float | None = Field(None, description="in points; null where the file has no pages")
    height: float | None = Field(None, description="in points; null where the file has no pages")
    ocr_engine: str | None = Field(None, description="OCR engine and version; null without OCR")
    verdict: LayerVerdict = Field(description="on the text layer that the file brought along")
    reason: str = Field(description="why that verdict, in a few words")
    fingerprint: str = Field(
        description="what the page depends on: versions and options of reading, then of restoration"
    )
    words: bytes = Field(description="words with their boxes: JSON of the page, zlib-compressed")
    words_read: bytes | None = Field(
        None, description="the same as OCR read it, before restoration; null without OCR"
    )


class Restoration(Frozen):
    """A word that restoration changed, or left as it was with doubts."""

    TABLE: ClassVar[str] = "restorations"

    id: str = Field(description="stable key")
    document_id: str = Field(description="the document that has the word")
    page: int = Field(ge=1, description="its page, from 1")
    bbox: Box | None = Field(
        None, description="[x0, top, x1, bottom] in points from the page's top left"
    )
    read: str = Field(description="the word as read")
    text: str = Field(description="the word as it stands now; as read where that is doubtful only")
    guess: str | None = Field(None, description="the likeliest reading, where it is not the text")
    probability: Confidence = Field(description="of the text, or of the guess if there is one")


class Correction(Frozen):
    """What a person decided about a record, its evidence and when; an entry is never changed.

    Entries are kept for ever and laid over what is extracted, after every run. One that was a
    mistake is taken back by another one.
    """

    TABLE: ClassVar[str] = "corrections"

    id: str = Field(description="stable key, made of what the entry says")
    document_id: str = Field(description="the document of the record")
    sha256: str = Field(description="SHA-256 of the file that the person had before them")
    record_table: str = Field(
        description="table of the record; documents: its header; findings: a finding to dismiss"
    )
    record_id: str = Field(description="the record, as it was called then")
    action: Action = Field(
        description="rejected: the paper does not state it; added: it was not extracted;"
        " withdrawn: the entry that it follows is taken back"
    )
    decided: Mapping[str, Any] | None = Field(
        None, description="the record's values as the person left them"
    )
    extracted: Mapping[str, Any] | None = Field(
        None, description="its values as they were extracted then; null where they were not"
    )
    section: str | None = Field(None, description="evidence: path of the section")
    page: int | None = Field(None, ge=1, description="evidence: page, from 1")
    quote: str | None = Field(None, description="evidence: the words that state it")
    bbox: Box | None = Field(None, description="evidence: where they stand on the page")
    findings: tuple[str, ...] = Field((), description="findings that it settles, by id")
    follows: tuple[str, ...] = Field(
        (), description="earlier entries that the person had before them and that it replaces"
    )
    author: str = Field(min_length=1, description="who decided")
    made_at: str = Field(
        description="ISO date and time, UTC",
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$",
    )
    note: str | None = Field(None, description="why, in the person's words")


class Overlaid(Frozen):
    """A row that corrections lie over, or took out of its table: what was extracted."""

    TABLE: ClassVar[str] = "overlaid"

    id: str = Field(description="the row's id in its table")
    document_id: str = Field(description="the document it belongs to")
    record_table: str = Field(description="its table")
    corrections: tuple[str, ...] = Field(
        (), description="what lies over it, the one that stands last; none: it changed with another"
    )
    place: int | None = Field(None, description="its rowid in its table")
    extracted: Mapping[str, Any] | None = Field(
        None, description="the row as extracted; null where it was not"
    )


class Run(Frozen):
    """One run of the program."""

    TABLE: ClassVar[str] = "runs"

    id: int | None = Field(None, description="number of the run, given by the database")
    started_at: str = Field(description="ISO date and time, UTC")
    version: str = Field(description="of the program")
    options: Mapping[str, Any] = Field(description="options in force")
    counts: Mapping[str, int] = Field(description="documents by what became of them, pages …")
    seconds: float = Field(description="how long it took")


TABLES: Mapping[str, type[Frozen]] = {
    Document.TABLE: Document,
    StoredPage.TABLE: StoredPage,
    Section.TABLE: Section,
    Agency.TABLE: Agency,
    **{record.TABLE: record for record in RECORD_TYPES},
    Signature.TABLE: Signature,
    Finding.TABLE: Finding,
    Restoration.TABLE: Restoration,
    Correction.TABLE: Correction,
    Overlaid.TABLE: Overlaid,
    Run.TABLE: Run,
}


def json_schema(name: str | None = None) -> dict[str, Any]:
    """JSON Schema of the rows of table `name`, or of all tables by name.

    Raises KeyError for a name that is no table.
    """
    if name is None:
        return {table: model.model_json_schema() for table, model in TABLES.items()}
    return TABLES[name].model_json_schema()
