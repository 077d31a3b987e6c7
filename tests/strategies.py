"""Hypothesis strategies for what the stages hand over: pages and whole plans."""

from typing import Any, TypeVar

from hypothesis import strategies as st

from pipeline.vietnamese.letters import LETTERS, nfc
from schemas.base import Frozen
from schemas.page import Box, Cell, Line, Page, Table, Word
from schemas.plan import Plan
from schemas.records import (
    Agency,
    Citation,
    Extraction,
    Finding,
    Funding,
    Header,
    Recipient,
    Responsibility,
    Section,
    Signature,
    Target,
    TrainingClass,
    make_id,
)

# Vietnamese, digits, and what breaks quoting: quotes, signs of formulas, tabs, other scripts.
_CHARACTERS = st.sampled_from(sorted(LETTERS)) | st.sampled_from("0123456789 '\"=+-@;,.\t\n\\%½ش日")
texts = st.text(_CHARACTERS, max_size=40).map(nfc)
phrases = st.text(_CHARACTERS, min_size=1, max_size=40).map(nfc)
words_of_text = st.text(st.sampled_from(sorted(LETTERS) + list("0123456789/-%.,")), min_size=1)
confidences = st.floats(0, 1)
_coordinates = st.floats(0, 2000, allow_subnormal=False)
boxes = st.builds(Box, _coordinates, _coordinates, _coordinates, _coordinates)
_years = st.none() | st.integers(1990, 2100)
_dates = st.dates().map(str)
_counts = st.none() | st.integers(0, 10**12)

words = st.builds(
    Word,
    text=words_of_text,
    read=st.none() | words_of_text,
    box=st.none() | boxes,
    confidence=confidences,
    space=st.sampled_from([0.0, 1.0, 6.5]),
)
_some_words = st.lists(words, max_size=4).map(tuple)
_cells = st.builds(Cell, words=_some_words, box=st.none() | boxes, span=st.integers(1, 4))
_rows = st.lists(st.lists(_cells, max_size=3).map(tuple), max_size=3).map(tuple)
_blocks = st.one_of(
    st.builds(Line, words=_some_words, gap=st.floats(0, 10)), st.builds(Table, rows=_rows)
)


_comparators = st.sampled_from(["=", ">=", "<=", "~", "+"])
_severities = st.sampled_from(["error", "warning", "info"])
_OFFICES = ("Sở Nội vụ", "Sở Tài chính", "Hội Nông dân tỉnh")
headers = st.builds(
    Header,
    doc_type=st.none() | phrases,
    number=st.none() | phrases,
    issued_on=st.none() | _dates,
    issued_year=_years,
    issuer_level=st.sampled_from([None, "province", "commune"]),
    province=st.none() | phrases,
    title=st.none() | texts,
    period_start=_years,
    programmes=st.lists(phrases, max_size=2).map(tuple),
    confidence=confidences,
)

R = TypeVar("R", bound=Frozen)


@st.composite
def pages(draw: st.DrawFn, number: int = 1) -> Page:
    """A page of any kind, with lines and tables."""
    return Page(
        number=number,
        width=draw(st.none() | _coordinates),
        height=draw(st.none() | _coordinates),
        blocks=tuple(draw(st.lists(_blocks, max_size=4))),
        text_source=draw(st.sampled_from(["text-layer", "ocr", "plain-text"])),
        verdict=draw(st.sampled_from(["trusted", "wrong", "missing", "none"])),
        reason=draw(texts),
        engine=draw(st.none() | phrases),
        confidence=draw(confidences),
    )


@st.composite
def plans(draw: st.DrawFn, document_id: str = "d" * 16) -> Plan:
    """A plan with records of every kind and sound keys: unique ids, parents and agencies there.

    Which records there are changes from one plan of a document to the next, their ids do not.
    """

    def records(kind: type[R], /, **fields: st.SearchStrategy[Any]) -> tuple[R, ...]:
        """Some records of a kind; those that can have a parent may have one of their own kind."""
        ids = [make_id(document_id, kind.__name__, i) for i in range(3)]
        found = draw(st.lists(st.sampled_from(ids), unique=True))
        if "parent_id" in kind.model_fields:
            fields["parent_id"] = st.none() | st.sampled_from(found)
        return tuple(
            draw(st.builds(kind, id=st.just(id), document_id=st.just(document_id), **fields))
            for id in found
        )

    offices = [Agency(id=make_id(name), name=name, level="province") for name in _OFFICES]
    agencies = tuple(draw(st.lists(st.sampled_from(offices), unique=True)))
    evidence: dict[str, st.SearchStrategy[Any]] = {
        "section": texts,
        "page": st.integers(1, 9),
        "quote": phrases,
        "bbox": st.none() | boxes,
        "confidence": confidences,
    }
    extraction = Extraction(
        header=draw(headers),
        sections=records(
            Section, path=texts, label=texts, heading=texts, text=texts, page=st.integers(1, 9)
        ),
        citations=records(
            Citation, number=phrases, issued_on=st.none() | _dates, basis=st.booleans(), **evidence
        ),
        classes=records(
            TrainingClass,
            audience=st.none() | texts,
            n_classes=_counts,
            n_participants=_counts,
            comparator=_comparators,
            is_total=st.booleans(),
            **evidence,
        ),
        targets=records(
            Target,
            indicator=phrases,
            value=st.floats(allow_nan=False, allow_infinity=False),
            unit=st.none() | texts,
            comparator=_comparators,
            **evidence,
        ),
        responsibilities=records(
            Responsibility,
            agency=phrases,
            agency_id=st.sampled_from([None, *(agency.id for agency in agencies)]),
            role=st.sampled_from(["lead", "coordinate", "implement", "requested"]),
            partners=st.lists(texts, max_size=2).map(tuple),
            task=phrases,
            **evidence,
        ),
        agencies=agencies,
        funding=records(
            Funding,
            kind=st.sampled_from(["source", "rate"]),
            text=phrases,
            amount_vnd=_counts,
            **evidence,
        ),
        recipients=records(Recipient, name=phrases, note=st.none() | texts, **evidence),
    )
    n_pages = draw(st.integers(0, 3))
    return Plan(
        id=document_id,
        source=draw(st.sampled_from(["a.pdf", "b/c.pdf"])),
        sha256=draw(phrases),
        media_type=draw(st.none() | phrases),
        n_pages=n_pages,
        pages=tuple(draw(pages(number)) for number in range(1, n_pages + 1)),
        extraction=extraction,
        findings=records(Finding, code=phrases, severity=_severities, message=texts),
        signatures=records(Signature, signer=phrases, organisation=st.none() | texts),
        status=draw(st.sampled_from(["done", "partial", "failed"])),
        error=draw(st.none() | texts),
    )
