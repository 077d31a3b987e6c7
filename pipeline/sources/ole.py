"""What an OLE2 file is (old Word, Excel, PowerPoint, an encrypted newer one), by its directory.

The file is a small file system: sectors in chains, a directory of streams. Format: [MS-CFB].
"""

import struct
from collections.abc import Iterator
from os import SEEK_END
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import BinaryIO, Literal, NamedTuple

OleKind = Literal["word", "encrypted", "other"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_LAST = 0xFFFFFFFA  # sector numbers from here on are none
_NONE = 0xFFFFFFFF
_ENTRY = 128
_MOST_SECTORS = 4096  # of the directory, and of the table of tables
_WORD_STREAM = "WordDocument"
_ENCRYPTED_STREAM = "EncryptedPackage"
_IS_ENCRYPTED = 0x0100  # in the flags of a Word file


class _Entry(NamedTuple):
    name: str
    left: int
    right: int
    child: int
    start: int


def ole_kind(path: Path) -> OleKind:
    """What `path`, which begins with MAGIC, is; `other` also where its directory is damaged."""
    with path.open("rb") as file:
        try:
            return _kind(file)
        except (struct.error, IndexError):
            return "other"


def _kind(file: BinaryIO) -> OleKind:
    header = file.read(_HEADER)
    size = 1 << min(unpack_from("<H", header, 30)[0], 12)
    (directory,) = unpack_from("<I", header, 48)
    table = _table(file, header, size)
    entries = [
        entry
        for sector in _chain(directory, table)
        for entry in _entries(_sector(file, sector, size))
    ]
    streams = {entry.name: entry for entry in _top(entries)}
    if _ENCRYPTED_STREAM in streams:
        return "encrypted"
    if _WORD_STREAM not in streams:
        return "other"
    start = _sector(file, streams[_WORD_STREAM].start, size)
    return "encrypted" if unpack_from("<H", start, 10)[0] & _IS_ENCRYPTED else "word"


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek((number + 1) * size)
    return file.read(size)


def _table(file: BinaryIO, header: bytes, size: int) -> list[int]:
    """For each sector the next of its chain. Its own sectors are listed in the header and after."""
    listed = [number for (number,) in iter_unpack("<I", header[76:])]
    (more,) = unpack_from("<I", header, 68)
    for _ in range(_MOST_SECTORS):
        if more >= _LAST:
            break
        numbers = [number for (number,) in iter_unpack("<I", _sector(file, more, size))]
        listed += numbers[:-1]
        more = numbers[-1]
    most = file.seek(0, SEEK_END) // (size * size // 4) + 1  # a hostile file may list any number
    sectors = (_sector(file, number, size) for number in listed[:most] if number < _LAST)
    return [number for sector in sectors for (number,) in iter_unpack("<I", sector)]


def _chain(first: int, table: list[int]) -> Iterator[int]:
    for _ in range(_MOST_SECTORS):
        if first >= _LAST:
            return
        yield first
        first = table[first]


def _entries(sector: bytes) -> Iterator[_Entry]:
    for at in range(0, len(sector) - _ENTRY + 1, _ENTRY):
        (length,) = unpack_from("<H", sector, at + 64)
        name = sector[at : at + min(max(length - 2, 0), 64)].decode("utf-16-le", "replace")
        left, right, child = unpack_from("<III", sector, at + 68)
        yield _Entry(name, left, right, child, unpack_from("<I", sector, at + 116)[0])


def _top(entries: list[_Entry]) -> Iterator[_Entry]:
    """The entries right below the root: an object in the file may have streams of its own."""
    open_, seen = [entries[0].child], set[int]()
    while open_:
        at = open_.pop()
        if at != _NONE and at not in seen:
            seen.add(at)
            entry = entries[at]
            yield entry
            open_ += [entry.left, entry.right]
