"""Tables of funding: a row for each source, a column for each year or kind of money."""

import re
from collections.abc import Iterator

from pipeline.extract import grid as grids
from pipeline.extract.reading import Reading, clean
from pipeline.vietnamese.letters import fold
from pipeline.vietnamese.numbers import parse_money, parse_number
from schemas.outline import Node
from schemas.records import Funding

_UNIT = re.compile(r"\b(trieu|ty|ti|nghin|ngan)(?: dong| vnd)\b|\bdong\b")
_SCALES = {"trieu": "triệu đồng", "ty": "tỷ đồng", "ti": "tỷ đồng", "nghin": "nghìn đồng"}
_SUM = re.compile(r"(?:tong(?: (?:so|cong|von|kinh phi))*|cong|kinh phi|so tien|thanh tien)\b")
_ABOVE = 3  # nodes above a table that may tell the unit of its amounts


def table_funding(reading: Reading, node: Node) -> Iterator[Funding]:
    """A row for each amount of a table in the section on funding; none where no unit is told.

    Its text is the name of the row, and that of the column where there are several.
    """
    grid = grids.grid_of(node.table) if node.table is not None else None
    label = grid.label if grid is not None else None
    if grid is None or label is None:
        return
    above = [n.text for n in reading.outline.nodes[max(0, node.index - _ABOVE) : node.index]]
    shared = _unit(" ".join(above))
    columns = grid.number_columns()
    for row in grid.rows:
        name = clean(grids.text(row, label)) or clean(grids.text(row, 0))
        for column in columns:
            heading = grid.headings[column]
            unit = _unit(heading) or _unit(grid.headings[label]) or shared
            printed = grids.text(row, column)
            if unit is None or not parse_number(printed) or not name:
                continue
            told = _SUM.match(fold(heading).strip()) is not None
            values = {
                "kind": "source",
                "text": name if told or len(columns) == 1 else f"{name} - {clean(heading)}",
                "amount_vnd": parse_money(f"{printed} {unit}"),
            }
            yield reading.build(Funding, values | grids.evidence(node, row))


def _unit(text: str) -> str | None:
    """The unit of amounts that a heading or a line above a table tells, the last of several."""
    units = list(_UNIT.finditer(fold(text)))
    return _SCALES.get(units[-1][1] or "", "đồng") if units else None
