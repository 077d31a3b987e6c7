"""A document after its whole way: what the single writer stores in one transaction."""

from typing import Literal

from pydantic import Field

from schemas.base import Frozen
from schemas.page import Page
from schemas.records import Extraction, Finding, Signature

Status = Literal["done", "partial", "failed"]


class Signer(Frozen):
    """Who put a digital signature on a file, by the certificate, and when."""

    name: str
    organisation: str | None = None
    signed_at: str | None = None


class SourceFile(Frozen):
    """The file that a document came in, and how far it went."""

    id: str = Field(description="stable key")
    source: str = Field(description="path below the folder given, with forward slashes")
    sha256: str = Field(description="SHA-256 of the file")
    media_type: str | None = Field(None, description="by the file's content: application/pdf …")
    n_pages: int = Field(0, description="number of pages")
    status: Status = Field("done", description="partial: some of its pages could not be read")
    error: str | None = Field(None, description="why it failed or is partial, in one line")


class Plan(SourceFile):
    """One document with its pages, records and findings.

    A failed document has its `error` and no pages; everything else of it is empty.
    """

    pages: tuple[Page, ...] = ()
    extraction: Extraction = Extraction()
    findings: tuple[Finding, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def text_source(self) -> str | None:
        """Where the text came from: text-layer, ocr, plain-text, or mixed; None without pages."""
        kinds = {page.text_source for page in self.pages}
        return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else None
