"""Any Vietnamese text in, correct Vietnamese out: `from pipeline.restore import restore`."""

from pipeline.restore.page import restore_page
from pipeline.restore.text import (
    Change,
    Doubt,
    Passage,
    Restored,
    restore,
    restore_each,
    restore_lines,
)

VERSION = "3"

__all__ = [
    "VERSION",
    "Change",
    "Doubt",
    "Passage",
    "Restored",
    "restore",
    "restore_each",
    "restore_lines",
    "restore_page",
]
