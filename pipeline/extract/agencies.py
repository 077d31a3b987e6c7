"""Offices under one name: spellings of the same agency, its kind and level."""

import re
from functools import cache

from pipeline.extract.rules import any_of, rules
from pipeline.vietnamese.letters import fold, nfc
from pipeline.vietnamese.places import issuer_level
from schemas.records import Agency, make_id

_LEADERS = re.compile(r"^(?:đối với|đề nghị|giao|yêu cầu|phân công)\s+", re.IGNORECASE)


def canonical_agency(printed: str) -> Agency:
    """The agency behind a spelling.

    "VP Điều phối NTM tỉnh" is "Văn phòng Điều phối nông thôn mới tỉnh".
    """
    name = spell_out(agency_name(printed))
    return Agency(
        id=make_id("agency", fold(re.sub(r"\W+", " ", name)).strip()),
        name=name,
        level=issuer_level(name),
        kind=kind_of(name),
    )


def agency_name(printed: str) -> str:
    """A heading without what only introduces it ("Đối với", "Đề nghị")."""
    return _LEADERS.sub("", nfc(printed).strip(" .:;,-*")).strip(" .:;,-*")


def spell_out(name: str) -> str:
    """Abbreviations written out, words that only some spellings add left out, one capital first."""
    full = rules("agencies")["spell_out"]
    words = re.split(r"(\s+|[,;()])", name)
    spelt = "".join(full.get(word.lower(), word) for word in words)
    for head, extra in rules("agencies")["drop"].items():
        if fold(spelt).startswith(head):
            for phrase in extra:
                at = fold(spelt).find(phrase)
                if at >= 0:
                    spelt = spelt[:at] + spelt[at + len(phrase) :]
    spelt = re.sub(r"\s+", " ", spelt).strip()
    return spelt[:1].upper() + spelt[1:]


def kind_of(name: str) -> str | None:
    """The kind of office by its head word."""
    folded = fold(name)
    best = ("", None)
    for kind, heads in rules("agencies")["heads"].items():
        for head in heads:
            if re.match(rf"{head}(?!\w)", folded) and len(head) > len(best[0]):
                best = (head, kind)
    return best[1]


@cache
def agency_head() -> re.Pattern[str]:
    """What an office's name begins with, folded."""
    return any_of([head for heads in rules("agencies")["heads"].values() for head in heads])


def begins_agency(text: str) -> bool:
    """Does the text begin with an office?"""
    return agency_head().match(fold(agency_name(text))) is not None


@cache
def _verbs() -> re.Pattern[str]:
    return any_of(rules("agencies")["stops"]["verbs"])


@cache
def _names_with_verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(rules('agencies')['stops']['within_names'])})$")


def task_start(folded: str, begin: int, end: int | None = None) -> int | None:
    """Where, after an office's name that begins at `begin`, the verb of its task stands.

    Verbs that are a part of a name are passed over: Ban Chỉ đạo, Trung tâm Xúc tiến đầu tư.
    """
    at = begin + 1
    while (verb := _verbs().search(folded, at, end or len(folded))) is not None:
        if not _names_with_verbs().search(folded[begin : verb.end()]):
            return verb.start()
        at = verb.end()
    return None


def split_agencies(text: str) -> list[str]:
    """A list of offices as printed: parts at ";" and at "," or "và" before a new head word."""
    parts: list[str] = []
    for piece in re.split(r";", text):
        start = 0
        for cut in re.finditer(r",\s+(?:và\s+)?|\s+và\s+", piece):
            rest = fold(piece[cut.end() :])
            before = fold(piece[start : cut.start()])
            if agency_head().match(rest) and not _enumerates(before, rest):
                parts.append(piece[start : cut.start()])
                start = cut.end()
        parts.append(piece[start:])
    return [name for part in parts if (name := part.strip(" .,;:-"))]


def _enumerates(before: str, rest: str) -> bool:
    """ "các sở, ban, ngành" and "UBND các huyện, thị xã, thành phố" are one name each."""
    if re.match(r"(?:thi xa|thanh pho|tx|tp|phuong|thi tran|xa|huyen)\b", rest):
        return re.search(r"\b(?:huyen|thi xa|xa|phuong|quan)\s*$", before) is not None
    bare = r"(?:so|ban|nganh|phong|doan the|co quan|don vi|dia phuong|hoi|doan|to chuc|cap)"
    listed = re.fullmatch(rf"(?:cac\s)?{bare}(?:,?\s(?:va\s)?{bare})*", before.strip())
    return listed is not None and re.match(rf"{bare}\b", rest) is not None
