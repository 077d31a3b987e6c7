"""Targets in tables: a row for each area, a column for each kind."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.extract import grid as grids
from pipeline.extract.grid import Grid
from pipeline.extract.header import period_of
from pipeline.extract.reading import Reading, clean, in_funding_section, star_class
from pipeline.extract.rules import expression, rules
from pipeline.vietnamese.case import sentence_case
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_number
from schemas.outline import Node
from schemas.page import Cell
from schemas.records import Target

_CAPTION_LINES = 4  # between a caption and its table no more stand
_YEAR_ONLY = re.compile(
    r"(?:den |ke hoach |muc tieu |chi tieu |phan dau |du kien |het |cuoi )*(?:nam )?(20[0-9]{2})"
)
_YEARS = re.compile(r"\b20[0-9]{2}\b")
_PLANNED = re.compile(r"\b(?:ke hoach|muc tieu|chi tieu)\b")
_BRACKET = re.compile(r"\(\s*([^()]{1,24})\s*\)\s*$")
_UNIT = re.compile(r"\b(san pham|ho|mo hinh|hop tac xa|nguoi|diem|ha|km|nha|lao dong|xa)\b|%")


class _Column(NamedTuple):
    """What a column of numbers says of them."""

    at: int
    heading: str
    year: int | None  # that it names
    only_year: bool  # the heading names nothing else


def table_targets(
    reading: Reading, class_nodes: frozenset[int], since: int | None, year: int | None
) -> list[Target]:
    """A target for each number of the tables of places, or of things counted, by kinds or years.

    Tables of classes and of money have none. The plan is of the years `since` to `year`.
    """
    found: list[Target] = []
    totals: dict[int, str] = {}
    for node, grid, goes_on in grids.grids(reading):
        totals = totals if goes_on else {}
        label = grid.label
        columns = list(_columns(grid, since))
        title, title_unit = _title(reading, node)
        money = in_funding_section(reading, node) or _told("money").search(fold(title))
        if node.index in class_nodes or label is None or not columns or money:
            continue
        by_place = _names_places(grid, label)
        for row in grid.rows:
            name = clean(grids.text(row, label))
            if by_place and (name or grids.is_total(row, label)):
                area = None if grids.is_total(row, label) else name
                values = {"year": period_of(title)[1] or year, "area": area}
                values |= {"unit": title_unit or _unit(title)}
                found += _row(reading, node, grid, row, columns, title, values, totals)
            elif name and not by_place:
                found += _thing(reading, node, grid, row, columns, name, year)
    return found


def _columns(grid: Grid, since: int | None) -> Iterator[_Column]:
    """The columns that hold amounts of what is to be, not of the years before."""
    for at in grid.number_columns():
        heading = grid.headings[at]
        folded = fold(heading).strip()
        only = _YEAR_ONLY.fullmatch(folded)
        named = [int(year) for year in _YEARS.findall(folded)]
        before = since is not None and bool(named) and max(named) < since
        past = (_told("past").search(folded) or before) and not _PLANNED.search(folded)
        if folded and not _told("notes").search(folded) and not past:
            year = int(only[1]) if only else named[0] if len(named) == 1 else None
            yield _Column(at, heading, year, only is not None)


def _told(key: str) -> re.Pattern[str]:
    return expression("targets", "table", key)


def _names_places(grid: Grid, label: int) -> bool:
    """Do the rows stand for places or units, and not for what is counted?"""
    names = [fold(grids.text(row, label)) for row in grid.rows]
    places = sum(_told("places").match(name) is not None for name in names)
    if 2 * places > len(names):
        return True
    heading = fold(grid.headings[label])
    return not _told("indicators").search(heading) or bool(_told("areas").search(heading))


def _thing(
    reading: Reading,
    node: Node,
    grid: Grid,
    row: tuple[Cell, ...],
    columns: Sequence[_Column],
    name: str,
    year: int | None,
) -> Iterator[Target]:
    """The targets of a row that names what is counted: one for each year, or kind."""
    units = [
        grids.text(row, i)
        for i, told in enumerate(grid.headings)
        if _told("units").search(fold(told))
    ]
    unit = next(filter(None, units), None)
    several = sum(not column.only_year for column in columns) > 1
    measures = several and all(_told("measures").match(fold(column.heading)) for column in columns)
    total = measures and grids.is_total(row, grid.label or 0)
    place = next(
        (i for i, told in enumerate(grid.headings) if _told("places_of").fullmatch(fold(told))),
        None,
    )
    area = clean(grids.text(row, place)) or None if place is not None else None
    sure = _sure(grid, row)
    if any(map(str.isdigit, name)):
        sure *= rules("confidence")["targets"]["numbers_in_name"]
    for column in columns:
        amount = grids.amount_of(grids.text(row, column.at))
        if amount is None:
            continue
        named = column.year or period_of(column.heading)[1]
        indicator = clean(_BRACKET.sub("", name)) or name
        category = clean(column.heading) if several and not column.only_year else None
        if measures:  # "Số hộ tham gia" of each "mô hình": the row is the kind
            heading = clean(_BRACKET.sub("", column.heading))
            kind, _, rest = indicator.partition(":")
            kind = clean(kind) if any(map(str.isdigit, rest)) else indicator
            indicator = heading if total else f"{heading}: {kind}"
            category = None if total else kind
        values = {
            "indicator": indicator,
            "value": amount.value,
            "comparator": amount.comparator,
            "unit": amount.unit or unit or _unit(column.heading) or _unit(name),
            "year": named or year,
            "area": area,
            "category": category,
            "is_total": total,
        }
        yield reading.build(Target, values | grids.evidence(node, row, sure))


def _row(
    reading: Reading,
    node: Node,
    grid: Grid,
    row: tuple[Cell, ...],
    columns: Sequence[_Column],
    title: str,
    common: dict[str, Any],
    totals: dict[int, str],
) -> list[Target]:
    """The targets of one row; sums of its columns and of the total row are the others' parents."""
    total_row = common["area"] is None
    sums = _sum_column(grid, [column.at for column in columns])
    sum_id: str | None = None
    found: list[Target] = []
    for column in columns:
        amount = grids.amount_of(grids.text(row, column.at))
        if amount is None:
            continue
        whole = column.at == sums
        added = grids.is_sum(column.heading) and not whole
        titled = column.only_year or added
        values = common | {
            "indicator": _subject(title) if titled else _indicator(column.heading, title),
            "value": amount.value,
            "comparator": amount.comparator,
            "unit": amount.unit
            or _unit(column.heading)
            or (sums is not None and _unit(grid.headings[sums]))
            or common["unit"],
            "year": column.year or common["year"],
            "category": star_class(fold(column.heading)),
            "is_total": total_row or whole or added,
            "parent_id": sum_id or (None if total_row else totals.get(column.at)),
        }
        if values["category"] is None and sums is not None and not whole and not titled:
            values["category"] = clean(column.heading)
            if _unit(column.heading) is None:  # a kind of what the title tells
                values["indicator"] = f"{_subject(title)}: {clean(column.heading)}"
        target = reading.build(Target, values | grids.evidence(node, row, _sure(grid, row)))
        found.append(target)
        if whole:
            sum_id = target.id
        if total_row:
            totals[column.at] = target.id
    return found


def _sure(grid: Grid, row: Sequence[Cell]) -> float:
    return rules("confidence")["targets"]["ragged_row"] if grid.is_ragged(row) else 1.0


def _sum_column(grid: Grid, columns: Sequence[int]) -> int | None:
    """The first or the last number column, if it is the sum of the others in most rows."""
    if len(columns) < 2:
        return None
    for at in (columns[0], columns[-1]):
        if not _told("sums").search(fold(grid.headings[at])) and len(columns) < 3:
            continue
        right = 0
        for row in grid.rows:
            amounts = {c: parse_number(grids.text(row, c)) or 0 for c in columns}
            right += 2 * amounts[at] == sum(amounts.values())
        if right >= 0.6 * len(grid.rows):
            return at
    return None


def _title(reading: Reading, node: Node) -> tuple[str, str | None]:
    """The words above the table, and the unit that a line there tells.

    Its caption, or the heading of its section. "(Kèm theo Kế hoạch số …)" between them names the
    plan, not the table.
    """
    above = [n.text for n in reading.outline.nodes[: node.index] if n.part == node.part and n.text]
    lines = above[-_CAPTION_LINES:]
    units = [_told("unit_line").fullmatch(fold(line)) for line in lines]
    told = [line[slice(*unit.span(1))] for line, unit in zip(lines, units, strict=True) if unit]
    lines = [line for line, unit in zip(lines, units, strict=True) if not unit]
    attached = next((i for i, t in enumerate(lines) if re.match(r"\W*kem theo", fold(t))), None)
    lines = lines[:attached]
    return lines[-1] if lines else "", clean(told[-1]) if told else None


def _subject(title: str) -> str:
    """What a title tells that the table counts: "Trồng cây phân tán" of "BIỂU PHÂN KHAI …"."""
    words = _BRACKET.sub("", title).strip()
    begins = _told("title_begins").match(fold(words))
    words = words[begins.end() :] if begins else words
    ends = _told("title_ends").search(fold(words))
    words = clean(words[: ends.start()] if ends else words)
    return (sentence_case(words) if words.isupper() else words) or clean(title)


def _indicator(heading: str, title: str) -> str:
    """The column's heading where it tells what is counted, else with the table's title.

    A unit in brackets behind it ("Xe thu gom (xe)") is no part of it.
    """
    named = clean(_BRACKET.sub("", heading))
    if named and (_BRACKET.search(heading) or _UNIT.search(fold(named))):
        return named
    if not named or grids.is_sum(named):
        return _subject(title)
    counted = _unit(title)
    return clean(f"{counted} {named}") if counted else named


def _unit(text: str) -> str | None:
    """The unit in brackets at the end ("Tỷ lệ (%)"), else the first word that is one."""
    bracket = _BRACKET.search(text)
    if bracket is not None and not any(map(str.isdigit, bracket[1])):
        return bracket[1].strip()
    found = _UNIT.search(fold(text))
    return text[found.start() : found.end()].lower() if found else None
