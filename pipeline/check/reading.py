"""Pages that were read badly or not at all."""

from collections.abc import Iterator, Sequence

from pipeline.check.finding import finding
from schemas.page import Page
from schemas.records import Finding

# Mean confidence of recognition below which a page deserves a look. On the real scans pages
# that read well stand at 0.86 and above, pages with lost lines at 0.6 and below.
DOUBTFUL = 0.75
# Real scans that read well leave 0 to 14 such places on a page, dirt and signatures mostly.
_UNREAD, _UNREAD_SHARE = 20, 0.1
_TOLD = 8  # numbers that a finding names


def check_pages(document_id: str, pages: Sequence[Page]) -> Iterator[Finding]:
    """Text layers that were not believed, pages of low confidence, pages without words."""
    yield from _wrong_layers(document_id, pages)
    for page in pages:
        if doubtful := [word for word in page.words if word.is_doubtful_number]:
            yield finding(
                document_id,
                "doubtful-numbers",
                "info",
                page=page.number,
                numbers=", ".join(f"{word.text} ({word.guess})" for word in doubtful[:_TOLD]),
                more="" if len(doubtful) <= _TOLD else ", …",
            )
        if misses_text(page):
            yield finding(
                document_id, "ink-without-words", "warning", page=page.number, places=page.unread
            )
        empty = next(page.words, None) is None
        if empty and page.text_source == "ocr" and not page.error:
            yield finding(document_id, "empty-page", "info", page=page.number)
        elif page.confidence < DOUBTFUL and not empty:
            yield finding(
                document_id,
                "doubtful-page",
                "warning",
                page=page.number,
                confidence=f"{page.confidence:.2f}",
            )


def misses_text(page: Page) -> bool:
    """True where much ink of the size of words was not read."""
    return page.unread >= max(_UNREAD, _UNREAD_SHARE * sum(1 for _ in page.words))


def _wrong_layers(document_id: str, pages: Sequence[Page]) -> Iterator[Finding]:
    """Pages whose own text is wrong: read again by OCR, or, without an image, taken as it is."""
    for again, code in ((True, "wrong-text-layer"), (False, "garbled-text")):
        wrong = [p for p in pages if p.verdict == "wrong" and (p.text_source == "ocr") is again]
        if wrong:
            found = finding(
                document_id,
                code,
                "info" if again else "warning",
                pages=", ".join(str(page.number) for page in wrong),
                reason=wrong[0].reason,
            )
            yield found.model_copy(update={"page": wrong[0].number})
