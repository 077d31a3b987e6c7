"""What a file is, by its content; its name only tells what it promises to be."""

import re
import stat
import tomllib
import zipfile
from pathlib import Path

from PIL import Image

from pipeline.errors import DocumentError
from pipeline.sources.encoding import decode, looks_like_text
from pipeline.sources.ole import MAGIC as OLE_MAGIC
from pipeline.sources.ole import OleKind, ole_kind
from pipeline.sources.verdict import reads_like_vietnamese

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLD_WORD = "application/msword"
PLAIN = "text/plain"
MARKDOWN = "text/markdown"
UNKNOWN = "application/octet-stream"

# First bytes; the kinds that are not read are known by name so that the remedy can be told.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"{\\rtf", "application/rtf"),
)
_OLE: dict[OleKind, str] = {
    "word": OLD_WORD,
    "encrypted": "application/encrypted",
    "other": "application/x-ole-storage",
}
_HEAD = 1 << 16
_PROMISES = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".docx", ".doc", ".rtf"}
_SMALLEST_PAGE = 400  # pixels of the shorter side; less is an icon
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)
_DATA = re.compile(r"""\s*(?:<\?xml|<svg|<[a-z]+[ >]|\{\s*["}]|\[\s*[\[{"\]\d]|#!)""", re.I)
_MARKS = (
    re.compile(r"^\#{1,6} \S", re.M),
    re.compile(r"(?<![*\w])\*{1,3}[^*\n]{2,}"),
    re.compile(r"^\|", re.M),
)


def media_type(path: Path) -> str:
    """Media type of the content of `path`.

    Raises DocumentError where there is nothing to read: no file, empty, unreadable.
    """
    head = _head(path)
    if b"%PDF-" in head[:1024]:
        return PDF
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(OLE_MAGIC):
        return _OLE[ole_kind(path)]
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    return _text(head)


def is_document(path: Path) -> bool:
    """True where a run over a folder should take `path` for a document.

    A file that is damaged, but promises by its name to be a document, is one: it must not be
    passed over in silence. Hidden files, scripts, data and foreign prose are none.
    """
    if path.name.startswith((".", "~$")) or not path.is_file():
        return False
    promised = path.suffix.lower() in _PROMISES
    try:
        kind = media_type(path)
    except DocumentError:
        return promised or path.suffix.lower() in (".txt", ".md")
    if kind in (PNG, JPEG, TIFF):
        return _is_page(path)
    if kind in (PLAIN, MARKDOWN):
        text = decode(_head(path))
        return promised or (reads_like_vietnamese(text) and not _is_toml(text))
    return promised or kind in (PDF, DOCX, OLD_WORD)


def _is_toml(text: str) -> bool:
    """Data for a program, though its values may be Vietnamese; prose never parses as TOML."""
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False


def _head(path: Path) -> bytes:
    try:
        if path.is_symlink() and path.resolve() in path.absolute().parents:
            raise DocumentError("sources.circle")
        if not stat.S_ISREG(path.stat().st_mode):
            raise DocumentError("sources.no-file")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise DocumentError("sources.not-found") from None
    except OSError as error:
        raise DocumentError("sources.unreadable", reason=error.strerror or error) from None
    if not head:
        raise DocumentError("sources.empty-file")
    return head


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return "application/zip"
    return DOCX if "word/document.xml" in names else "application/zip"


def _text(head: bytes) -> str:
    if not looks_like_text(head):
        return UNKNOWN
    text = decode(head)
    if not text.strip():
        raise DocumentError("sources.blank-text")
    if _HTML.match(text):
        return "text/html"
    if _DATA.match(text):
        return "application/json"
    return MARKDOWN if any(len(marks.findall(text)) > 2 for marks in _MARKS) else PLAIN


def _is_page(path: Path) -> bool:
    try:
        with Image.open(path) as image:
            return min(image.size) >= _SMALLEST_PAGE
    except Exception:  # Pillow's readers raise what they meet
        return True  # damaged or huge: to be told, not to be passed over
