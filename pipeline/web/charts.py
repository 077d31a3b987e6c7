"""Charts as geometry: bars, groups of bars, lines; `_chart.html` draws them as SVG.

Lengths are in pixels of the drawing, whose width is fixed; the page scales it. What a chart shows
also stands in the table beside it, and at the bars' ends, so colours alone tell nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH = 880
_LABELS = (60, 270)  # for names before bars, at least and at most
_LETTER = 7.2  # of a name
_VALUES = 80  # for numbers behind bars
_BAR, _GAP = 18, 10
_HEIGHT = 360  # of the field of lines
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 30, 20, 40
_MOST_LABELS, _MOST_SERIES = 20, 8
_LETTERS = 38  # of a name that fit before bars
# Told apart with common kinds of colour blindness; 3:1 against white and against the dark page.
COLOURS = (
    "#2f74b5", "#c9691a", "#3a8f5b", "#9a5bb5", "#b8524e", "#84742f", "#3f8a99", "#7b7f86",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A bar, or a point of a line, with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    name: str  # whole, for the tooltip
    value: float


@dataclass(frozen=True)
class Label:
    """Text at a place; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str | float
    anchor: str


@dataclass(frozen=True)
class Chart:
    """A drawing, ready for the template."""

    kind: str
    height: float
    bars: tuple[Mark, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()  # colour, points as SVG has them
    points: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    grid: tuple[tuple[float, float, float, float], ...] = ()
    legend: tuple[tuple[str, str, float, float], ...] = ()  # colour, name, x, y
    left_out: int = 0  # categories that did not fit
    width: float = WIDTH


Row = tuple[str, str, float]  # category, series ("" without), value


def bars(rows: Sequence[Row]) -> Chart:
    """A bar a category, or a group of bars in the colours of their series."""
    categories = _in_order(row[0] for row in rows)
    series = _in_order(sorted({row[1] for row in rows}))[:_MOST_SERIES]
    shown = categories[:_MOST_LABELS]
    values = {(category, name): value for category, name, value in rows if name in series}
    longest = max((values.get((c, s), 0) for c in shown for s in series), default=0) or 1
    widest = _LETTER * max((len(_cut(category)) for category in shown), default=0) + 20
    left = min(max(widest, _LABELS[0]), _LABELS[1])
    room = WIDTH - left - _VALUES
    marks, labels = [], []
    y = 32.0 if len(series) > 1 else 8.0
    thick = _BAR if len(series) == 1 else max(9.0, _BAR - len(series))
    for category in shown:
        own = [name for name in series if (category, name) in values]
        middle = y + thick * len(own) / 2 + 4
        labels.append(Label(left - 10, middle, _cut(category), "end"))
        for name in own:
            value = values[category, name]
            told = f"{category}, {name}" if name else category
            colour = COLOURS[series.index(name)]
            length = max(1.0, room * max(value, 0) / longest)
            marks.append(Mark(left, y, round(length, 1), thick - 2, colour, told, value))
            y += thick
        y += _GAP
    return Chart(
        "bars",
        y,
        bars=tuple(marks),
        labels=tuple(labels),
        legend=_legend(series, left),
        left_out=len(categories) - len(shown),
    )


def lines(rows: Sequence[Row]) -> Chart:
    """A line a series over categories that are years."""
    years = sorted({int(float(row[0])) for row in rows})
    series = _in_order(sorted({row[1] for row in rows}))[:_MOST_SERIES]
    if not years:
        return Chart("lines", _HEIGHT)
    step = _step(max((row[2] for row in rows), default=1))
    top = max(1, ceil(max(row[2] for row in rows) / step)) * step
    across = (WIDTH - _LEFT - _RIGHT) / max(1, years[-1] - years[0])
    first = _TOP + 24

    def place(year: int, value: float) -> tuple[float, float]:
        down = (_HEIGHT - first - _BOTTOM) * (1 - value / top)
        return round(_LEFT + across * (year - years[0]), 1), round(first + down, 1)

    drawn, points = [], []
    for number, name in enumerate(series):
        own = sorted((int(float(year)), value) for year, s, value in rows if s == name)
        placed = [place(year, value) for year, value in own]
        drawn.append((COLOURS[number], " ".join(f"{x},{y}" for x, y in placed)))
        for (x, y), (year, value) in zip(placed, own, strict=True):
            points.append(Mark(x, y, 4, 4, COLOURS[number], f"{name}, {year}", value))
    ticks = [tick * step for tick in range(round(top / step) + 1)]
    every = max(1, ceil((years[-1] - years[0] + 1) / 12))
    return Chart(
        "lines",
        _HEIGHT,
        lines=tuple(drawn),
        points=tuple(points),
        labels=(
            *(Label(_LEFT - 10, place(years[0], tick)[1] + 4, tick, "end") for tick in ticks),
            *(
                Label(place(year, 0)[0], _HEIGHT - _BOTTOM + 22, str(year), "middle")
                for year in range(years[0], years[-1] + 1, every)
            ),
        ),
        grid=tuple(
            (_LEFT, place(years[0], tick)[1], WIDTH - _RIGHT, place(years[0], tick)[1])
            for tick in ticks
        ),
        legend=_legend(series, _LEFT),
    )


def _in_order(names: object) -> list[str]:
    return list(dict.fromkeys(names))  # type: ignore[call-overload]


def _legend(series: Sequence[str], x: float) -> tuple[tuple[str, str, float, float], ...]:
    if len(series) < 2:
        return ()
    entries = []
    for number, name in enumerate(series):
        entries.append((COLOURS[number], _cut(name, 18), x, 6.0))
        x += 30 + 7.5 * min(len(name), 18)
    return tuple(entries)


def _cut(name: str, letters: int = _LETTERS) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def _step(most: float) -> float:
    """A round distance of grid lines: about five of them up to `most`."""
    rough = max(most, 1) / 5
    power = 10 ** floor(log10(rough))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= rough))
