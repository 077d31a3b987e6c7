"""The way of one document through the stages, from its file to its records: read this first.

    sources ─► ocr ─► restore      page by page: `read_page`
    outline ─► extract ─► check    over all pages: `understand`

Only this module knows the order. Both functions depend on nothing but what they are given, so
they can run in any process; `pipeline.runner` takes many documents along this way and stores
what comes out.
"""

from collections.abc import Sequence

from pipeline.check import check, misses_text
from pipeline.errors import DocumentError
from pipeline.extract import extract
from pipeline.messages import say
from pipeline.ocr import recognise
from pipeline.outline import outline
from pipeline.restore.page import restore_page
from pipeline.settings import Settings
from pipeline.sources import Source
from schemas.page import Page
from schemas.plan import Plan, SourceFile
from schemas.records import Finding, make_id


def read_page(source: Source, number: int, settings: Settings) -> Page:
    """Page `number`, from 1, in correct Vietnamese: the file's own text if it is good, else OCR.

    A page that cannot be read has no words and says why in `error`; the others can go on.
    Raises MissingRequirement where OCR is needed and not installed.
    """
    try:
        return restore_page(_words(source, number, settings))
    except DocumentError as error:
        return Page(number=number, text_source="ocr", error=str(error))


def _words(source: Source, number: int, settings: Settings) -> Page:
    page = source.page(number)
    layer = page.layer
    if page.wants_ocr:
        read = recognise(page.image(), number, settings)
        return (
            read.model_copy(update={"verdict": layer.verdict, "reason": layer.reason})
            if layer
            else read
        )
    if layer is None:
        raise DocumentError("flow.not-read")
    return layer


def understand(file: SourceFile, pages: Sequence[Page]) -> Plan:
    """What the document says, from all its pages in order.

    A document of which some pages could not be read is `partial`, with a finding for each.
    Raises DocumentError where none could be read.
    """
    read = [page for page in pages if not page.error]
    unread = [page for page in pages if page.error]
    if not read:
        raise DocumentError("flow.nothing-read", page=unread[0].number, reason=unread[0].error)
    structure = outline(read)
    extraction = extract(structure, file.id)
    findings = check(file.id, read, structure, extraction)
    plan = Plan(
        **file.model_dump(),
        pages=tuple(pages),
        extraction=extraction,
        findings=(*findings, *(_unread(file.id, page) for page in unread)),
    )
    if not unread:
        missed = ", ".join(str(page.number) for page in read if misses_text(page))
        if not missed:
            return plan
        error = say("flow.text-missed", pages=missed)
        return plan.model_copy(update={"status": "partial", "error": error})
    error = say(
        "flow.partly-read",
        pages=", ".join(str(page.number) for page in unread),
        page=unread[0].number,
        reason=unread[0].error,
    )
    return plan.model_copy(update={"status": "partial", "error": error})


def _unread(document_id: str, page: Page) -> Finding:
    return Finding(
        id=make_id(document_id, "page-unread", page.number),
        document_id=document_id,
        code="page-unread",
        severity="error",
        message=say("flow.page-unread", page=page.number, reason=page.error),
    )
