"""Text line by line through restoration, without end if need be."""

import io
import sys
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.restore import restore_lines


def restore_stream(file: Path | None) -> None:
    """Restore a text file, or standard input, to standard output.

    A line ends with a line feed and nothing else; bytes that are no UTF-8 come out as they went
    in. Raises UsageError where the file cannot be read.
    """
    try:
        source = file.open("rb") if file else sys.stdin.buffer
    except OSError as fault:
        raise UsageError("cli.unreadable", path=file, reason=fault.strerror) from None
    with source:
        lines = io.TextIOWrapper(source, "utf-8-sig", errors="surrogateescape", newline="\n")
        for line in restore_lines(lines):
            sys.stdout.buffer.write(line.encode("utf-8", errors="surrogateescape"))
    sys.stdout.buffer.flush()
