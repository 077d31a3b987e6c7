"""What stored answers depend on; they are used again only under the same fingerprint."""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from pipeline.errors import MissingRequirement
from pipeline.ocr import engine_of
from pipeline.restore import VERSION
from pipeline.runner.identity import Document
from pipeline.settings import OcrMode, Settings

# Where records come from, once pages are read. Reading is costly, so its part of the fingerprint
# names versions; a changed rule of extraction should show at the next run, so here the code itself
# is the version.
_UNDERSTANDING = (
    "pipeline.outline",
    "pipeline.extract",
    "pipeline.check",
    "pipeline.vietnamese",
    "schemas",
)


class Fingerprints(NamedTuple):
    """Each holds the one before: `reading` of pages, `restoring`, the `whole` result."""

    reading: str
    restoring: str
    whole: str


def fingerprints(settings: Settings) -> Fingerprints:
    """Fingerprints of what this program would answer on this machine under these settings."""
    try:
        engine = engine_of(settings).version
    except MissingRequirement:
        engine = ""  # documents that are text can be read nevertheless
    reading = settings.fingerprint(engine)
    restoring = f"{reading}-{VERSION}"
    seed = hashlib.sha256(restoring.encode())
    for package in _UNDERSTANDING:
        # Asked of its root: `files` imports what it is asked for, and spaCy with it.
        root, *inner = package.split(".")
        for file in _sources(files(root).joinpath(*inner)):
            seed.update(file.name.encode() + file.read_bytes())
    return Fingerprints(reading, restoring, seed.hexdigest()[:16])


class Rules:
    """How documents are to be read: all alike, but for those that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._prints: dict[OcrMode, Fingerprints] = {}

    def settings(self, document: Document) -> Settings:
        """What holds for a document."""
        return self._settings.of(document.file.source)

    def prints(self, document: Document) -> Fingerprints:
        """What its stored answers depend on."""
        settings = self.settings(document)
        if settings.ocr not in self._prints:
            self._prints[settings.ocr] = fingerprints(settings)
        return self._prints[settings.ocr]


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith((".py", ".toml", ".txt")):
            yield entry
