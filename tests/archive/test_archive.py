"""Copies for an archive: what is in them, and what keeps one from being written."""

from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdfium2 import PdfDocument

from pipeline.archive import FORMATS, Copy, export_documents
from pipeline.errors import MissingRequirement
from pipeline.runner import run
from pipeline.settings import Settings
from pipeline.store.reader import Reader
from schemas.page import Page
from tests.paper import PROSE, paragraph, write_pdf
from tests.runs import plan

ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
installed = pytest.mark.skipif(not find_spec("ocrmypdf"), reason="OCRmyPDF is not installed")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A database of a PDF of two pages in a folder, a text, and a file that failed."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    write_pdf(folder / "sub/a.pdf", paragraph(PROSE), paragraph(PROSE[:2]))
    (folder / "b.txt").write_text(plan(), "utf-8")
    (folder / "c.pdf").touch()
    settings = Settings(output=tmp_path / "out", workers=1)
    run([folder], settings)
    return settings


def copies(settings: Settings, format: str, folder: Path) -> dict[str, Copy]:
    return {copy.source: copy for copy in export_documents(settings.database, format, folder)}


def pages(settings: Settings, source: str) -> tuple[Page, ...]:
    with Reader(settings.database) as reader:
        return reader.pages(reader.known()[source].id)


def test_text_is_the_restored_text_of_all_pages(settings: Settings, tmp_path: Path) -> None:
    told = copies(settings, "text", tmp_path / "to")
    assert sorted(told) == ["b.txt", "sub/a.pdf"]
    assert told["sub/a.pdf"].path == tmp_path / "to/sub/a.pdf.txt"
    text = (tmp_path / "to/sub/a.pdf.txt").read_text("utf-8")
    assert text == "\f".join(f"{page.text}\n" for page in pages(settings, "sub/a.pdf"))
    assert told["b.txt"].path == tmp_path / "to/b.txt"


def test_alto_has_each_word_at_its_place(settings: Settings, tmp_path: Path) -> None:
    told = copies(settings, "alto", tmp_path / "to")
    assert told["b.txt"].path is None
    assert not told["b.txt"].failed
    path = told["sub/a.pdf"].path
    assert path is not None
    root = ElementTree.parse(path).getroot()
    sheets = root.findall(f".//{ALTO}Page")
    assert [sheet.get("PHYSICAL_IMG_NR") for sheet in sheets] == ["1", "2"]
    for sheet, page in zip(sheets, pages(settings, "sub/a.pdf"), strict=True):
        strings = sheet.findall(f".//{ALTO}String")
        assert [string.get("CONTENT") for string in strings] == [w.text for w in page.words]
        for string, word in zip(strings, page.words, strict=True):
            assert word.box is not None
            place = [int(string.get(side, "")) * 72 / 1200 for side in ("HPOS", "VPOS")]
            assert place == pytest.approx(word.box[:2], abs=0.06)


@installed
def test_pdf_is_searchable_and_the_original_as_it_was(settings: Settings, tmp_path: Path) -> None:
    original = (tmp_path / "in/sub/a.pdf").read_bytes()
    path = copies(settings, "pdf", tmp_path / "to")["sub/a.pdf"].path
    assert path == tmp_path / "to/sub/a.pdf"
    assert (tmp_path / "in/sub/a.pdf").read_bytes() == original
    with PdfDocument(path) as book:
        text = book[1].get_textpage().get_text_range()
    assert text.split() == " ".join(PROSE[:2]).split()


@installed
@pytest.mark.parametrize("change", ["gone", "changed"])
def test_a_file_that_is_not_the_one_that_was_read(
    settings: Settings, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "in/sub/a.pdf"
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    copy = copies(settings, "pdf", tmp_path / "to")["sub/a.pdf"]
    assert copy.failed
    assert copy.path is None
    assert str(path) in str(copy.reason)
    assert not list((tmp_path / "to").rglob("*.pdf"))


@pytest.mark.skipif(find_spec("ocrmypdf") is not None, reason="OCRmyPDF is installed")
def test_pdf_without_ocrmypdf_says_what_to_install(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(MissingRequirement) as error:
        copies(settings, "pdf", tmp_path / "to")
    assert "kehoach[pdf]" in str(error.value)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_left_aside(settings: Settings, tmp_path: Path, format: str) -> None:
    try:
        copies(settings, format, tmp_path / "to")
    except MissingRequirement:
        assert format == "pdf"
    assert not [path for path in (tmp_path / "to").rglob("*") if path.name.startswith(".")]
