"""Pages that were read badly or not at all."""

from collections.abc import Iterator, Sequence

from pipeline.check.finding import finding
from schemas.page import Page
from schemas.records import Finding

# Mean confidence of recognition below which a page deserves a look. On the real scans pages
# that read well stand at 0.86 and above, pages with lost lines at 0.6 and below.
DOUBTFUL = 0.75


def check_pages(document_id: str, pages: Sequence[Page]) -> Iterator[Finding]:
    """Text layers that were not believed, pages of low confidence, pages without words."""
    for page in pages:
        empty = next(page.words, None) is None
        if page.verdict == "wrong":
            yield finding(
                document_id, "wrong-text-layer", "info", page=page.number, reason=page.reason
            )
        if empty and page.text_source == "ocr":
            yield finding(document_id, "empty-page", "info", page=page.number)
        elif page.confidence < DOUBTFUL:
            yield finding(
                document_id,
                "doubtful-page",
                "warning",
                page=page.number,
                confidence=f"{page.confidence:.2f}",
            )
