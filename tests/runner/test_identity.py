"""A document keeps its id: from run to run, changed, moved, beside others of its name."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.runner.identity import Document, identify
from pipeline.runner.paths import find
from pipeline.sources import digest
from pipeline.store import Known
from tests.runs import write_plans


def identified(*paths: Path, stored: Mapping[str, Known] | None = None) -> dict[str, Document]:
    files = find(paths, Path("/nowhere")).files
    return {d.file.source: d for d in identify(files, stored or {})}


def as_stored(documents: Mapping[str, Document]) -> dict[str, Known]:
    return {
        source: Known(d.file.id, d.file.sha256, "fingerprint", "done", d.path)
        for source, d in documents.items()
    }


def test_a_new_document_has_the_id_of_its_source(tmp_path: Path) -> None:
    one = identified(write_plans(tmp_path / "one", "a.txt"))["a.txt"]
    two = identified(write_plans(tmp_path / "two", "a.txt"))["a.txt"]
    assert one.file.id == two.file.id
    assert one.file.sha256 == digest(one.path)
    assert (one.known, one.same_content) == (None, False)


def test_a_changed_file_is_the_same_document(tmp_path: Path) -> None:
    stored = as_stored(before := identified(write_plans(tmp_path, "a.txt", "b.txt")))
    (tmp_path / "a.txt").write_text("khác")
    after = identified(tmp_path, stored=stored)
    assert {s: d.file.id for s, d in after.items()} == {s: d.file.id for s, d in before.items()}
    assert [d.same_content for d in after.values()] == [False, True]


def test_a_moved_file_keeps_its_id(tmp_path: Path) -> None:
    stored = as_stored(identified(write_plans(tmp_path, "a.txt", "b.txt")))
    (tmp_path / "a.txt").rename(tmp_path / "z.txt")
    after = identified(tmp_path, stored=stored)
    assert after["z.txt"].file.id == stored["a.txt"].id
    assert after["z.txt"].same_content
    assert after["z.txt"].known is None


def test_what_comes_to_the_place_of_a_moved_file_is_another_document(tmp_path: Path) -> None:
    stored = as_stored(identified(write_plans(tmp_path, "a.txt")))
    (tmp_path / "a.txt").rename(tmp_path / "z.txt")
    stored = as_stored(identified(tmp_path, stored=stored))
    (tmp_path / "a.txt").write_text("Kế hoạch khác")
    after = identified(tmp_path, stored=stored)
    assert after["a.txt"].file.id != after["z.txt"].file.id == stored["z.txt"].id


def test_a_copy_is_another_document(tmp_path: Path) -> None:
    stored = as_stored(identified(write_plans(tmp_path, "a.txt")))
    (tmp_path / "b.txt").write_bytes((tmp_path / "a.txt").read_bytes())
    after = identified(tmp_path, stored=stored)
    assert after["a.txt"].file.id != after["b.txt"].file.id


def test_two_folders_with_files_of_one_name(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_plans(one, "a.txt")
    write_plans(two, "x.txt", "a.txt")
    both = identified(one, two)
    assert {s: d.path.parent.name for s, d in both.items()} == {
        "a.txt": "one",
        "x.txt": "two",
        "two/a.txt": "two",
    }
    # One folder alone, and both in another order: each file is still the document it was.
    stored = as_stored(both)
    assert identified(two, stored=stored)["two/a.txt"].known == stored["two/a.txt"]
    assert identified(two, one, stored=stored)["a.txt"].known == stored["a.txt"]


def test_a_stored_document_is_not_replaced_by_another_of_its_name(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    stored = as_stored(identified(write_plans(one, "a.txt")))
    write_plans(two, "x.txt", "a.txt")
    assert set(identified(two, stored=stored)) == {"x.txt", "two/a.txt"}


def test_a_folder_that_was_moved_as_a_whole(tmp_path: Path) -> None:
    stored = as_stored(identified(write_plans(tmp_path / "one", "a.txt", "b.txt")))
    (tmp_path / "one").rename(tmp_path / "two")
    after = identified(tmp_path / "two", stored=stored)
    assert {s: d.known for s, d in after.items()} == stored


def test_a_copied_folder_holds_the_same_documents(tmp_path: Path) -> None:
    stored = as_stored(identified(write_plans(tmp_path / "one", "a.txt", "b.txt")))
    after = identified(write_plans(tmp_path / "two", "a.txt", "b.txt"), stored=stored)
    assert {s: d.known for s, d in after.items()} == stored


def test_two_folders_with_the_same_content(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_plans(one, "a.txt")
    write_plans(two, "a.txt")
    both = identified(one, two)
    assert set(both) == {"a.txt", "two/a.txt"}
    assert set(identified(one, two, stored=as_stored(both))) == {"a.txt", "two/a.txt"}
    assert len({d.file.id for d in both.values()}) == 2


def test_what_cannot_be_read_has_an_identity_too(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").symlink_to(tmp_path / "nowhere")
    (document,) = identified(tmp_path / "broken.pdf").values()
    assert document.file.sha256 == ""
