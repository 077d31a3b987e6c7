"""What a file is, and what is wrong with it, by its content."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from pypdfium2 import PdfDocument

from pipeline.errors import DocumentError
from pipeline.messages import say
from pipeline.settings import Settings
from pipeline.sources import digest, is_document, open_source
from pipeline.sources.kinds import DOCX, media_type
from tests.paper import PROSE, paragraph, write_pdf

TEXT = "\n".join(PROSE)
LEGACY = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc " * 3


def image(kind: str, side: int = 600) -> bytes:
    out = BytesIO()
    Image.new("L", (side, side), 255).save(out, kind)
    return out.getvalue()


def archive(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "x")
    return out.getvalue()


def word() -> bytes:
    out = BytesIO()
    document = Document()
    document.add_paragraph(TEXT)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.txt", image("PNG"), "image/png"),
        ("plan.pdf", image("JPEG"), "image/jpeg"),
        ("plan", image("TIFF"), "image/tiff"),
        ("plan.pdf", word(), DOCX),
        ("plan.pdf", TEXT.encode(), "text/plain"),
        ("plan.docx", TEXT.encode("utf-16"), "text/plain"),
        ("plan", f"# KẾ HOẠCH\n\n**I. MỤC ĐÍCH**\n\n**1.** {TEXT} **x**".encode(), "text/markdown"),
        ("plan.txt", f"(*) {TEXT} 2 * 3".encode(), "text/plain"),
        ("plan.txt", b"junk before\n%PDF-1.4\n", "application/pdf"),
    ],
)  # fmt: skip
def test_content_decides(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert media_type(path) == kind


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("a.txt", TEXT.encode(), True),
        ("a", TEXT.encode(), True),
        ("a.dat", TEXT.encode("utf-16"), True),
        ("bare.txt", b"Uy ban nhan dan xa to chuc 03 lop tap huan cho cac ho dan", True),
        ("legacy.txt", LEGACY.encode("cp1252"), True),
        ("a.docx", word(), True),
        ("a.png", image("PNG"), True),
        ("empty.pdf", b"", True),
        ("empty.txt", b"", True),
        ("page.pdf", b"<!DOCTYPE html><html>404</html>", True),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), True),
        ("cut.jpg", image("JPEG")[:300], True),
        (".hidden.txt", TEXT.encode(), False),
        ("~$a.docx", b"Nguyen", False),
        ("icon.png", image("PNG", 64), False),
        ("truth.json", f'{{"title": "{TEXT}"}}'.encode(), False),
        ("names.toml", f'[plan]\ntitle = """{TEXT}"""\n'.encode(), False),
        ("run.sh", f"#!/bin/sh\n# {TEXT}\n".encode(), False),
        ("README.md", b"# Plans\n\nThis folder holds plans that were scanned.", False),
        ("code.py", b"import os\nfor name in os.listdir(path):\n    print(name)\n", False),
        ("page.html", b"<html><body>Xin ch\xc3\xa0o</body></html>", False),
        ("data.zip", archive("a.txt"), False),
        ("noise.bin", bytes(range(256)), False),
    ],
)  # fmt: skip
def test_what_a_run_over_a_folder_takes(
    tmp_path: Path, name: str, content: bytes, taken: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert is_document(path) is taken


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    assert not is_document(tmp_path)


def broken_pdf(tmp_path: Path, part: float) -> bytes:
    whole = write_pdf(tmp_path / "whole.pdf", *[paragraph(PROSE)] * 5).read_bytes()
    return whole[: int(len(whole) * part)]


def pdf_without_pages() -> bytes:
    out = BytesIO()
    PdfDocument.new().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty-file"),
        ("a.txt", b" \n\t\n", "blank-text"),
        ("a.pdf", b"<html><body>Not found</body></html>", "is-web-page"),
        ("a.pdf", bytes(range(256)) * 9, "unknown-kind"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"\n%%EOF", "damaged"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)), "truncated"),
        ("a.pdf", pdf_without_pages(), "no-pages"),
        ("a.json", b'{"a": 1}', "is-data"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is-old-office"),
        ("a.rtf", b"{\\rtf1 abc}", "is-rtf"),
        ("a.docx", archive("mimetype"), "is-archive"),
        ("a.docx", archive("word/document.xml"), "damaged"),
        ("a.docx", word()[:2000], "is-archive"),
        ("a.png", image("PNG")[:20], "damaged"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as error, open_source(path, Settings()):
        pass
    assert error.value.code == f"sources.{code}"
    assert str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_pdf_that_breaks_off_is_not_read_in_part(tmp_path: Path, part: float) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(broken_pdf(tmp_path, part))
    with pytest.raises(DocumentError) as error, open_source(path, Settings()):
        pass
    assert error.value.code == "sources.truncated"


def test_places_that_are_no_readable_file(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.pdf"
    os.mkfifo(fifo)
    dangling = tmp_path / "gone.pdf"
    dangling.symlink_to(tmp_path / "nowhere.pdf")
    for path, code in ((tmp_path, "no-file"), (fifo, "no-file"), (dangling, "not-found")):
        with pytest.raises(DocumentError) as error, open_source(path, Settings()):
            pass
        assert error.value.code == f"sources.{code}"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that nobody can read")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.symlink_to("/proc/self/mem")  # reading it fails even for the administrator
    with pytest.raises(DocumentError) as error, open_source(path, Settings()):
        pass
    assert error.value.code == "sources.unreadable"


def test_limits(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "three.pdf", *[paragraph(PROSE)] * 3)
    for settings, code in (
        (Settings(max_pages=2), "too-many-pages"),
        (Settings(max_file_mb=0.0001), "file-too-large"),
    ):
        with pytest.raises(DocumentError) as error, open_source(path, settings):
            pass
        assert error.value.code == f"sources.{code}"
    with open_source(path, Settings(max_pages=3)) as source:
        assert source.n_pages == 3


def test_an_encrypted_pdf_opens_with_its_password(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "locked.pdf", paragraph(PROSE), encrypt="secret")
    for password, code in ((None, "encrypted"), ("wrong", "wrong-password")):
        with pytest.raises(DocumentError) as error, open_source(path, Settings(password=password)):
            pass
        assert error.value.code == f"sources.{code}"
    with open_source(path, Settings(password="secret")) as source:
        layer = source.page(1).layer
        assert layer is not None
        assert layer.text.splitlines() == list(PROSE)


def test_every_message_speaks_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"reason": "r", "megabytes": 1, "megapixels": 1, "pages": 1, "page": 1, "limit": 1}
    for code in ("encrypted", "truncated", "damaged", "too-many-pages", "picture-too-large"):
        told = set()
        for language in ("en", "vi"):
            monkeypatch.setenv("KEHOACH_LANG", language)
            told.add(say(f"sources.{code}", **facts))
        assert len(told) == 2


def test_digest_is_that_of_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    assert digest(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
