"""Old Word files: told from other OLE2 files by content, read through programs, safely."""

import shutil
import struct
from pathlib import Path

import docx
import pytest

from pipeline.errors import DocumentError
from pipeline.restore.page import restore_page
from pipeline.settings import Settings
from pipeline.sources import oldword, open_source
from pipeline.sources.antiword import antiword_blocks
from pipeline.sources.kinds import OLD_WORD, is_document, media_type
from pipeline.sources.oldword import old_word_reader
from pipeline.sources.ole import ole_kind
from schemas.page import Line, Page, Table
from tests.paper import SHARED

LEGACY = SHARED / "real" / "legacy"
SECTOR, FREE, END, TABLE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def entry(name: str, *, kind: int, right: int = FREE, child: int = FREE, start: int = END) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", text, len(text) + 2, kind, 1, FREE, right, child, 0, start, SECTOR
    )


def ole(*streams: str, flags: int = 0, inner: str = "") -> bytes:
    """An OLE2 file with these streams; `inner` is one of a storage within it."""
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    # Sectors: the table, the directory (two), the stream of all.
    table = struct.pack("<128I", TABLE, 2, END, END, *[FREE] * 124)
    names = list(streams)
    entries = [entry("Root Entry", kind=5, child=1)]
    for at, name in enumerate(names, 1):
        following = at + 1 if at < len(names) or inner else FREE
        entries.append(entry(name, kind=2, right=following, start=3))
    if inner:
        entries.append(entry("Object", kind=1, child=len(entries) + 1))
        entries.append(entry(inner, kind=2, start=3))
    directory = b"".join(entries).ljust(2 * SECTOR, b"\0")
    stream = struct.pack("<10xH", flags).ljust(SECTOR, b"\0")
    return header.ljust(SECTOR, b"\0") + table + directory + stream


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ole("Data", "1Table", "WordDocument"), "word"),
        (ole("a", "b", "c", "d", "WordDocument"), "word"),
        (ole("WordDocument", flags=0x0100), "encrypted"),
        (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (ole("Workbook"), "other"),
        (ole("Workbook", inner="WordDocument"), "other"),
        (ole("PowerPoint Document"), "other"),
        (ole("WordDocument")[:700], "other"),
        (ole("WordDocument")[:512], "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other"),
    ],
)
def test_content_tells_what_an_ole_file_is(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(content)
    assert ole_kind(path) == kind


@pytest.fixture
def word(tmp_path: Path) -> Path:
    path = tmp_path / "-plan ký.doc"
    path.write_bytes(ole("WordDocument"))
    return path


def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **programs: str) -> None:
    """Programs, each a script, and no others; those that scripts need stay."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in programs.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    for name in ("sh", "cat", "sleep", "cp", "yes"):
        (folder / name).symlink_to(shutil.which(name) or "/nowhere")
    monkeypatch.setenv("PATH", str(folder))


def pages(path: Path) -> list[Page]:
    with open_source(path, Settings()) as source:
        assert source.media_type == OLD_WORD
        layers = [source.page(number + 1).layer for number in range(source.n_pages)]
    return [layer for layer in layers if layer]


def failure(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as error, open_source(path, Settings()):
        pass
    return error.value


def test_without_a_reader_the_remedy_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: Path
) -> None:
    install(monkeypatch, tmp_path)
    assert old_word_reader() is None
    for language, words in (("en", "no program"), ("vi", "chưa cài")):
        monkeypatch.setenv("KEHOACH_LANG", language)
        told = str(failure(word))
        assert words in told
        assert "sudo apt-get install antiword" in told
    assert media_type(word) == OLD_WORD
    assert is_document(word)


def test_antiword_is_asked_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: Path
) -> None:
    install(
        monkeypatch,
        tmp_path,
        antiword='case "$*" in *db*) exit;; esac; echo "KÕ ho¹ch"; printf "\\fB\\n"; echo "$HOME"',
        catdoc="echo catdoc",
    )
    assert old_word_reader() == "antiword"
    first, second = pages(word)
    assert first.text == "KÕ ho¹ch"
    home = second.text.split("\n")[1]
    assert "kehoach-" in home
    assert not Path(home).exists()


def test_catdoc_keeps_soft_hyphens_and_loses_page_numbers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: Path
) -> None:
    script = 'cat "$HOME/.catdocrc" > /dev/null && printf "§Çu t\\302\\255\\n - Trang PAGE 2 -\\n"'
    install(monkeypatch, tmp_path, catdoc=script)
    (page,) = pages(word)
    assert page.text == "§Çu t\u00ad"


def test_office_makes_a_newer_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: Path
) -> None:
    made = docx.Document()
    made.add_paragraph("Kế hoạch")
    made.save(str(tmp_path / "made.docx"))
    script = f'cat > /dev/null; cp {tmp_path}/made.docx "$6/-plan ký.docx"'
    install(monkeypatch, tmp_path, soffice=script)
    (page,) = pages(word)
    assert page.text == "Kế hoạch"


def test_a_program_that_fails_is_followed_by_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: Path
) -> None:
    install(monkeypatch, tmp_path, antiword="echo broken >&2; exit 1", catdoc="echo catdoc")
    assert pages(word)[0].text == "catdoc"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'not a Word\nDocument' >&2; exit 1", "not a Word Document"),
        ("exit 7", "exit status 7"),
        ("kill -9 $$", "exit status"),
        ("sleep 60", "exit status"),
        ("yes", "exit status"),
    ],
)
def test_programs_that_fail_are_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: Path, script: str, told: str
) -> None:
    monkeypatch.setattr(oldword, "_SECONDS", 0.3)
    monkeypatch.setattr(oldword, "_MOST_BYTES", 100_000)
    install(monkeypatch, tmp_path, antiword=script)
    error = failure(word)
    assert error.code == "sources.old-word-unread"
    assert told in str(error)
    assert "\n" not in str(error)


TEXT = [
    "KÕ ho¹ch",
    "",
    "|TT    |Néi dung      |",
    "|1     |Mét           |",
    "|      |Hai           |",
    "|2     |Ba            |",
    "",
    "[pic]",
    "HÕt",
]
ROWS = (("TT", "Néi dung"), ("1", "Mét\nHai"), ("2", "Ba"))


def docbook(rows: tuple[tuple[str, ...], ...], frame: str = "all") -> bytes:
    cells = ["".join(f"<entry>\n{cell}\n</entry>" for cell in row) for row in rows]
    body = "".join(f"<row>{row}</row>" for row in cells)
    table = f"<informaltable frame='{frame}'><tbody>{body}</tbody></informaltable>"
    return f"<book><para>{table}</para></book>".encode()


def texts(table: object) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


def test_cells_of_antiword_are_those_of_its_docbook() -> None:
    head, table, end = antiword_blocks(TEXT, docbook(ROWS))
    assert texts(table) == [["TT", "Néi dung"], ["1", "Mét Hai"], ["2", "Ba"]]
    assert [line.text for line in (head, end) if isinstance(line, Line)] == ["KÕ ho¹ch", "HÕt"]


@pytest.mark.parametrize(
    "other", [b"", b"<book>", b"no XML at all", docbook((("TT", "Other"),)), docbook(ROWS[:2])]
)
def test_without_a_docbook_each_line_is_a_row(other: bytes) -> None:
    _, table, _ = antiword_blocks(TEXT, other)
    assert texts(table) == [["TT", "Néi dung"], ["1", "Mét"], ["", "Hai"], ["2", "Ba"]]


def test_an_unruled_table_is_columns() -> None:
    blocks = antiword_blocks(TEXT, docbook(ROWS, frame="none"))
    assert [block.kind for block in blocks] == ["line"] * 6


@pytest.mark.skipif(not LEGACY.is_dir(), reason="the real files are not here")
@pytest.mark.skipif(not old_word_reader(), reason="no program is installed that reads .doc")
@pytest.mark.parametrize("reader", [reader.program for reader in oldword.READERS])
def test_real_files_with_each_program(monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    if not shutil.which(reader):
        pytest.skip(f"{reader} is not installed")
    only = [r for r in oldword.READERS if r.program == reader]
    monkeypatch.setattr(oldword, "READERS", only)
    (page,) = pages(LEGACY / "vni-2008-991-qd.doc")
    text = restore_page(page).text
    assert "TỈNH BÌNH PHƯỚC Độc lập - Tự do - Hạnh phúc" in text
    assert "CHỦ TỊCH" in text
    assert page.verdict == "trusted"
