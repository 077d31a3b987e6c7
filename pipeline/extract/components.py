"""spaCy components: document numbers, dates, references, quantities, agencies, cue words.

Each adds `doc.spans[<name>]`. Order matters: what is a date or a document number is no quantity.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.extract.agencies import find_agencies
from pipeline.extract.rules import any_of, marks_agree, pattern, rules, same_words
from pipeline.vietnamese.codes import find_codes
from pipeline.vietnamese.dates import find_dates
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number

NAMES = ("document_numbers", "dates", "references", "quantities", "agencies", "cues")

_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?"
_FROM_TO = (
    rf"(?<=\btu )(?<!tang tu )(?<!nang tu )(?P<least>{_NUMBER})(?:\s?%)?"
    rf"\s(?:den|toi)\s(?:{_NUMBER})"
)
_HALF = r"(?<!\b[0-9]:)(?<!\b[0-9]{2}:)(?<!\b[0-9]{3}:)"  # of a scale, 1:500, or of an hour
_RATE = r"/(?P<rate>10{0,2}\.?000(?:\s(?!va\b|so\b|vao\b|nam\b|trong\b|den\b)[a-z]+){1,3})"
# behind a number: "280 ca/100.000 dân", "109 bé trai/100 bé gái"
_OF_MANY = re.compile(
    r"\s((?:[a-z]+\s)?[a-z]+\s?/\s?10{1,2}(?:\.?000)?"
    r"\s(?:be gai|tre de song|tre em|nguoi dan|dan|nguoi|phu nu|ho)\b|con/phu nu\b)"
)
_SCALE = "(?:nghin|ngan|trieu|ty)"  # "3 triệu lượt khách"
_ON = r"(?:ngay|truoc|sau|den|tu|ky)\s"  # before a day
_BEFORE = 28  # characters in which a comparator may stand before its number
_YEAR = range(1945, 2100)
_ROLES = ("lead", "coordinate", "duty", "requested")
_TEXT, _FOLDED = "text", "folded"  # in what a Doc holds for its users


def keep_text(doc: Doc) -> Doc:
    """The doc, its text kept for `text_of` and `folded_text`."""
    doc.user_data.update({_TEXT: doc.text, _FOLDED: fold(doc.text)})
    return doc


def text_of(doc: Doc) -> str:
    """The passage's text, kept: `doc.text` puts it together anew each time that it is asked."""
    text: str = doc.user_data[_TEXT]
    return text


def folded_text(doc: Doc) -> str:
    """The text without diacritics and in small letters, of the same length."""
    text: str = doc.user_data[_FOLDED]
    return text


def spans_of(doc: Doc, name: str) -> Sequence[Span]:
    """The spans of a component, in reading order."""
    spans: Sequence[Span] = doc.user_data.get(name, ())
    return spans


def spans_within(doc: Doc, name: str, start: int, end: int) -> Iterator[Span]:
    """Those of them that lie within characters `start` to `end`."""
    spans = spans_of(doc, name)
    for at in range(bisect_left(spans, start, key=_start), len(spans)):
        if spans[at].start_char >= end:
            break
        if spans[at].end_char <= end:
            yield spans[at]


def span_at(doc: Doc, name: str, start: int) -> Span | None:
    """The first span of a component that begins at character `start`."""
    spans = spans_of(doc, name)
    at = bisect_left(spans, start, key=_start)
    return spans[at] if at < len(spans) and spans[at].start_char == start else None


def cues_of(doc: Doc, *kinds: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Cue words of these kinds that lie within characters `start` to `end`."""
    stop = len(text_of(doc)) if end is None else end
    return [cue for cue in spans_within(doc, "cues", start, stop) if cue.label_ in kinds]


def _start(span: Span) -> int:
    return span.start_char


@Language.component("document_numbers")
def document_numbers(doc: Doc) -> Doc:
    """Numbers of documents: 919/QĐ-TTg."""
    found = []
    for code in find_codes(text_of(doc)):
        span = _span(doc, "document_number", code.start, code.end)
        if span is not None and code.code.number is not None:
            span._.value, span._.kind = code.code.number, code.code.doc_type
            found.append(span)
    return _set(doc, "document_numbers", found)


@Language.component("dates")
def dates(doc: Doc) -> Doc:
    """Dates with at least a month and a year; `kind` holds the ISO date where it is whole."""
    found = []
    for date in find_dates(text_of(doc)):
        span = _span(doc, "date", date.start, date.end)
        if span is not None:
            span._.kind = date.date.iso
            found.append(span)
    return _set(doc, "dates", found)


@Language.component("references")
def references(doc: Doc) -> Doc:
    """Numbers that name something: khoản 3, Điều 5, năm 2025, giai đoạn 2021-2025, 3 sao, 15/6."""
    text = folded_text(doc)
    found = []
    for match in _references().finditer(text):
        word = match["word"]
        printed = text_of(doc)[match.start() : match.start() + len(word)] if word else ""
        if word and not marks_agree(printed, _marked_references()[word]):
            continue
        found.append(_span(doc, "reference", match.start(), match.end()))
    return _set(doc, "references", found)


@cache
def _marked_references() -> dict[str, str]:
    return {fold(word): word for word in rules("cues")["references"]["words"]}


@cache
def _references() -> re.Pattern[str]:
    words = sorted(_marked_references(), key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?<!tong )(?<!doi )(?<!phan )(?<!xep )(?<!kieu )(?<!giao )(?<!moi )(?<!lay )"
        # "thí điểm 02 tuyến phố", "dứt điểm 06 điểm nóng"
        r"(?<!thi )(?<!trong )(?<!dung )(?<!lam )(?<!chon )(?<!dao )(?<!dut )"
        rf"(?P<word>{'|'.join(words)})"
        r"(?:\s+(?:so|thu))?[\s:.]*"
        r"(?:[0-9]+(?:[.,/-][0-9]+)*|[ivx]+\b)"
        r"|\bnam\s+[0-9]{4}(?:\s?[-–]\s?[0-9]{4})?|\b(?:19|20)[0-9]{2}\s?[-–]\s?(?:19|20)[0-9]{2}\b"
        rf"|\b[0-9]{{1,2}}/[0-9]{{1,4}}\b(?![.][0-9]|\s?(?:lop|nguoi|{_counted()}))"
        rf"|\b(?:{_ON})[0-9]{{1,2}}/[0-9]{{1,4}}\b"
        r"|(?<!moi )(?<!mot )\bngay\s(?:mung\s)?[0-9]{1,2}\s(?:hang|moi|thang|cua|dau)\b"
        r"|\bchinh quyen (?:dia phuong )?(?:0?2|hai) cap\b"  # a form of government
        r"|(?<![\w.,])0[0-9]{2,3}[.\s]?[0-9]{3}[.\s]?[0-9]{3,4}\b"
    )


@Language.component("quantities")
def quantities(doc: Doc) -> Doc:
    """Numbers with their unit, its kind (count, people, time …) and comparator.

    A number without a known unit is kept with kind None: a table or a sum may need it.
    """
    text = folded_text(doc)
    taken: set[int] = set()
    for name in ("document_numbers", "dates", "references"):
        for other in spans_of(doc, name):
            taken.update(range(other.start_char, other.end_char))
    found = []
    for match in _quantity().finditer(text):
        if match.start() in taken:
            continue
        number = match["low"] or match["least"]
        value = parse_number(number)
        if value is None:
            continue
        unit, kind, end = _told_behind(doc, match)
        if kind is None and number.isdigit() and value in _YEAR:
            continue
        if match["of"] and (kind not in ("count", "people") or value > int(match["of"])):
            continue  # "4/6 xã" are four of six; "15/6" is a day
        span = _span(doc, "quantity", match.start(), end)
        if span is None:
            continue
        span._.value, span._.unit, span._.kind = value, unit, kind
        told = _comparator(text, match.start(), end)
        is_range = match["range"] or match["least"]
        span._.comparator = ">=" if is_range and told == "=" else told
        found.append(span)
    return _set(doc, "quantities", found)


def _told_behind(doc: Doc, number: re.Match[str]) -> tuple[str | None, str | None, int]:
    """The unit of a number, its kind, and where it ends: "%", "/100.000 dân", or what follows."""
    for name, kind in (("percent", "percent"), ("rate", "rate")):
        if number[name]:
            start = number.start(name) - (name == "rate")
            return text_of(doc)[start : number.end(name)], kind, number.end()
    many = _OF_MANY.match(folded_text(doc), number.end())
    if many:
        return text_of(doc)[slice(*many.span(1))], "rate", many.end()
    return _unit(doc, number.end())


@cache
def _quantity() -> re.Pattern[str]:
    """A number, a range, or a rate: "25km", "4-5 %", "4/6 xã", "40/100.000 dân"."""
    glued = "|".join(map(re.escape, rules("units")["measure"]["names"]))
    return re.compile(
        rf"(?:{_FROM_TO}|(?<![^\s(\[“\"=+~≥≤<>:-]){_HALF}(?P<low>{_NUMBER})"
        rf"(?:(?P<range>(?:\s?%)?\s?[-–]\s?(?:{_NUMBER}))|{_RATE}"
        r"|/(?P<of>[0-9]{1,4})(?=\s[a-z]))?)"
        rf"(?!(?!(?:{glued})\b)\w|[.,][0-9])"
        r"(?:\s?\([a-z ]{2,40}\))?(?:\s?(?P<percent>[%‰]|diem (?:phan tram|%)))?"
    )


def _counted() -> str:
    """What of some a part can be counted, as a pattern."""
    names = sorted(rules("units")["count"]["names"], key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, names))})\b"


@cache
def _units(*, ambiguous: bool = True) -> re.Pattern[str]:
    left_out = () if ambiguous else rules("nouns")["ambiguous"]
    groups = (group["names"] for group in rules("units").values())
    names = sorted((n for group in groups for n in group if n not in left_out), key=len)
    unit = "|".join(map(re.escape, reversed(names)))
    return re.compile(rf"[\s-]*(?P<whole>(?:{_SCALE}\s)?(?P<unit>{unit}))(?!\w)")


@cache
def _unit_kinds() -> dict[str, str]:
    return {name: kind for kind, group in rules("units").items() for name in group["names"]}


def is_counted(unit: str) -> bool:
    """Is it a unit of things, people or a measure?"""
    return _unit_kinds().get(fold(unit)) in ("count", "people", "measure")


def _unit(doc: Doc, start: int) -> tuple[str | None, str | None, int]:
    """The unit that stands at `start`: as printed, its kind, and where it ends."""
    match = _units().match(folded_text(doc), start)
    marked = rules("nouns")["ambiguous"].get(match["unit"]) if match else None
    printed = text_of(doc)[slice(*match.span("unit"))].lower() if match else ""
    if marked and printed != marked:
        match = _units(ambiguous=False).match(folded_text(doc), start)
    if match is None:
        return None, None, start
    unit = text_of(doc)[match.start("whole") : match.end()]
    return unit, _unit_kinds()[match["unit"]], match.end()


def _comparator(text: str, start: int, end: int) -> str:
    """=, >=, <=, ~ or +, by the words before the number and after what it counts."""
    for sign, words in rules("cues")["comparators_after"].items():
        clause = re.split(r"[,;(0-9]|\.\s", text[end : end + 120])[0]
        if any_of(words).search(clause):
            return str(sign)
    before = text[max(0, start - _BEFORE) : start]
    best: tuple[int, int, str] = (0, 0, "=")
    for sign, words in rules("cues")["comparators"].items():
        for match in any_of(words).finditer(before):
            between = before[match.end() :].strip()
            if between in ("", "la", "dat", "co", "tu", "duoc"):
                best = max(best, (match.end(), match.end() - match.start(), sign))
    return best[2]


@Language.component("agencies")
def agencies(doc: Doc) -> Doc:
    """Offices, each of a list apart."""
    return _set(
        doc, "agencies", (_span(doc, "agency", *place) for place in find_agencies(text_of(doc)))
    )


@Language.component("cues")
def cues(doc: Doc) -> Doc:
    """Cue words, labelled with their group in cues.toml: lead, coordinate, past, goals."""
    text = folded_text(doc)
    found: list[Span] = []
    for kind, words in _cue_patterns():
        for match in words.finditer(text):
            span = _span(doc, kind, match.start(), match.end())
            marked = _marked(kind).get(match[0])
            printed = text_of(doc)[match.start() : match.end()]
            if span is not None and (marked is None or same_words(printed, marked)):
                found.append(span)
    found.sort(key=lambda span: span.start_char)
    return _set(doc, "cues", found)


@cache
def _marked(kind: str) -> dict[str, str]:
    """Cues of a group that are other words with other marks: "tính đến", and not "tỉnh đến"."""
    marked = rules("cues").get(kind, {}).get("marked", ())
    return {fold(word): word for word in marked}


@cache
def _cue_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    roles = ((role, pattern("roles", role)) for role in rules("cues")["roles"] if role != "directs")
    others = (("assign", "words"), ("past", "words"), ("goals", "words"), ("totals", "parts"))
    return (*roles, *((group, pattern(group, key)) for group, key in others))


def _span(doc: Doc, label: str, start: int, end: int) -> Span | None:
    """The tokens of these characters. The label keeps values of spans with equal bounds apart."""
    text = text_of(doc)
    while end > start and text[end - 1].isspace():
        end -= 1
    return doc.char_span(start, end, label, alignment_mode="expand") if end > start else None


def _set(doc: Doc, name: str, spans: Iterable[Span | None]) -> Doc:
    found = [span for span in spans if span is not None]
    doc.spans[name] = found
    # Kept beside it: a group makes its spans anew each time that it is asked.
    doc.user_data[name] = found
    return doc
