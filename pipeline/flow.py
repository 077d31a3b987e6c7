"""The way of one document through the stages, from its file to its records: read this first.

    sources ─► ocr ─► restore      some pages at a time: `read_pages`
    outline ─► extract ─► check    over all pages: `understand`

Only this module knows the order. Both functions depend on nothing but what they are given, so
they can run in any process; `pipeline.runner` takes many documents along this way and stores
what comes out.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pipeline.check import check, misses_text
from pipeline.errors import DocumentError
from pipeline.extract import extract
from pipeline.messages import say
from pipeline.ocr import recognise_pages
from pipeline.ocr.layer import settled
from pipeline.outline import outline
from pipeline.restore.page import restore_page
from pipeline.settings import Settings
from pipeline.sources import Source
from schemas.image import PageImage
from schemas.page import Page, ReadPage
from schemas.plan import Plan, Signer, SourceFile
from schemas.records import Finding, Signature, make_id


def read_pages(
    source: Source,
    numbers: Sequence[int],
    settings: Settings,
    known: Mapping[int, Page] = MappingProxyType({}),
) -> list[ReadPage]:
    """These pages, from 1, in correct Vietnamese: the file's own text if it is good, else OCR.

    `known` are pages as OCR read them before, which it need not do again.
    A page that cannot be read has no words and says why in `error`; the others can go on.
    Raises MissingRequirement where OCR is needed and not installed.
    """
    words: dict[int, Page | DocumentError] = dict(known)

    def scans() -> Iterator[tuple[int, PageImage]]:
        for number in numbers:
            if number in known:
                continue
            try:
                page = source.page(number)
                words[number] = page.layer or DocumentError("flow.not-read")
                if page.wants_ocr:
                    yield number, page.image()
            except DocumentError as error:
                words[number] = error

    for number, read in recognise_pages(scans(), settings).items():
        layer = words[number]
        if isinstance(read, Page) and isinstance(layer, Page):
            found = {"verdict": layer.verdict, "reason": layer.reason}
            read = settled(read, layer).model_copy(update=found)
        words[number] = read
    return [_restored(number, words[number]) for number in numbers]


def _restored(number: int, read: Page | DocumentError) -> ReadPage:
    if isinstance(read, DocumentError):
        return ReadPage(Page(number=number, text_source="ocr", error=str(read)), None)
    return ReadPage(restore_page(read), read if read.text_source == "ocr" else None)


def understand(file: SourceFile, pages: Sequence[Page], signers: Sequence[Signer] = ()) -> Plan:
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
        signatures=tuple(_signature(file.id, signer) for signer in signers),
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


def _signature(document_id: str, signer: Signer) -> Signature:
    return Signature(
        id=make_id(document_id, "signature", signer.name, signer.signed_at),
        document_id=document_id,
        signer=signer.name,
        organisation=signer.organisation,
        signed_at=signer.signed_at,
    )


def _unread(document_id: str, page: Page) -> Finding:
    return Finding(
        id=make_id(document_id, "page-unread", page.number),
        document_id=document_id,
        code="page-unread",
        severity="error",
        page=page.number,
        message=say("flow.page-unread", page=page.number, reason=page.error),
    )
