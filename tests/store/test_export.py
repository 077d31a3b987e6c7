"""Tables as files, and back."""

import csv
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pipeline.errors import KehoachError, MissingRequirement, UsageError
from pipeline.store import FORMATS, Store, Written, export, formats
from pipeline.store.columns import Column
from pipeline.store.export import DEFAULT_TABLES
from pipeline.store.formats import Rows, csv_file, jsonl_file, parquet_file, xlsx_file
from schemas.stored import TABLES
from tests.store.samples import plan
from tests.strategies import texts

PATH = Path("/archive/plan.pdf")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "plans.db"
    with Store(path) as store:
        for name in ("an-khe", "binh-son"):
            store.write(plan(name), path=PATH, fingerprint="f")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def text_columns(*names: str) -> list[Column]:
    return [Column(name, str, "plain", True, (), "") for name in names]


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """The cells of a workbook, as another program than the one that wrote it reads them."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("format", FORMATS)
def test_every_table_is_a_file(database: Path, tmp_path: Path, format: str) -> None:
    written = export(database, format, tmp_path / "out")
    assert [file.table for file in written] == list(DEFAULT_TABLES)
    assert {file.path for file in written} == set((tmp_path / "out").iterdir())
    rows = {file.table: file.rows for file in written}
    assert rows["documents"] == 2
    assert rows["classes"] == 4
    assert rows["agencies"] == 2
    assert rows["signatures"] == 0
    again = export(database, format, tmp_path / "again")
    assert [file.path.read_bytes() for file in again] == [f.path.read_bytes() for f in written]


def test_jsonl_gives_the_records_back(database: Path, tmp_path: Path) -> None:
    expected = plan("an-khe").extraction
    for file in export(database, "jsonl", tmp_path, ["classes", "responsibilities"]):
        lines = file.path.read_text("utf-8").splitlines()
        kind = TABLES[file.table]
        found = [kind.model_validate_json(line) for line in lines]
        assert set(getattr(expected, file.table)) <= set(found)
        assert len(found) == file.rows
    (document, _) = (
        tmp_path / "documents.jsonl",
        export(database, "jsonl", tmp_path, ["documents"]),
    )
    first = json.loads(document.read_text("utf-8").splitlines()[0])
    assert first["programmes"] == ["NTM", "OCOP"]
    assert "path" not in first


def test_csv_gives_the_cells_back(database: Path, tmp_path: Path) -> None:
    (file,) = export(database, "csv", tmp_path, ["targets"])
    assert file.path.read_bytes().startswith(b"\xef\xbb\xbfid,document_id,")
    row = read_csv(file.path)[0]
    assert (row["indicator"], row["value"], row["comparator"]) == (
        "lao động có việc làm",
        "80.0",
        ">=",
    )
    assert (row["bbox"], row["is_total"], row["area"]) == ("[80.0, 70.0, 320.5, 84.0]", "0", "")


def test_views_and_pages_are_exported_when_asked(database: Path, tmp_path: Path) -> None:
    duties, pages = export(database, "csv", tmp_path, ["v_duties", "pages"])
    assert {row["agency_name"] for row in read_csv(duties.path)} == {"Sở Lao động", "Hội Nông dân"}
    rows = read_csv(pages.path)
    assert [row["number"] for row in rows] == ["1", "2", "1", "2"]
    assert rows[0]["text"] == "Đào tạo nghề cho lao động\nnông thôn xã An Khê"
    assert {"words", "folded"}.isdisjoint(rows[0])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("=", "="),
        ("+", "+"),
        (">=", ">="),
        ("+84", "+84"),
        ("-5,5", "'-5,5"),
        ("-5.5", "-5.5"),
        ("- Như trên;", "'- Như trên;"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("+84|cmd", "'+84|cmd"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        (-5, "-5"),
        (-0.5, "-0.5"),
        (True, "1"),
        (None, ""),
        (["=1", "b"], '["=1", "b"]'),
    ],
)
def test_cells_are_no_formulas(tmp_path: Path, value: object, cell: str) -> None:
    csv_file(tmp_path / "x.csv", text_columns("value", "more"), iter([[value, "end"]]))
    assert read_csv(tmp_path / "x.csv") == [{"value": cell, "more": "end"}]


def test_a_formula_in_a_document_is_text_in_its_export(tmp_path: Path) -> None:
    one = plan()
    recipients = tuple(
        recipient.model_copy(update={"name": '=HYPERLINK("http://x";"y")'})
        for recipient in one.extraction.recipients
    )
    extraction = one.extraction.model_copy(update={"recipients": recipients})
    with Store(tmp_path / "plans.db") as store:
        document = one.model_copy(update={"extraction": extraction})
        store.write(document, path=PATH, fingerprint="f")
    (file,) = export(tmp_path / "plans.db", "csv", tmp_path, ["recipients"])
    assert [row["name"] for row in read_csv(file.path)] == ['\'=HYPERLINK("http://x";"y")']


@given(rows=st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
@settings(max_examples=100, deadline=None)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    columns = text_columns("a", "b")
    csv_file(folder / "any.csv", columns, iter(rows))
    for row, back in zip(rows, read_csv(folder / "any.csv"), strict=True):
        for cell, text in zip(row, back.values(), strict=True):
            assert text in (cell, f"'{cell}")
    jsonl_file(folder / "any.jsonl", columns, iter(rows))
    with (folder / "any.jsonl").open(encoding="utf-8", newline="\n") as lines:
        assert [list(json.loads(line).values()) for line in lines] == rows
    parquet_file(folder / "any.parquet", columns, iter(rows))
    table = parquet.read_table(folder / "any.parquet")
    assert [list(row.values()) for row in table.to_pylist()] == rows
    xlsx_file(folder / "any.xlsx", columns, iter(rows))
    (found,) = sheets(folder / "any.xlsx").values()
    assert found == [["a", "b"], *rows]


@pytest.mark.parametrize("table", [*DEFAULT_TABLES, "v_classes", "v_duties", "pages", "runs"])
def test_parquet_gives_the_records_back_with_their_types(
    database: Path, tmp_path: Path, table: str
) -> None:
    (file,) = export(database, "parquet", tmp_path, [table])
    (lines,) = export(database, "jsonl", tmp_path, [table])
    expected = [json.loads(line) for line in lines.path.read_text("utf-8").splitlines()]
    assert parquet.read_table(file.path).to_pylist() == expected


def test_parquet_has_the_types_of_the_columns(database: Path, tmp_path: Path) -> None:
    files = export(database, "parquet", tmp_path, ["classes", "documents", "runs"])
    types = {
        file.table: {field.name: str(field.type) for field in parquet.read_schema(file.path)}
        for file in files
    }
    assert types["classes"]["n_classes"] == types["classes"]["page"] == "int64"
    assert types["classes"]["confidence"] == "double"
    assert types["classes"]["is_total"] == "bool"
    assert types["classes"]["comparator"] == types["documents"]["issued_on"] == "string"
    assert types["classes"]["bbox"] == "list<element: double>"
    assert types["documents"]["programmes"] == "list<element: string>"
    assert types["runs"]["options"] == "string"


def test_parquet_is_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "GROUP_ROWS", 4)
    rows = [[f"số {number}"] for number in range(9)]
    parquet_file(tmp_path / "x.parquet", text_columns("a"), iter(rows))
    file = parquet.ParquetFile(tmp_path / "x.parquet")
    assert [file.metadata.row_group(i).num_rows for i in range(3)] == [4, 4, 1]
    assert [[row["a"]] for row in file.read().to_pylist()] == rows


def test_a_sheet_shows_a_table(database: Path, tmp_path: Path) -> None:
    (file,) = export(database, "xlsx", tmp_path, ["v_targets"])
    book = openpyxl.load_workbook(file.path)
    (sheet,) = book.worksheets
    header, first, _ = sheet.iter_rows()
    assert all(cell.font.bold for cell in header)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    row = {name.value: cell for name, cell in zip(header, first, strict=True)}
    found = {name: (cell.value, cell.data_type) for name, cell in row.items()}
    assert found["value"] == (80, "n")
    assert found["year"] == (2024, "n")
    assert found["is_total"] == (False, "b")
    assert found["issued_on"] == ("2024-03-05", "s")
    assert found["indicator"] == ("lao động có việc làm", "s")
    assert found["bbox"] == ("[80.0, 70.0, 320.5, 84.0]", "s")
    assert found["area"] == (None, "n")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ('=HYPERLINK("http://x";"y")', '=HYPERLINK("http://x";"y")'),
        ("{=1+1}", "{=1+1}"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("http://x", "http://x"),
        ("007", "007"),
        ("2024-03-05", "2024-03-05"),
        ("<r>&</r>", "<r>&</r> "),
        ("<r><t>x</t></r>", "<r><t>x</t></r> "),
        ("  hai đầu  ", "  hai đầu  "),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("a\x00b\x08c\x1fd\ufffee\uffff", "abcde"),
        ("ế" * 40_000, "ế" * 32_766 + "…"),
        (["=1", "b"], '["=1", "b"]'),
        (2**53, 2**53),
        (2**60 + 1, str(2**60 + 1)),
        (float("inf"), "inf"),
    ],
)
def test_cells_of_a_sheet_say_what_was_written(tmp_path: Path, value: object, cell: object) -> None:
    path = tmp_path / "x.xlsx"
    xlsx_file(path, text_columns("value", "more"), iter([[value, "end"]]))
    assert sheets(path) == {"data": [["value", "more"], [cell, "end"]]}
    assert not re.search(
        r"<f[ >]|<hyperlink", ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    )
    # What looks like a formula stays text for whoever edits the cell.
    looks_so = isinstance(value, str) and value[0] in "=@"
    assert bool(openpyxl.load_workbook(path).worksheets[0]["A2"].quotePrefix) is looks_so


@pytest.mark.parametrize("number", [0, 1, 4, 5, 8, 9])
def test_rows_go_on_on_further_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(formats, "SHEET_ROWS", 4)
    rows = [[f"số {each}"] for each in range(number)]
    xlsx_file(tmp_path / "x.xlsx", text_columns("a"), iter(rows))
    found = sheets(tmp_path / "x.xlsx")
    assert list(found) == ["data", "data 2", "data 3"][: max(1, -(-number // 4))]
    assert all(cells[0] == ["a"] for cells in found.values())
    assert [row for cells in found.values() for row in cells[1:]] == rows


@pytest.mark.parametrize(
    ("format", "library", "module"),
    [("parquet", "pyarrow", "pyarrow"), ("xlsx", "XlsxWriter", "xlsxwriter")],
)
def test_a_missing_library_is_told_with_the_command_that_installs_it(
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format: str,
    library: str,
    module: str,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingRequirement, match=rf"{library}.*kehoach\[tables\]") as caught:
        export(database, format, tmp_path)
    assert caught.value.exit_status == 5
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_workbook_that_cannot_be_finished_leaves_nothing(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", full)
    with pytest.raises(KehoachError, match="No space left") as caught:
        export(database, "xlsx", tmp_path, ["targets"])
    assert caught.value.code == "store.cannot-export"
    assert not list(tmp_path.iterdir())


def test_wrong_names_are_told_before_anything_is_written(database: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ods.*csv, jsonl, parquet, xlsx"):
        export(database, "ods", tmp_path / "out")
    with pytest.raises(UsageError, match=r"plans.*documents"):
        export(database, "csv", tmp_path / "out", ["documents", "plans"])
    with pytest.raises(KehoachError, match="kehoach run"):
        export(tmp_path / "plans.db", "csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(database: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KehoachError, match="cannot be written") as caught:
        export(database, "csv", tmp_path / "file")
    assert caught.value.code == "store.cannot-export"


def test_an_export_cut_short_leaves_the_former_file(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = export(database, "csv", tmp_path, ["targets"])
    before = file.path.read_bytes()

    def half(path: Path, columns: object, rows: object) -> None:
        path.write_text("id")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(FORMATS, "csv", half)
    with pytest.raises(KehoachError, match="No space left"):
        export(database, "csv", tmp_path, ["targets"])
    assert file.path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["targets.csv"]


def test_all_files_show_the_same_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plans.db"
    with Store(path) as store:
        store.write(plan("an-khe"), path=PATH, fingerprint="f")

        def while_written(file: Path, columns: Sequence[Column], rows: Rows) -> None:
            csv_file(file, columns, rows)
            store.write(plan("binh-son"), path=PATH, fingerprint="f")

        monkeypatch.setitem(FORMATS, "csv", while_written)
        written = export(path, "csv", tmp_path / "out", ["documents", "targets"])
        assert [file.rows for file in written] == [1, 1]
        assert store.totals().documents == {"done": 2}


def test_a_format_is_one_function(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        FORMATS, "count", lambda path, columns, rows: path.write_text(str(len(list(rows))))
    )
    assert export(database, "count", tmp_path, ["classes"]) == (
        Written(tmp_path / "classes.count", "classes", 4),
    )
    assert (tmp_path / "classes.count").read_text() == "4"
