"""Sound files of all kinds, small, and many ways to damage them; the same ones each time."""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import docx
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from PIL import Image
from reportlab import rl_config

from corpus.generator import Kind, Wishes, as_file, make_plan
from corpus.generator.paper import as_pdf
from corpus.generator.plain import as_text
from tests.encoders import ENCODERS
from tests.runs import scan
from tests.sources.test_old_word import ole
from tests.sources.test_pdfsignatures import signed

_LARGEST = 200_000  # bytes of a damaged file
_BRIEF, _LONG = Wishes(brief=True), Wishes(annex=True)


class Seed(NamedTuple):
    """A sound file."""

    name: str
    suffix: str
    content: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """Sound files of all kinds."""
    return (*_texts(), *_word_files(), *_pdfs(), *_pictures())


def _plan(name: str, kind: Kind, wishes: Wishes) -> Seed:
    content, suffix = as_file(make_plan(2, wishes), kind)
    return Seed(name, suffix, content)


def _texts() -> Iterator[Seed]:
    kinds: tuple[Kind, ...] = ("text", "markdown", "stripped")
    for kind in kinds:
        yield _plan(kind, kind, _BRIEF)
        yield _plan(f"{kind}, long", kind, _LONG)
    text = as_text(make_plan(1, _BRIEF))
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"):
        yield Seed(encoding, ".txt", text.encode(encoding))
    for name, encode in ENCODERS.items():
        yield Seed(name, ".txt", _bytes(encode(text)))


def _bytes(shown: str) -> bytes:
    """What a reader of Windows-1252 shows so; it leaves five bytes open."""
    return b"".join(
        letter.encode("latin-1" if letter in "\x81\x8d\x8f\x90\x9d" else "cp1252", "replace")
        for letter in shown
    )


def _word_files() -> Iterator[Seed]:
    yield _plan("docx", "docx", _LONG)
    book = docx.Document()
    for level in ("", " 2", " 3"):
        for kind in ("Heading", "List Number", "List Bullet"):
            style = f"{kind}{level}" if kind != "Heading" else f"Heading {level.strip() or 1}"
            book.add_paragraph("Mở 3 lớp đào tạo nghề cho 90 lao động nông thôn", style)
    table = book.add_table(4, 4)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Nội dung"
    table.cell(1, 1).merge(table.cell(3, 1)).text = "Sở Nội vụ chủ trì"
    out = BytesIO()
    book.save(out)
    yield Seed("docx, numbered", ".docx", _zipped(_members(out.getvalue())))
    yield Seed("doc", ".doc", ole("Data", "1Table", "WordDocument", inner="Object"))


def _pdfs() -> Iterator[Seed]:
    yield _plan("pdf", "pdf", _LONG)
    compressed, rl_config.pageCompression = rl_config.pageCompression, 0
    try:
        yield _plan("pdf, open", "pdf", _BRIEF)
    finally:
        rl_config.pageCompression = compressed
    pages = [np.asarray(picture.convert("RGB")) for picture in _small(2)]
    yield Seed("pdf, scan", ".pdf", as_pdf(pages, 30, 60))
    with TemporaryDirectory() as folder:
        path = signed(Path(folder, "a.pdf"), (_signature(), "D:20260305153045+07'00'"))
        content = path.read_bytes()
    # Without the room for longer signatures, in which damage would do nothing.
    yield Seed("pdf, signed", ".pdf", re.sub(rb"(?:00){99,}", b"0000", content))


def _signature() -> bytes:
    """The certificates of a signature: of who signed, and of the authority."""
    keys = [Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)) for number in (1, 2)]
    names = [
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        for name in ("Ủy ban nhân dân xã Hòa Lộc", "Cơ quan chứng thực số")
    ]
    certificates = [
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 1))
        .not_valid_after(datetime(2027, 1, 1))
        .sign(keys[1], None)
        for name, key in zip(names, keys, strict=True)
    ]
    return pkcs7.serialize_certificates(certificates, Encoding.DER)


def _small(number: int) -> list[Image.Image]:
    """Tiny pages, as a scanner makes them."""
    text = as_text(make_plan(1, _BRIEF)).split("\n")
    pages = (scan("\n".join(text[12 * at : 12 * at + 12])) for at in range(number))
    return [page.resize((page.width // 5, page.height // 5)) for page in pages]


def _pictures() -> Iterator[Seed]:
    page, other = _small(2)
    turned = Image.Exif()
    turned[0x0112] = 6
    forms: tuple[tuple[str, Image.Image, dict[str, object]], ...] = (
        ("png", page, {}),
        ("png, 16 bits", page.convert("I;16"), {}),
        ("png, palette", page.convert("P"), {"transparency": 3}),
        ("png, alpha", page.convert("RGBA"), {}),
        ("jpeg", page, {"quality": 50, "dpi": (30, 30)}),
        ("jpeg, turned", page.convert("RGB"), {"progressive": True, "exif": turned}),
        ("jpeg, four inks", page.convert("CMYK"), {}),
        ("tiff, fax", page.convert("1"), {"compression": "group4", "dpi": (30, 30)}),
        ("tiff, lzw", page, {"compression": "tiff_lzw"}),
        ("tiff, zip", page.convert("RGB"), {"compression": "tiff_adobe_deflate"}),
        ("tiff, jpeg", page.convert("RGB"), {"compression": "jpeg"}),
        ("tiff, raw", page.convert("F"), {}),
    )
    for name, picture, options in forms:
        kind = name.split(",")[0]
        more = (
            {"save_all": True, "append_images": [other.convert("1")]} if name == "tiff, fax" else {}
        )
        out = BytesIO()
        picture.save(out, kind.upper(), **options, **more)
        yield Seed(name, f".{kind}", out.getvalue())


# How they are damaged

_TIMES = (1, 20, 1000, 20_000)
_SIGNS = (
    b"\0", b"\xff", b"\r", b"\f", b"\t", b" ", b"(", b"((", b"1.", b"1.1.1.", b"- ", b"|", b"#",
    b"*", b"%", b"0", b"9", b"I", b".", b"<", b"<w:r>", b"&amp;", b"[", b"<<", b"/A ", b" 0 R ",
    b"\xcc\x81", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\xae", b"\xc2\xb2",
    b"\xd9\xa3", *map(str.encode, ("Sở Y tế, ", "Căn cứ Quyết định số 1/QĐ-TTg ", "100% và ")),
)  # fmt: skip
_NUMBERS = (
    b"0", b"-1", b"1", b"7", b"255", b"65536", b"2147483647", b"2147483648", b"4294967295",
    b"99999999999999999999", b"1e308", b"0.00000001", b"", b"x", b"\xd9\xa3", b"\xc2\xb2",
)  # fmt: skip
_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def _somewhere(chance: Random, data: bytes) -> tuple[int, int]:
    """A part of the data, as often a small one as a large one."""
    length = int((len(data) + 1) ** chance.random())
    start = chance.randrange(max(1, len(data) - length + 1))
    return start, start + length


def _flip(chance: Random, data: bytes, other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwrite(chance: Random, data: bytes, other: bytes) -> bytes:
    at, order = chance.randrange(len(data)), chance.choice(("little", "big"))
    size = chance.choice((1, 2, 4))
    word = chance.choice([word for word in _WORDS if word < 256**size])
    return data[:at] + word.to_bytes(size, order) + data[at + size :]  # type: ignore[arg-type]


def _truncate(chance: Random, data: bytes, other: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _drop(chance: Random, data: bytes, other: bytes) -> bytes:
    start, end = _somewhere(chance, data)
    return data[:start] + data[end:]


def _double(chance: Random, data: bytes, other: bytes) -> bytes:
    start, end = _somewhere(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _swap(chance: Random, data: bytes, other: bytes) -> bytes:
    a, b, c = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _zero(chance: Random, data: bytes, other: bytes) -> bytes:
    start, end = _somewhere(chance, data)
    return data[:start] + bytes(end - start) + data[chance.choice((start, end)) :]


def _stuff(chance: Random, data: bytes, other: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    start, end = _somewhere(chance, data)
    piece = chance.choice((chance.choice(_SIGNS), data[start : min(end, start + 30)]))
    return data[:at] + piece * chance.choice(_TIMES) + data[at:]


def _renumber(chance: Random, data: bytes, other: bytes) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]


def _splice(chance: Random, data: bytes, other: bytes) -> bytes:
    share = chance.random()
    return data[: int(share * len(data))] + other[int(chance.choice((share, 0)) * len(other)) :]


_WAYS: tuple[Callable[[Random, bytes, bytes], bytes], ...] = (
    _flip, _overwrite, _truncate, _drop, _double, _swap, _zero, _stuff, _renumber, _splice,
)  # fmt: skip


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            stamp = zipfile.ZipInfo(name)  # of 1980: the same bytes each time
            archive.writestr(stamp, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class Case(NamedTuple):
    """A damaged file and how it came about."""

    name: str  # "1-37-docx.docx": seed and number
    how: str
    content: bytes


def case(seed: int, number: int) -> Case:
    """The damaged file of this number."""
    chance = Random(f"{seed}/{number}")
    sound, other = chance.choice(seeds()), chance.choice(seeds())
    ways = chance.choices(_WAYS, k=chance.choice((1, 1, 2, 4)))

    def damage(data: bytes, other: bytes) -> bytes:
        for way in ways:
            data = way(chance, data, other)[:_LARGEST] or b"\0"
        return data

    how = ", ".join(way.__name__.strip("_") for way in ways)
    if sound.suffix == ".docx" and chance.random() < 0.8:
        # Damaged from outside it would hardly ever be unpacked.
        members = _members(sound.content)
        parts = [name for name in members if name.endswith(".xml")]
        part = chance.choice((*parts, *["word/document.xml"] * len(parts), "word/numbering.xml"))
        members[part] = damage(members[part], chance.choice(list(members.values())))
        how, content = f"{part}: {how}", _zipped(members)
    else:
        content = damage(sound.content, other.content)
    name = re.sub(r"\W+", "-", sound.name)
    return Case(f"{seed}-{number}-{name}{sound.suffix}", how, content)
