"""Targets in sentences: stated goals and planned amounts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span

from pipeline.extract.components import cues_of, spans_of, text_of
from pipeline.extract.reading import Reading, after_label, clean, star_class
from pipeline.extract.tables import table_targets
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.syllables import is_syllable
from schemas.outline import Node
from schemas.records import Header, Target

_YEAR = re.compile(r"\b(?:nam|den)\s+(20[0-9]{2})\b")
_PHRASE_ENDS = (
    r"[;):]|\((?=trong|gom|bao gom|cu the|chia)|\.(?=\s|$)|\btro len\b|\btrong do\b(?! tuoi)"
    r"|\bva\s+(?:(?:tren|it nhat|toi thieu|khoang|hon|tu)\s+)?[0-9]"
    r"|,\s*(?:trong do|gom|dat|den nam|phan dau|bao gom|cu the)\b"
)
# after a percentage these do not tell of what it is one
_NO_OBJECT = re.compile(
    r"\s*(?:,|(?:so voi|/|tro len|vao|den|trong|moi nam|hang nam|nam|ke hoach)\b)|\s*$"
)
# words that only introduce or measure an indicator, at its beginning and end
_INTRODUCES = re.compile(
    r"(?i)^\s*(?:và|phấn đấu|mục tiêu|đến (?:hết )?năm \d{4},?|năm \d{4},?|đảm bảo|bảo đảm)\s+"
)
_MEASURES = re.compile(
    r"(?i)(?:\s(?:đạt|là|còn|xuống|xuống còn|lên|trên|ít nhất|tối thiểu|khoảng|dưới|từ|không quá))+"
    r"\s*$"
)
# What is measured begins so, whatever commas follow: "số vụ phạm tội được phát hiện, bắt giữ tăng"
_HEAD = re.compile(
    r"\b(?:t[yi] (?:le|trong|suat)|tong so|chi so|nang suat|thu nhap|toc do|mat do|do che phu"
    r"|so (?:vu|luong|luot|nguoi|ho|xa|thon|ban|lao dong|hoc vien|doanh nghiep|co so|don vi|dan))\b"
)
_TRAILS = re.compile(r"(?:\s(?:và|với|có|là|trên|ít nhất|khoảng|từ|đạt))+\s*$")
_OF = re.compile(r"\b(?:tai|cho|cua|o|voi)\s+$")  # "kiến thức cho 100% nhà trường"
_NORM = re.compile(r"(?:^|[-+*:;,.])\s*(?:neu|truong hop)\b")  # "Nếu có từ 02 địa phương …"
_PARTIES = re.compile(r"\b(?:giua|hop tac)\s*$")  # "hợp tác giữa 03 bên"
_INTENDS = re.compile(r"\b(?:phan dau|muc tieu|chi tieu|can|se)\b")
_GOALS = re.compile(r"(?:cac )?(?:muc tieu|chi tieu)\b(?!,? yeu cau)")
_LACKS = re.compile(r"\bchưa\b")  # "29 đơn vị chưa có …" tells how things are
_RESULTS = re.compile(r"\b(?:ket qua|thuc trang|danh gia tinh hinh|hien trang)\b")
_NAMES = re.compile(r"\b(?:cap|loai|hang|nhom|thu)\s*$")  # a number after these is a name
_INCOME = re.compile(
    r"\b(?:thu nhap|doanh thu|gia tri|kim ngach|tong von|thu ngan sach|san luong)\b"
)
# what may follow a number and is no noun that it counts
_NO_NOUN = re.compile(
    r"\s(?:va|voi|cua|trong|den|nam|tai|so|theo|tu|la|cho|de|khi|o|cac|nhung|moi|neu|thi|ma|hoac)\b"
)
_NOUN = re.compile(
    r"\s([a-zà-ỹđ]+(?:\s(?!(?:loại|cấp|hạng|tại|đạt|được|cho|có|của|ở|là|và|loai|cap|tai)\b)[a-zà-ỹđ]+)?)"
)
_LONG = 220  # characters of an indicator; what is longer is cut at its last comma


@dataclass(frozen=True)
class _Amount:
    """A quantity that is meant as a target, and the sentence around it."""

    span: Span
    sentence: tuple[int, int]
    inner: bool  # after "trong đó": a part of the amount before


class _Plan(NamedTuple):
    """What of the plan decides how its numbers are read."""

    start: int | None  # of its period; what is told of years before is no goal
    year: int | None  # its only year
    goals: bool = False  # is this a section of goals?


def extract_targets(
    reading: Reading, class_nodes: frozenset[int], header: Header
) -> tuple[Target, ...]:
    """All targets; nodes that state training classes hold none of their own."""
    start, end = header.period_start, header.period_end
    plan = _Plan(start or header.issued_year, end if start in (None, end) else None)
    found: list[Target] = []
    for node in reading.nodes("body", "annex"):
        if node.index not in class_nodes and not _tells_when(node):
            found += _in_prose(reading, node, plan)
    found += table_targets(reading, class_nodes, plan.year)
    return tuple(_once(found))


def _tells_when(node: Node) -> bool:
    """ "- Thời gian: …", "- Địa điểm: …" state when and where, not how much."""
    return after_label(node, "time", "place", "words") is not None


def _in_prose(reading: Reading, node: Node, plan: _Plan) -> list[Target]:
    text, folded = node.text, fold(node.text)
    amounts = _amounts(reading, node, folded, plan)
    records: list[Target] = []
    whole: Target | None = None
    for i, amount in enumerate(amounts):
        q = amount.span
        after = amounts[i + 1] if i + 1 < len(amounts) else None
        stop = min(after.span.start_char if after else len(text), amount.sentence[1])
        indicator, end = _indicator(text, folded, q, stop, amount.sentence[0])
        if indicator is None or _LACKS.search(indicator):
            continue
        is_total = after is not None and after.inner and not amount.inner
        values: dict[str, Any] = {
            "indicator": indicator,
            "value": q._.value,
            "unit": _unit(text, q),
            "comparator": q._.comparator,
            "year": _year(reading, node, folded, amount.sentence, q) or plan.year,
            "category": star_class(folded[q.start_char : end]),
            "is_total": is_total,
            "parent_id": whole.id if amount.inner and whole else None,
        }
        record = reading.make(Target, node, *_quote(text, amount.sentence), values)
        records.append(record)
        if not amount.inner:
            whole = record if is_total else None
    return _with_categories(records)


def _with_categories(records: Sequence[Target]) -> list[Target]:
    """Parts that make up their whole are told apart by their kind: that is their category."""
    found = list(records)
    for whole in (r for r in records if r.is_total):
        parts = [i for i, r in enumerate(found) if r.parent_id == whole.id]
        if len(parts) > 1 and sum(found[i].value for i in parts) == whole.value:
            for i in parts:
                part = found[i]
                unit = re.escape(part.unit or "")
                kind = re.sub(rf"^{unit}\s+(?:tại\s+|(?=loại|cấp|hạng))", "", part.indicator)
                kind = re.sub(rf"\s+{unit}$", "", kind)  # "xây mới nhà"
                found[i] = part.model_copy(update={"category": part.category or kind})
    return found


def _amounts(reading: Reading, node: Node, folded: str, plan: _Plan) -> list[_Amount]:
    doc = reading.doc(node)
    found: list[_Amount] = []
    headings = [fold(h.text) for h in reading.headings(node)]
    plan = plan._replace(goals=any(_GOALS.match(heading) for heading in headings))
    for q in spans_of(doc, "quantities"):
        sentence = _sentence(folded, q.start_char)
        if not _is_amount(folded, q, sentence) or any(map(_RESULTS.search, headings[:1])):
            continue
        if not _is_goal(doc, folded, q, sentence, plan):
            continue
        before = found[-1] if found and found[-1].sentence == sentence else None
        end = before.span.end_char if before else q.start_char
        opened = cues_of(doc, "totals", start=end, end=q.start_char)
        gap = folded[end : q.start_char]
        # in "(trong đó có 03 …, 20 …)" the bracket holds the parts
        goes_on = before and before.inner and ")" not in gap and re.search(r"[,;]|\bva\b", gap)
        found.append(_Amount(q, sentence, bool(opened or goes_on)))
    return found


def _is_amount(folded: str, q: Span, sentence: tuple[int, int]) -> bool:
    """Does the number count something, and not measure, name or multiply something else?"""
    before = folded[max(sentence[0], q.start_char - 60) : q.start_char]
    after = folded[q.end_char : q.end_char + 14]
    if re.match(r"\s*[x×]\s", after) or re.search(r"[x×]\s*$", before):
        return False
    if q._.kind == "money":
        return _INCOME.search(before) is not None
    if (
        re.match(r"\s*/\s*\w", after)
        or _NORM.search(folded[sentence[0] : q.start_char])
        or _PARTIES.search(before)
    ):
        return False
    if q._.kind is None:
        noun = _unit(text_of(q.doc), q)
        real = noun is not None and all(is_syllable(word) for word in noun.split())
        return real and not _NO_NOUN.match(folded, q.end_char)
    if _NAMES.search(before) and q._.comparator == "=" and q._.kind != "percent":
        return False
    return q._.kind in ("count", "people", "percent", "measure")


def _is_goal(doc: Doc, folded: str, q: Span, sentence: tuple[int, int], plan: _Plan) -> bool:
    """Is the amount planned, and not reached already?"""
    intends = _INTENDS.search(folded, sentence[0], q.start_char)
    if cues_of(doc, "past", start=sentence[0], end=q.start_char) and not intends:
        return False
    years = [int(year) for year in _YEAR.findall(folded[sentence[0] : q.start_char])]
    if plan.start and years and max(years) < plan.start and not intends:
        return False
    if q._.comparator != "=" or plan.goals:
        return True
    goals = cues_of(doc, "goals", start=sentence[0], end=sentence[1])
    if q._.kind is None:  # of what is no known unit only a clear goal counts
        return any(cue.end_char <= q.start_char for cue in goals)
    return bool(goals) or q._.kind == "percent"


def _sentence(folded: str, at: int) -> tuple[int, int]:
    """The sentence around a place: between full stops, semicolons outside brackets, line ends."""
    opened = folded.rfind("(", 0, at)
    if opened >= 0 and ")" not in folded[opened:at]:
        return _sentence(folded, opened)  # a bracket's parts belong to the sum before it
    start = max((m.end() for m in re.finditer(r"[.!?;]\s", folded[:at])), default=0)
    stop = re.search(r"[.!?](?:\s|$)|;\s(?![^(]*\))", folded[at:])
    return start, at + stop.start() if stop else len(folded)


def _indicator(text: str, folded: str, q: Span, stop: int, start: int) -> tuple[str | None, int]:
    """What is counted: the unit and the words after it; for a bare percentage those before.

    Also where the phrase ends.
    """
    measures = q._.kind in ("percent", "money")
    counts = q._.kind in ("count", "people")
    begin = q.end_char - (len(q._.unit) if counts else 0)
    boundary = _PHRASE_ENDS
    if not measures:
        boundary += r"|\(|,(?=\s*(?:co|voi|it nhat|khoang|[0-9]|[^,;:()]{1,40}:\s*[0-9]))"
    cut = re.search(boundary, folded[q.end_char : stop])
    end = q.end_char + cut.start() if cut else stop
    if not cut and stop < len(text) and text[stop].isdigit() and "," in text[q.end_char : stop]:
        end = q.end_char + text[q.end_char : stop].rindex(",")  # what follows is the next amount's
    phrase = clean(_TRAILS.sub("", text[begin:end].rstrip(" ,")))
    if not measures and fold(phrase) == fold(_unit(text, q) or ""):
        # Of what sort stands before the number: "xây mới 45 nhà", "Lắp đặt mới trạm 4G: 58 trạm".
        said = text[start : q.start_char].rstrip()
        labelled = said.endswith(":")
        before = clean(_TRAILS.sub("", re.split(r"[,;:(]", said.rstrip(":"))[-1].rstrip()))
        before = _INTRODUCES.sub("", before)
        phrase = (
            before if labelled and fold(phrase) in fold(before) else clean(f"{before} {phrase}")
        )
    # After the amount before: its "%", its bracket, or what introduces both.
    begin = start + max(
        (m.end() for m in re.finditer(r"[%:;]", folded[start : q.start_char])), default=0
    )
    comes_first = not _MEASURES.sub("", _INTRODUCES.sub("", text[begin : q.start_char])).strip()
    comes_first |= _OF.search(folded, begin, q.start_char) is not None
    has_object = len(phrase.split()) > (1 if comes_first else 2)
    has_object &= not _NO_OBJECT.match(folded, q.end_char)
    if not measures or (q._.kind == "percent" and has_object):
        return (_shorten(phrase) or None), end
    head = _HEAD.search(folded, begin, q.start_char)
    if head:
        before = text[head.start() : q.start_char]
    else:
        before = re.split(r"[:;(]\s|,\s(?=\S+\s\S+\s\S+)", text[start : q.start_char])[-1]
    before = _MEASURES.sub("", _INTRODUCES.sub("", before).rstrip())
    return (_shorten(clean(before)) or None), end


def _unit(text: str, q: Span) -> str | None:
    """As printed; of a noun that is in no list its first two syllables (most words have two)."""
    if q._.kind == "money":
        per = re.match(r"(?:\s*/\s*[^\s,.;:/]+)*", text[q.end_char :])
        return f"{q._.unit}{per[0] if per else ''}"
    if q._.unit:
        return str(q._.unit)
    noun = _NOUN.match(text, q.end_char)
    return noun[1] if noun else None


def _shorten(phrase: str) -> str:
    if len(phrase) <= _LONG:
        return phrase
    return phrase[:_LONG].rsplit(",", 1)[0].rsplit(" ", 1)[0]


def _year(
    reading: Reading, node: Node, folded: str, sentence: tuple[int, int], q: Span
) -> int | None:
    """By when: the year named last before the number in its sentence, after it, in a heading."""
    named = _YEAR.findall(folded[sentence[0] : q.start_char]) or _YEAR.findall(
        folded[q.end_char : sentence[1]]
    )
    if named:
        return int(named[-1])
    for heading in reading.headings(node):
        years = set(_YEAR.findall(fold(heading.text)))
        if len(years) == 1:
            return int(years.pop())
    return None


def _quote(text: str, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence without the signs before it, with its full stop."""
    start, end = sentence
    while start < end and text[start] in " -,;":
        start += 1
    return start, min(end + 1, len(text)) if text[end : end + 1] == "." else end


def _once(targets: Sequence[Target]) -> list[Target]:
    """A target that is told again in the same words is one record."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for target in targets:
        key = (
            fold(target.indicator),
            target.value,
            target.unit,
            target.area,
            target.category,
            target.year,
        )
        if key not in seen:
            seen.add(key)
            kept.append(target)
    return kept
