"""What the words around a number of classes say: who is taught, how many, how long, and where."""

import re
from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc, Span

from pipeline.extract.components import spans_within
from pipeline.extract.reading import BRACKETS, clean, outside_brackets
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number

_AUDIENCE_BEGINS = re.compile(r"\b(?:danh cho|cho|doi voi)\s")
_AUDIENCE_ENDS = re.compile(
    r"\s*(?:[.;:]|,?\s*(?:voi|so luong|tong so|moi lop|du kien|tai|thoi gian|hoc (?=[0-9])|tu ngay"
    r"|(?:trong|vao) (?:quy|nam|thang|[0-9]+ ngay))\b"
    r"|\((?:moi|khoang|voi|trong|thang|quy|[0-9])|,\s*(?:moi|khoang|[0-9])"
    r"|\sva [0-9]+ (?:lop|khoa)\b)"
)
_NUMBERED = re.compile(r"(?:khoang |tren |it nhat |tu )?([0-9][0-9.,]*)(?: - [0-9]+)? ")
# of people as such, of whom a number is told
_PEOPLE = re.compile(
    r"(?:luot )?(?:nguoi|hoc vien|dai bieu|lao dong|luot|nguoi hoc|dong chi)\b(?: tham gia)?$"
)
# "45 đồng chí là trưởng thôn", and not "350 người dân"
_SUCH = re.compile(r"(?:luot )?(?:(?:nguoi|hoc vien|dong chi|dai bieu) (?:gom|la) )?")
_TEACHES = re.compile(r"(?:tap huan|dao tao|boi duong|huan luyen)\b.{0,80}?\b(?:danh cho|cho)\s")
_RATE = re.compile(
    r"\s*/\s*(?:01 |1 )?(?:lop|khoa|xa|huyen|thon)|\s*(?:tren|mot|moi) (?:mot )?lop\b"
)
_FOR_PEOPLE = re.compile(r"\s*/\s*([0-9][0-9.]*)\s(?:luot |nguoi|hoc vien|doi vien|can bo)")
_EACH_PLACE = re.compile(
    r"\bmoi (?:thon|xa|xom|huyen|to|ban|ap|don vi|truong|dia phuong|phuong|khu)\b[a-z ,]{0,24}$"
)
_PER_YEAR = re.compile(r"(?:moi|hang|hằng) nam\b|/\s*nam\b")
_FIELD = re.compile(r"(?:di )?(?:nghien cuu )?thuc te|tham quan|thuc dia|thuc hanh|khao sat")
_NEAR = 120  # characters of a label of what is told
FAR = 3000  # characters of what is told of a group
_LABEL = re.compile(
    r"\b(?:so (?:luong|hoc vien|nguoi|dai bieu|ngay)|tong so|thoi gian|dia diem|quy mo)\s*$"
)
# a sentence or clause after a group that tells more of it
_GOES_ON = re.compile(
    r"\s*(?:so (?:luong|hoc vien|nguoi|dai bieu|ngay)|tong so|moi (?:lop|khoa)|thoi gian|dia diem"
    r"|voi|khoang|binh quan)\b|\s*[0-9][0-9.]* (?:nguoi|hoc vien|dai bieu|can bo)\b"
)
_COUNTED = re.compile(r"\s*[0-9][0-9.]* (?:nguoi|hoc vien|dai bieu|can bo|dong chi)\b")
_YEARLY = re.compile(r"\b(?:moi|hang) nam,?\s*(?:(?:[a-z]+,?\s){1,12})?$")
_PRODUCT = re.compile(r"\s*[x×*]\s(?!\s*[0-9.]+ (?:nguoi|hoc vien|dai bieu|can bo|ngay|buoi)\b)")
_TAUGHT = 60  # characters in which those who are taught stand before the bracket of their classes
_CLASS_WORD = re.compile(r"\b(?:lop|khoa (?:tap huan|dao tao|boi duong|hoc))\b")
# over the text itself: names of places begin with capitals, and several stand in a row
_PLACES = re.compile(
    r"(?:[Đđ]ịa điểm[^:,;]{0,12}:|[,;(]\s*[Tt]ại"
    r"|(?<!làm việc )\b[Tt]ại(?=\s(?:các |tỉnh|huyện|thành phố|thị xã|TP|TX|xã"
    r"|phường|thôn|xóm|bản|khu|trung tâm|trường|bệnh viện|nhà văn hóa|hội trường|trụ sở|UBND|cụm"
    r"|[A-ZĐÀ-Ỹ])))\s+((?!đây|chỗ|mục|điểm|khoản|phụ lục)[^.;(,]+(?:,\s(?=[A-ZĐÀ-Ỹ])[^.;(,]+)*)"
)


def brackets_with(heads: Sequence[Span], folded: str, start: int) -> list[tuple[int, int]]:
    """Brackets behind `start` in which other groups are told: "20 lớp (A: 08 lớp; B: 12 lớp)"."""
    found = [match.span() for match in BRACKETS.finditer(folded, start)]
    return [span for span in found if any(within([span], head.start_char) for head in heads)]


def within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Does the place stand in one of the spans?"""
    return any(start <= at < end for start, end in spans)


def is_head(folded: str, head: Span) -> bool:
    """A number of classes that heads a group: not a rate (02 lớp/xã), not "mỗi năm 02 lớp".

    Of a product ("24 xã x 02 lớp/xã = 48 lớp") only the result heads.
    """
    after = folded[head.end_char : head.end_char + 12]
    before = folded[max(0, head.start_char - 14) : head.start_char]
    if head._.value is None or head._.value != int(head._.value):
        return False
    if _RATE.match(after) or _PRODUCT.match(after) or re.search(r"\b(?:lop|khoa)\s*$", before):
        return False  # "từ lớp 3 đến lớp 5" are grades
    if re.search(
        r"(?:moi|hang) (?:lop|xa|huyen)\s*(?:to chuc|mo)?\s*$|\bmoi\s*$|[x×*]\s*$", before
    ):
        return False
    return head._.comparator == ">=" or not re.search(r"\b(?:cap|tu|den)\s*$", before)


def is_yearly(folded: str, head: Span) -> bool:
    """ "Mỗi năm tổ chức 02 lớp", "2 lớp/năm": as many each year."""
    before = folded[max(0, head.start_char - _NEAR) : head.start_char]
    return _PER_YEAR.match(folded, head.end_char) is not None or _YEARLY.search(before) is not None


def place(text: str, start: int, stop: int) -> str | None:
    """Where the classes are held, as the words behind their number tell."""
    found = _PLACES.search(text, start, stop)
    return clean(found[1]) or None if found else None


def taught_before(text: str, folded: str, doc: Doc, head: Span) -> dict[str, Any]:
    """ "đào tạo cho 1.000 lao động nông thôn (25 lớp, …)": who are taught, and how many."""
    opened = re.search(r"\(\s*(?:gom|khoang|voi)?\s*$", folded[: head.start_char])
    if opened is None:
        return {}
    at = opened.start()
    people = [
        q
        for q in spans_within(doc, "quantities", max(0, at - _TAUGHT), at)
        if q._.kind == "people" and q._.value == int(q._.value)
    ]
    if not people or re.search(r"[.;:]", folded[people[-1].end_char : at]):
        return {}
    audience, _ = _who(clean(text[people[-1].start_char : at]))
    return {"n_participants": int(people[-1]._.value), "audience": audience}


def clause_end(folded: str, start: int, limit: int) -> int:
    """The end of what is told of a group: the next group, or a sentence that tells no number."""
    depth = 0
    limit = min(limit, start + FAR)
    for at in range(start, limit):
        sign = folded[at]
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return at  # of the bracket that the group stands in
        labels = sign == ":" and _LABEL.search(folded[max(start, at - _NEAR) : at])
        if labels or (sign == ":" and _COUNTED.match(folded, at + 1, limit)):
            continue
        stops = sign == ";" or (sign in ".:" and folded[at + 1 : at + 2] in ("", " "))
        if stops and depth <= 0 and not _GOES_ON.match(folded, at + 1, limit):
            return at
    end = limit
    joined = re.search(r",?\s(?:va|;|,)\s*$", folded[start:limit])
    return start + joined.start() if joined else end


def numbers(folded: str, inside: Sequence[Span], stop: int, start: int = 0) -> dict[str, Any]:
    """People, people a class, classes a year, days: what the numbers in a clause say."""
    values: dict[str, Any] = {}
    told = _FOR_PEOPLE.match(folded, start)  # "04 lớp/160 người"
    if told:
        values["n_participants"] = int(parse_number(told[1]) or 0)
    for q in inside:
        if q._.value != int(q._.value):
            continue  # "2,5 ngày" are neither two nor three
        number = int(q._.value)
        before = folded[max(0, q.start_char - 24) : q.start_char]
        after = folded[q.end_char : min(stop, q.end_char + 16)]
        per_class = re.match(r"\s*/\s*(?:01 |1 )?(?:lop|khoa)", after) or re.search(
            r"(?:moi|mot|tung) (?:lop|khoa)\s*(?:co|gom|tu|khoang|khong qua)?\s*(?:\S+\s)?$", before
        )
        people = q._.kind == "people" or (
            q._.kind == "count"
            and re.match(r"cong chuc|vien chuc|giao vien|dang vien", fold(q._.unit))
        )
        if people and not _EACH_PLACE.search(before):
            values.setdefault("per_class" if per_class else "n_participants", number)
        elif q._.kind == "classes" and _PER_YEAR.search(before):
            values.setdefault("per_year", number)
        elif q._.kind == "time" and fold(q._.unit) == "ngay":
            around = folded[max(0, q.start_char - 28) : q.start_char].rpartition("ngay")[2]
            around += folded[q.end_char : q.end_char + 24].partition("ngay")[0]
            key = "field_days" if "days" in values and _FIELD.search(around) else "days"
            values.setdefault(key, number)
    return values


def audience(
    text: str, folded: str, begin: int, head: Span, stop: int
) -> tuple[str | None, int | None]:
    """Who is taught, and how many: after "cho …" behind the number of classes, or before it."""
    named = _named(text, folded, begin, head, stop)
    return _who(named) if named is not None else (None, None)


def _who(named: str) -> tuple[str | None, int | None]:
    """ "150 công chức cấp xã" are "công chức cấp xã", and how many: 150."""
    number = _NUMBERED.match(fold(named))
    people = named[number.end() :] if number else named
    such = _SUCH.match(fold(people)) if number else None
    how_many = parse_number(number[1]) if number else None
    counted = int(how_many) if how_many is not None and how_many == int(how_many) else None
    # of "700 học viên" only the number is told; "45 đồng chí là trưởng thôn" are heads of villages
    who = None if number and _PEOPLE.match(fold(people)) else people[such.end() if such else 0 :]
    return (who if who and sum(map(str.isalpha, who)) > 1 else None), counted


def _named(text: str, folded: str, begin: int, head: Span, stop: int) -> str | None:
    """After "cho …" behind the number, or the words before the colon in front of it."""
    begins = _AUDIENCE_BEGINS.search(folded, head.end_char, max(stop, head.end_char))
    if begins is not None:
        ends = outside_brackets(_AUDIENCE_ENDS, folded, begins.end(), stop)
        return clean(text[begins.end() : ends.start() if ends else stop])
    before = text[begin : head.start_char]
    label, colon, rest = before.rpartition(":")
    if not colon or re.search(r"\b(?:nam|giai doan)\s*[0-9-]*$", fold(label).strip()):
        return None
    if _CLASS_WORD.search(fold(label)) is None and len(fold(rest).split()) <= 9:
        if label.count("(") > label.count(")"):
            label = label.rpartition("(")[2]
        phrase = clean(label.rsplit(". ", 1)[-1])
        begins = _AUDIENCE_BEGINS.match(fold(phrase)) or _TEACHES.match(fold(phrase))
        phrase = phrase[begins.end() :] if begins else phrase
        # a programme is what is taught, not who
        return None if fold(phrase).startswith("chuong trinh") else phrase or None
    return None
