"""Old Word files (.doc), through a program that reads them: antiword, catdoc or LibreOffice.

In this order: on the two real files of the tests antiword gives 99.9 and 100 % of the words and
tells the cells of tables; catdoc loses the first letters of a word where the text changes from
8 to 16 bits, and rows whose cells have several paragraphs fall apart; LibreOffice takes
seconds for each file.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer
from typing import NamedTuple

from pipeline.errors import DocumentError
from pipeline.sources.antiword import antiword_blocks
from pipeline.sources.kinds import OLD_WORD
from pipeline.sources.source import TextSource
from pipeline.sources.text import numbered, plain_blocks
from pipeline.sources.word import open_word
from pipeline.vietnamese.letters import nfc
from schemas.page import Block

_PAGE = "\f"
_SECONDS, _SECONDS_OF_OFFICE = 60, 180  # a program may take for a file
_MOST_BYTES = 100_000_000  # that it may write
_LONGEST_REASON = 120
_PAGE_NUMBER = re.compile(r"^.{0,20}\bPAGE\b.{0,20}$", re.M)  # a header's, as catdoc shows it

# catdoc leaves out soft hyphens, which are letters in TCVN3, unless it is told its own signs.
_CATDOC_SETTINGS = {
    ".catdocrc": "map_path = {folder}\n",
    "plain.specchars": '001C "\\t"\n001E "\\n"\n',
    "plain.replchars": "",
}


class Reader(NamedTuple):
    """A program that reads .doc files, and the function that has it read one."""

    program: str
    read: Callable[[str, Path, Path], TextSource]  # with the program, of a file, in a folder


def old_word_reader() -> str | None:
    """The program that would read a .doc file; None where none is installed."""
    return next((reader.program for reader in READERS if shutil.which(reader.program)), None)


def open_old_word(path: Path) -> TextSource:
    """The pages of a .doc file, as far as it has page breaks.

    Raises DocumentError where no program is installed that reads it, or those that are cannot.
    """
    failure = DocumentError("sources.no-old-word-reader")
    for reader in READERS:
        if shutil.which(reader.program):
            try:
                return opened_with(reader, path)
            except DocumentError as error:
                failure = error
    raise failure


def opened_with(reader: Reader, path: Path) -> TextSource:
    """The pages of a .doc file as one of READERS, which is installed, gives them."""
    program = shutil.which(reader.program) or reader.program
    with TemporaryDirectory(prefix="kehoach-") as folder:
        return reader.read(program, path.absolute(), Path(folder))


def _with_antiword(program: str, path: Path, folder: Path) -> TextSource:
    command = [program, "-m", "UTF-8.txt", "-w", "0", str(path)]
    text = _output(command, folder, _SECONDS).decode("utf-8", "replace")
    docbook = _output([program, "-x", "db", str(path)], folder, _SECONDS)
    return _source(antiword_blocks(part.split("\n"), docbook) for part in nfc(text).split(_PAGE))


def _with_catdoc(program: str, path: Path, folder: Path) -> TextSource:
    for name, content in _CATDOC_SETTINGS.items():
        (folder / name).write_text(content.format(folder=folder), "utf-8")
    command = [program, "-d", "utf-8", "-f", "plain", "-w", str(path)]
    text = _output(command, folder, _SECONDS).decode("utf-8", "replace")
    text = _PAGE_NUMBER.sub("", nfc(text))
    return _source(plain_blocks(part.split("\n")) for part in text.split(_PAGE))


def _with_office(program: str, path: Path, folder: Path) -> TextSource:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder)]
    _output([*command, str(path)], folder, _SECONDS_OF_OFFICE)
    made = folder / f"{path.stem}.docx"
    if not made.is_file():
        raise DocumentError("sources.old-word-unread", program=Path(program).name, reason="-")
    source = open_word(made)
    source.media_type = OLD_WORD
    return source


READERS = (
    Reader("antiword", _with_antiword),
    Reader("catdoc", _with_catdoc),
    Reader("soffice", _with_office),
)


def _source(pages: Iterable[Sequence[Block]]) -> TextSource:
    return TextSource(OLD_WORD, numbered(pages))


def _output(command: Sequence[str], folder: Path, seconds: float) -> bytes:
    """What a program writes; it finds none of the user's own settings, and ends in time."""
    environment = {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
    name = Path(command[0]).name
    with (
        TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            cwd=folder,
            start_new_session=True,
        ) as process,
    ):
        watchdog = Timer(seconds, _kill_all, [process])
        watchdog.start()
        try:
            assert process.stdout is not None
            written = process.stdout.read(_MOST_BYTES + 1)
            if len(written) > _MOST_BYTES:
                _kill_all(process)
            status = process.wait()
        finally:
            watchdog.cancel()
        if status:
            complaints.seek(0)
            told = complaints.read(1000).decode("utf-8", "replace").split()
            reason = " ".join(told)[:_LONGEST_REASON] or f"exit status {status}"
            raise DocumentError("sources.old-word-unread", program=name, reason=reason)
    return written


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and those that it has started, which would keep its output open."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
