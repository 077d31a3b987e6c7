"""A document after its whole way: what the single writer stores in one transaction."""

from typing import Literal

from schemas.base import Frozen
from schemas.page import Page
from schemas.records import Extraction, Finding, Signature

Status = Literal["done", "partial", "failed"]


class Plan(Frozen):
    """One document with its pages, records and findings.

    A failed document has its `error` and no pages; everything else of it is empty.
    """

    id: str
    source: str  # path below the folder given, with forward slashes
    sha256: str
    media_type: str | None = None
    n_pages: int = 0
    pages: tuple[Page, ...] = ()
    extraction: Extraction = Extraction()
    findings: tuple[Finding, ...] = ()
    signatures: tuple[Signature, ...] = ()
    status: Status = "done"
    error: str | None = None

    @property
    def text_source(self) -> str | None:
        """Where the text came from: text-layer, ocr, plain-text, or mixed; None without pages."""
        kinds = {page.text_source for page in self.pages}
        return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else None
