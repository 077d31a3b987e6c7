"""Where the sentences of a text begin and end."""

import re
from bisect import bisect_left, bisect_right

_SIGNS = re.compile(r"[.!?](?=\s|$)|;(?=\s)|[()]")
_STOP = re.compile(r"\. ")
_FAR = 1500  # characters from a place within which its sentence is looked for


class Sentences:
    """The sentences of a text: between full stops, and semicolons outside brackets.

    Found once, so that asking for many places of a long text stays linear.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        self._stops: list[int] = []
        signs = list(_SIGNS.finditer(text))
        bracket = ""
        for sign in reversed(signs):
            if sign[0] in "()":
                bracket = sign[0]
            elif sign[0] != ";" or bracket != ")":
                self._stops.append(sign.start())
        self._stops.reverse()
        self._starts += [sign.end() + 1 for sign in signs if sign[0] not in "()"]
        self._periods = [0, *(stop.start() + 1 for stop in _STOP.finditer(text))]

    def period(self, at: int) -> int:
        """Where the stretch around a place begins that full stops bound, semicolons aside."""
        return self._periods[bisect_right(self._periods, max(0, at - 1)) - 1]

    def around(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence around a place, its full stop left out.

        A bracket's parts belong to what stands before it.
        """
        closed = self._text.rfind(")", max(0, at - _FAR), at)
        opened = self._text.find("(", closed + 1 if closed >= 0 else max(0, at - _FAR), at)
        outside = opened if opened >= 0 else at
        start = self._starts[bisect_right(self._starts, outside) - 1]
        stop = bisect_left(self._stops, outside)
        end = self._stops[stop] if stop < len(self._stops) else len(self._text)
        return max(start, outside - _FAR), min(end, at + _FAR)
