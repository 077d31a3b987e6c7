"""Training classes: sums and their parts, and the many ways in which plans state them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

from corpus.generator.document import Column, Table
from corpus.generator.scene import ClassForm
from corpus.generator.truth import ClassRow
from corpus.generator.words import capital, count, data, states
from corpus.generator.writer import Writer


@dataclass(frozen=True)
class Group:
    """Classes of one kind. None: the plan does not say."""

    audience: str | None
    n_classes: int
    per_class: int | None = None
    n_participants: int | None = None
    per_year: int | None = None
    days: int | None = None
    field_days: int | None = None
    location: str | None = None
    short: str = ""  # how later lines refer to the audience


class Course:
    """The classes of one programme in one plan: what is drawn, worded and noted together."""

    def __init__(self, writer: Writer, programme: dict[str, Any], *, deep: bool) -> None:
        self._writer = writer
        self._rng = writer.rng(f"classes/{programme['code']}")
        self._programme = programme
        self._spec = programme["classes"]
        self._words = data("general")["classes"]
        self._heading: Callable[..., None] = writer.subheading if deep else writer.heading

    def write(self, form: ClassForm | None = None) -> None:
        """State the classes in this form, or in any that suits the plan."""
        known = [
            f
            for f in get_args(ClassForm)
            if f != "counted" or self._writer.scene.level != "commune"
        ]
        match form or self._rng.choice(known):
            case "list":
                self._write_list()
            case "counted":
                self._write_counted()
            case "table":
                self._write_table()
            case _:
                self._write_single()

    def _write_list(self) -> None:
        """A sum in a sentence, a list of its parts, then days of each and one place for all."""
        rng, words = self._rng, self._words
        each = rng.random() < 0.3  # people a class are stated once, for all
        groups = self._draw(rng.randint(2, 3), alike=each)
        later = rng.random() < 0.75  # days and place follow under a heading of their own
        if later:
            place = self._place()
            groups = [
                replace(self._days(g) if rng.random() < 0.85 else g, location=place) for g in groups
            ]
        people = sum(group.n_participants or 0 for group in groups)
        total = Group(
            None,
            sum(group.n_classes for group in groups),
            groups[0].per_class if each else None,
            people,
            location=groups[0].location,
        )
        self._heading(
            rng.choice(("Đối tượng, số lượng", "Đối tượng, số lượng lớp", "Quy mô, đối tượng"))
        )
        text = self._say(rng.choice(words["leads_sum_each" if each else "leads_sum"]), total)
        self._writer.item(text)
        self._note(total, text, total=True)
        wording = rng.choice(words["parts_bare" if each else "parts"])
        for group in groups:
            text = self._say(wording, group)
            self._writer.item(
                text + ("." if group is groups[-1] else rng.choice((";", ";", "."))), "+"
            )
            self._note(group, text)
        if later:
            self._write_time_and_place(groups)
        if rng.random() < 0.4:
            self._writer.item(self._say(rng.choice(words["contents"]), total))

    def _write_time_and_place(self, groups: list[Group]) -> None:
        rng, scene = self._rng, self._writer.scene
        self._heading(
            rng.choice(("Thời gian, địa điểm tập huấn", "Thời gian, địa điểm tổ chức lớp"))
        )
        short = rng.choice(self._spec["short"])
        choice = rng.randrange(len(self._words["days"]))
        for group in groups:
            if group.days:
                wording = self._words["days_field" if group.field_days else "days"][choice]
                self._writer.item(self._say(wording, group, subject_short=short) + ".")
        if scene.start == scene.end:
            season = rng.choice(("Năm", "Quý II, quý III năm", "Trong năm"))
            self._writer.item(f"Thời gian: {season} {scene.end}.")
        self._writer.item(f"Địa điểm: {groups[0].location}.")

    def _write_counted(self) -> None:
        """Only numbers of classes: sums of sums, classes a year, communes x classes a commune."""
        rng, scene, spec = self._rng, self._writer.scene, self._spec
        years = scene.end - scene.start + 1
        per = rng.choice((40, 45, 50, 60))
        yearly = rng.randint(1, 3) if years > 1 else None
        names = [scene.fill(name) for name in spec["groups"]]
        first = Group(
            names[0], yearly * years if yearly else rng.randint(2, 6), per, per_year=yearly
        )
        kinds = rng.sample(spec["kinds"], rng.randint(2, 3))
        sites = [(rng.randint(4, 44), rng.randint(1, 2)) for _ in kinds]
        parts = [Group(kind, a * b, per) for kind, (a, b) in zip(kinds, sites, strict=True)]
        second = Group(names[1], sum(part.n_classes for part in parts), per)
        total = Group(None, first.n_classes + second.n_classes, per)
        text = self._say(rng.choice(self._words["counted"]), total)
        self._heading(*text.split(": ", 1))
        self._note(total, text, total=True)
        body = f"{count(first.n_classes)} lớp" + (
            f" (mỗi năm {count(yearly)} lớp)" if yearly else ""
        )
        self._writer.letter(names[0], body + ".")
        self._note(first, f"{names[0]}: {body}")
        body = f"{count(second.n_classes)} lớp"
        self._writer.letter(names[1], body)
        self._note(second, f"{names[1]}: {body}", total=True)
        for part, (communes, classes) in zip(parts, sites, strict=True):
            sum_of = f"{count(communes)} xã x {count(classes)} lớp/xã = {count(part.n_classes)} lớp"
            self._writer.item(f"{part.audience}: {sum_of}", "+")
            self._note(part, f"{part.audience}: {sum_of}")

    def _write_table(self) -> None:
        """A table of the groups with a sum row."""
        rng = self._rng
        with_place, with_per = rng.random() < 0.5, rng.random() < 0.5
        groups = [
            replace(
                self._days(group),
                audience=capital(group.audience or ""),
                field_days=None,
                location=self._place() if with_place else None,
                per_class=group.per_class if with_per else None,
            )
            for group in self._draw(rng.randint(3, 5))
        ]
        total = Group(
            None,
            sum(group.n_classes for group in groups),
            n_participants=sum(group.n_participants or 0 for group in groups),
        )
        columns = {
            "TT": Column("TT", 0.07),
            "audience": Column(rng.choice(("Đối tượng", "Đối tượng học viên")), 0.36, number=False),
            "n_classes": Column("Số lớp", 0.1),
            "per_class": Column("Số người/lớp", 0.12),
            "n_participants": Column(rng.choice(("Số người", "Số học viên")), 0.12),
            "days": Column("Số ngày/lớp", 0.11),
            "location": Column("Địa điểm", 0.22, number=False),
        }
        if not with_place:
            del columns["location"]
        if not with_per:
            del columns["per_class"]
        self._heading(rng.choice(("Đối tượng, số lượng, thời gian", "Quy mô các lớp")))
        subject = rng.choice(self._spec["subjects"])
        self._writer.paragraph(capital(f"{self._when()}tổ chức các lớp {subject} theo bảng sau:"))
        rows = []
        for place, group in enumerate([*groups, total], 1):
            cells = {"TT": str(place)} | {
                name: _cell(getattr(group, name)) for name in columns if name != "TT"
            }
            if group is total:
                cells |= {"TT": "", "audience": rng.choice(("Tổng cộng", "Tổng", "Cộng"))}
            rows.append(tuple(cells.values()))
            self._note(group, " ".join(filter(None, cells.values())), total=group is total)
        self._writer.add(Table(tuple(columns.values()), tuple(rows), frozenset({len(rows) - 1})))

    def _write_single(self) -> None:
        """Groups that stand side by side without a sum, a sentence each."""
        rng = self._rng
        self._heading(
            rng.choice(("Mở các lớp tập huấn", "Các lớp tập huấn, bồi dưỡng", "Quy mô, thời gian"))
        )
        for group in self._draw(rng.randint(1, 2)):
            wording = rng.choice(self._words["single"])
            group = replace(self._days(group), field_days=None, location=self._place())
            text = self._say(wording, group)
            self._writer.item(text)
            stated = replace(
                group,
                n_participants=group.n_participants if states(wording, "people") else None,
                per_class=group.per_class if states(wording, "per") else None,
                days=group.days if states(wording, "days") else None,
                location=group.location if states(wording, "place") else None,
            )
            self._note(stated, text)

    def _draw(self, number: int, *, alike: bool = False) -> list[Group]:
        """Groups of different audiences, complete but for days and places."""
        rng, scene = self._rng, self._writer.scene
        fitting = [
            a for a in self._spec["audiences"] if scene.level in a.get("levels", (scene.level,))
        ]
        most = {"province": 12, "department": 8, "district": 6, "commune": 3}[scene.level]
        one = rng.choice((30, 35, 40, 45, 50, 60, 72, 80, 85))
        groups = []
        for audience in rng.sample(fitting, min(number, len(fitting))):
            n = rng.randint(1, most)
            per = one if alike else rng.choice((30, 35, 40, 45, 50, 55, 60, 70, 75))
            name, short = scene.fill(audience["name"]), scene.fill(audience["short"])
            groups.append(Group(name, n, per, n * per, short=short))
        return groups

    def _days(self, group: Group) -> Group:
        """The group with its days, of which some may be in the field."""
        low, high = self._spec.get("days", (2, 5))
        days = self._rng.randint(low, high)
        outside = self._spec.get("field", True) and days > 2 and self._rng.random() < 0.6
        return replace(
            group, days=days, field_days=self._rng.randint(1, days // 2) if outside else None
        )

    def _place(self) -> str:
        scene = self._writer.scene
        return scene.fill(self._rng.choice(self._words["places"][scene.level]))

    def _when(self) -> str:
        start, end = self._writer.scene.start, self._writer.scene.end
        if start != end:
            return self._rng.choice(("", f"Trong giai đoạn {start}-{end}, "))
        return self._rng.choice(("", f"Năm {end}: ", f"Năm {end}, ", f"Trong năm {end}, "))

    def _say(self, wording: str, group: Group, **values: object) -> str:
        """The wording with the group's numbers in it."""
        known = {
            "When": self._when(),
            "Programme": self._programme["short"],
            "subject": self._rng.choice(self._spec["subjects"]),
            "audience": group.audience,
            "short": group.short,
            "place": group.location,
            "n": count(group.n_classes),
            "people": count(group.n_participants or 0),
            "per": group.per_class,
            "days": count(group.days or 0),
            "field": count(group.field_days or 0),
        }
        return self._writer.say(self._rng, wording, **{**known, **values}).text

    def _note(self, group: Group, quote: str, *, total: bool = False) -> None:
        """The truth about a group, in the section that is being written."""
        row = ClassRow(
            programme=self._programme["code"] or None,
            audience=group.audience,
            n_classes=group.n_classes,
            n_participants=group.n_participants,
            per_class=group.per_class,
            per_year=group.per_year,
            days=group.days,
            field_days=group.field_days,
            location=group.location,
            total=total,
            section=self._writer.path,
            quote=quote.rstrip(" .;:,"),
        )
        self._writer.truth.classes.append(row)


def _cell(value: str | int | None) -> str:
    """A value as a table prints it."""
    return value if isinstance(value, str) else count(value) if value else ""
