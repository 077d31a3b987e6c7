"""The truth about a generated plan is really stated in it, and its sums are right."""

from collections import defaultdict
from collections.abc import Iterable
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.generator import LEVELS, PROGRAMMES, Wishes, make_plan
from corpus.generator.duties import role_of
from corpus.generator.scene import draw_scene
from corpus.generator.truth import ClassRow, TargetRow
from corpus.generator.words import count, data, percent, small, unmark

seeds = st.integers(min_value=0, max_value=10**6)


def folded(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_every_quote_stands_in_the_text(seed: int) -> None:
    document = make_plan(seed)
    text = folded(document.text)
    assert [quote for quote in document.truth.quotes if folded(quote) not in text] == []


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_every_value_stands_in_its_quote(seed: int) -> None:
    truth = make_plan(seed).truth
    for goal in truth.targets:
        assert count(goal.value) in goal.quote or percent(goal.value) in goal.quote, goal
    for group in truth.classes:
        assert group.n_classes is not None
        assert count(group.n_classes) in group.quote, group
    for task in truth.responsibilities:
        assert task.deadline is None or task.deadline in make_plan(seed).text


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_sums_of_classes(seed: int) -> None:
    courses: dict[str | None, list[ClassRow]] = defaultdict(list)
    for row in make_plan(seed).truth.classes:
        courses[row.programme].append(row)
        if row.n_participants and row.per_class and row.n_classes:
            assert row.n_participants == row.n_classes * row.per_class
        if row.field_days is not None:
            assert row.days is not None
            assert row.field_days < row.days
    for rows in courses.values():
        sums = [row for row in rows if row.total]
        parts = [row for row in rows if not row.total]
        if sums and parts:
            assert _sum(row.n_classes for row in parts) == max(row.n_classes or 0 for row in sums)
            if all(row.n_participants for row in parts):
                assert sums[0].n_participants == _sum(row.n_participants for row in parts)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_sums_of_targets(seed: int) -> None:
    truth = make_plan(seed).truth
    stated: dict[str, list[TargetRow]] = defaultdict(list)
    for goal in truth.targets:
        if goal.section:
            stated[goal.quote].append(goal)
    for goals in stated.values():
        whole, *parts = goals
        assert whole.total == bool(parts)
        assert not parts or whole.value == sum(part.value for part in parts)


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from(PROGRAMMES))
def test_sums_of_annexes(seed: int, programme: str) -> None:
    wishes = Wishes(programme=programme, level="province", shape="implementation", annex=True)  # type: ignore[arg-type]
    rows = [goal for goal in make_plan(seed, wishes).truth.targets if not goal.section]
    assert len({row.area for row in rows}) > 25
    columns: dict[tuple[str, str | None], list[TargetRow]] = defaultdict(list)
    for row in rows:
        columns[row.indicator, row.category].append(row)
    for cells in columns.values():
        whole = [cell for cell in cells if cell.area is None]
        assert len(whole) <= 1
        if whole:
            assert whole[0].total
            assert whole[0].value == sum(cell.value for cell in cells if cell.area)
    areas: dict[str | None, list[TargetRow]] = defaultdict(list)
    for row in rows:
        areas[row.area].append(row)
    for cells in areas.values():
        parts = [cell for cell in cells if cell.category]
        if parts:
            assert parts[0].value <= next(cell.value for cell in cells if not cell.category)
            assert _sum(int(cell.value) for cell in parts) == cells[0].value


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_agencies_and_partners_stand_in_the_text(seed: int) -> None:
    document = make_plan(seed)
    text = folded(document.text)
    for duty in document.truth.responsibilities:
        assert duty.agency in text
        assert [name for name in duty.partners if name not in text] == []
        assert duty.agency not in duty.partners
        assert len(set(duty.partners)) == len(duty.partners)


def test_the_header_follows_the_letterhead() -> None:
    blank = make_plan(3, Wishes(numbered=False, level="district"))
    assert blank.truth.document.number is None
    assert blank.truth.document.issued_on is None
    assert blank.truth.document.symbol == "KH-UBND"
    assert "Số:       /KH-UBND" in blank.text
    filled = make_plan(3, Wishes(numbered=True, level="district"))
    header = filled.truth.document
    assert f"Số: {header.number}" in filled.text
    assert header.issued_on is not None
    assert header.issuer.upper() in folded(filled.text)
    assert header.title in filled.text


@pytest.mark.parametrize("level", LEVELS)
def test_wishes_are_granted(level: str) -> None:
    for seed in range(5):
        document = make_plan(seed, Wishes(level=level, years=4))  # type: ignore[arg-type]
        start, end = document.truth.document.period
        assert end - start == 3
        issuer = document.truth.document.issuer
        known = {"province": "tỉnh", "district": "huyện", "commune": "xã", "department": "Sở"}
        assert known[level] in issuer


def test_each_form_of_classes_is_told() -> None:
    for form, programme in (("list", "ntm"), ("counted", "poverty"), ("table", "ocop")):
        wishes = Wishes(level="province", shape="training", programme=programme, class_form=form)  # type: ignore[arg-type]
        rows = make_plan(5, wishes).truth.classes
        assert any(row.total for row in rows), form
        assert sum(not row.total for row in rows) > 1, form
    single = make_plan(5, Wishes(level="province", shape="training", class_form="single"))
    assert {row.total for row in single.truth.classes} == {False}


def test_two_programmes_in_one_plan() -> None:
    wishes = Wishes(level="district", shape="training", programme="ntm", joint=True)
    truth = make_plan(1, wishes).truth
    assert truth.document.programmes == ("NTM", "OCOP")
    assert {row.programme for row in truth.classes} == {"NTM", "OCOP"}


def test_no_document_is_cited_twice() -> None:
    for seed in range(40):
        numbers = [row.number for row in make_plan(seed).truth.citations]
        assert len(set(numbers)) == len(numbers)


def test_seeds_differ_and_repeat() -> None:
    texts = {make_plan(seed).text for seed in range(30)}
    assert len(texts) == 30
    assert make_plan(11) == make_plan(11)


@pytest.mark.parametrize(
    ("number", "printed"),
    [(8, "08"), (12, "12"), (1250, "1.250"), (1.5, "1,5"), (1_200_000, "1.200.000"), (0.9, "0,9")],
)
def test_numbers_as_printed(number: float, printed: str) -> None:
    assert count(number) == printed


def test_marks_become_truth() -> None:
    told = unmark("có thêm 5 [xã đạt chuẩn], xong <trước ngày 15/12>")
    assert told.text == "Có thêm 5 xã đạt chuẩn, xong trước ngày 15/12"
    assert (told.indicator, told.deadline) == ("xã đạt chuẩn", "trước ngày 15/12")
    assert small("UBND tỉnh") == "UBND tỉnh"


@pytest.mark.parametrize(
    ("task", "role"),
    [
        ("Chủ trì, phối hợp với các địa phương hướng dẫn.", "lead"),
        ("Trên cơ sở dự toán, chủ trì tham mưu.", "lead"),
        ("Phối hợp kiểm tra.", "coordinate"),
        ("Đấu mối, phối hợp với các báo.", "implement"),
    ],
)
def test_roles(task: str, role: str) -> None:
    assert role_of(task) == role


def test_every_wording_can_be_filled() -> None:
    known = {*draw_scene(1, Wishes()).words, "n", "parts", "partners", "cite", "cat", "a", "k", "y"}
    for programme in PROGRAMMES:
        for wording in _wordings(data(f"programmes/{programme}")):
            named = {field for _, field, _, _ in Formatter().parse(wording) if field}
            assert named <= known, wording
            assert wording.count("[") == wording.count("]"), wording


def _wordings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _wordings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _wordings(each)


def _sum(numbers: Iterable[int | None]) -> int:
    return sum(number or 0 for number in numbers)
