"""The header: number, date, place, issuer, title, period, programmes and signer."""

import re
from typing import NamedTuple

from pipeline.extract.programmes import programmes_in
from pipeline.extract.reading import Reading
from pipeline.extract.rules import rules
from pipeline.vietnamese.case import sentence_case
from pipeline.vietnamese.codes import find_codes
from pipeline.vietnamese.dates import find_dates
from pipeline.vietnamese.letters import fold, nfc
from pipeline.vietnamese.places import issuer_level, province_of
from schemas.outline import Node
from schemas.records import Header

_MOTTO = re.compile(r"cong hoa xa hoi|doc lap|tu do|hanh phuc")
_PERIOD = re.compile(r"\b(20[0-9]{2})\s*[-–]\s*(20[0-9]{2})\b|\b(?:nam|den nam)\s+(20[0-9]{2})\b")
_NUMBER_LINE = re.compile(r"^\s*s[o06]\s*[:.]?")
_CAPACITY = re.compile(r"^\W*(?:KT|TM|TL|TUQ|Q|K\.T|T\.M)\s*[.,]", re.IGNORECASE)
_OFFICE = re.compile(
    r"chu tich|giam doc|truong|chanh van phong|bi thu|bo truong|uy ban|hieu pho|vien pho|cuc pho|pho "
)
_LEVELS = "tỉnh|thành phố|TP\\.?|huyện|quận|thị xã|xã|phường|thị trấn"
_NAMED = re.compile(rf"\b({_LEVELS})\s+((?:[A-ZĐÀ-Ỹ][\w’']*\s?-?\s?){{1,4}})")
_ISSUES = re.compile(
    r"(?:chủ tịch\s+)?((?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|sở|ban|phòng|bộ|trung tâm|văn phòng|cục|chi cục)\b[^,;:.]{0,80}?)\s+(?:ban hành|xây dựng|triển khai|đề ra|lập)\s+(?:kế hoạch|chương trình|phương án)",
    re.IGNORECASE,
)


class _Signer(NamedTuple):
    name: str | None
    title: str | None
    capacity: str | None


def extract_header(reading: Reading) -> Header:
    """The header of the document; what it does not state is None."""
    letterhead = [node.passage.text for node in reading.nodes("letterhead")]
    kind, title = _title(reading)
    number, symbol, year = _number(letterhead)
    issued_on, issued_year, place = _date(letterhead)
    issuer = _issuer_of(letterhead) or _issuer_in_recital(reading, title)
    start, end = period_of(title or "")
    signer = _signer(reading)
    return Header(
        doc_type=kind,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        issued_year=issued_year or year,
        place=place,
        issuer=issuer,
        issuer_level=issuer_level(issuer) if issuer else None,
        province=_province(issuer, place, title),
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
    kind = sentence_case(nodes[0].text.strip(" *_:"))
    title = " ".join(node.text for node in nodes[1:]).strip(" *_:-")
    return kind, (sentence_case(title) if title.isupper() else title) or None


def _number(letterhead: list[str]) -> tuple[str | None, str | None, int | None]:
    """The plan's own number: of the line "Số: …", not of an incoming stamp above it."""
    lines = [text for text in letterhead if _NUMBER_LINE.match(fold(text))] or letterhead
    for text in lines:
        for found in find_codes(_join_number(text)):
            return found.code.number, found.code.symbol, found.code.year
    return None, None, None


def _join_number(text: str) -> str:
    """ "Số: 36 /KH-UBND" has its number; "Số:      /KH-UBND" has none."""
    return re.sub(r"(\d)\s+/", r"\1/", text)


def _date(letterhead: list[str]) -> tuple[str | None, int | None, str | None]:
    for text in letterhead:
        for found in find_dates(text):
            before = re.sub(r"^.*/[\w-]+\s+", "", text[: found.start])
            before = re.sub(r"(?i)\s*,?\s*ngày\s*$", "", before)
            place = before.strip(" ,.*_")
            named = place if place and not any(c.isdigit() for c in place) else None
            return found.date.iso, found.date.year, named
    return None, None, None


def _issuer_of(letterhead: list[str]) -> str | None:
    """The lines of the left column, joined; of a superior office and the issuer the last."""
    lines = []
    for text in letterhead:
        folded = fold(text)
        if _MOTTO.search(folded) or not re.search(r"[a-z]{2}", folded):
            continue
        if (
            _NUMBER_LINE.match(folded)
            or next(find_codes(text), None)
            or next(find_dates(text), None)
        ):
            break
        if sum(c.isupper() for c in text) > 0.5 * sum(c.isalpha() for c in text):
            lines.append(text.strip(" *_-.|"))
    if not lines:
        return None
    heads = [i for i, line in enumerate(lines) if _starts_office(line)]
    if not heads:
        return None
    own = " ".join(lines[heads[-1] :])
    return _spelt(own) or None


def _starts_office(line: str) -> bool:
    return (
        re.match(
            r"(?:uy ban|ubnd|hdnd|hoi dong|so|bo|ban|phong|van phong|truong|trung tam|chi cuc|cuc|cong an|benh vien|vien|dang uy|huyen uy|tinh uy|tong cuc|lien doan|hoi)\b",
            fold(line),
        )
        is not None
    )


def _spelt(name: str) -> str:
    spelt = sentence_case(nfc(name)) if name.isupper() else name
    return re.sub(r"^(?:UBND|Ubnd)\b", "Ủy ban nhân dân", re.sub(r"\s+", " ", spelt)).strip()


def _issuer_in_recital(reading: Reading, title: str | None) -> str | None:
    """ "Chủ tịch UBND tỉnh ban hành Kế hoạch …": the committee, of the place that the title names."""
    for node in reversed(list(reading.nodes("recital"))):
        match = _ISSUES.search(node.text)
        if match is None:
            continue
        issuer = _spelt(match[1].strip())
        level = re.search(rf"\b({_LEVELS})$", issuer)
        if level and title:
            named = [m for m in _NAMED.finditer(title) if fold(m[1]) == fold(level[1])]
            if named:
                issuer += f" {named[-1][2].strip(' -')}"
        return issuer
    return None


def _province(issuer: str | None, place: str | None, title: str | None) -> str | None:
    for text in (issuer, place, title):
        found = province_of(text) if text else None
        if found:
            return found
    named = re.search(r"\btỉnh ((?:[A-ZĐÀ-Ỹ]\w*\s?){1,3})", f"{issuer or ''} {title or ''}")
    return named[1].strip() if named else None


def period_of(title: str) -> tuple[int | None, int | None]:
    """First and last year that the title names."""
    years = [int(y) for m in _PERIOD.finditer(fold(title)) for y in m.groups() if y]
    return (min(years), max(years)) if years else (None, None)


def _signer(reading: Reading) -> _Signer:
    capacity = title = name = None
    for node in reading.nodes("signature"):
        text = node.passage.text.strip(" *_.,/")
        if _CAPACITY.match(text):
            capacity = capacity or _office(text)
        elif _OFFICE.search(fold(text)) and text.isupper():
            title = title or _office(text)
        elif title or capacity:
            name = _name(node) or name
    if title is None and capacity is not None:
        title = None
    return _Signer(name, title, capacity)


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
    return round(sum(w.confidence for w in words) / len(words), 3) if words else 0.0
