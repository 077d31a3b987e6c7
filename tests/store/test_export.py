"""Tables as files, and back."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import KehoachError, UsageError
from pipeline.store import FORMATS, Store, Written, export
from pipeline.store.export import DEFAULT_TABLES, Rows, csv_file, jsonl_file
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
    csv_file(tmp_path / "x.csv", ["value", "more"], iter([[value, "end"]]))
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
    csv_file(folder / "any.csv", ["a", "b"], iter(rows))
    for row, back in zip(rows, read_csv(folder / "any.csv"), strict=True):
        for cell, text in zip(row, back.values(), strict=True):
            assert text in (cell, f"'{cell}")
    jsonl_file(folder / "any.jsonl", ["a", "b"], iter(rows))
    with (folder / "any.jsonl").open(encoding="utf-8", newline="\n") as lines:
        assert [list(json.loads(line).values()) for line in lines] == rows


def test_wrong_names_are_told_before_anything_is_written(database: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"parquet.*csv, jsonl"):
        export(database, "parquet", tmp_path / "out")
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

    def half(path: Path, names: object, rows: object) -> None:
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

        def while_written(file: Path, names: Sequence[str], rows: Rows) -> None:
            csv_file(file, names, rows)
            store.write(plan("binh-son"), path=PATH, fingerprint="f")

        monkeypatch.setitem(FORMATS, "csv", while_written)
        written = export(path, "csv", tmp_path / "out", ["documents", "targets"])
        assert [file.rows for file in written] == [1, 1]
        assert store.totals().documents == {"done": 2}


def test_a_format_is_one_function(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        FORMATS, "count", lambda path, names, rows: path.write_text(str(len(list(rows))))
    )
    assert export(database, "count", tmp_path, ["classes"]) == (
        Written(tmp_path / "classes.count", "classes", 4),
    )
    assert (tmp_path / "classes.count").read_text() == "4"
