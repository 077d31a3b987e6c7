"""Any Vietnamese text in, correct Vietnamese out."""

from pipeline.restore.page import restore_page
from pipeline.restore.text import Change, Restored, restore, restore_lines

VERSION = "1"

__all__ = ["VERSION", "Change", "Restored", "restore", "restore_lines", "restore_page"]
