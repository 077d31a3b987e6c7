"""Any Vietnamese text in, correct Vietnamese out."""

from pipeline.restore.page import restore_page
from pipeline.restore.text import Change, Restored, restore, restore_lines

VERSION = "2"

__all__ = ["VERSION", "Change", "Restored", "restore", "restore_lines", "restore_page"]
