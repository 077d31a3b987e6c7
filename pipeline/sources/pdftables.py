"""Where the ruled tables of born-digital pages are, by pdfplumber."""

from pathlib import Path
from typing import Any

import pdfplumber

from schemas.grid import Grid
from schemas.page import Box


class Plumber:
    """pdfplumber on one file, opened when a page first needs it: it is fifty times slower."""

    def __init__(self, path: Path, password: str | None) -> None:
        self._path = path
        self._password = password
        self._pdf: Any = None

    def grids(self, number: int) -> list[Grid]:
        """The cells of each table on page `number`, boxes as on the shown page."""
        if self._pdf is None:
            self._pdf = pdfplumber.open(self._path, password=self._password or "")
        page = self._pdf.pages[number - 1]
        try:
            left, top, _, _ = page.cropbox
            return [
                [
                    [Box(c[0] - left, c[1] - top, c[2] - left, c[3] - top) for c in row.cells if c]
                    for row in table.rows
                ]
                for table in page.find_tables()
            ]
        finally:
            page.close()

    def close(self) -> None:
        """Release the file."""
        if self._pdf is not None:
            self._pdf.close()
