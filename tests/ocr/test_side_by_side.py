"""Ways that ask for pictures: side by side they get what each gets alone, in fewer goes."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.engine import Asking, Picture, Reading, answer, side_by_side


class Counter:
    """Reads off a picture the one number that it is painted with; counts how often it is asked."""

    version = "counter"
    has_script = False

    def __init__(self) -> None:
        self.goes = 0

    def read(self, pictures: Sequence[Picture]) -> list[list[Reading]]:
        self.goes += 1
        return [[Reading(str(p.pixels[0, 0]), 1.0, 0, 0, 1, 1, 0)] for p in pictures]

    def quarters_wrong(self, pixels: object, dpi: float) -> int | None:
        return None


def way(steps: Sequence[Sequence[int]]) -> Asking[list[str]]:
    """Asks for so many pictures at each step, and tells all that was read."""
    told: list[str] = []
    for step in steps:
        pictures = [Picture(np.full((1, 1), number, np.uint8), 200) for number in step]
        told += [reading.text for readings in (yield pictures) for reading in readings]
    return told


STEPS = st.lists(st.lists(st.integers(0, 255), max_size=3), max_size=4)


@given(st.lists(STEPS, max_size=5))
def test_each_gets_its_own(ways: list[list[list[int]]]) -> None:
    engine = Counter()
    told = answer(side_by_side([way(steps) for steps in ways]), engine)
    assert told == [answer(way(steps), Counter()) for steps in ways]
    assert told == [[str(number) for step in steps for number in step] for steps in ways]
    assert engine.goes == max(map(len, ways), default=0)


@given(st.lists(STEPS, max_size=3), st.lists(STEPS, max_size=3))
def test_they_nest(some: list[list[list[int]]], others: list[list[list[int]]]) -> None:
    nested = side_by_side([side_by_side([way(s) for s in part]) for part in (some, others)])
    flat = answer(side_by_side([way(steps) for steps in (*some, *others)]), Counter())
    first, second = answer(nested, Counter())
    assert [*first, *second] == flat
