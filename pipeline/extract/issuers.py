"""Who issues a plan, by letterhead and recital; and the title, where only the recital tells."""

import re
from collections.abc import Iterator

from pipeline.extract.reading import Reading
from pipeline.extract.rules import marks_agree, rules
from pipeline.vietnamese.case import sentence_case
from pipeline.vietnamese.codes import find_codes
from pipeline.vietnamese.dates import find_dates
from pipeline.vietnamese.letters import fold, nfc
from pipeline.vietnamese.places import issuer_level, province_of
from pipeline.vietnamese.units import KINDS

NUMBER_LINE = re.compile(r"^\W*s[o06]\s*(?:[:.]|\s[0-9/])")
_MOTTO = re.compile(r"cong hoa xa hoi|chu nghia viet nam|doc lap|tu do|hanh phuc|dang cong san")
_PARTY = re.compile(r"(?:tinh|thanh|huyen|quan|thi) uy\s+(?=\S)")  # before the name of a place
_COMMITTEE = "uy ban nhan dan"
_MARKED_LEVELS = {fold(kind): kind for kind in (*KINDS, "tp")}
_LEVELS = "|".join(_MARKED_LEVELS)
_NAME = re.compile(r"\s+([A-ZĐÀ-Ỹ]\w*(?:\s[A-ZĐÀ-Ỹ]\w*){0,3})")
_OFFICES = (
    "uy ban nhan dan|ubnd|so|ban|phong|bo|trung tam|van phong|cuc|chi cuc|hoi dong|hdnd|truong"
    "|cong doan|cong an|benh vien|vien|dang uy|huyen uy|tinh uy|tong cuc|lien doan|hoi|uy ban"
)
_ISSUES = re.compile(
    rf"(?:chu tich\s+)?\b((?:{_OFFICES})\b[^,;:.]{{0,80}}?)"
    r"\s+(?:ban hanh|xay dung|trien khai|de ra|lap)\s+(?:ke hoach|chuong trinh|phuong an)"
)


_TITLE = re.compile(
    r"\b(?:ban hanh|xay dung) (?:ke hoach|chuong trinh|phuong an) (.{10,400}?),?"
    r"(?: (?:cu the|voi (?:cac )?noi dung|nhu sau|gom)\b.{0,60})?\s*:"
)
_PARENTHESIS = re.compile(r"\s*\([^)]*\)?")


def issuer_of(
    reading: Reading, letterhead: list[str], title: str | None, place: str | None
) -> str | None:
    """The office, with the place it is of; of two that issue together both, with "; " between."""
    printed = _issuer_in_letterhead(letterhead)
    if printed and fold(printed) != _COMMITTEE:
        return printed
    # "ỦY BAN NHÂN DÂN", its place lost: the recital tells of what
    told = _issuer_in_recital(reading, letterhead, title)
    if told is None:
        return printed
    province = province_of(place or "")
    return f"{told} {province}" if province and told.endswith(" tỉnh") else told


def title_in_recital(reading: Reading) -> str | None:
    """ "… ban hành Kế hoạch thực hiện Đề án A trên địa bàn tỉnh như sau:": "Thực hiện Đề án …"."""
    for node in reversed(list(reading.nodes("recital"))):
        found = _TITLE.search(fold(node.text))
        if found:
            title = node.text[found.start(1) : found.end(1)].strip(" ,")
            return title[:1].upper() + title[1:]
    return None


def _issuer_in_letterhead(letterhead: list[str]) -> str | None:
    """The lines of the left column, joined; of a superior office and the issuer the last."""
    lines = []
    for text in letterhead:
        folded = fold(text)
        if _MOTTO.search(folded) or not re.search(r"[a-z]{2}", folded):
            continue
        if (
            NUMBER_LINE.match(folded)
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
    # "SỞ Y TẾ - CÔNG ĐOÀN NGÀNH": two offices issue it
    offices = re.split(r"\s+[-–]\s*", own)
    if len(offices) > 1 and all(map(_starts_office, offices)):
        return "; ".join(_issuer(office, lines[: heads[-1]]) for office in offices)
    return _issuer(own, lines[: heads[-1]]) or None


def _issuer(printed: str, superior: list[str]) -> str:
    """An office as it is written, with the place that only the lines above it name."""
    own = _spelt(printed)
    if _place_at(own) is not None:
        return own
    # "UBND TỈNH KIÊN GIANG" above "SỞ Y TẾ": an office of that province
    above = _spelt(" ".join(superior))
    place = _place_at(above)
    return f"{own} {above[place:]}" if place is not None else own


def _place_at(name: str) -> int | None:
    """Where the place that an office's name ends with begins: "tỉnh …"."""
    return next((level.start() for level in _levels_in(name)), None)


def _levels_in(name: str) -> Iterator[re.Match[str]]:
    """The words for a level before the name of a place, with the blank behind: not "xã hội"."""
    for level in re.finditer(rf"\b({_LEVELS})\s+(?!(?:hoi|uy)\b)(?=\S)", fold(name)):
        marked = _MARKED_LEVELS[level[1]]
        if marks_agree(name[level.start() : level.end(1)], marked):
            yield level


def _starts_office(line: str) -> bool:
    return re.match(rf"(?:{_OFFICES})\b", fold(line)) is not None


def _spelt(name: str) -> str:
    """An office as written in running text: "UBND TỈNH …" → "Ủy ban nhân dân tỉnh …"."""
    spelt = re.sub(r"\s+", " ", nfc(name)).strip()
    if _COMMITTEE.endswith(fold(spelt[:12])):  # "ỦY" stood on a line of its own
        spelt = f"ỦY {spelt}" if spelt.isupper() else f"Ủy {spelt}"
    if spelt.isupper():
        # what follows the last word for a level is the name of a place
        party = _PARTY.match(fold(spelt))
        levels = [*_levels_in(spelt), *([party] if party else ())]
        at = levels[-1].end() if levels else len(spelt)
        spelt = _with_subject(sentence_case(spelt[:at])) + spelt[at:].title()
    for printed, written in rules("titles")["issuers"].items():
        found = re.search(rf"\b{printed}\b", fold(spelt))
        if found:
            spelt = spelt[: found.start()] + written + spelt[found.end() :]
    return spelt


def _with_subject(name: str) -> str:
    """Capitals of what an office is for: "Sở văn hóa, thể thao" → "Sở Văn hóa, Thể thao"."""
    head = re.match(rules("titles")["subjects"]["heads"], fold(name))
    if head is None:
        return name
    begins = re.compile(r"(?:^\s+|,\s+|\s-\s|\svà\s)(\w)")
    return name[: head.end()] + begins.sub(lambda m: m[0][:-1] + m[1].upper(), name[head.end() :])


def _issuer_in_recital(reading: Reading, letterhead: list[str], title: str | None) -> str | None:
    """ "Chủ tịch UBND tỉnh ban hành Kế hoạch …": the committee, of the place that the letterhead or
    the title names.
    """
    for node in reversed(list(reading.nodes("recital"))):
        found = _ISSUES.finditer(fold(node.text))
        # folded, "số 30/NQ-CP" begins like "Sở …"
        match = next((m for m in found if node.text[m.start(1) :][:2].lower() != "số"), None)
        if match is None:
            continue
        issuer = _spelt(_PARENTHESIS.sub("", node.text[match.start(1) : match.end(1)]).strip())
        level = re.search(rf"\b({_LEVELS})$", fold(issuer))
        if level is None:
            return issuer
        for text in (*letterhead, title or ""):
            named = _named(text, level[1])
            if named:
                return f"{issuer} {named}"
        return issuer
    return None


def _named(text: str, level: str) -> str | None:
    """The name that follows the word for a level: "tỉnh Thanh Hóa"; a province as it is spelt."""
    for match in reversed(list(re.finditer(rf"\b(?:{level})(?=\s)", fold(text)))):
        name = _NAME.match(text, match.end())
        if name:
            plain = name[1].title() if name[1].isupper() else name[1]
            return province_of(text[match.start() : name.end()]) or plain
    return None


def province_named(
    issuer: str | None, letterhead: list[str], place: str | None, title: str | None
) -> str | None:
    """The province that a text calls so; of a province's own office also the place of issue."""
    for text in (issuer, *letterhead, title):
        named = _named(text or "", "tinh")
        if named:
            return province_of(named) or named
        city = province_of(_named(text or "", "thanh pho|tp") or "")
        if city:
            return city
    return province_of(place) if place and issuer and issuer_level(issuer) == "province" else None
