"""Text → correct Vietnamese text, what was changed in it, and how sure that is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Literal, NamedTuple

from pipeline.restore.forms import PIECE, MendedLine, mend_lines
from pipeline.restore.kinds import Kind as Looks
from pipeline.restore.restorer import RestoredLine, restorer
from pipeline.restore.written import Word

Kind = Literal["correct", "slips", "foreign", "bare", "encoded", "other"]

_WINDOW = 60_000  # characters that are restored together; memory does not grow with the text
_KINDS: dict[Looks, Kind] = {"bare": "bare", "foreign": "foreign", "other": "other"}


class Change(NamedTuple):
    """What stood in the text as read from `start` on, and what stands there now."""

    start: int
    read: str
    restored: str
    probability: float = 1.0


class Doubt(NamedTuple):
    """A word that stayed as it was read, from `start` on, though `guess` is as likely."""

    start: int
    read: str
    guess: str
    probability: float  # of the guess


class Passage(NamedTuple):
    """Lines of the text as read, read[start:end], that came about in one way."""

    start: int
    end: int
    kind: Kind


class Restored(NamedTuple):
    """Correct text, and how it came about. Places are those of the text as read, in order."""

    text: str
    changes: tuple[Change, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float = 1.0  # mean probability of its words

    @property
    def kind(self) -> Kind:
        """How most of the text came about."""
        length: Counter[Kind] = Counter()
        for start, end, kind in self.passages:
            length[kind] += end - start
        return length.most_common(1)[0][0] if length else "correct"

    @property
    def offsets(self) -> list[int]:
        """Of each character of `text`, and of its end, the place in the text as read.

        Never decreasing. What was changed maps evenly onto what stood there.
        """
        found: list[int] = []
        read_at = 0
        for start, read, restored, _ in self.changes:
            found.extend(range(read_at, start))
            found.extend(start + i * len(read) // len(restored) for i in range(len(restored)))
            read_at = start + len(read)
        found.extend(range(read_at, read_at + len(self.text) - len(found) + 1))
        return found


def restore(text: str, *, scanned: bool = False) -> Restored:
    """`text` in correct Vietnamese, line for line.

    Each passage is recognised for what it is: correct, with slips of a Vietnamese OCR, read by a
    foreign one, without diacritics, in an encoding before Unicode, or no Vietnamese at all.
    `scanned`: it is known that an OCR engine for Vietnamese read it. Numbers never change.
    """
    lines = list(restore_each(text.split("\n"), scanned=scanned))
    reads = [line.passages[0].end for line in lines]
    starts = [0, *accumulate(length + 1 for length in reads)]
    passages: list[Passage] = []
    for start, line in zip(starts, lines, strict=False):
        _, end, kind = line.passages[0]
        if passages and passages[-1].kind == kind:
            passages[-1] = passages[-1]._replace(end=start + end)
        else:
            passages.append(Passage(start, start + end, kind))
    placed = list(zip(starts, lines, strict=False))
    words = [max(1, len(line.text.split())) for line in lines]
    sums = (line.confidence * number for line, number in zip(lines, words, strict=True))
    return Restored(
        "\n".join(line.text for line in lines),
        tuple(Change(start + c[0], *c[1:]) for start, line in placed for c in line.changes),
        tuple(Doubt(start + d[0], *d[1:]) for start, line in placed for d in line.doubts),
        tuple(passages),
        sum(sums) / sum(words),
    )


def restore_lines(lines: Iterable[str], *, scanned: bool = False) -> Iterator[str]:
    """Each of the lines in correct Vietnamese, one out for one in, with its line end."""
    return (line.text for line in restore_each(lines, scanned=scanned))


def restore_each(lines: Iterable[str], *, scanned: bool = False) -> Iterator[Restored]:
    """Each of the lines, as `restore` tells of a text; places are those in the line."""
    for window in _windows(mend_lines(lines)):
        chunks = [line.text.split() for line in window]
        for line, restored in zip(window, restorer().restore(chunks, scanned=scanned), strict=True):
            yield _line(line, restored)


def _windows(lines: Iterable[MendedLine]) -> Iterator[list[MendedLine]]:
    window: list[MendedLine] = []
    size = 0
    for line in lines:
        window.append(line)
        size += 1 + sum(len(part.text) for part in line.parts)
        if size > _WINDOW:
            yield window
            window, size = [], 0
    if window:
        yield window


def _line(line: MendedLine, restored: RestoredLine) -> Restored:
    length = sum(len(part.read) for part in line.parts)
    if not restored.words and all(part.read == part.text for part in line.parts):
        kind = _KINDS.get(restored.kind, "correct")
        return Restored(line.text, passages=(Passage(0, length, kind),))
    kind = _KINDS.get(restored.kind, "slips" if restored.words else "correct")
    words = restored.words or [Word(chunk, chunk) for chunk in line.text.split()]
    passages = (Passage(0, length, "encoded" if line.encoded else kind),)
    confidence = sum(word.probability for word in words) / len(words) if words else 1.0
    texts: list[str] = []
    changes: list[Change] = []
    doubts: list[Doubt] = []
    start = 0
    for piece in _pieces(line, iter(words)):
        if isinstance(piece, str):
            texts.append(piece)
            start += len(piece)
            continue
        read, text, probability, guess = piece
        texts.append(text)
        if text != read:
            changes.append(Change(start, read, text, probability))
        if guess:
            doubts.append(Doubt(start, read, guess, probability))
        start += len(read)
    return Restored("".join(texts), tuple(changes), tuple(doubts), passages, confidence)


def _pieces(line: MendedLine, words: Iterator[Word]) -> Iterator[Word | str]:
    """The parts of a line, the model's words put into them; blanks stay."""
    for read, text in line.parts:
        told = [piece if piece.isspace() else next(words) for piece in PIECE.findall(text)]
        if read == text:
            yield from told
        else:
            restored = [Word(piece, piece) if isinstance(piece, str) else piece for piece in told]
            guesses = [word.guess or word.text for word in restored]
            yield Word(
                read,
                "".join(word.text for word in restored),
                min((word.probability for word in restored), default=1.0),
                "".join(guesses) if any(word.guess for word in restored) else None,
            )
