"""What the header of a plan ought to state and does not."""

from collections.abc import Iterator

from pipeline.check.finding import finding
from schemas.outline import Outline
from schemas.records import Finding, Header


def check_header(document_id: str, outline: Outline, header: Header) -> Iterator[Finding]:
    """Blank or missing number, date, title, issuer, signer; a document that is no plan."""
    if not any(node.kind == "section" for node in outline.nodes):
        yield finding(document_id, "no-sections", "warning")
    if header.doc_type is None:
        yield finding(document_id, "no-document-type", "warning")
    elif header.title is None:
        yield finding(document_id, "no-title", "warning")
    if header.number is None:
        yield finding(document_id, "no-number", "info")
    if header.issued_on is None:
        yield finding(document_id, "no-date", "info")
    if header.issuer is None:
        yield finding(document_id, "no-issuer", "warning")
    if header.signer is None:
        yield finding(document_id, "no-signer", "info")
