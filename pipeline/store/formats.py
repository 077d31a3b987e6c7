"""Rows as files: CSV and XLSX for spreadsheets, JSON Lines and Parquet for programs.

A format is one function in `FORMATS` that writes rows to a path. Memory does not grow with them.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.errors import MissingRequirement
from pipeline.store.columns import Column

Rows = Iterator[Sequence[Any]]
Writer = Callable[[Path, Sequence[Column], Rows], None]

GROUP_ROWS = 16_384  # of Parquet: written together, and read together
SHEET_ROWS = 1_048_575  # what a sheet holds below its header
_CELL_LETTERS = 32_767  # what a cell of a sheet holds
_EXACT = 2**53  # whole numbers that a sheet keeps digit by digit go up to here
_COLUMN_WIDTH = 16

# A spreadsheet program takes a cell that begins so for a formula (full-width signs too).
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def csv_file(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """CSV as spreadsheet programs read it: UTF-8 with BOM, lines end in CR LF, no formulas.

    A text that would be taken for a formula gets an apostrophe before it.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        for values in rows:
            writer.writerow([csv_cell(value) for value in values])


def jsonl_file(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """JSON Lines: an object a row, with lists and booleans as such."""
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for values in rows:
            record = dict(zip(names, values, strict=True))
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def parquet_file(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """Parquet: each column with its type, lists as lists, other JSON as text.

    Raises MissingRequirement without pyarrow.
    """
    with _needed("parquet", "pyarrow"):
        import pyarrow
        from pyarrow.parquet import ParquetWriter

    scalars = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}

    def type_of(column: Column) -> Any:  # noqa: ANN401 - pyarrow has no types for mypy
        if column.items:
            return pyarrow.list_(scalars[column.items])
        return pyarrow.bool_() if column.form == "boolean" else scalars[column.type]

    schema = pyarrow.schema([(column.name, type_of(column)) for column in columns])
    with ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(rows, GROUP_ROWS)):
            stored = [
                values if column.items else [_json_as_text(value) for value in values]
                for column, values in zip(columns, zip(*group, strict=True), strict=True)
            ]
            writer.write_batch(pyarrow.record_batch(stored, schema=schema))


def xlsx_file(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """XLSX: numbers as numbers, all else as text, and text never as a formula.

    What one sheet does not hold goes on on the next. A text that a cell does not hold is cut and
    ends in …; a whole number that a sheet would round is text. Raises MissingRequirement without
    XlsxWriter.
    """
    with _needed("xlsx", "XlsxWriter"):
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError

    try:
        # What is written on the way takes the space of the destination, and goes whatever happens.
        with (
            TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.") as aside,
            Workbook(path, {"constant_memory": True, "use_zip64": True, "tmpdir": aside}) as book,
        ):
            # The same rows give the same file: it does not tell when it was made.
            book.set_properties({"created": datetime(2000, 1, 1)})
            _fill(book, columns, rows)
    except FileCreateError as fault:
        raise fault.args[0] from fault  # an OSError


FORMATS: dict[str, Writer] = {
    "csv": csv_file,
    "jsonl": jsonl_file,
    "parquet": parquet_file,
    "xlsx": xlsx_file,
}


@contextmanager
def _needed(format: str, library: str) -> Iterator[None]:
    """Raise MissingRequirement where what is imported within is not installed."""
    try:
        yield
    except ImportError as fault:
        raise MissingRequirement("store.no-library", format=format, library=library) from fault


def _json_as_text(value: Any) -> Any:  # noqa: ANN401 - what a row holds
    """The value; JSON for a list or an object."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def csv_cell(value: Any) -> Any:  # noqa: ANN401
    """A value as a CSV cell that no spreadsheet program takes for a formula."""
    if isinstance(value, bool):
        return int(value)
    value = _json_as_text(value)
    if isinstance(value, str) and value.startswith(_FORMULA) and _may_calculate(value):
        return f"'{value}"
    return value


def _may_calculate(text: str) -> bool:
    """Whether a text is more than a number or a lone sign (the comparators = and +)."""
    try:
        float(text)
    except ValueError:
        return len(text) > 1
    return False


def _fill(book: Any, columns: Sequence[Column], rows: Rows) -> None:  # noqa: ANN401
    """Write rows on sheets of a workbook of XlsxWriter, as many as they need."""
    bold = book.add_format({"bold": True})
    # Such a text stays text when someone edits the cell, too.
    quoted = book.add_format({"quote_prefix": True})
    for number in count(1):
        sheet = book.add_worksheet("data" if number == 1 else f"data {number}")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, _COLUMN_WIDTH)
        for x, column in enumerate(columns):
            sheet.write_string(0, x, column.name, bold)
        y = 0
        for y, values in enumerate(islice(rows, SHEET_ROWS), 1):
            for x, value in enumerate(values):
                if isinstance(value, bool):
                    sheet.write_boolean(y, x, value)
                elif isinstance(value, int | float) and abs(value) <= _EXACT:
                    sheet.write_number(y, x, value)
                elif value is not None:
                    text = _sheet_text(value)
                    sheet.write_string(y, x, text, quoted if text.startswith(_FORMULA) else None)
        sheet.autofilter(0, 0, y, len(columns) - 1)
        further = next(rows, None)
        if further is None:
            return
        rows = chain([further], rows)


def _sheet_text(value: Any) -> str:  # noqa: ANN401
    """A value as the text of a sheet's cell."""
    text = str(_json_as_text(value)).replace("\r\n", "\n").replace("\r", "\n")
    text = _NOT_IN_XML.sub("", text)
    if len(text) > _CELL_LETTERS:
        text = f"{text[: _CELL_LETTERS - 1]}…"
    # XlsxWriter would take it for markup of its own and write it unescaped.
    return f"{text} " if text.endswith("</r>") else text
