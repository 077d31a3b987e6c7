"""Annex tables: a row for each area, columns by category or by indicator, and a sum row."""

from collections.abc import Sequence
from random import Random
from typing import Any

from corpus.generator.document import Annex, Column, Letterhead, Table
from corpus.generator.truth import TargetRow
from corpus.generator.words import count, percent
from corpus.generator.writer import Writer


def choose_annex(writer: Writer) -> dict[str, Any] | None:
    """A table that suits the level, if the programme has one."""
    level = writer.scene.level
    known = writer.scene.programme.get("annexes", [])
    fitting = [spec for spec in known if level in spec["levels"]]
    return writer.rng("annex").choice(fitting) if fitting else None


def write_annex(writer: Writer, spec: dict[str, Any], letterhead: Letterhead) -> None:
    """The annex with its head, which repeats number and day of the letterhead."""
    scene, rng = writer.scene, writer.rng("annex rows")
    number = letterhead.number.replace("Số: ", "số ").replace("Số:", "số")
    day = letterhead.place_and_date.split(", ")[1]
    note = f"(Kèm theo Kế hoạch {number} {day} của {scene.words['body']})"
    label = rng.choice(("PHỤ LỤC", "Phụ lục I", "Phụ lục"))
    writer.add(Annex(label, scene.fill(spec["title"]), note))
    write = _by_indicator if spec.get("kind") == "columns" else _by_category
    write(writer, rng, spec)


def _by_category(writer: Writer, rng: Random, spec: dict[str, Any]) -> None:
    """A sum column and its parts by category; a category without anything has an empty cell."""
    categories: list[str] = spec["categories"]
    amounts = [
        (area, [rng.choice(values) for values in spec["spread"]]) for area in writer.scene.areas
    ]
    amounts = [
        (area, values if any(values) else [*values[:-1], max(spec["spread"][-1])])
        for area, values in amounts
    ]
    sums = [sum(column) for column in zip(*(values for _, values in amounts), strict=True)]
    rows = [(None, sums), *amounts]
    name = rng.choice(("Tổng", "Tổng cộng", "Toàn " + str(writer.scene.words["unit"])))
    blank = rng.choice(("", "", "-"))
    pad = rng.random() < 0.4  # 08 or 8

    def cell(value: int) -> str:
        return blank if not value else count(value) if pad else count(value).removeprefix("0")

    order = list(enumerate(rows)) if rng.random() < 0.6 else [*enumerate(rows[1:], 1), (0, rows[0])]
    printed: list[tuple[str, ...]] = []
    for place, (area, values) in order:
        row = (str(place) if place else "", area or name, cell(sum(values)), *map(cell, values))
        printed.append(row)
        quote = " ".join(filter(None, row))
        _note(writer, spec, quote, spec["indicator"], sum(values), area, None, total=True)
        for category, value in zip(categories, values, strict=True):
            if value:
                indicator = spec["part_indicator"].format(cat=category.lower())
                _note(writer, spec, quote, indicator, value, area, category, total=area is None)
    group = rng.choice(("Trong đó", "Chia ra", ""))
    columns = [
        Column("TT", 0.08),
        Column(rng.choice(("Địa phương", "Đơn vị", "Tên đơn vị")), 0.3, number=False),
        Column(spec["total"], 0.62 / (len(categories) + 1)),
        *(
            Column(spec["columns"].format(cat=c), 0.62 / (len(categories) + 1), group)
            for c in categories
        ),
    ]
    strong = next(i for i, (place, _) in enumerate(order) if place == 0)
    writer.add(Table(tuple(columns), tuple(printed), frozenset({strong})))


def _by_indicator(writer: Writer, rng: Random, spec: dict[str, Any]) -> None:
    """Each column an indicator of its own; those that can be added have a sum."""
    columns: list[dict[str, Any]] = spec["columns"]
    amounts = [(area, [rng.randint(*c["spread"]) for c in columns]) for area in writer.scene.areas]
    name = rng.choice(("Tổng cộng", "Cộng"))
    sums = [
        sum(values[i] for _, values in amounts) if c.get("total") else None
        for i, c in enumerate(columns)
    ]
    rows: list[tuple[str | None, Sequence[int | None]]] = [*amounts, (None, sums)]
    printed: list[tuple[str, ...]] = []
    for place, (area, values) in enumerate(rows, 1):
        cells = ["" if not v else percent(v) for v in values]
        row = (str(place) if area else "", area or name, *cells)
        printed.append(row)
        quote = " ".join(filter(None, row))
        for column, value in zip(columns, values, strict=True):
            if value:
                _note(
                    writer,
                    column,
                    quote,
                    column["indicator"],
                    value,
                    area,
                    None,
                    total=area is None,
                )
    heads = (
        Column("STT", 0.08),
        Column("Địa phương", 0.29, number=False),
        *(Column(c["name"], 0.63 / len(columns)) for c in columns),
    )
    writer.add(Table(heads, tuple(printed), frozenset({len(printed) - 1})))


def _note(
    writer: Writer, spec: dict[str, Any], quote: str, indicator: str, value: int,
    area: str | None, category: str | None, *, total: bool,
) -> None:  # fmt: skip
    year = writer.scene.end
    row = TargetRow(
        indicator, value, spec["unit"], "=", year, area, category, total, writer.path, quote
    )
    writer.truth.targets.append(row)
