"""The neighbourhood of a document among citations, as geometry: who cites it, whom it cites."""

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _BOX, _STEP, _TALL = 1000, 290, 46, 36
_MOST = 14


@dataclass(frozen=True)
class Node:
    """A document: what is written in its box, and where that leads."""

    text: str
    link: str | None = None


@dataclass(frozen=True)
class Placed:
    """A box of the drawing."""

    node: Node
    x: float
    y: float
    width: float = _BOX
    height: float = _TALL
    is_centre: bool = False


@dataclass(frozen=True)
class Graph:
    """Boxes and the curves between them, from who cites to what is cited."""

    height: float
    boxes: tuple[Placed, ...]
    curves: tuple[str, ...]
    left_out: int
    width: float = _WIDTH


def neighbourhood(citing: Sequence[Node], centre: Node, cited: Sequence[Node]) -> Graph:
    """Three columns: who cites, the document, what it cites; the first of each side."""
    sides = (citing[:_MOST], cited[:_MOST])
    height = _STEP * max(1, *(len(side) for side in sides)) + 10
    middle = height / 2
    across = (_WIDTH - _BOX) / 2
    boxes = [Placed(centre, across, middle - _TALL / 2, is_centre=True)]
    curves = []
    for side, x in zip(sides, (0.0, 2 * across), strict=True):
        top = middle - _STEP * len(side) / 2
        for number, node in enumerate(side):
            y = top + _STEP * number + (_STEP - _TALL) / 2
            boxes.append(Placed(node, x, round(y, 1)))
            ends = [(x + _BOX, y + _TALL / 2), (across, middle)]
            if x:
                ends = [(across + _BOX, middle), (x, y + _TALL / 2)]
            (x1, y1), (x2, y2) = ends
            bend = (x1 + x2) / 2
            curves.append(
                f"M{x1:.0f} {y1:.0f}C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
            )
    left_out = len(citing) + len(cited) - sum(len(side) for side in sides)
    return Graph(height, tuple(boxes), tuple(curves), left_out)
