"""What the header of a plan ought to state and does not."""

from collections.abc import Iterator

from pipeline.check.finding import finding
from schemas.outline import Outline
from schemas.records import Finding, Header, Severity
from schemas.stored import Document


def check_header(document_id: str, outline: Outline, header: Header) -> Iterator[Finding]:
    """Blank or missing number, date, title, issuer, signer; a document that is no plan."""
    if not any(node.kind == "section" for node in outline.nodes):
        yield finding(document_id, "no-sections", "warning")
    for code, severity in _missing(header):
        about = {"record_table": Document.TABLE, "record_id": document_id, "page": 1}
        yield finding(document_id, code, severity).model_copy(update=about)


def _missing(header: Header) -> Iterator[tuple[str, Severity]]:
    if header.doc_type is None:
        yield "no-document-type", "warning"
    elif header.title is None:
        yield "no-title", "warning"
    if header.number is None:
        yield "no-number", "info"
    if header.issued_on is None:
        yield "no-date", "info"
    if header.issuer is None:
        yield "no-issuer", "warning"
    if header.signer is None:
        yield "no-signer", "info"
