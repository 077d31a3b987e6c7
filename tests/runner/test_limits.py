"""Hostile files, the whole way: each limit with its line, and the plan beside it is done."""

import os
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from PIL import Image

from pipeline.settings import Settings
from tests.paper import PROSE, paragraph, write_pdf
from tests.runner.test_run import query
from tests.runs import plan, process, write_plans


def bomb(path: Path, megabytes: int) -> None:
    """A Word file with a part of nothing but zeros, which becomes a thousand times as large."""
    docx.Document().save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bmp", bytes(megabytes * 1_000_000))


def entities(path: Path) -> None:
    """A Word file whose text would grow tenfold nine times (the billion laughs)."""
    docx.Document().save(str(path))
    names = "abcdefghij"
    laughs = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>&{names[-1]};</w:t></w:r></w:p></w:body>"
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{laughs}]>'
        f'<w:document xmlns:w="{space}">{body}</w:document>'
    )
    whole = path.with_suffix(".whole")
    path.rename(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name == "word/document.xml" else old.read(name))
    whole.unlink()


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(1 << 40)  # a terabyte that takes no room, and years to read


def wide(path: Path) -> None:
    Image.new("L", (20_000, 20_000)).save(path)


def long(path: Path) -> None:
    write_pdf(path, *[paragraph(PROSE)] * 4)


def locked(path: Path) -> None:
    write_pdf(path, paragraph(PROSE), encrypt="secret")


def bomb_of_30(path: Path) -> None:
    bomb(path, 30)


@pytest.mark.parametrize(
    ("name", "write", "settings", "told"),
    [
        ("large.pdf", sparse, {}, "limit of 500 MB"),
        ("bomb.docx", bomb_of_30, {}, "max_unpacked_ratio"),
        ("large.docx", bomb_of_30, {"max_unpacked_mb": 20}, "limit of 20 MB"),
        ("laughs.docx", entities, {}, ""),
        ("long.pdf", long, {"max_pages": 3}, "limit of 3"),
        ("wide.png", wide, {}, "400 megapixels"),
        ("locked.pdf", locked, {}, "KEHOACH_PASSWORD"),
    ],
)
def test_what_is_beyond_a_limit_costs_no_other(
    name: str,
    write: Callable[[Path], object],
    settings: dict[str, Any],
    told: str,
    tmp_path: Path,
) -> None:
    folder = write_plans(tmp_path / "in", "a.txt")
    write(folder / name)
    summary = process(folder, output=tmp_path / "out", **settings)
    assert summary.documents == {"done": 1, "partial": 0, "failed": 1}
    (trouble,) = summary.troubles
    assert told in trouble.error
    assert "fault of the program" not in trouble.error
    assert trouble.error.isprintable()


def test_what_hangs_on_a_document_is_not_looked_at(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "in.pdf", paragraph(PROSE))
    with pdfium.PdfDocument(path) as document:
        document.new_attachment("run.exe").set_data(b"MZ" + bytes(1000))
        document.save(tmp_path / "attached.pdf")
    summary = process(tmp_path / "attached.pdf", output=tmp_path / "out")
    assert summary.documents["done"] == 1
    ((text,),) = query(tmp_path / "out", "SELECT text FROM pages")
    assert text.splitlines() == list(PROSE)


NAMES = [
    "a\nb.txt",
    "\x1b[31mred.txt",
    "\u202etxt.exe.txt",
    "-rf.txt",
    "'; DROP TABLE documents; --.txt",
    "%s {0} $(id) `id`.txt",
    "[bold]x[red].txt",
    "ế.txt",
    "x" * 240 + ".txt",
    "=1+1.txt",
]


def test_names_of_all_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES, 1):
        (folder / name).write_text(plan(number))
    (folder / os.fsdecode(b"k\xe9.txt")).write_text(plan(11))
    summary = process(folder, output=tmp_path / "out")
    assert summary.documents["done"] == len(NAMES) + 1
    found = [source for (source,) in query(tmp_path / "out", "SELECT source FROM documents")]
    assert all(source.isprintable() for source in found)
    again = process(folder, output=tmp_path / "out")
    assert (again.processed, again.unchanged) == (0, len(NAMES) + 1)


def test_marks_that_hide_what_is_there_are_shown(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in")
    folder.mkdir()
    (folder / "a.txt").write_text(plan().replace("lao động", "lao\u202e động\x1b[2J"))
    process(folder, output=tmp_path / "out")
    for (text,) in query(
        tmp_path / "out", "SELECT text FROM pages UNION SELECT quote FROM classes"
    ):
        assert "\u202e" not in text
        assert "\x1b" not in text


@pytest.mark.parametrize(
    "name", [name for name in Settings.model_fields if name.startswith("max_")]
)
def test_each_limit_is_a_setting_of_the_environment(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"KEHOACH_{name.upper()}", "7")
    assert getattr(Settings(), name) == 7
    monkeypatch.setenv(f"KEHOACH_{name.upper()}", "0")
    with pytest.raises(ValueError, match=name):
        Settings()
