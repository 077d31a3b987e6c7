"""Scores against gold: what counts as right, what as missed, what as extra."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import compare, evaluate

CLASS = {"n_classes": 2, "n_participants": 60, "audience": "cán bộ thôn", "is_total": False}
TARGET = {"value": 3, "area": None, "category": "5 sao", "indicator": "sản phẩm OCOP 5 sao"}
TASK = {"agency": "Sở Y tế", "task": "Chủ trì hướng dẫn các chủ thể", "role": "lead"}


@pytest.mark.parametrize(
    ("kind", "gold", "found", "right"),
    [
        ("citations", {"number": "919/QĐ-TTg"}, {"number": "919/QD-TTg"}, 1),
        ("citations", {"number": "919/QĐ-TTg"}, {"number": "918/QĐ-TTg"}, 0),
        ("classes", CLASS, CLASS | {"audience": "cán bộ các thôn"}, 1),
        ("classes", CLASS, CLASS | {"n_participants": 61}, 0),
        ("classes", CLASS, CLASS | {"n_classes": None}, 0),
        ("targets", TARGET, TARGET | {"indicator": "sản phẩm 5 sao"}, 1),
        ("targets", TARGET, TARGET | {"category": None}, 0),
        ("targets", TARGET, TARGET | {"indicator": "hộ nghèo được sửa nhà"}, 0),
        ("responsibilities", TASK, TASK | {"role": "implement"}, 1),
        ("responsibilities", TASK, TASK | {"agency": "Sở Công thương"}, 0),
        ("responsibilities", TASK, TASK | {"task": "Kiểm tra an toàn thực phẩm"}, 0),
        (
            "funding",
            {"amount_vnd": 10, "text": "Thưởng 10 đồng"},
            {"amount_vnd": 10, "text": "thưởng 10 đồng/sản phẩm"},
            1,
        ),
    ],
)
def test_what_is_right(
    kind: str, gold: dict[str, object], found: dict[str, object], right: int
) -> None:
    score = compare(kind, [gold], [_with_all_columns(kind, found)])
    assert (score.right, len(score.missed), len(score.extra)) == (right, 1 - right, 1 - right)


def _with_all_columns(kind: str, fact: dict[str, object]) -> dict[str, object]:
    columns: dict[str, object] = {"category": None, "area": None, "amount_vnd": None}
    return columns | fact if kind in ("targets", "funding") else fact


def test_each_record_counts_once() -> None:
    score = compare("citations", [{"number": "1/QĐ"}], [{"number": "1/QĐ"}, {"number": "1/QĐ"}])
    assert (score.precision, score.recall) == (0.5, 1.0)
    assert score.f1 == pytest.approx(2 / 3)


def test_the_likeliest_pair_first() -> None:
    """Two groups of equal numbers are told apart by their audience."""
    others = [CLASS | {"audience": "hộ dân", "per_class": 30}, CLASS | {"per_class": 20}]
    score = compare("classes", [CLASS | {"per_class": 20}], others)
    assert score.values["per_class"] == (1, 1)
    assert score.extra[0]["audience"] == "hộ dân"


def test_nothing_true_and_nothing_found_is_right() -> None:
    assert compare("targets", [], []).f1 == 1.0


def test_no_gold_no_database(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no gold files"):
        evaluate(tmp_path, tmp_path / "plans.db")
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(UsageError, match="no database"):
        evaluate(tmp_path, tmp_path / "plans.db")
