"""Quantitative goals in sentences: a value, how it is meant, and the parts it is made of."""

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

from corpus.generator.truth import TargetRow
from corpus.generator.words import count, percent, states
from corpus.generator.writer import Writer


def write_targets(
    writer: Writer, number: int, taken: frozenset[str], *, year_in_heading: bool
) -> None:
    """Up to `number` goals as list items; goals of a `taken` group are stated in an annex."""
    rng = writer.rng("targets")
    level = writer.scene.level
    specs = [
        spec
        for spec in writer.scene.programme["targets"]
        if level in spec["range"] and spec.get("group") not in taken
    ]
    mark = rng.choice(("-", "-", "+"))
    stop = rng.choice((".", ";"))
    for spec in rng.sample(specs, min(number, len(specs))):
        _write(writer, rng, spec, mark=mark, stop=stop, year_in_heading=year_in_heading)


def _write(
    writer: Writer,
    rng: Random,
    spec: dict[str, Any],
    *,
    mark: str,
    stop: str,
    year_in_heading: bool,
) -> None:
    scene = writer.scene
    comparator, form = rng.choice(spec["forms"])
    value = _value(rng, spec, scene.level, comparator)
    printed = percent if spec["unit"] == "%" else count
    parts = _parts(rng, spec, value) if states(form, "parts") else []
    spoken = [spec["parts"]["text"].format(n=printed(n), cat=cat) for cat, n in parts]
    glue = rng.choice((", ", "; ")) if len(parts) > 2 else ", "
    opener, year = _opener(rng, scene.start, scene.end, year_in_heading=year_in_heading)
    if form.startswith("phấn đấu"):
        opener = opener.removesuffix("Phấn đấu ")
    said = writer.say(rng, opener + form, n=printed(value), parts=glue.join(spoken))
    writer.item(said.text + stop, mark)

    goal = TargetRow(
        indicator=said.indicator,
        value=value,
        unit=spec["unit"],
        comparator=comparator,
        year=year,
        area=None,
        category=None,
        total=bool(parts),
        section=writer.path,
        quote=said.text,
    )
    writer.truth.targets.append(goal)
    for category, part in parts:
        indicator = spec["parts"]["indicator"].format(cat=category)
        writer.truth.targets.append(
            replace(
                goal,
                indicator=indicator,
                value=part,
                comparator="=",
                category=category,
                total=False,
            )
        )


def _opener(rng: Random, start: int, end: int, *, year_in_heading: bool) -> tuple[str, int]:
    """Words before the goal that say by when, and the year; a plan for one year may say nothing."""
    if rng.random() < 0.04:
        return f"Định hướng đến năm {end + 5}, ", end + 5
    if year_in_heading:
        return rng.choice(("", "", "Phấn đấu ")), end
    if start == end:
        return rng.choice(
            ("", "", f"Năm {end}, ", f"Trong năm {end}, ", f"Đến hết năm {end}, ")
        ), end
    return rng.choice((f"Đến năm {end}, ", f"Đến hết năm {end}, ")), end


def _value(rng: Random, spec: dict[str, Any], level: str, comparator: str) -> float:
    low, high = spec["range"][level]
    value = rng.randint(low, high)
    if spec.get("decimal"):
        return value / 10
    if spec["unit"] == "%" and high > 60:
        value = 5 * round(value / 5)
        return min(value, 95) if comparator == ">=" else value
    return value if high < 1000 else 10 * round(value / 10)


def _parts(rng: Random, spec: dict[str, Any], value: float) -> list[tuple[str, int]]:
    """The value cut into categories, none of them empty."""
    categories = spec["parts"]["categories"][-int(min(value, 3)) :]
    cuts = sorted(rng.sample(range(1, int(value)), len(categories) - 1))
    edges = [0, *cuts, int(value)]
    shares = sorted(b - a for a, b in pairwise(edges))
    return list(zip(categories, shares, strict=True))
