"""Lines of chunks → sentences: where wrapped lines go on, where a sentence may be cut."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import median

import numpy as np

from pipeline.restore.tokens import Special
from pipeline.restore.vocabulary import Numbers

_LONG = 30  # places after which a sentence ends at the next break …
_LONGEST = 100  # … and after which it ends anywhere
_BATCH = 2048  # places decoded together
_ENDS = re.compile(r"[.;:!?…]\W*$")
_LABEL = re.compile(r"[-+*•–]|\d+(?:\.\d+)*[.)]?$|[a-zđ][.)]$|[IVX]+\.$")
_FULL_LINE = 0.6  # of the usual length: a line that long was wrapped

Line = Sequence[str]  # chunks, with nothing blank in them
Bounds = tuple[int, int]


def starts(lines: Sequence[Line]) -> Iterator[bool]:
    """For each line, whether a sentence starts there; else it goes on with the line before."""
    lengths = [sum(map(len, line)) + len(line) for line in lines]
    longest = max(lengths, default=0)
    full = _FULL_LINE * median([n for n in lengths if 2 * n > longest] or [0])
    before: Line = ()
    length_before = 0
    for line, length in zip(lines, lengths, strict=True):
        goes_on = (
            before
            and line
            and not _ENDS.search(before[-1])
            and not _LABEL.match(line[0])
            and (line[0][0].islower() or length_before >= full)
        )
        yield not goes_on
        if line:
            before, length_before = line, length


def in_capitals(line: Line) -> bool:
    """Most letters of the line are capitals."""
    letters = "".join(filter(str.isalpha, chain.from_iterable(line)))
    return 2 * sum(map(str.isupper, letters)) > len(letters)


def cut(rows: Numbers) -> list[Bounds]:
    """Where sentences start and end in a stream of rows."""
    bounds: list[Bounds] = []
    start = 0
    for at in chain(np.flatnonzero(rows == Special.BREAK).tolist(), [len(rows)]):
        while at - start > _LONGEST:
            bounds.append((start, start + _LONGEST))
            start += _LONGEST
        if at - start >= _LONG or (at == len(rows) and at > start):
            bounds.append((start, at))
            start = at
    return bounds


def batches(sentences: Sequence[Bounds]) -> Iterator[list[Bounds]]:
    """Sentences of about the same length together."""
    batch: list[Bounds] = []
    for sentence in sorted(sentences, key=lambda bounds: bounds[1] - bounds[0]):
        if batch and (len(batch) + 1) * (sentence[1] - sentence[0]) > _BATCH:
            yield batch
            batch = []
        batch.append(sentence)
    if batch:
        yield batch
