"""The committed samples are what the generator makes, all kinds among them, and not too large."""

import json
from pathlib import Path

import pytest

from corpus.__main__ import HERE, Sample, main, others, samples
from corpus.generator import KINDS, as_file, make_plan
from corpus.generator.plain import as_text
from tests.corpus.test_files import needs_font, text_of_pdf

SAMPLES = samples()


def name_of(sample: Sample) -> str:
    return sample.name


def committed(sample: Sample) -> Path:
    (path,) = HERE.glob(f"{sample.name}.*")
    return path


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_truth_is_current(sample: Sample) -> None:
    document = make_plan(sample.seed, sample.wishes)
    written = (HERE / "truth" / f"{sample.name}.json").read_text("utf-8")
    assert written == document.truth.to_json(sample.kind), "run python -m corpus"


@pytest.mark.parametrize(
    "sample",
    [s for s in SAMPLES if s.kind in ("text", "markdown", "stripped", "docx")],
    ids=name_of,
)
def test_text_is_current(sample: Sample) -> None:
    content, _ = as_file(make_plan(sample.seed, sample.wishes), sample.kind)
    assert committed(sample).read_bytes() == content, "run python -m corpus"


@needs_font
@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.kind == "pdf"], ids=name_of)
def test_pdf_is_current(sample: Sample) -> None:
    """By its words: the bytes also depend on the versions of reportlab and of the font."""
    content, _ = as_file(make_plan(sample.seed, sample.wishes), "pdf")
    assert text_of_pdf(committed(sample).read_bytes()) == text_of_pdf(content)


def test_samples_are_of_every_kind_and_small() -> None:
    assert {sample.kind for sample in SAMPLES} == set(KINDS)
    files = [committed(sample) for sample in SAMPLES]
    assert sum(path.stat().st_size for path in files) < 15_000_000
    truths = {path.stem for path in (HERE / "truth").glob("*.json")}
    assert truths == {sample.name for sample in SAMPLES}


def test_samples_state_records_of_every_kind() -> None:
    counts: dict[str, int] = {}
    programmes = set()
    for path in (HERE / "truth").glob("*.json"):
        gold = json.loads(path.read_text("utf-8"))
        programmes.update(gold["document"]["programmes"])
        for table in ("citations", "classes", "targets", "responsibilities", "funding"):
            counts[table] = counts.get(table, 0) + len(gold[table])
    assert min(counts.values()) >= 40, counts
    assert len(programmes) >= 5


def test_the_command_makes_as_many_others_as_asked(tmp_path: Path) -> None:
    asked = ["--seed", "7", "--number", "3", "--kind", "text", "--out", str(tmp_path)]
    assert main(asked) == 0
    files = sorted(tmp_path.glob("*.txt"))
    assert [path.stem for path in files] == ["plan-7", "plan-8", "plan-9"]
    assert len({path.read_bytes() for path in files}) == 3
    assert files[0].read_text("utf-8") == as_text(make_plan(7))
    assert len(list((tmp_path / "truth").glob("*.json"))) == 3


def test_photographs_are_of_brief_plans() -> None:
    (one,) = others(1, 1, "photo")
    assert one.wishes.brief
