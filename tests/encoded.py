"""Texts in legacy encodings and mixtures of them, and how much of a text came back."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
from rapidfuzz.distance import LCSseq

from pipeline.restore.legacy import Reader
from pipeline.vietnamese.letters import nfc

_CORPUS = Path(__file__).parents[1] / "corpus"

Encoder = Callable[[str], str]


def plans() -> Iterator[str]:
    """The texts of the sample plans that are text."""
    for path in sorted(_CORPUS.iterdir()):
        if path.suffix in (".txt", ".md"):
            yield nfc(path.read_text("utf-8"))
        elif path.suffix == ".docx":
            yield nfc(
                "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
            )


def decoded(text: str) -> str:
    """`text`, its legacy encodings undone and nothing else, line for line."""
    reader = Reader()
    return "\n".join("".join(p.text for p in reader.line(line)) for line in text.split("\n"))


def in_turns(text: str, encoders: Sequence[Encoder]) -> str:
    """Each line in another encoding."""
    lines = enumerate(text.split("\n"))
    return "\n".join(encoders[at % len(encoders)](line) for at, line in lines)


def in_runs(text: str, encoders: Sequence[Encoder]) -> str:
    """Runs of three to eight words in another encoding each."""
    chance = random.Random(1)
    lines = []
    for line in text.split("\n"):
        words, out = line.split(" "), list[str]()
        while words:
            count = chance.randint(3, 8)
            out.append(chance.choice(encoders)(" ".join(words[:count])))
            words = words[count:]
        lines.append(" ".join(out))
    return "\n".join(lines)


def right(true: str, read: str) -> int:
    """Characters of `true` that `read` has in the same order."""
    return int(LCSseq.similarity(true, read))
