"""Is everything here that a run needs? What is missing, and the command that installs it."""

import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import MissingRequirement
from pipeline.messages import say
from pipeline.ocr import engine_of
from pipeline.settings import Settings
from pipeline.sources import old_word_reader

# Packages of the extras, as pyproject.toml has them.
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "web": ("datasette", "uvicorn", "itsdangerous", "python-multipart"),
    "tables": ("pyarrow", "XlsxWriter"),
    "pdf": ("ocrmypdf",),
    "dask": ("distributed",),
    "tesserocr": ("tesserocr",),
}
_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")


class Check(NamedTuple):
    """Something that was looked for; `remedy` says how to get it where it is not `present`."""

    name: str
    present: bool
    found: str
    remedy: str
    needed: bool = True  # by each run; else only by the tests or for some files


def examine(settings: Settings) -> tuple[Check, ...]:
    """All checks, those that a run needs first."""
    return (
        _python(),
        *_packages(),
        _tesseract(settings),
        _full_text_search(),
        _output(settings.output),
        _old_word(),
        _fonts(),
        *_extras(),
    )


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), found, say("doctor.get-python"))


def _packages() -> Iterator[Check]:
    """One line for all packages that are there, one for each that is missing."""
    wanted = [
        re.split(r"[^\w.-]", line, maxsplit=1)[0]
        for line in requires("kehoach") or ()
        if "extra ==" not in line
    ]
    there = 0
    for name in wanted:
        try:
            version(name)
            there += 1
        except PackageNotFoundError:
            yield Check(name, False, "", say("doctor.get-package", name=name))
    yield Check(say("doctor.packages"), True, f"{there}/{len(wanted)}", "")


def _extras() -> Iterator[Check]:
    """What the program can do besides, each with its packages."""
    for extra, packages in EXTRAS.items():
        found = {name: _version(name) for name in packages}
        told = ", ".join(f"{name} {number}" for name, number in found.items())
        remedy = say("doctor.get-extra", what=say(f"doctor.{extra}"), extra=extra)
        name = say("doctor.extra", extra=extra)
        yield Check(name, all(found.values()), told, remedy, needed=False)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _tesseract(settings: Settings) -> Check:
    try:
        return Check("Tesseract", True, engine_of(settings).version, "")
    except MissingRequirement as missing:
        return Check("Tesseract", False, "", str(missing))


def _full_text_search() -> Check:
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
            present = True
        except sqlite3.OperationalError:
            present = False
    return Check("SQLite FTS5", present, sqlite3.sqlite_version, say("doctor.get-sqlite"))


def _output(folder: Path) -> Check:
    """The folder, or the nearest one above it that is there, must take new files."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    present = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    remedy = say("doctor.get-output", folder=there)
    return Check(say("doctor.output"), present, str(folder), remedy)


def _old_word() -> Check:
    found = old_word_reader()
    name, remedy = say("doctor.old-word"), say("doctor.get-old-word")
    return Check(name, bool(found), found or "", remedy, needed=False)


def _fonts() -> Check:
    found = next(
        (
            file
            for folder in _FONTS
            for file in folder.rglob("LiberationSerif-Regular.ttf")
            # Version 1 lacks some Vietnamese letters; each font tells its version in its names.
            if re.search(rb"Version [2-9]", file.read_bytes())
        ),
        None,
    )
    found_at = str(found.parent) if found else ""
    return Check(say("doctor.fonts"), bool(found), found_at, say("doctor.get-fonts"), needed=False)
