"""Which files a run takes, under which names."""

import os
import socket
import unicodedata
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.runner.paths import File, Found, absolute, find
from tests.runs import plan, write_plans


def sources(found: Found) -> list[str]:
    return [file.source for file in found.files]


def notes(found: Found, severity: str) -> list[str]:
    return [Path(note.path).name for note in found.notes if note.severity == severity]


def test_a_folder_is_searched_to_its_bottom_in_order(tmp_path: Path) -> None:
    write_plans(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "c.txt")
    assert sources(find([tmp_path], tmp_path / "out")) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_what_is_no_document_is_passed_over(tmp_path: Path) -> None:
    write_plans(tmp_path, "a.txt", ".hidden.txt", ".git/b.txt", "out/c.txt")
    (tmp_path / "data.json").write_text('{"so": 1}')
    (tmp_path / "run.sh").write_text("#!/bin/sh\nexit 0\n")
    found = find([tmp_path], tmp_path / "out")
    assert sources(found) == ["a.txt"]
    assert notes(found, "info") == ["data.json", "run.sh"]
    assert notes(found, "warning") == []


def test_what_is_named_is_never_passed_over(tmp_path: Path) -> None:
    named = [tmp_path / "data.json", tmp_path / ".hidden", tmp_path / "broken"]
    named[0].write_text("{}")
    named[1].write_text(plan())
    named[2].symlink_to(tmp_path / "nowhere")
    assert sources(find(named, tmp_path / "out")) == ["data.json", ".hidden", "broken"]


def test_what_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.pdf"):
        absolute([tmp_path, tmp_path / "nowhere.pdf"])


def test_links_in_a_folder_are_passed_over_and_told(tmp_path: Path) -> None:
    write_plans(tmp_path, "in/a.txt", "elsewhere/b.txt")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "file.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    (tmp_path / "in" / "broken.txt").symlink_to(tmp_path / "nowhere")
    found = find([tmp_path / "in"], tmp_path / "out")
    assert sources(found) == ["a.txt"]
    assert sorted(notes(found, "warning")) == ["broken.txt", "file.txt", "folder"]
    named = find([tmp_path / "in" / "file.txt"], tmp_path / "out")
    assert sources(named) == ["file.txt"]  # who names it wants it


def test_special_files_are_passed_over(tmp_path: Path) -> None:
    write_plans(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.pdf")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket.txt"))
        found = find([tmp_path], tmp_path / "out")
    assert sources(found) == ["a.txt"]
    assert notes(found, "info") == ["pipe.pdf", "socket.txt"]


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    write_plans(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    (tmp_path / "again").symlink_to(tmp_path / "a")
    found = find([tmp_path], tmp_path / "out", follow_links=True)
    assert sources(found) == ["a/x.txt", "a/up"]  # opening a/up will tell what is wrong
    assert sorted(notes(found, "warning")) == ["again", "self"]


def test_a_file_is_taken_once(tmp_path: Path) -> None:
    write_plans(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    found = find([tmp_path, tmp_path / "a.txt"], tmp_path / "out", follow_links=True)
    assert sources(found) == ["a.txt"]
    assert notes(found, "info") == ["b.txt", "a.txt"]


def test_a_linked_folder_can_be_entered(tmp_path: Path) -> None:
    write_plans(tmp_path / "elsewhere", "a.txt")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "more").symlink_to(tmp_path / "elsewhere")
    found = find([tmp_path / "in"], tmp_path / "out", follow_links=True)
    assert sources(found) == ["more/a.txt"]


def test_sources_are_nfc_whatever_the_file_system_keeps(tmp_path: Path) -> None:
    name = "Kế hoạch.txt"
    write_plans(tmp_path, unicodedata.normalize("NFD", name))
    assert sources(find([tmp_path], tmp_path / "out")) == [unicodedata.normalize("NFC", name)]


def test_a_name_that_is_no_utf8_can_be_stored(tmp_path: Path) -> None:
    path = Path(str(tmp_path) + "/k\udce9.txt")
    path.write_text(plan())
    assert sources(find([tmp_path], tmp_path / "out")) == ["k�.txt"]


def test_names_grow_by_the_folders_above() -> None:
    file = File(Path("/srv/mai/2026/a/x.txt"), "a/x.txt")
    assert list(islice(file.names(), 5)) == [
        "a/x.txt",
        "2026/a/x.txt",
        "mai/2026/a/x.txt",
        "srv/mai/2026/a/x.txt",
        "a/x.txt (2)",
    ]
