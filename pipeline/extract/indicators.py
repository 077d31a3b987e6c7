"""What a number counts or measures: the words around it, as a phrase that needs no page."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span

from pipeline.extract.components import spans_within
from pipeline.extract.reading import BRACKETS, clean
from pipeline.extract.rules import expression, rules
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import is_syllable

_LONG = 300  # characters of an indicator; what is longer is cut at its last comma
_LIST = re.compile(r"(?:^|[.;,]\s+)([^.;:,]{4,120}):\s[^:]*$")
_FROM = re.compile(r"\s+từ\s+(?:mức\s+)?[0-9].*$")  # what a measure is to rise or fall from
_SHORT = 6  # words of an entry in a list that only its label explains
_CLEAR = 3  # words before "đạt" that tell by themselves what is counted
_SCALE = re.compile(r"^(?:nghìn|ngàn|triệu|tỷ)\s")
_NUMBER = re.compile(r"^[\d.,]+\s*%?\s*")
_PER = re.compile(r"(?:\s*/\s*[^\s,.;:/]+)*")
EVENTS = ("buoi", "dot")  # units of time that are counted: "04 buổi gặp mặt"
_FOR = re.compile(
    r"(?:^|[.;:(]\s)(?P<what>[^.;:()]{4,160}?)\scho\s"
    r"(?:(?:khoảng|ít nhất|tối thiểu|trên|hơn|dự kiến)\s)*$"
)
_SIGNS = re.compile(r"[,;:(]")
_COLON = re.compile(r":\s*(?:(?:dat|tren|it nhat|toi thieu|tu|duoi|khoang|[≥≤<>]=?)\s*)*$")
_PER_END = re.compile(r"(?:\s*/\s*[^\s/]+)+$")
_LISTED = re.compile(r"(?:\svà|,)\s*$")
_PARTED = re.compile(r"\s*[,(]")
_CLAUSES = re.compile(r"[:;(]\s|,\s(?=\S++\s\S++\s\S)")


class Indicator(NamedTuple):
    """What is counted; None where the words do not tell. `end` is where the phrase ends."""

    phrase: str | None
    end: int


def _told(key: str) -> re.Pattern[str]:
    return expression("targets", "indicator", key)


def indicator_of(text: str, folded: str, q: Span, stop: int, start: int) -> Indicator:
    """The unit and the words after it; for a bare percentage those before.

    The amount's sentence begins at `start`, the next amount (or its end) is at `stop`.
    """
    # how long, or how often something is done, is told before: "phát thanh 02 lần/tuần"
    lasts = q._.kind == "time" and (fold(q._.unit) not in EVENTS or bool(_per(text, q)))
    measures = q._.kind in ("percent", "money", "rate") or lasts
    phrase, end = _behind(text, folded, q, stop)
    if not measures:
        near = max(start, q.start_char - _LONG)
        others = spans_within(q.doc, "quantities", near, q.start_char)
        since = max((o.start_char for o in others if o._.kind != "time"), default=start)
        labelled = _COLON.search(folded, start, q.start_char) is not None
        said = text[start if labelled else since : q.start_char]
        said = said if labelled or since == start else _NUMBER.sub("", said)
        if not labelled and since != start and _LISTED.search(said):
            said = ""  # "22 thạc sĩ và 03 tiến sĩ"
        done = _FOR.search(text, near, q.start_char)
        of_whom = since == start and phrase.startswith("đối với ")  # "thêm 2 cm đối với nam"
        bare = q._.kind == "measure" and len(phrase.split()) == 1  # "khoán bảo vệ 200 ha rừng"
        if of_whom or bare or fold(_PER_END.sub("", phrase)) in ("", _counted_by(text, q)):
            phrase = _with_what_stands_before(said, phrase)
        elif done:
            phrase = _with_what_is_done(done["what"], phrase)
    # After the amount before: its "%", its bracket, or what introduces both.
    introduced = _COLON.search(folded, start, q.start_char)  # "Số hóa hồ sơ: 100%"
    label_end = introduced.start() if introduced else q.start_char
    begin = start + max(
        (m.end() for m in re.finditer(r"[%:;]", folded[start:label_end])), default=0
    )
    begin = max([begin, *_measured_before(q, folded, begin)])
    said = text[begin:label_end]
    comes_first = not _told("measures").sub("", _told("introduces").sub("", said)).strip()
    comes_first |= _told("of").search(folded, begin, q.start_char) is not None
    has_object = len(phrase.split()) > (1 if comes_first else 2)
    has_object &= not _told("no_object").match(folded, q.end_char)
    measured_so = _told("stated").search(said) and _told("head").search(fold(said))
    if not measures or (q._.kind == "percent" and has_object and not measured_so):
        return Indicator(_shorten(phrase) or None, end)
    measured = _measured(text[start:label_end], begin - start)
    if phrase and _does(said, q, folded):  # "rà soát 100% hồ sơ"
        measured = phrase if fold(measured) == "co" else f"{measured} {phrase}"
    return Indicator(_shorten(measured) or None, end)


def _does(said: str, q: Span, folded: str) -> bool:
    """Do the words before a percentage tell what is done, and not what is measured?"""
    if q._.kind != "percent" or _told("no_object").match(folded, q.end_char):
        return False
    folded_said = fold(said)
    measures = _told("measures").search(said) or _told("head").search(folded_said)
    return measures is None and _told("of").search(folded_said) is None


def _measured_before(q: Span, folded: str, begin: int) -> Iterator[int]:
    """Where the amounts between `begin` and a number end that a comma sets apart from it."""
    for other in spans_within(q.doc, "quantities", begin, q.start_char):
        if other._.kind in ("money", "measure") and _PARTED.match(folded, other.end_char):
            yield other.end_char


def _measured(said: str, begin: int) -> str:
    """What the words before a measure tell; those of the measure before it end at `begin`.

    "tỷ lệ che phủ rừng" in "Nâng tỷ lệ che phủ rừng từ 52% lên 53,5%", "cơ cấu kinh tế: dịch vụ" in
    "cơ cấu kinh tế: nông nghiệp 25%, dịch vụ 30%".
    """
    own = _without_measures(said[begin:])
    if not own:
        begin = 0
    folded = fold(said)
    head = _told("head").search(folded, begin)
    part = _told("part").search(folded, begin)
    if head or part:
        words = said[head.start() if head else part.end() :]  # type: ignore[union-attr]
    else:
        words = _last_clause(said[begin:]).lstrip(" ,(")
    words = _without_measures(_FROM.sub("", words))
    label = None if head or part else _LIST.search(said)
    unclear = words and len(words.split()) < _SHORT
    if unclear and label and not _told("titles").match(fold(label[1])):
        return f"{clean(label[1])}: {words}"
    return words


def _without_measures(said: str) -> str:
    unmeasured = _told("measures").sub("", f" {said}".rstrip())
    return clean(_told("introduces").sub("", unmeasured))


def _counted_by(text: str, q: Span) -> str:
    """The unit, folded, without its scale and what it is divided by."""
    return fold(_PER_END.sub("", _SCALE.sub("", unit_of(text, q) or "")))


def unit_of(text: str, q: Span) -> str | None:
    """As printed; of a noun that is in no list its first two syllables (most words have two)."""
    if q._.kind in ("money", "measure"):
        return f"{q._.unit}{_per(text, q)}"
    if q._.unit:
        return str(q._.unit)
    noun = _told("noun").match(text, q.end_char)
    if noun is None:
        return None
    first, *second = noun[1].split()
    alone = first in rules("nouns")["alone"] or not all(map(is_syllable, second))
    return first if alone else noun[1]


def _per(text: str, q: Span) -> str:
    """What a unit is divided by: "/ha", "/người/năm"; empty where by nothing."""
    per = _PER.match(text, q.end_char)
    return per[0] if per else ""


def counts_no_thing(text: str, end: int) -> bool:
    """Does what follows a number at `end` begin with a word that is no noun?"""
    return _told("no_noun").match(text, end) is not None


def _behind(text: str, folded: str, q: Span, stop: int) -> tuple[str, int]:
    """The words behind the number, with its unit where that is a thing, and where they end."""
    things = q._.kind not in ("percent", "money", "rate")
    counted = q._.kind in ("count", "people") or fold(q._.unit or "") in EVENTS
    noun = _SCALE.sub("", q._.unit) if counted else ""
    # "100% (06/06) xã", "90% trở lên khu dân cư"
    again = _told("restated").match(folded, q.end_char, stop)
    at = again.end() if again else q.end_char
    if q._.kind == "measure":
        at += len(_per(text, q))
    behind = folded[at:stop]
    remark = None if things else _told("remark").search(behind)
    cut = next(_cuts(behind, things, remark), None)
    end = at + cut.start() if cut else stop
    if not cut and stop < len(text) and text[stop].isdigit() and "," in text[at:stop]:
        end = at + text[at:stop].rindex(",")  # what follows is the next amount's
    said = text[at:end]
    if remark and at + remark.end() < end:
        said = said[: remark.start()].rstrip() + said[remark.end() :]
    said = _told("trails").sub("", f"{noun}{said}".rstrip(" ,")).replace(" trở lên ", " ")
    return clean(_told("dangles").sub("", said)), end


def _cuts(behind: str, things: bool, remark: re.Match[str] | None) -> Iterator[re.Match[str]]:
    """Where the words behind a number may end, but for what stands in the remark."""
    for sign in _ends(things).finditer(behind):
        within = remark is not None and remark.start() <= sign.start() < remark.end()
        if not within and not _closes(behind, sign):
            yield sign


def _closes(text: str, sign: re.Match[str]) -> bool:
    """Is it the bracket that closes one within the phrase: "nông thôn mới (NTM) các cấp"?"""
    before = text[: sign.start()]
    return sign[0] == ")" and before.count("(") > before.count(")")


def _ends(things: bool) -> re.Pattern[str]:
    ends, counted = _told("ends").pattern, _told("counted_ends").pattern
    return re.compile(f"{ends}|{counted}" if things else ends)


def _with_what_stands_before(said: str, phrase: str) -> str:
    """Of what sort stands before the number: "xây mới 45 nhà", "Lắp đặt mới trạm 4G: 58 trạm"."""
    said = said.rstrip()
    before = _behind_last(_SIGNS, said.rstrip(":")).rstrip()
    before = _told("introduces").sub("", clean(_told("trails").sub("", before)))
    if fold(before) in ("co", "gom", "bao gom"):
        return phrase
    if _told("sum").search(said):
        return clean(f"tổng số {phrase}")  # "nâng tổng số lên 21 thôn"
    if _told("stated").search(said) and len(before.split()) >= _CLEAR:
        return _told("measures").sub("", before)  # "khách quốc tế đạt 200 nghìn lượt"
    if _told("head").match(fold(before)):  # "Số hộ nghèo giảm còn dưới 120 hộ"
        return _told("measures").sub("", before)
    if before.endswith(" cho"):
        return f"{before} {phrase}"
    if fold(phrase) == "nguoi" and len(before.split()) > 1:  # "xuất khẩu lao động 300 người"
        return _told("dangles").sub("", before)
    if said.endswith(":") and fold(phrase) in fold(before):
        return before
    return clean(f"{before} {phrase}")


def _with_what_is_done(said: str, phrase: str) -> str:
    """ "Xóa nhà tạm, nhà dột nát cho 318 hộ nghèo": for whom does not tell what is counted."""
    said = _told("introduces").sub("", clean(said))
    known = _told("verbs").search(f" {phrase} ") or any(map(str.isdigit, said))
    return phrase if known or not said else f"{said} cho {phrase}"


def _last_clause(said: str) -> str:
    return _behind_last(_CLAUSES, said)


def _behind_last(sign: re.Pattern[str], said: str) -> str:
    """What stands behind the last such sign that lies in no brackets."""
    masked = BRACKETS.sub(lambda bracket: "_" * len(bracket[0]), said)
    return said[max((found.end() for found in sign.finditer(masked)), default=0) :]


def _shorten(phrase: str) -> str:
    if len(phrase) <= _LONG:
        return phrase
    words, comma, _ = phrase[:_LONG].rpartition(",")
    return words if comma else phrase[:_LONG].rpartition(" ")[0]
