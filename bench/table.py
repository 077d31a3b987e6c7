"""What a measurement prints: one table."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """A line of the table: what was measured, on what, how it came out, what it must reach."""

    what: str
    before: str
    peer: str
    ours: str
    floor: str


def show(rows: Iterable[Row]) -> None:
    """Print the rows as they come."""
    print(f"{'what':34} {'before':44} {'peer':16} {'ours':26} floor")
    for row in rows:
        print(f"{row.what:34} {row.before:44} {row.peer:16} {row.ours:26} {row.floor}", flush=True)
