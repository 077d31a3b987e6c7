"""Check: what in a plan does not add up, is missing, contradicts itself or was hard to read."""

from collections.abc import Sequence

from pipeline.check.header import check_header
from pipeline.check.reading import check_pages, misses_text
from pipeline.check.sums import check_classes, check_targets
from pipeline.check.values import check_values
from schemas.outline import Outline
from schemas.page import Page
from schemas.records import Extraction, Finding

__all__ = ["check", "check_records", "misses_text"]


def check(
    document_id: str, pages: Sequence[Page], outline: Outline, extraction: Extraction
) -> tuple[Finding, ...]:
    """All findings of a document, in a fixed order; what is wrong is told, never mended."""
    return (
        *check_pages(document_id, pages),
        *check_header(document_id, outline, extraction.header),
        *check_records(document_id, extraction),
    )


def check_records(document_id: str, extraction: Extraction) -> tuple[Finding, ...]:
    """The findings about records; asked again when a person has corrected one."""
    return (
        *check_classes(document_id, extraction.classes),
        *check_targets(document_id, extraction.targets),
        *check_values(document_id, extraction),
    )
