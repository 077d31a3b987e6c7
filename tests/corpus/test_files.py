"""Each kind of file holds the plan: read back by what reads such files."""

import io
from pathlib import Path

import docx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument

from corpus.generator import Document, Kind, Wishes, as_file, make_plan, write
from corpus.generator.document import Look, Paragraph
from corpus.generator.scan import DEGRADATIONS, degrade, render
from corpus.generator.typeset import (
    FONTS,
    MissingFontError,
    font_files,
    typeset,
    typeset_on_one_page,
)
from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_version
from pipeline.vietnamese.letters import MARKED

needs_font = pytest.mark.skipif(
    not (FONTS / "LiberationSerif-Regular.ttf").is_file(), reason="needs Debian's fonts-liberation2"
)
BRIEF = make_plan(4, Wishes(brief=True, level="commune", numbered=True))


def closed_up(text: str) -> str:
    """Without any blank: where lines and cells end is not what is compared."""
    return "".join(text.split())


def text_of_pdf(pdf: bytes) -> str:
    with PdfDocument(pdf) as book:
        return "\n".join(page.get_textpage().get_text_range() for page in book)


@pytest.mark.parametrize("kind", ["pdf", "text", "markdown", "docx", "stripped"])
@needs_font
def test_the_same_plan_gives_the_same_bytes(kind: Kind) -> None:
    assert as_file(make_plan(21), kind) == as_file(make_plan(21), kind)
    assert as_file(make_plan(21), kind) != as_file(make_plan(22), kind)


@needs_font
@settings(max_examples=12, deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_pdf_holds_every_quote(seed: int) -> None:
    document = make_plan(seed)
    with PdfDocument(typeset(document)) as book:
        pages = [page.get_textpage().get_text_range() for page in book]
    bare = (page.removeprefix(f"{number}\r\n") for number, page in enumerate(pages, 1))
    text = closed_up("".join(bare))  # a quote may run over the page's end
    assert [q for q in document.truth.quotes if closed_up(q) not in text] == []


@needs_font
def test_pdf_prints_every_vietnamese_letter() -> None:
    letters = "".join(sorted(MARKED))
    bare = make_plan(1)
    document = Document(1, (Paragraph(letters),), bare.truth, Look())
    assert closed_up(text_of_pdf(typeset(document))) == letters
    (page,) = render(typeset(document), 100)
    assert page.min() < 50


@needs_font
def test_an_annex_runs_over_the_page() -> None:
    wishes = Wishes(
        programme="ocop", level="province", reformed=True, shape="implementation", annex=True
    )
    for seed in (112, 113):  # with the table's head repeated, and without
        with PdfDocument(typeset(make_plan(seed, wishes))) as book:
            last = book[len(book) - 1].get_textpage().get_text_range()
        assert "34" in last
        assert "PHỤ LỤC" not in last.upper()


@needs_font
@settings(max_examples=8, deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_a_brief_plan_fits_on_one_page(seed: int) -> None:
    with PdfDocument(typeset_on_one_page(make_plan(seed, Wishes(brief=True)))) as book:
        assert len(book) == 1


@needs_font
def test_a_long_plan_does_not() -> None:
    with pytest.raises(ValueError, match="too long"):
        typeset_on_one_page(make_plan(112, Wishes(shape="implementation", annex=True)))


def test_the_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFontError, match="apt-get install fonts-liberation2") as fault:
        font_files(tmp_path)
    assert "\n" not in str(fault.value)


def test_docx_holds_every_quote() -> None:
    wishes = Wishes(programme="ocop", level="province", shape="implementation", annex=True)
    for seed in range(4):
        document = make_plan(seed, wishes)
        content, suffix = as_file(document, "docx")
        assert suffix == ".docx"
        book = docx.Document(io.BytesIO(content))
        parts = [paragraph.text for paragraph in book.paragraphs]
        parts += [" ".join(cell.text for cell in row.cells) for t in book.tables for row in t.rows]
        text = closed_up("\n".join(parts))
        assert [q for q in document.truth.quotes if closed_up(q) not in text] == []


@pytest.mark.parametrize("seed", range(6))
def test_text_looks_like_text_from_a_pdf(seed: int) -> None:
    document = make_plan(seed)
    text = as_file(document, "text")[0].decode()
    assert text.startswith(" ")
    assert " \n\n" in text
    pages = text.split(" \n ")
    assert len(pages) > 1
    squeezed = closed_up(text)
    assert [q for q in document.truth.quotes if closed_up(q) not in squeezed] == []
    assert text.rstrip().splitlines()[-1].strip().endswith("+0700")


def test_stripped_is_the_plain_text_without_marks() -> None:
    document = make_plan(5)
    stripped = as_file(document, "stripped")[0]
    assert stripped.isascii()
    assert not document.text.isascii()
    assert b"KE HOACH" in stripped


def test_markdown_has_asterisks_and_tables() -> None:
    wishes = Wishes(class_form="table", level="department", shape="training")
    text = as_file(make_plan(2, wishes), "markdown")[0].decode()
    assert "**" in text
    assert "| --- |" in text


@needs_font
@pytest.mark.parametrize(
    ("kind", "suffix", "frames"),
    [
        ("clean-scan", ".pdf", None),
        ("bad-scan", ".pdf", None),
        ("photo", ".jpg", 1),
        ("tiff", ".tiff", None),
    ],
)
def test_pictures_hold_pages_and_no_text(kind: Kind, suffix: str, frames: int | None) -> None:
    content, written = as_file(BRIEF, kind)
    assert written == suffix
    if kind == "bad-scan":
        assert content == as_file(BRIEF, kind)[0]
    with PdfDocument(typeset(BRIEF, sealed=True)) as book:
        pages = frames or len(book)
    if suffix == ".pdf":
        assert text_of_pdf(content).strip() == ""
        with PdfDocument(content) as book:
            assert len(book) == pages
    else:
        assert getattr(Image.open(io.BytesIO(content)), "n_frames", 1) == pages


@needs_font
def test_the_stamp_is_red_and_on_paper_only() -> None:
    def reds(pdf: bytes) -> int:
        (page,) = render(pdf, 60)
        light = page.astype(int)
        return int(((light[..., 0] - light[..., 1] > 90) & (light[..., 0] > 150)).sum())

    assert reds(typeset_on_one_page(BRIEF)) == 0
    assert reds(typeset_on_one_page(BRIEF, sealed=True)) > 300


@needs_font
def test_worse_scans_are_farther_from_the_print() -> None:
    (page,) = render(typeset_on_one_page(BRIEF), 100)
    far = []
    for how in DEGRADATIONS.values():
        scanned = degrade(page, page, how, np.random.default_rng(1))
        assert scanned.shape == page.shape
        far.append(float(np.abs(scanned.astype(int) - page.astype(int)).mean()))
    assert far == sorted(far)
    assert far[0] == 0


def _english() -> bool:
    try:
        engine_version("eng")
    except MissingRequirement:
        return False
    return True


@needs_font
def test_a_wrong_layer_is_text_but_not_vietnamese() -> None:
    if not _english():
        pytest.skip("needs Tesseract's English model")
    text = text_of_pdf(as_file(BRIEF, "wrong-layer")[0])
    assert "CONG HOA" in text
    assert not set(text) & set("ăđơưạộ")


def test_write_puts_the_truth_beside(tmp_path: Path) -> None:
    path = write(BRIEF, "text", tmp_path, "plan")
    assert path == tmp_path / "plan.txt"
    truth = (tmp_path / "truth" / "plan.json").read_text("utf-8")
    assert '"kind": "text"' in truth
