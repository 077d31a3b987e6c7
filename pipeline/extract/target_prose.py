"""The targets that one passage of running text states."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from spacy.tokens import Span

from pipeline.extract.components import text_of
from pipeline.extract.goals import Amount, planned_amounts
from pipeline.extract.indicators import unit_of
from pipeline.extract.listed_parts import listed_parts
from pipeline.extract.reading import Reading, clean, is_implementation, star_class
from pipeline.extract.rules import expression, rules
from pipeline.extract.shared_words import goes_on, in_series, phrases, stop_of, with_label
from pipeline.extract.target_parts import (
    Part,
    area_of,
    named_before,
    part_of,
    places_listed,
    with_area,
)
from pipeline.extract.target_years import Years, heading_year
from pipeline.vietnamese.letters import fold
from schemas.outline import Node
from schemas.records import Target

# "29 đơn vị chưa có …" tells how things are; "100% hộ chưa có … được hỗ trợ" what is to be
_LACKS = re.compile(r"(?<!\bkhi )(?<!\bnếu )\bchưa\b(?!.*\bđược\b)")
# behind "trong đó" of a whole: says of how many of it, not of what
_SAYS_WHAT = re.compile(r"(?:đạt|được)\s")
_THOSE = re.compile(r"\btrong (?:so )?do,?\s*(?:co |tu )?(?:it nhat |toi thieu |tren )?$")
_ALONE = re.compile(r"\(?riêng\s+(?:ở |tại )?(.{2,80})$")
_FROM = re.compile(r"từ\s(?:mức\s)?\d")
_GROWS = re.compile(r"\s(?:giảm|tăng)(?:\s(?:bình quân|thêm|hằng năm|hàng năm))*$")
_APART = re.compile(r"\(\d")
_PLACE = re.compile(r"\W*([^:;.,()]{3,60}):\s")
_SHARING = re.compile(r",?\s(?:được )?(?:giao|phân bổ|phân khai|chia|cụ thể|như sau)\b")
_BY_PLACE = re.compile(r"(?:phan|chia) theo\b")  # "Phân theo địa bàn: khu vực A 38 sản phẩm; …"
_MEASURE = 5  # words of a label that tells what is measured, and no topic
_TELLS = 3  # words of a label that tell by themselves what is counted
_OF = re.compile(r"(?:ở|tại|đối với|với|của)(?=\s)")
_AT_END = re.compile(r"\s(?:ở|tại)\s((?:(?!\s(?:ở|tại)\s).){3,60})$")
_EACH = re.compile(r"mỗi\s(?:[^\W\d_]+(?=\s|$))")
_EACH_OF_IT = re.compile(r"\smỗi\s[^\W\d_]+$")
_FOR_EACH = re.compile(r"\bmỗi\s[^\W\d_]+\s(?:có |là |ít nhất |tối thiểu )*$")
_CLASSES = re.compile(r"\b(?:lop|khoa|hoc vien|tap huan|boi duong|giang vien)\b")
_GRADE = r"\s+(?:tại\s+|(?=loại|cấp|hạng|tuyến|mức|“))"
_PEOPLE = ("người", "hộ")  # "hộ nghèo" is one word, but "công trình | giao thông"
_NEAR = 60  # characters
_RECENT = 40  # targets among which that stands of which another amount is told


class Plan(NamedTuple):
    """What of the plan decides how its numbers are read."""

    start: int | None  # of its period; what is told of years before is no goal
    end: int | None  # of its period: by then a target without a year is to be reached


class Prose:
    """The targets of one node, one after another: what each counts may be told before it."""

    def __init__(
        self, reading: Reading, node: Node, plan: Plan, announced: Target | None = None
    ) -> None:
        """`announced`: a target whose parts a list tells, of which the node is an item."""
        self.reading, self.node, self.plan = reading, node, plan
        self.text, self.folded = node.text, fold(node.text)
        self.amounts = planned_amounts(
            reading, node, self.folded, plan.start, announced.unit if announced else None
        )
        place = _PLACE.match(node.text)
        listed = place is not None and bool(area_of(place[1]) or places_listed(place[1]))
        self.place = place[1] if place is not None and listed else None  # of all that it tells
        self.found: list[Target] = []
        self.announced = announced
        self.whole: Target | None = None
        self.before: Target | None = None
        self.is_part = False  # is the amount at hand a part of what a list announces?
        self.series: list[Target] = []  # of which a series of amounts is told that has begun
        self.told: tuple[int, ...] = ()  # where the amount before ends, and its words

    def leave_classes(self) -> None:
        """Keep only the shares of sentences that tell nothing of training classes."""
        self.amounts = [
            amount
            for amount in self.amounts
            if amount.span._.kind == "percent"
            and not _CLASSES.search(self.folded, *amount.sentence)
        ]

    def targets(self) -> list[Target]:
        """A target for each amount, and for each of the parts that are listed behind one."""
        if not self.amounts:
            return []
        self.phrases = phrases(self.text, self.folded, self.amounts)
        self.years = Years(self.folded, self.plan.start)
        self.by_heading = heading_year(self.reading, self.node, self.plan.start)
        above = self.reading.headings(self.node)
        self.gives_tasks = any(is_implementation(heading.text) for heading in above)
        listed_to = 0  # where the parts end that the amount before lists
        for i, amount in enumerate(self.amounts):
            if amount.span.start_char >= listed_to:
                told, end = self._told(i)
                if told is not None and not _LACKS.search(told.indicator):
                    listed_to = self._add(i, told, end)
        return with_categories(self.found)

    def _add(self, i: int, told: Part, end: int) -> int:
        """Keep the target of an amount, and of its parts; where these end."""
        amount, q = self.amounts[i], self.amounts[i].span
        after = self.amounts[i + 1] if i + 1 < len(self.amounts) else None
        listed = () if q._.kind == "percent" else listed_parts(self.text, q.end_char, q._.value)
        whole = self._whole_of(amount)
        told_apart = after is not None and after.inner and not amount.inner and not whole
        has_parts = bool(listed) or told_apart
        values: dict[str, Any] = {
            "value": q._.value,
            "unit": unit_of(self.text, q),
            "comparator": q._.comparator,
            "year": told.year or self.years.of(amount, end) or self.by_heading or self.plan.end,
            "is_total": has_parts,
            "parent_id": whole.id if whole and (amount.inner or self.is_part) else None,
        }
        sure = self._sure(amount, told.indicator)
        quote = _quote(self.text, amount.sentence)

        def record(part: Part, stated: dict[str, Any]) -> Target:
            year = {"year": part.year} if part.year else {}
            columns = part._asdict() | {"area": part.area or self.place} | values | stated | year
            self.found.append(self.reading.make(Target, self.node, *quote, columns, sure))
            return self.found[-1]

        each = self._each(i, told)
        if whole is None and self.before and len(each) * q._.value == self.before.value:
            values["parent_id"] = self.before.id
            self._mend(self.before, {"area": None, "is_total": True})
        for part in each or (told,):
            target = record(part, {})
        for inner in listed:
            stated = {"value": inner.value, "comparator": "=", "is_total": False}
            stated |= {"unit": inner.unit} if inner.unit else {}
            part = part_of(told.indicator, inner.name, is_place=inner.is_place)
            record(part, stated | {"parent_id": target.id})
        if not amount.inner:
            self.whole = target if has_parts else None
        self.before = target
        return listed[-1].end if listed else 0

    def _whole_of(self, amount: Amount) -> Target | None:
        """The target that the amount is a part of."""
        if amount.inner:
            unit = unit_of(self.text, amount.span)
            if self.whole is None or _same_unit(self.whole.unit, unit):
                return self.whole
            # "12 buổi với 6.500 người, trong đó trường THCS 07 buổi"
            recent = self.found[-_RECENT:]
            wholes = [t for t in recent if t.parent_id is None and t.unit == unit]
            return wholes[-1] if wholes else self.whole
        first = self.announced is not None and amount is self.amounts[0]
        return self.announced if first else None

    def _told(self, i: int) -> tuple[Part | None, int]:
        """What an amount counts, and where the words end that tell it; None where none do."""
        text, folded, amount = self.text, self.folded, self.amounts[i]
        q, before = amount.span, self.before
        unit = unit_of(text, q)
        phrase, end = self.phrases[i]
        told, self.told = self.told, (q.end_char, end)
        category = star_class(folded[q.start_char : end])
        if before and goes_on(text, folded, q, end, told):
            return Part(before.indicator, before.area, category or before.category), end
        several = in_series(folded, self.amounts, i)
        if several > 1:
            alike = [t for t in self.found[-_RECENT:] if t.unit == unit][-several:]
            self.series = alike if len(alike) == several else []
        if self.series:
            same = self.series.pop(0)
            return Part(same.indicator, same.area, same.category), end
        part = self._part(amount, phrase, told, stop_of(text, self.amounts, i))
        self.is_part = part is not None
        if part is not None:
            return part, end
        if phrase is None:
            return None, end
        if before and _SAYS_WHAT.match(phrase) and self._is_of_those(q):
            # "100% xã có nhà văn hóa; trong đó, 60% đạt chuẩn"
            return Part(f"{before.indicator} {phrase}", category=category), end
        if expression("targets", "goal", "labels").match(folded):
            return Part(self._of_heading(q) or phrase, category=category), end
        if before and before.unit == "%" and _FROM.match(phrase):
            subject = _GROWS.sub("", before.indicator)
            return Part(subject, before.area, before.category), end
        growth = expression("targets", "indicator", "growth").fullmatch(phrase)
        if before and growth and self.amounts[i - 1].sentence == amount.sentence:
            return Part(f"{before.indicator} {phrase}", before.area, before.category), end
        alone = _ALONE.match(phrase) if before else None
        if before and alone and before.unit == unit:
            at_end = rf"\s+{re.escape(unit or '')}$"
            return part_of(before.indicator, re.sub(at_end, "", clean(alone[1]))), end
        if before and phrase.startswith("tổng số ") and _same_unit(before.unit, unit):
            return Part(f"tổng số {before.indicator}", before.area, category), end
        contrasted = self._contrasted(phrase, q)
        if contrasted:
            return contrasted, end
        each = _EACH.match(phrase)
        if before and each and _same_unit(before.unit, unit):
            # "40 mô hình (mỗi năm 08 mô hình)"
            return Part(f"{before.indicator} {each[0]}", before.area, before.category), end
        follows = clean(text[q.end_char : end].rstrip().removesuffix(" và"))
        behind = area_of(follows) if q._.kind == "percent" else None
        if behind and not area_of(phrase):  # "đạt 96% ở khu vực phường và 88% ở khu vực xã"
            return Part(phrase, behind, category), end
        shared = self._shared_out(phrase, amount)
        if shared:
            return shared, end
        label, colon, kind = phrase.rpartition(": ")
        if q._.kind == "percent" and colon and len(label.split()) >= _MEASURE:
            category = category or kind  # "tỷ lệ giáo viên đạt chuẩn: mầm non 92%, tiểu học 88%"
        elif q._.kind == "percent" and not self.found:
            phrase = with_label(text, phrase, q.start_char)
        each_apart = _APART.match(text, end)  # "tại Hội An (02 điểm), Tam Kỳ …"
        indicator, area = (phrase, None) if each_apart else with_area(phrase)
        return Part(indicator, area, category), end

    def _part(
        self, amount: Amount, phrase: str | None, told: Sequence[int], stop: int
    ) -> Part | None:
        """What an amount is of its whole; None where it has none, or its words tell what it is."""
        whole, q = self._whole_of(amount), amount.span
        if whole is None or not _same_unit(whole.unit, unit_of(self.text, q)):
            return None
        since = max(amount.sentence[0], told[0]) if told else amount.sentence[0]
        name = named_before(self.text, self.folded, q, since, stop)
        if name:
            part = part_of(whole.indicator, name)
            # shares are no sum of parts, of which each would be a kind
            return part._replace(category=None) if q._.kind == "percent" else part
        unit = fold(q._.unit or "")
        area = area_of((phrase or "")[len(unit) :].strip()) if unit else None
        return Part(whole.indicator, area) if area else None

    def _shared_out(self, phrase: str, amount: Amount) -> Part | None:
        """What a colon shares out: "Số người … giao cho các thôn: thôn Hạ 110 người; …"."""
        colon = self.text.find(": ", amount.period, amount.span.start_char)
        unit = unit_of(self.text, amount.span) or ""
        place = phrase.removesuffix(f" {unit}")
        if colon < 0 or not (area_of(place) or places_listed(place)):
            return None
        label = clean(_SHARING.split(self.text[amount.period : colon])[0])
        if any(map(str.isdigit, label)):
            return None
        if len(label.split()) >= _TELLS and not _BY_PLACE.match(fold(label)):
            return part_of(label, place)
        recent = self.found[-_RECENT:]
        wholes = [t for t in recent if t.parent_id is None and t.unit == unit and not t.area]
        return part_of(wholes[-1].indicator, place) if wholes else None

    def _contrasted(self, phrase: str, q: Span) -> Part | None:
        """What is told of others, in the words of the amount before.

        "tỷ lệ rác được thu gom ở đô thị đạt 90%, ở nông thôn đạt 65%"
        """
        before, told, area = self.before, _OF.match(phrase), area_of(phrase)
        if before is None or before.unit != unit_of(self.text, q):
            return None
        if area and before.area:
            return Part(before.indicator, area)
        at_end = _AT_END.search(before.indicator) if area and told is None else None
        if at_end and area_of(at_end[1]):  # "… tại khu vực phường dưới 19%, khu vực xã dưới 11%"
            subject = before.indicator[: at_end.start()]
            self.before = self._mend(before, {"indicator": subject, "area": area_of(at_end[1])})
            return Part(subject, area)
        if told is None:
            return None
        subject, word, others = before.indicator.rpartition(f" {told[0]} ")
        if not word:
            return None
        area_before = area_of(f"{told[0]} {others}")
        if not (area and area_before):
            return Part(f"{subject} {phrase}")
        self.before = self._mend(before, {"indicator": subject, "area": area_before})
        return Part(subject, area)

    def _mend(self, target: Target, update: dict[str, Any]) -> Target:
        """Change one of the last targets: what follows tells what it is."""
        at = next(i for i in reversed(range(len(self.found))) if self.found[i].id == target.id)
        self.found[at] = target.model_copy(update=update)
        return self.found[at]

    def _each(self, i: int, told: Part) -> tuple[Part, ...]:
        """The places that an amount is told of, each.

        "Ea Ly, Ea Bá: mỗi xã 350 cây"; "tại thôn Trung và thôn Hạ, mỗi thôn 01 mô hình".
        """
        q = self.amounts[i].span
        if not _FOR_EACH.search(self.text, max(0, q.start_char - _NEAR), q.start_char):
            return ()
        indicator = _EACH_OF_IT.sub("", told.indicator)
        places = places_listed(told.area or "")
        return tuple(told._replace(indicator=indicator, area=place) for place in places)

    def _is_of_those(self, q: Span) -> bool:
        """Does "trong đó" stand before the amount?"""
        near = max(0, q.start_char - _NEAR)
        return _THOSE.search(self.folded, near, q.start_char) is not None

    def _sure(self, amount: Amount, indicator: str) -> float:
        """How often such an amount is a target of its own."""
        known = rules("confidence")["targets"]
        sure = 1.0 if amount.span._.kind else float(known["unknown_unit"])
        sure *= 1.0 if amount.told else float(known["supposed"])
        if expression("targets", "indicator", "odd").search(indicator):
            sure *= float(known["odd_words"])
        return sure * known["repeated"] if self.gives_tasks else sure

    def _of_heading(self, q: Span) -> str | None:
        """ "Số lượng: 5.000 cuốn" is of what the heading says."""
        heading = next((above.text for above in self.reading.headings(self.node)), None)
        unit = unit_of(text_of(q.doc), q)
        return f"{unit}: {clean(heading)}" if heading and unit else None


def _same_unit(one: str | None, other: str | None) -> bool:
    return one == other or (one is not None and other is not None and one.startswith(other))


def with_categories(records: Sequence[Target]) -> list[Target]:
    """Parts that make up their whole are told apart by their kind: that is their category."""
    found = list(records)
    parts: dict[str | None, list[int]] = {}
    for i, record in enumerate(found):
        parts.setdefault(record.parent_id, []).append(i)
    for whole in (r for r in records if r.is_total):
        own = parts.get(whole.id, [])
        if len(own) > 1 and sum(found[i].value for i in own) == whole.value:
            for i in own:
                if not (found[i].category or found[i].area):
                    found[i] = _with_category(found[i], whole)
    return found


def _with_category(part: Target, whole: Target) -> Target:
    if part.indicator.startswith(whole.indicator):
        return part
    unit = re.escape(part.unit or "")
    own = _GRADE if part.unit in _PEOPLE else r"\s+(?:tại\s+)?"
    kind = re.sub(rf"^{unit}{own}(?=\S)", "", part.indicator)
    kind = re.sub(rf"\s+{unit}$", "", kind)  # "xây mới nhà"
    told: dict[str, Any] = {"category": kind}
    if not set(fold(whole.indicator).split()) <= set(fold(part.indicator).split()):
        told["indicator"] = f"{whole.indicator}: {kind}"  # only the whole tells of what
    return part.model_copy(update=told)


def _quote(text: str, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence without the signs before it, with its full stop."""
    start, end = sentence
    while start < end and text[start] in " -,;":
        start += 1
    return start, min(end + 1, len(text)) if text[end : end + 1] == "." else end
