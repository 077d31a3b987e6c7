"""Amounts of money in a text, each with the words that tell what it is for."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.reading import clean, star_class
from pipeline.extract.rules import pattern
from pipeline.extract.sentences import Sentences
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_money
from schemas.records import FundingKind

# over folded text: "/sản phẩm", "/người/ngày thực học"
_PER = re.compile(
    r"\s*/\s*([^\s,.;:()“”\"]+"
    r"(?:\s(?!va\b|theo\b|tu\b|cho\b|trong\b|khi\b|doi\b|o\b|do\b)[^\s,.;:()“”\"]+){0,3})"
)
_MONEY = re.compile(
    r"(?<![0-9.,])(?<![0-9][:;])([0-9][0-9.,]{0,23})\s*(trieu|ty|ti|nghin|ngan)?\s*(?:dong|d\b|vnd)"
)
_SCALES = {"trieu": "triệu", "ty": "tỷ", "ti": "tỷ", "nghin": "nghìn", "ngan": "nghìn", None: ""}
_RANGE = re.compile(r"[0-9]\s*(?:trieu|ty|ti|nghin|ngan)?\s*(?:dong )?(?:den|[-–])\s*$")
# over the text itself: without marks "môi trường" is no other
_EACH = re.compile(
    r"(?i)\bmỗi ((?:[^\s,.;:()]+ ?){1,4}?)\s*(?:(?:là|được|thưởng|tối đa|không quá)\s*)*$"
)
# what joins an amount to the one before it, and is no part of either
_BRACKET = re.compile(r"\s*\([^()]*\)")
_JOINT = re.compile(r"[\s,;.:(–-]*(?:(?:trong do|bao gom|gom|cu the|va|con|cho)\b[\s:,]*)*")
_BEHIND = re.compile(r"\s+(?:doi voi|cho)\s((?:[^,;.:()0-9]|,(?= [a-z]+ (?:nuoc|mien)))+)")
_LABEL = re.compile(r"(?:mot so )?(?:muc (?:chi|ho tro|thuong)|dinh muc|che do)\b[^:]{0,60}:\s*")
_VERBS = re.compile(r"(?:duoc |chi |muc |ho tro |thuong |tang |tro cap |thu lao |them |nop )+")
_SHORT = 6  # words that name what an amount is for, its verb aside


class Amount(NamedTuple):
    """An amount, what stands around it from `start` to `end`, and what is paid: one `per` each."""

    start: int
    end: int
    dong: int | None  # None of a range
    kind: FundingKind
    per: str | None = None
    category: str | None = None
    given: bool = False  # in so many words: "thưởng", "hỗ trợ", "mức chi"


def amounts_in(text: str) -> Iterator[Amount]:
    """All amounts; a part in brackets behind a rate is one of the same thing."""
    folded = fold(text)
    sentences = Sentences(folded)
    before: Amount | None = None
    rate: Amount | None = None  # in brackets behind which its parts stand
    for money in _MONEY.finditer(folded):
        begins, stops = sentences.around(money.start())
        if before is not None and not begins < before.end <= money.start():
            before = None  # of another sentence
        start = _beginning(folded, before.end if before else begins, money.start(), before)
        amount = _amount(text, folded, start, stops, money)
        between = folded[before.end : money.start()] if before else ")"
        opened = between.count("(") - between.count(")")
        rate = None if opened < 0 else before if opened and before and before.per else rate
        if rate is not None and amount.per is None:
            amount = amount._replace(kind="rate", per=rate.per, category=rate.category)
        elif before and not amount.given and amount.per is not None:
            amount = amount._replace(given=before.given)
        yield amount
        before = amount


def _beginning(folded: str, start: int, end: int, before: Amount | None) -> int:
    """Where the words of an amount begin; of one behind another, after what joins the two."""
    if before is not None:
        bracket = _BRACKET.match(folded, start, end)
        start = bracket.end() if bracket else start
        parted = max(folded.rfind(";", start, end), start)
        comma = folded.find(",", parted, end)
        start = comma if parted == start and comma >= 0 and folded[start] not in ",:(" else parted
    joint = _JOINT.match(folded, start, end)
    start = joint.end() if joint else start
    label = _LABEL.match(folded, start, end)
    return label.end() if label and label.end() < end - 1 else start


def _amount(text: str, folded: str, start: int, stops: int, money: re.Match[str]) -> Amount:
    per = _PER.match(folded, money.end())
    end = per.end() if per else money.end()
    each = None if per else _EACH.search(text, start, money.start())
    behind = _BEHIND.match(folded, end, stops) if per else None
    told = folded[start : money.start()]
    given = pattern("funding", "rates").search(told) is not None
    sources = pattern("funding", "sums").search(told) is not None
    one = per is not None and per[1].split()[0] != "nam"
    rate = one or each is not None or (given and not sources)
    paid = per or each
    category = star_class(told) or (
        clean(text[slice(*behind.span(1))]) if behind else _named(text[start : money.start()])
    )
    return Amount(
        start,
        behind.end() if behind else end,
        None if _RANGE.search(told) else _dong(money),
        "rate" if rate else "source",
        clean(text[slice(*paid.span(1))]) if paid else None,
        category if rate else None,
        given,
    )


def _dong(money: re.Match[str]) -> int | None:
    return parse_money(f"{money[1]} {_SCALES[money[2]]} đồng".replace("  ", " "))


def _named(before: str) -> str | None:
    """For what a rate is paid: the words before a colon, or a few words without their verb."""
    label, colon, _ = before.partition(":")
    if colon:
        return clean(label) or None
    verbs = _VERBS.match(fold(before))
    named = clean(before[verbs.end() if verbs else 0 :])
    return named if 1 < len(named.split()) <= _SHORT else None
