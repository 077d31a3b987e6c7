"""What two plans say of the same things: their targets, classes and duties in pairs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from pipeline.vietnamese.letters import fold

T = TypeVar("T")
_ALIKE = 88.0  # of 100: names that stand for the same thing


@dataclass(frozen=True)
class Pair(Generic[T]):
    """The same thing in one plan and in the other; None where a plan does not have it."""

    left: T | None
    right: T | None


def pairs(left: Sequence[T], right: Sequence[T], name: Callable[[T], str]) -> list[Pair[T]]:
    """Each of both once: pairs in the order of the left, then what only the right has.

    Names that are equal but for case and marks go together first, then the most alike.
    """
    names = [fold(name(item)) for item in left]
    others = {index: fold(name(item)) for index, item in enumerate(right)}
    found: dict[int, int] = {}
    for number, own in enumerate(names):
        same = next((index for index, other in others.items() if other == own), None)
        if same is not None:
            found[number] = same
            del others[same]
    for number, own in enumerate(names):
        if number not in found and others:
            best = process.extractOne(
                own, others, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
            )
            if best is not None:
                found[number] = best[2]
                del others[best[2]]
    made = [
        Pair(item, right[found[number]] if number in found else None)
        for number, item in enumerate(left)
    ]
    return [*made, *(Pair(None, right[index]) for index in sorted(others))]
