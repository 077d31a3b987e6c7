"""Text line by line through restoration, without end if need be."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.restore import restore_each, restore_lines


def restore_stream(file: Path | None, *, scanned: bool = False) -> None:
    """Restore a text file, or standard input, to standard output.

    A line ends with a line feed and nothing else; bytes that are no UTF-8 come out as they went
    in. Raises UsageError where the file cannot be read.
    """
    with _lines(file) as lines:
        for line in restore_lines(lines, scanned=scanned):
            _write(line)
    sys.stdout.buffer.flush()


def explain_stream(file: Path | None, *, scanned: bool = False, as_json: bool = False) -> None:
    """Tell what restoration changes in a text, and what it doubts, a line each.

    Line and column from 1, how the line came about, the words as read and as restored (with a
    question mark: only guessed), the probability.
    """
    with _lines(file) as lines:
        for number, line in enumerate(restore_each(lines, scanned=scanned), 1):
            for start, read, restored, probability in sorted((*line.changes, *line.doubts)):
                doubtful = (start, read, restored, probability) in line.doubts
                told = {
                    "line": number,
                    "column": start + 1,
                    "kind": line.kind,
                    "read": read.rstrip("\n"),
                    "restored": restored.rstrip("\n"),
                    "probability": round(probability, 3),
                    "changed": not doubtful,
                }
                if as_json:
                    _write(json.dumps(told, ensure_ascii=False) + "\n")
                else:
                    sign = "?" if doubtful else ""
                    columns = (
                        f"{number}:{start + 1}",
                        line.kind,
                        f"{probability:.3f}",
                        told["read"],
                        f"{told['restored']}{sign}",
                    )
                    _write("\t".join(map(str, columns)) + "\n")
    sys.stdout.buffer.flush()


@contextmanager
def _lines(file: Path | None) -> Iterator[io.TextIOWrapper]:
    try:
        source = file.open("rb") if file else sys.stdin.buffer
    except OSError as fault:
        raise UsageError("cli.unreadable", path=file, reason=fault.strerror) from None
    with source:
        yield io.TextIOWrapper(source, "utf-8-sig", errors="surrogateescape", newline="\n")


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", errors="surrogateescape"))
