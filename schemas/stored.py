"""What the database holds beside the records: documents, pages, corrections and runs.

`TABLES` names every table with its schema: the columns of a table are the fields of its schema.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from schemas.base import Frozen
from schemas.page import Box, Confidence, LayerVerdict, TextSource
from schemas.plan import SourceFile
from schemas.records import RECORD_TYPES, Agency, Finding, Header, Section, Signature


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
    fingerprint: str = Field(description="what the reading depends on: versions and options")
    words: bytes = Field(description="words with their boxes: JSON of the page, zlib-compressed")


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
    """What a person changed; kept for ever, and laid over the extracted values."""

    TABLE: ClassVar[str] = "corrections"

    id: str = Field(description="stable key")
    record_table: str = Field(description="table of the corrected record")
    record_id: str = Field(description="the corrected record")
    field: str = Field(description="the corrected column")
    value_before: str | None = Field(None, description="what was extracted, as JSON")
    value: str | None = Field(None, description="what a person says it is, as JSON")
    quote: str | None = Field(None, description="the evidence that the person had before them")
    author: str = Field(description="who corrected it")
    made_at: str = Field(description="ISO date and time, UTC")
    note: str | None = Field(None, description="why, in the person's words")


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
    Run.TABLE: Run,
}


def json_schema(name: str | None = None) -> dict[str, Any]:
    """JSON Schema of the rows of table `name`, or of all tables by name.

    Raises KeyError for a name that is no table.
    """
    if name is None:
        return {table: model.model_json_schema() for table, model in TABLES.items()}
    return TABLES[name].model_json_schema()
