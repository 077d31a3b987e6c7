"""Ready-made questions with their charts, as a page, as CSV and as SVG."""

import csv
import sqlite3
from collections.abc import Sequence
from io import StringIO
from typing import Any

from datasette import Response

from pipeline.store.formats import csv_cell
from pipeline.web.charts import Chart, bars, lines
from pipeline.web.pages.route import Route
from pipeline.web.questions import ChartOf, Question, questions
from pipeline.web.visit import Reply, Shown, Visit

_ID = r"(?P<question>[a-z-]+)"


def explore(visit: Visit) -> Shown:
    """All questions."""
    return Shown("explore.html", {"questions": questions().values()})


def question(visit: Visit) -> Shown:
    """A question with what is answered for the parameters of the address."""
    asked, given = _asked(visit)
    names, rows = _answer(visit, asked, given)
    chart = chart_of(asked.chart, names, rows) if asked.chart and rows else None
    return Shown(
        "question.html",
        {
            "question": asked,
            "given": given,
            "bound": {name: asked.parameters[name].bound(value) for name, value in given.items()},
            "choices": {
                name: visit.kept(("choices", parameter.choices), _first_column(parameter.choices))
                for name, parameter in asked.parameters.items()
                if parameter.choices
            },
            "names": [name for name in names if not name.startswith("_")],
            "rows": [dict(zip(names, row, strict=True)) for row in rows],
            "chart": chart,
            "lacks": _lacks(asked, given),
        },
    )


def as_csv(visit: Visit) -> Reply:
    """The rows as CSV for spreadsheets, without formulas."""
    asked, given = _asked(visit)
    names, rows = _answer(visit, asked, given)
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(name.lstrip("_") for name in names)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    headers = {"content-disposition": f'attachment; filename="{asked.id}.csv"'}
    body = file.getvalue().encode("utf-8-sig")  # as spreadsheet programs want it
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


def as_svg(visit: Visit) -> Reply:
    """The chart as a file."""
    asked, given = _asked(visit)
    names, rows = _answer(visit, asked, given)
    if asked.chart is None:
        visit.missing("question")
    chart = chart_of(asked.chart, names, rows)
    context = {"chart": chart, "question": asked}
    return Shown("chart.svg", context, content_type="image/svg+xml; charset=utf-8")


def chart_of(told: ChartOf, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Chart:
    """The chart of a question's rows; those without a value are left out."""
    label, value = names.index(told.label), names.index(told.value)
    series = names.index(told.series) if told.series else None
    drawn = [
        (
            str(row[label]),
            "" if series is None or row[series] is None else str(row[series]),
            float(row[value]),
        )
        for row in rows
        if row[label] is not None and row[value] is not None
    ]
    return lines(drawn) if told.kind == "lines" else bars(drawn)


def _asked(visit: Visit) -> tuple[Question, dict[str, str]]:
    asked = questions().get(visit.part("question"))
    if asked is None:
        visit.missing("question")
    return asked, {name: visit.arg(name)[:200] for name in asked.parameters}


def _lacks(asked: Question, given: dict[str, str]) -> bool:
    return any(p.needed and not given[name] for name, p in asked.parameters.items())


def _answer(
    visit: Visit, asked: Question, given: dict[str, str]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows."""
    if _lacks(asked, given):
        return [*asked.columns], []
    bound = {name: asked.parameters[name].bound(value) for name, value in given.items()}

    def ask(connection: sqlite3.Connection) -> tuple[list[str], list[tuple[Any, ...]]]:
        cursor = connection.execute(asked.sql, bound)
        return [column[0] for column in cursor.description], [tuple(row) for row in cursor]

    return visit.kept((asked.id, *sorted(bound.items())), ask)


def _first_column(sql: str) -> Any:  # noqa: ANN401 - a function for `kept`
    return lambda connection: [row[0] for row in connection.execute(sql)]


ROUTES = (
    Route(r"/explore$", explore),
    Route(rf"/explore/{_ID}$", question),
    Route(rf"/explore/{_ID}\.csv$", as_csv),
    Route(rf"/explore/{_ID}\.svg$", as_svg),
)
