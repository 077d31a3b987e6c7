"""Any Vietnamese text in, correct Vietnamese out: `from pipeline.restore import restore`.

Pages of a document: `from pipeline.restore.page import restore_page`.
"""

from pipeline.restore.text import (
    Change,
    Doubt,
    Passage,
    Restored,
    restore,
    restore_each,
    restore_lines,
)

# What stored pages depend on: the rules here, and the model, by the beginning of its SHA-256.
MODEL = "d6123bbe"
VERSION = f"12-{MODEL}"

__all__ = [
    "MODEL",
    "VERSION",
    "Change",
    "Doubt",
    "Passage",
    "Restored",
    "restore",
    "restore_each",
    "restore_lines",
]
