"""Offices under one name: spellings of the same agency, its kind and level."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.extract.rules import any_of, marks_agree, pattern, rules
from pipeline.vietnamese.letters import fold, nfc
from pipeline.vietnamese.places import issuer_level
from schemas.records import Agency, make_id

# signs that end an office's name; a comma ends it only before another office
_SIGN = re.compile(r"[;:.()/]")
_JOINED = re.compile(r",\s+(?:va\s+)?|\s+va\s+")
_PLACES = re.compile(r"(?:thi xa|thanh pho|tx|tp|phuong|thi tran|xa|huyen)\b")
# behind an office in a heading: that it has a duty, or is in charge
_DUTY = re.compile(
    r"\s(?:co|chiu) trach nhiem\b"
    r"|\s[-–]\s(?:co quan|don vi) (?:thuong truc|dau moi|chu tri)\b"
    r"|\s\((?:co quan |don vi )?(?:thuong truc|dau moi|chu tri)[^()]*\)$"
)
# "Ủy ban Mặt trận Tổ quốc tỉnh và các tổ chức chính trị - xã hội" is one addressee
_FRONT = re.compile(r"(?:uy ban )?(?:mat tran to quoc|mttq)|ubmttq")
_MEMBERS = re.compile(r"(?:cac )?(?:doan the|to chuc (?:chinh tri|thanh vien|doan the))\b")
_ASKED = re.compile(r"\s*\([Đđ]ề nghị\)")
# "Văn phòng HĐND và UBND xã" is one office
_SHARED_OFFICE = re.compile(
    r"(?:chanh )?(?:van phong|vp) (?:[a-z&, ]*)(?:hdnd|hoi dong nhan dan|dbqh)"
)
_COUNCILS = re.compile(r"(?:ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan)\b")
_BARE = r"(?:so|ban|nganh|phong|doan the|co quan|don vi|dia phuong|hoi|doan|to chuc|cap)"


def find_agencies(text: str) -> Iterator[tuple[int, int]]:
    """Where the offices stand that a text names: a head word (sở, ủy ban …) and the name after it.

    A list ("Sở A, Sở B và UBND các huyện, thị xã") is told office by office; a name ends where the
    verb of its task begins.
    """
    folded = fold(text)
    at = 0
    while (begin := _next_head(text, folded, at)) is not None:
        sign = _SIGN.search(folded, begin)
        end = sign.start() if sign else len(folded)
        end = _task_start(text, folded, begin, end) or end
        start = begin
        for cut in _JOINED.finditer(folded, begin, end):
            if _heads(text, folded, cut.end()) and not _enumerates(
                folded[start : cut.start()], folded[cut.end() :]
            ):
                yield start, _trimmed(text, start, cut.start())
                start = cut.end()
        yield start, _trimmed(text, start, end)
        at = max(end, begin + 1)


def canonical_agency(printed: str) -> Agency:
    """The agency behind a spelling.

    "VP Điều phối NTM tỉnh" is "Văn phòng Điều phối nông thôn mới tỉnh".
    """
    name = spell_out(agency_name(printed))
    kind = kind_of(name)
    return Agency(
        id=make_id("agency", fold(re.sub(r"\W+", " ", name)).strip()),
        name=name,
        # only provinces have departments, also those of a city that a plan just calls "thành phố"
        level="province" if kind == "sở" else issuer_level(name),
        kind=kind,
    )


def agency_name(printed: str) -> str:
    """A heading without what only introduces it ("Đối với", "Đề nghị")."""
    printed = nfc(printed).strip(" .:;,-*")
    assigned = pattern("assign", "words").match(fold(printed))
    name = _ASKED.sub("", printed[assigned.end() if assigned else 0 :])
    duty = _DUTY.search(fold(name))
    return name[: duty.start() if duty else None].strip(" .:;,-*")


def spell_out(name: str) -> str:
    """Abbreviations written out, words that only some spellings add left out, one capital first."""
    full = rules("agencies")["spell_out"]
    words = re.split(r"(\s+|[,;()])", name)
    spelt = "".join(full.get(word.lower(), word) for word in words)
    for begins, stands in rules("agencies")["aliases"].items():
        if fold(spelt).startswith(begins):
            spelt = stands + spelt[len(begins) :]
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
    head = _head_pattern().match(fold(name))
    return _kinds()[head[0]] if head else None


@cache
def _kinds() -> dict[str, str]:
    heads = rules("agencies")["heads"].items()
    return {fold(head): kind for kind, names in heads for head in names}


@cache
def _marked_heads() -> dict[str, str]:
    return {fold(head): head for names in rules("agencies")["heads"].values() for head in names}


@cache
def _head_pattern() -> re.Pattern[str]:
    return any_of(list(_marked_heads()))


def _next_head(text: str, folded: str, at: int) -> int | None:
    for head in _head_pattern().finditer(folded, at):
        if _heads(text, folded, head.start()):
            return head.start()
    return None


def _heads(text: str, folded: str, at: int) -> bool:
    head = _head_pattern().match(folded, at)
    if head is None or not marks_agree(text[at : head.end()], _marked_heads()[head[0]]):
        return False
    # "Báo cáo …" and "phòng, chống …" are tasks, whatever a "báo" and a "phòng" may be
    longer = _no_heads().match(folded, at)
    return longer is None or longer.end() <= head.end()


@cache
def _no_heads() -> re.Pattern[str]:
    return any_of([*rules("agencies")["stops"]["begin_like_heads"]])


@cache
def _marked_verbs() -> dict[str, str]:
    return {fold(verb): verb for verb in rules("agencies")["stops"]["verbs"]}


@cache
def _marked_stops() -> dict[str, str]:
    prepositions = rules("agencies")["stops"]["prepositions"]
    return _marked_verbs() | {fold(word): word for word in prepositions}


@cache
def _stops() -> re.Pattern[str]:
    return any_of(list(_marked_stops()))


def begins_task(text: str) -> bool:
    """Does a text begin with the verb of a task?"""
    verb = _verbs().match(fold(text))
    return verb is not None and marks_agree(text[: verb.end()], _marked_verbs()[verb[0]])


@cache
def _verbs() -> re.Pattern[str]:
    return any_of(list(_marked_verbs()))


@cache
def _names_with_verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(rules('agencies')['stops']['within_names'])})$")


def _task_start(text: str, folded: str, begin: int, end: int) -> int | None:
    """Where, after an office's name that begins at `begin`, the verb of its task stands.

    Verbs that are a part of a name are passed over: Ban Chỉ đạo, Trung tâm Xúc tiến đầu tư.
    """
    at = begin + 1
    while (verb := _stops().search(folded, at, end)) is not None:
        printed = text[verb.start() : verb.end()]
        named = _names_with_verbs().search(folded[begin : verb.end()])
        if not named and marks_agree(printed, _marked_stops().get(verb[0], verb[0])):
            return verb.start()
        at = verb.end()
    return None


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,-"))


def _enumerates(before: str, rest: str) -> bool:
    """ "các sở, ban, ngành" and "UBND các huyện, thị xã, thành phố" are one name each."""
    if _PLACES.match(rest):
        return re.search(r"\b(?:huyen|thi xa|xa|phuong|quan)\s*$", before) is not None
    if _SHARED_OFFICE.fullmatch(before.strip()):
        return _COUNCILS.match(rest) is not None
    if _FRONT.match(before):
        return _MEMBERS.match(rest) is not None
    listed = re.fullmatch(rf"(?:cac\s)?{_BARE}(?:,?\s(?:va\s)?{_BARE})*", before.strip())
    return listed is not None and re.match(rf"{_BARE}\b", rest) is not None
