"""The header: number, date, place, issuer, title, period, programmes and signer."""

import re
from datetime import date
from typing import NamedTuple

from pipeline.extract.issuers import (
    NUMBER_LINE,
    issuer_of,
    province_named,
    title_in_recital,
)
from pipeline.extract.programmes import programmes_in
from pipeline.extract.reading import Reading
from pipeline.extract.rules import rules
from pipeline.vietnamese.case import sentence_case
from pipeline.vietnamese.codes import doc_type_of, find_codes, find_doc_types
from pipeline.vietnamese.dates import find_dates
from pipeline.vietnamese.letters import fold, nfc
from pipeline.vietnamese.places import issuer_level
from pipeline.vietnamese.units import REFORM, Unit, find_unit, places_in, province_above
from schemas.outline import Node
from schemas.page import sureness_of
from schemas.records import Header

_VISION = re.compile(r"\b(?:tam nhin|dinh huong)\b[^;.]*?20[0-9]{2}")
_SPAN = re.compile(r"\b(20[0-9]{2})\s*[-–]\s*(20[0-9]{2})\b")
_IN_YEAR = re.compile(r"(?<!den )\bnam\s+(20[0-9]{2})\b")
_ANY_YEAR = re.compile(r"(?<![0-9/-])(20[0-9]{2})(?![0-9/-])")
_NAMES_LAW = re.compile(r"\b(?:luat|nghi quyet|quyet dinh|chi thi|nghi dinh|ket luan|thong tu)\b")
_UNTIL = re.compile(r"\bden (?:het )?nam\s+(20[0-9]{2})\b")
_SYMBOL = re.compile(r"/\s?([A-ZĐ]{2,}(?:-[A-ZĐ&]{2,})+)")
_PARTLY_DATED = re.compile(r"\W*([^\W\d][^\d,/]{2,40}),?\s+ngay\b.{0,30}?\bnam\s+(20[0-9]{2})\b")
_CAPACITY = re.compile(r"^\W*(?:KT|TM|TL|TUQ|Q|K\.T|T\.M)\s*[.,]", re.IGNORECASE)
_WITHOUT_POINT = re.compile(r"^(KT|TM|TL|TUQ) (?=[A-ZĐÀ-Ỹ]{3})|^([TK])/([MTL])\.?\s+")
_OFFICE = re.compile(
    r"chu tich|giam doc|truong|chanh van phong|bi thu|uy ban|hieu pho|vien pho|cuc pho|pho "
)


_GLUED = re.compile(r"^KẾ(?=HOẠCH\b)")
_NO_PLACE = re.compile(r"^S[ốo]\s*:\s*|,\s*n[àa]y$")  # a number left blank; "ngày" misread
_DEPUTY_BEHIND = re.compile(r"(?<=[a-z]) pho (?=[a-z])")
_DEPUTY = re.compile(r"\W*pho\b")
_LEGIBLE = 0.4  # confidence of a word; digits written by hand are read with less


class _Signer(NamedTuple):
    name: str | None
    title: str | None
    capacity: str | None


def extract_header(reading: Reading) -> Header:
    """The header of the document; what it does not state is None."""
    nodes = list(reading.nodes("letterhead"))
    letterhead = [node.passage.text for node in nodes]
    kind, title = _title(reading)
    number, symbol, year = _number(nodes)
    if kind is None and number:  # "KẾ HOẠCH" was left out
        kind, title = doc_type_of(symbol or ""), title_in_recital(reading)
    issued_on, issued_year, place = _date(letterhead)
    issuer = issuer_of(reading, letterhead, title, place)
    start, end = period_of(title or "")
    signer = _signer(reading)
    unit = _unit(issuer, [*letterhead, title or ""], issued_on, issued_year or year or end)
    province = province_named(issuer, letterhead, place, title)
    return Header(
        doc_type=kind,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        issued_year=issued_year or year,
        place=place,
        issuer=issuer,
        issuer_level=issuer_level(issuer) if issuer else None,
        province=province or (province_above(unit) if unit else None),
        unit_code=unit.code if unit else None,
        unit_code_now=(unit.now or None) if unit else None,
        title=title,
        period_start=start,
        period_end=end,
        programmes=programmes_in(title or ""),
        signer=signer.name,
        signer_title=signer.title,
        signing_capacity=signer.capacity,
        confidence=_confidence(reading),
    )


def _title(reading: Reading) -> tuple[str | None, str | None]:
    nodes = list(reading.nodes("title"))
    if not nodes:
        return None, None
    printed = _GLUED.sub("KẾ ", nodes[0].text.strip(" *_:"))
    kind = next((found.doc_type for found in find_doc_types(printed)), sentence_case(printed))
    title = " ".join(node.text for node in nodes[1:]).strip(" *_:-")
    return kind, (sentence_case(title) if title.isupper() else title) or None


def _number(letterhead: list[Node]) -> tuple[str | None, str | None, int | None]:
    """The plan's own number: of the line "Số: …", not of an incoming stamp above it.

    A number that cannot be made out (it is often written by hand) still leaves its symbol.
    """
    lines = [node for node in letterhead if NUMBER_LINE.match(fold(node.passage.text))]
    for node in lines or letterhead:
        text = node.passage.text
        for found in (*find_codes(_join_number(text)), *find_codes(text)):
            number = found.code.number if _legible(node) else None
            return number, found.code.symbol, found.code.year
        symbol = _SYMBOL.search(text)
        if symbol:
            return None, symbol[1], None
    return None, None, None


def _legible(node: Node) -> bool:
    """Was the number before the symbol read with any certainty?"""
    text = node.passage.text
    slash = text.find("/")
    starts = zip(node.passage.words, node.passage.starts, strict=True)
    serial = [word for word, start in starts if start < slash and any(map(str.isdigit, word.text))]
    return all(word.confidence >= _LEGIBLE for word in serial)


def _join_number(text: str) -> str:
    """ "Số: 36 /KH-UBND" has its number; "Số:      /KH-UBND" has none."""
    return re.sub(r"(\d)\s+/", r"\1/", text)


def _date(letterhead: list[str]) -> tuple[str | None, int | None, str | None]:
    for text in letterhead:
        for found in find_dates(text):
            before = re.sub(r"^.*/[\w-]+\s+", "", text[: found.start])
            day = re.search(r"\s*[,.]?\s*ngay", fold(before))
            place = before[: day.start() if day else None].strip(" ,.*_")
            place = _NO_PLACE.sub("", place)
            named = place if place and not any(c.isdigit() for c in place) else None
            return found.date.iso, found.date.year, named
    for text in letterhead:  # the day, often written by hand, cannot be made out
        rest = re.sub(r"^.*/[\w-]+\s+", "", text)
        partly = _PARTLY_DATED.match(fold(rest))
        if partly:
            return None, int(partly[2]), rest[: partly.end(1)].strip(" ,.*_")
    return None, None, None


def _unit(
    issuer: str | None, around: list[str], issued_on: str | None, year: int | None
) -> Unit | None:
    """The unit whose office issues the plan: the last that its name tells."""
    named = list(places_in(issuer or ""))
    if not named:
        return None
    above = [name for text in (*around, issuer or "") for name in places_in(text)]
    issued = date.fromisoformat(issued_on) if issued_on else None
    if issued is None and year is not None and year != REFORM.year:
        issued = date(year, 1, 1)
    return find_unit(named[0], [name for name in above if name != named[0]], issued)


def period_of(title: str) -> tuple[int | None, int | None]:
    """First and last year that the title names; of "đến năm 2030" only the last is told.

    A vision ("tầm nhìn đến năm 2045") lies beyond the plan.
    """
    folded = _VISION.sub("", fold(title))
    span = _SPAN.search(folded)
    if span is not None:
        return int(span[1]), int(span[2])
    years = [int(year) for year in _IN_YEAR.findall(folded)]
    if years:
        return min(years), max(years)
    until = _UNTIL.search(folded)
    alone = set(_ANY_YEAR.findall(folded))
    if until is None and len(alone) == 1 and not _NAMES_LAW.search(folded):
        year = int(alone.pop())  # "Năm An toàn giao thông 2026"
        return year, year
    return None, int(until[1]) if until else None


def _signer(reading: Reading) -> _Signer:
    """Who signed; of a plan of two offices both, from left to right."""
    capacities: list[str] = []
    titles: list[str] = []
    names: list[str] = []
    deputy = False
    for node in reading.nodes("signature"):
        text = _WITHOUT_POINT.sub(r"\1\2\3. ", node.passage.text.strip(" *_.,/"))
        deputy |= bool(capacities) and _DEPUTY.match(fold(text)) is not None
        if _CAPACITY.match(text):
            for_whom, deputy_office = _divided(text)
            capacities.append(_office(for_whom))
            titles += [_office(deputy_office)] if deputy_office else []
        elif _OFFICE.search(fold(text)) and text.isupper():
            titles.append(_office(text))
        elif name := _name(node):
            # what stands above the office, or after it was lost under the stamp, may be a name
            names = [*names, name] if titles or capacities else [name]
    if len(titles) > 1 and len(names) > 1 and len(capacities) != 1:
        both = (names[-2:], titles[:2], capacities[-2:])
        return _Signer(*("; ".join(told) or None for told in both))
    office = _head(titles[0]) if titles else None
    if office and not capacities and office in map(_head, titles[1:]):
        # The same office on two lines, "KT." and "PHÓ" lost: its deputy signs for its head.
        return _Signer(names[-1] if names else None, f"Phó {office}", f"KT. {office}")
    # of "TM. ỦY BAN NHÂN DÂN" and "KT. CHỦ TỊCH" below it the second tells who signs
    capacity = capacities[-1] if capacities else None
    title = titles[0] if titles else None
    if capacity and capacity.startswith("KT."):
        # Under the stamp "PHÓ CHỦ TỊCH" often loses its end, or its beginning; who signs for a
        # head is the deputy.
        head = capacity.removeprefix("KT.").strip()
        known = fold(f"Phó {head}") in rules("titles")["titles"]
        if deputy or (known and title == head):
            whole = f"Phó {head}"
            title = title if title and title.startswith(whole) else whole
    return _Signer(names[-1] if names else None, title, capacity)


def _divided(capacity: str) -> tuple[str, str]:
    """ "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC" on one line: for whom it is signed, and by what office."""
    deputy = _DEPUTY_BEHIND.search(fold(capacity))
    at = deputy.start() if deputy else len(capacity)
    return capacity[:at].rstrip(), capacity[at:].strip()


def _head(title: str) -> str | None:
    """The office of the data that a title ends with: "-#T, Giám đốc" → "Giám đốc"."""
    folded = fold(title)
    ends = [known for known in rules("titles")["titles"] if re.search(rf"\b{known}$", folded)]
    return rules("titles")["titles"][max(ends, key=len)] if ends else None


def _office(text: str) -> str:
    """ "KT. CHỦ TỊCH" → "KT. Chủ tịch"; an office that is not in the data keeps small letters."""
    short, dot, rest = text.partition(".")
    if dot and len(short) <= 3:
        return f"{short.upper()}. {_office(rest.strip())}"
    spelt = sentence_case(nfc(text)) if text.isupper() else text
    titles = rules("titles")["titles"]
    for title in sorted(titles, key=len):
        for match in re.finditer(rf"\b{title}\b", fold(spelt)):
            spelt = spelt[: match.start()] + titles[title] + spelt[match.end() :]
    return spelt


def _name(node: Node) -> str | None:
    """Two to five words, each with a capital: a person's name."""
    words = [word for word in node.passage.text.split() if word.strip("*_,.;")]
    while words and not words[0][:1].isupper():
        words = words[1:]
    if not 2 <= len(words) <= 5 or any(any(c.isdigit() for c in w) for w in words):
        return None
    if not all(word[:1].isupper() for word in words):
        return None
    text = " ".join(word.strip("*_,.;") for word in words)
    return text.title() if text.isupper() else text


def _confidence(reading: Reading) -> float:
    """That of the words of letterhead, title and signature."""
    words = [w for n in reading.nodes("letterhead", "title", "signature") for w in n.passage.words]
    return round(sureness_of(words), 3) if words else 0.0
