"""Files that people add: taken from the body of a form into the folder `uploads`, within limits.

A file is written beside its place, and takes it when it is whole. Its name is what is left of the
name that was sent when all that could lead elsewhere is gone.
"""

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from python_multipart.multipart import MultipartParser, parse_options_header

from pipeline.messages import Language, say_in
from pipeline.settings import Settings
from pipeline.sources import digest, is_document
from pipeline.vietnamese.letters import nfc

ADDRESS = "/add"
MOST_FILES = 200
_MEGABYTE = 1_000_000
_LONGEST_NAME = 180  # bytes
TOKEN_FIELD = b"csrftoken"
_LONGEST_TOKEN = 500  # bytes
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def folder_of(settings: Settings) -> Path:
    """Where added files stay: pictures of their pages are made from them."""
    return settings.output.absolute() / "uploads"


def largest_upload(settings: Settings) -> int:
    """How many bytes a form with files may have: two files of the largest size."""
    return round(2 * settings.max_file_mb * _MEGABYTE)


def safe_name(sent: str) -> str:
    """A file name that is only a name: of the last part of a path, visible, not too long."""
    name = _CONTROL.sub("", nfc(sent)).replace("\\", "/").rsplit("/", 1)[-1].strip().lstrip(".")
    stem, dot, suffix = name.rpartition(".")
    stem, ending = (stem, dot + suffix[:16]) if dot and stem else (name, "")
    room = _LONGEST_NAME - len(ending.encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").strip()
    return f"{stem or 'van-ban'}{ending}"


class Forged(Exception):
    """A form that has not come from a page of ours."""


@dataclass
class Upload:
    """The body of a form with files, fed chunk by chunk.

    `files` are those that were taken, `refused` the others with why, in one line. `is_genuine`
    judges the form's token, which must stand before its files.
    """

    settings: Settings
    language: Language
    is_genuine: Callable[[str], bool]
    files: list[Path] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def parser(self, content_type: str) -> MultipartParser:
        """What takes the chunks (`write`). Raises ValueError for what is no such form.

        Then `write` raises Forged where the first file comes before a token that is genuine.
        """
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise ValueError(content_type)
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._part: _Part | None = None
        self._token: bytes | None = None  # while the field of the token is read
        self._is_trusted = False
        calls: dict[str, Callable[..., None]] = {
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_end,
        }
        return MultipartParser(options[b"boundary"], calls)  # type: ignore[arg-type]

    def close(self) -> None:
        """Remove what was not taken whole."""
        if self._part is not None:
            self._part.drop()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._headers = {}
        self._token = b"" if options.get(b"name") == TOKEN_FIELD else None
        sent = options.get(b"filename", b"").decode("utf-8", "replace")
        if not sent:  # another field of the form, or a file field that was left empty
            return
        if not self._is_trusted:
            raise Forged
        name = safe_name(sent)
        if len(self.files) + len(self.refused) >= MOST_FILES:
            self._refuse(name, "web.too-many-files", limit=MOST_FILES)
        else:
            self._part = _Part(name, folder_of(self.settings))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._token is not None and len(self._token) < _LONGEST_TOKEN:
            self._token += data[start:end]
        if self._part is None:
            return
        self._part.write(data[start:end])
        if self._part.size > self.settings.max_file_mb * _MEGABYTE:
            self._refuse(
                self._part.name,
                "sources.file-too-large",
                megabytes=round(self._part.size / _MEGABYTE),
                limit=round(self.settings.max_file_mb),
            )
            self._part.drop()
            self._part = None

    def _on_end(self) -> None:
        if self._token is not None:
            self._is_trusted = self.is_genuine(self._token.decode("latin-1"))
            self._token = None
        if self._part is None:
            return
        part, self._part = self._part, None
        path = part.take()
        if path is None:
            self._refuse(part.name, "web.no-kind")
        elif path not in self.files:
            self.files.append(path)

    def _refuse(self, name: str, code: str, **facts: object) -> None:
        self.refused.append((name, " ".join(say_in(self.language, code, **facts).split())))


class _Part:
    """A file on its way."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.size = 0
        self._folder = folder
        self._beside = folder / f".{os.getpid()}.{secrets.token_hex(8)}"
        self._file: BinaryIO = self._beside.open("xb")

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._file.write(data)

    def drop(self) -> None:
        self._file.close()
        self._beside.unlink(missing_ok=True)

    def take(self) -> Path | None:
        """Give the file its place; None where it is no document by its content.

        A file of that name with the same content is that file; with other content it stays, and
        this one gets a number.
        """
        self._file.close()
        try:
            sha256 = digest(self._beside)
            stem, dot, ending = self.name.rpartition(".")
            number = 1
            while True:
                shown = f" ({number})" if number > 1 else ""
                path = self._folder / (f"{stem}{shown}.{ending}" if dot else f"{self.name}{shown}")
                if not path.exists():
                    break
                if digest(path) == sha256:
                    return path
                number += 1
            self._beside.replace(path)
        finally:
            self._beside.unlink(missing_ok=True)
        if is_document(path):  # its name counts, too
            return path
        path.unlink()
        return None
