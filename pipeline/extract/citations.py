"""Documents that the plan cites by number, with their type, date and issuer."""

import re

from spacy.tokens import Span

from pipeline.extract.components import folded_text, spans_of, text_of
from pipeline.extract.reading import PROSE, Reading, clean
from pipeline.vietnamese.codes import find_doc_types
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Citation

_ATTACHED = re.compile(r"\W*(?:ban hanh )?(?:kem theo|dinh kem)")
_FAR = 1000  # characters within which the type of an enumeration stands
_ISSUED = re.compile(r"[\s,(]{0,3}(?:ngay\b\s*)?")
# what follows an issuer's name: the subject of the document
_SUBJECT = (
    "ve|phe duyet|huong dan|quy dinh|ban hanh|sua doi|cong bo|thanh lap|trien khai|tai"
    "|giao (?:chi tieu|nhiem vu|ke hoach|du toan|bien che|von)"
)
_ISSUER = re.compile(rf"\s*\)?\s*\(?cua (.{{3,90}}?)(?=\s(?:{_SUBJECT}|thuc hien)\b|[,;:.)(]|$)")
# "các Nghị quyết của HĐND tỉnh: số …; số …"
_ISSUER_BEFORE = re.compile(r"\s*cua ([^:;.]{3,90}?)\s*:")
_BASES = re.compile(r"(?:cac |nhung )?(?:can cu|co so)(?: phap ly| xay dung| lap| ban hanh)?\b")


def extract_citations(reading: Reading, own: str | None) -> tuple[Citation, ...]:
    """One record a document, from its first mention; basis if the recital mentions it.

    `own` is the plan's number, by which its annexes name it: no citation.
    """
    found: dict[str, Citation] = {}
    for node in reading.nodes(*PROSE):
        doc = reading.doc(node)
        text, plain = text_of(doc), folded_text(doc)
        before: list[str] = []  # numbers without an issuer, side by side
        behind = 0  # where the last of them ends
        dates = {date.start_char: date for date in spans_of(doc, "dates")}
        for code in spans_of(doc, "document_numbers"):
            number = str(code._.value)
            attached = node.part == "annex" and _ATTACHED.match(plain)
            if attached or (own is not None and fold(number) == fold(own)):
                continue
            date = _date_after(plain, code.end_char, dates)
            end = date.end_char if date is not None else code.end_char
            issuer = _ISSUER.match(plain, end)
            start, doc_type, named = _type_before(text, code.start_char)
            issuer = issuer or _ISSUER_BEFORE.match(plain, named, code.start_char)
            values = {
                "number": number,
                "doc_type": doc_type or code._.kind,
                "issued_on": date._.kind if date is not None else None,
                "issuer": _issuer(text[issuer.start(1) : issuer.end(1)]) if issuer else None,
                "basis": node.part == "recital" or _on_bases(reading, node),
            }
            if not (before and _joined(before[-1], number, plain[behind:start])):
                before = []
            for earlier in before if issuer else ():  # "Thông tư số A và Thông tư số B của Bộ …"
                told = found[earlier]
                found[earlier] = told.model_copy(update={"issuer": values["issuer"]})
            before, behind = ([] if issuer else [*before, number]), end
            known = found.get(number)
            if known is None:
                stop = max(end, issuer.end(1)) if issuer else end
                found[number] = reading.make(Citation, node, start, stop, values)
            else:
                missing = {k: v for k, v in values.items() if getattr(known, k) is None}
                found[number] = known.model_copy(update=missing)
    return tuple(found.values())


def _joined(one: str, other: str, between: str) -> bool:
    """Are two documents, of which only the second has its issuer behind it, by the same?"""
    alike = one.rpartition("/")[2] == other.rpartition("/")[2]
    return alike and re.fullmatch(r"\s*(?:va|,)\s*(?:so\s*)?", between) is not None


def _issuer(printed: str) -> str:
    """Up to an "và" that joins another thing: "Bộ Nông nghiệp và PTNT" is one office."""
    return clean(re.split(r"\s+và\s+(?=[a-zđà-ỹ])", printed)[0])


def _date_after(plain: str, end: int, dates: dict[int, Span]) -> Span | None:
    """The date that follows a number at once ("số 919/QĐ-TTg ngày 01/8/2022")."""
    match = _ISSUED.match(plain, end)
    places = (end, match.end() if match else end, end + 1, end + 2)
    return next((dates[place] for place in places if place in dates), None)


def _on_bases(reading: Reading, node: Node) -> bool:
    """Does it stand in a section on what the plan rests on, where there is no recital?"""
    return any(_BASES.match(fold(heading.text)) for heading in reading.headings(node))


def _type_before(text: str, start: int) -> tuple[int, str | None, int]:
    """Where the citation begins, the type named before its number, and where its name ends.

    In an enumeration the type stands once: "các Quyết định của …: số 919/QĐ-TTg …; số 148/…".
    """
    first = max(0, start - _FAR)
    before = text[first:start]
    sentence = max(before.rfind(". "), 0)
    named = [t for t in find_doc_types(before) if t.start >= sentence]
    if not named:
        return start, None, start
    last = named[-1]
    between = fold(before[last.end :])
    adjacent = re.fullmatch(r"[\s:]*(?:so\b)?[\s:]*", between) is not None
    listed = re.search(r"(?:^|[;,:]|\bva)\s*(?:so\b)?[\s:]*$", between) is not None
    # a law's name stands between: "Luật Đấu thầu số 43/2013/QH13"
    named_law = re.search(r"[,;:.(]", before[last.end :]) is None and between.rstrip().endswith(
        "so"
    )
    plural = fold(before[max(0, last.start - 4) : last.start]).strip() == "cac"
    if adjacent:
        return first + last.start, last.doc_type, start
    if listed and plural:
        return start, last.doc_type, first + last.end
    return start, last.doc_type if named_law else None, start
