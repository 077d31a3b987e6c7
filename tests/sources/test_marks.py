"""Marks of notes: a raised digit never becomes a digit of the number before it."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml.ns import nsdecls
from reportlab.pdfgen.canvas import Canvas

from pipeline.settings import Settings
from pipeline.sources import open_source
from schemas.marks import GLUE, marks_apart
from schemas.page import Page, Word
from tests.paper import WIDTH, put_with_notes, write_pdf


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("2025¹,", ["2025", "¹", ","]),
        ("85%²", ["85%", "²"]),
        ("(1)¹²", ["(1)", "¹²"]),
        (f"cấp{GLUE}³;", ["cấp", "³", ";"]),
        ("¹", ["¹"]),
        ("m²", ["m²"]),
        ("100m²", ["100m²"]),
        (f"km{GLUE}²", ["km²"]),
        (f"đ/m{GLUE}²", ["đ/m²"]),
        ("x¹/₂", ["x¹/₂"]),
        ("Hµ", ["Hµ"]),
        ("x·", ["x·"]),
        ("tØnh¹", ["tØnh¹"]),  # a letter of TCVN3, not a mark
        ("tr¹ng", ["tr¹ng"]),
        ("10¹²³⁴", ["10¹²³⁴"]),  # no note has such a number
    ],
)
def test_marks_are_told_from_powers_and_misread_letters(word: str, parts: list[str]) -> None:
    assert marks_apart(word) == parts


def words(path: Path) -> list[Word]:
    with open_source(path, Settings()) as source:
        pages: list[Page] = [
            layer
            for number in range(1, source.n_pages + 1)
            if (layer := source.page(number).layer) is not None
        ]
    return [word for page in pages for line in page.lines for word in line.words]


def texts(path: Path) -> list[str]:
    """The words, those glued to the one before with a plus."""
    return [("" if word.space else "+") + word.text for word in words(path)]


def test_raised_digits_of_a_pdf(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        put_with_notes(canvas, 80, 80, "Tổ chức 05^3 lớp, đạt 85%^12; rộng 20 m^2, năm 2025.")
        put_with_notes(canvas, 80, 700, "^3 Trong đó 02 lớp may.", size=9)

    found = texts(write_pdf(tmp_path / "notes.pdf", draw))
    assert found[:6] == ["Tổ", "chức", "05", "+³", "lớp,", "đạt"]
    assert found[6:9] == ["85%", "+¹²", "+;"]
    assert "m2" in found
    assert found[-6:-3] == ["³", "Trong", "đó"]


def test_boxes_of_number_and_mark_stand_side_by_side(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        put_with_notes(canvas, 80, 80, "Tổ chức 05^3 lớp cho cán bộ các thôn trong xã")

    _, _, number, mark, following, *_ = words(write_pdf(tmp_path / "notes.pdf", draw))
    assert number.box is not None
    assert mark.box is not None
    assert following.box is not None
    assert number.box.x0 < number.box.x1 <= mark.box.x0 < mark.box.x1 <= following.box.x0 < WIDTH


def test_notes_of_a_word_file_stand_at_the_end_of_their_page(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Tổ chức 05")
    paragraph.add_run("REFERENCE")
    paragraph.add_run(" lớp, trồng 20 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" rau năm 2026")
    paragraph.add_run("4").font.superscript = True
    document.add_paragraph("Trang sau.").paragraph_format.page_break_before = True
    document.save(str(tmp_path / "plain.docx"))
    path = with_note(tmp_path / "plain.docx", "Trong đó 02 lớp may.")
    with open_source(path, Settings()) as source:
        layers = [source.page(number).layer for number in (1, 2)]
    lines = [[line.text for line in layer.lines] for layer in layers if layer]
    assert lines == [
        ["Tổ chức 05¹ lớp, trồng 20 m² rau năm 2026⁴", "¹ Trong đó 02 lớp may."],
        ["Trang sau."],
    ]


def with_note(path: Path, text: str) -> Path:
    """The file with a note where the run "REFERENCE" stands."""
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    form = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    changes = {
        "word/document.xml": ("<w:t>REFERENCE</w:t>", '<w:footnoteReference w:id="1"/>'),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="n1" Type="{kind}" Target="footnotes.xml"/></Relationships>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{form}"/></Types>',
        ),
    }
    out = path.with_name("notes.docx")
    with ZipFile(path) as plain, ZipFile(out, "w", ZIP_DEFLATED) as changed:
        for name in plain.namelist():
            old, new = changes.get(name, ("", ""))
            changed.writestr(
                name,
                plain.read(name).decode("utf-8", "surrogateescape").replace(old, new)
                if old
                else plain.read(name),
            )
        changed.writestr("word/footnotes.xml", notes)
    return out
