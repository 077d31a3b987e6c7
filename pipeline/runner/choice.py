"""Which documents of a run are worked on, and from which stage."""

import os
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Self

from pipeline.errors import UsageError
from pipeline.runner.fingerprints import Fingerprints
from pipeline.runner.identity import Document

Stage = Literal["read", "restore", "extract"]


class Shard(NamedTuple):
    """The part `number` of `of` parts into which the documents fall by their ids."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """ "2/5" is the second of five. Raises UsageError."""
        match = re.fullmatch(r"(\d+)/(\d+)", text)
        shard = cls(*map(int, match.groups())) if match else cls(0, 0)
        if not 1 <= shard.number <= shard.of:
            raise UsageError("runner.bad-shard", text=text)
        return shard

    def holds(self, document_id: str) -> bool:
        """Each document lies in one part, whatever machine asks."""
        return int(document_id, 16) % self.of == self.number - 1


@dataclass(frozen=True)
class Choice:
    """What of a run is to be done; by default what is new, has changed or failed before.

    `redo` does again what is unchanged, too: from reading; from restoration, with what OCR read;
    or from extraction, with the pages that are stored.
    """

    redo: Stage | None = None
    only_failed: bool = False
    only: frozenset[Path] | None = None  # these files (absolute) and no others
    shard: Shard | None = None

    @property
    def is_whole(self) -> bool:
        """Are all files looked at?"""
        return self.only is None and self.shard is None

    def takes(self, document: Document) -> bool:
        """Is the document in the part that was asked for?"""
        if self.shard is not None and not self.shard.holds(document.file.id):
            return False
        return self.only is None or document.path in self.only

    def wants(self, document: Document, prints: Callable[[Document], Fingerprints]) -> bool:
        """Is there anything to do for it?"""
        known = document.known
        if self.only_failed:
            return known is not None and known.status == "failed"
        return (
            self.redo is not None
            or known is None
            or known.status == "failed"
            or (known.sha256, known.fingerprint) != (document.file.sha256, prints(document).whole)
        )


def listed(lines: Iterable[str], base: Path) -> frozenset[Path]:
    """The files that a list names, a line each; relative ones are below `base`."""
    names = (line.rstrip("\r\n") for line in lines)
    return frozenset(Path(os.path.abspath(base / name)) for name in names if name.strip())  # noqa: PTH100


def changed_since(revision: str, folder: Path) -> frozenset[Path]:
    """The files of a git repository that differ from a revision, or that git does not have yet.

    Raises UsageError where `folder` is in no repository, or the revision is unknown.
    """
    top = Path(_git(folder, revision, "rev-parse", "--show-toplevel").strip())
    differing = _git(top, revision, "diff", "--name-only", "-z", "--diff-filter=d", revision, "--")
    new = _git(top, revision, "ls-files", "--others", "--exclude-standard", "-z")
    names = [*differing.split("\0"), *new.split("\0")]
    return frozenset(top / name for name in names if name)


def _git(folder: Path, revision: str, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True
        )
    except FileNotFoundError as fault:
        raise UsageError("runner.no-git") from fault
    except subprocess.CalledProcessError as fault:
        told = (fault.stderr or "").strip().splitlines()
        raise UsageError(
            "runner.no-revision", revision=revision, reason=told[-1] if told else ""
        ) from fault
    return done.stdout
