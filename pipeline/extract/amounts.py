"""Which numbers count something: not names, dates, rates or conditions."""

import re

from spacy.tokens import Span

from pipeline.extract.components import text_of
from pipeline.extract.indicators import EVENTS, counts_no_thing, unit_of
from pipeline.extract.rules import expression
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import is_syllable

_NEAR, _CLAUSE = 60, 160  # characters
# behind a number in the name of what is measured: "Số vụ ngộ độc trên 30 người mắc: 0 vụ"
_NAMED = re.compile(r"[^.;,:()0-9]{0,60}:\s*(?:[≥≤<>]=?\s*)?[0-9]")
# "Tổng số cây trồng tại 14 xã, phường là 86.500 cây" tells where, then how many
_AT = re.compile(r"\b(?:tai|o|cua|trong)\s*$")
_IS = re.compile(r"[^;.0-9]{0,60}\b(?:la|dat)\s[0-9]")
_NONE_OF = re.compile(r"\bkhong de (?:xay ra|co)\b")  # "… vụ ngộ độc có từ 30 người mắc"
_SPANS_OF_TIME = ("phut", "gio", "ngay", "ngay lam viec", "tuan", "thang", "nam")


def is_amount(folded: str, q: Span, sentence: tuple[int, int], in_goals: bool) -> bool:
    """Does the number count something, and not measure, name or multiply something else?"""
    before = folded[max(sentence[0], q.start_char - _NEAR) : q.start_char]
    after = folded[q.end_char : q.end_char + 14]
    if re.match(r"\s*[x×]\s", after) or re.search(r"[x×]\s*$", before):
        return False
    if q._.kind == "money":
        return _stands(folded[max(sentence[0], q.start_char - _CLAUSE) : q.start_char], "income")
    if q._.kind == "time" and _is_measured(folded, q, sentence[0], in_goals):
        return True
    often = is_frequency(folded, q)
    per = re.match(r"\s*/\s*(?!nam\b)\w", after)
    if per and not often and q._.kind != "measure":
        return False
    costs = expression("targets", "amount", "of_costs").match(folded, q.end_char)
    if costs and (_stands(before, "paid") or q.start_char == sentence[0]):
        return False
    said = folded[sentence[0] : q.start_char]
    if (
        _stands(said, "pays")
        or _stands(before, "bears")
        or _stands(before, "which")
        or said.count('"') % 2
    ):
        return False
    if q._.kind in ("count", "people") and _NONE_OF.search(said):
        return False
    if _NAMED.match(folded, q.end_char) or (_AT.search(said) and _IS.match(folded, q.end_char)):
        return False
    ratio = expression("targets", "amount", "ratio").match(folded, q.start_char)
    if ratio and _stands(before, "of_ratio"):
        return False
    starts = expression("targets", "amount", "starts").match(folded, q.end_char)
    if starts and re.search(r"\btu(?: muc)?\s*$", before):
        return False
    if _stands(said, "norm"):
        return False
    if _stands(before, "parties") or _stands(before, "per"):
        return False
    if re.search(r"[“\"]$", before) or _stands(before, "apart"):
        return False
    to_its_end = before + folded[q.start_char : q.end_char]
    if _stands(to_its_end, "grades") or (_stands(before, "full") and q._.kind != "percent"):
        return False
    named = _stands(to_its_end, "names")
    if named and q._.comparator == "=" and q._.kind != "percent":
        return False
    if q._.kind is None:
        noun = unit_of(text_of(q.doc), q)
        real = noun is not None and is_syllable(noun.split()[0])
        return real and not counts_no_thing(text_of(q.doc), q.end_char)
    if q._.kind == "time" and often:
        return not _stands(said, "duties")
    if q._.kind == "time":
        event = expression("targets", "amount", "event").match(folded, q.end_char)
        if fold(q._.unit) in EVENTS:
            return event is not None and _stands(before, "events")
        return fold(q._.unit) == "tuoi" and _stands(before, "ages")
    if q._.kind == "measure" and (
        _stands(before, "far") or (q._.comparator in (">=", "<=") and _stands(before, "dimension"))
    ):
        return False
    return q._.kind in ("count", "people", "percent", "measure", "rate")


def is_frequency(folded: str, q: Span) -> bool:
    """Does the number tell how often: "02 lần/tuần", "mỗi tháng 01 bài"?"""
    if q._.kind not in ("count", "people", "time") or fold(q._.unit) in _SPANS_OF_TIME:
        return False
    if expression("targets", "amount", "often").match(folded, q.end_char):
        return True
    near = folded[max(0, q.start_char - _NEAR) : q.start_char]
    return q._.kind == "time" and _stands(near, "each_time")


def _is_measured(folded: str, q: Span, start: int, in_goals: bool) -> bool:
    """Is it how long something may take, as a goal: "thời gian chờ bình quân không quá 15 phút"?"""
    said = folded[start : q.start_char]
    if fold(q._.unit) not in _SPANS_OF_TIME or not _stands(said, "waits"):
        return False
    return in_goals or _stands(said, "waits_on_average")


def _stands(before: str, key: str) -> bool:
    return expression("targets", "amount", key).search(before) is not None
