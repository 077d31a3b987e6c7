"""How right is a database? Precision, recall and F1 of its records against gold files.

Gold files are JSON, one a document, named after the document's file (see docs/evaluation.md).
Matching: citations by number; classes by the numbers stated, then by audience; targets by value,
area and category, then by indicator; responsibilities by agency and the words of the task;
funding by amount or text. Case, diacritics and punctuation aside.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from pipeline.errors import UsageError
from pipeline.vietnamese.letters import fold

Fact = dict[str, Any]

KINDS = ("citations", "classes", "targets", "responsibilities", "funding")
HEADER = (
    "doc_type",
    "number",
    "symbol",
    "issued_on",
    "issued_year",
    "place",
    "issuer",
    "title",
    "period_start",
    "period_end",
    "programmes",
    "signer",
    "signer_title",
    "signing_capacity",
    "recipients",
)
# Of a matched pair, the values that ought to agree as well; told apart from F1.
_VALUES: dict[str, tuple[str, ...]] = {
    "citations": ("doc_type", "issued_on", "basis"),
    "classes": ("per_class", "per_year", "days", "field_days", "location", "programme", "is_total"),
    "targets": ("unit", "comparator", "year", "is_total"),
    "responsibilities": ("role",),
    "funding": ("kind", "per", "category"),
}
_SAME_WORDS = 80.0  # per cent of words that two wordings of one task share
_CONFIDENCES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
_ALIKE = 50.0  # per cent of words, where numbers already agree


class Step(NamedTuple):
    """Records whose confidence lies between two bounds, and how many of them are right."""

    low: float
    high: float
    found: int
    right: int

    def __str__(self) -> str:
        return f"{self.low:g}-{self.high:g}: {self.right}/{self.found}"


@dataclass
class Score:
    """Counts of one kind of record in one document, and what was missed and what is extra."""

    right: int = 0
    missed: list[Fact] = field(default_factory=list)
    extra: list[Fact] = field(default_factory=list)
    values: dict[str, tuple[int, int]] = field(default_factory=dict)  # right, compared
    trusted: list[tuple[float, bool]] = field(default_factory=list)  # confidence, right
    differing: list[tuple[str, Fact, Fact]] = field(default_factory=list)  # value, true, stored

    @property
    def precision(self) -> float:
        """Share of the stored records that are right; 1 where nothing was stored."""
        found = self.right + len(self.extra)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true records that were found; 1 where there are none."""
        true = self.right + len(self.missed)
        return self.right / true if true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, other: "Score") -> None:
        """Take over the counts of another document."""
        self.right += other.right
        self.missed += other.missed
        self.extra += other.extra
        self.trusted += other.trusted
        for name, (right, compared) in other.values.items():
            before = self.values.get(name, (0, 0))
            self.values[name] = (before[0] + right, before[1] + compared)


@dataclass
class Report:
    """Scores by document and kind; `header` holds the fields that differ."""

    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    header: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    not_stored: list[str] = field(default_factory=list)

    def total(self, kind: str) -> Score:
        """All documents together."""
        whole = Score()
        for by_kind in self.scores.values():
            whole.add(by_kind[kind])
        return whole

    @property
    def header_right(self) -> float:
        """Share of header fields that agree, over all documents."""
        fields = len(HEADER) * len(self.header)
        wrong = sum(len(differing) for differing in self.header.values())
        return 1 - wrong / fields if fields else 1.0

    def calibration(self) -> list["Step"]:
        """How many records of each step of confidence are right, the surest last."""
        told = [pair for kind in KINDS for pair in self.total(kind).trusted]
        steps = []
        for low, high in pairwise(_CONFIDENCES):
            right = [is_right for confidence, is_right in told if low <= confidence < high]
            if right:
                steps.append(Step(low, min(high, 1.0), len(right), sum(right)))
        return steps

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values, for JSON."""
        return {
            "documents": len(self.scores),
            "not_stored": self.not_stored,
            "header": round(self.header_right, 4),
            "calibration": [step._asdict() for step in self.calibration()],
            "kinds": {kind: _figures(self.total(kind)) for kind in KINDS},
            "by_document": {
                name: {
                    "header_wrong": sorted(self.header.get(name, ())),
                    **{kind: _figures(score) for kind, score in by_kind.items()},
                }
                for name, by_kind in self.scores.items()
            },
        }

    def render(self, verbose: bool = False) -> str:
        """A table for people; with `verbose` each miss and each extra."""
        lines = [f"{'':18}{'true':>6}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>8}"]
        for kind in KINDS:
            lines.append(_row(kind, self.total(kind)))
        lines.append(f"{'header fields':18}{'':13}{self.header_right:>27.3f}")
        values = [
            f"{kind}.{name} {right}/{n}"
            for kind in KINDS
            for name, (right, n) in self.total(kind).values.items()
        ]
        lines.append("values of matched records: " + " · ".join(values))
        lines.append("right by confidence: " + " · ".join(map(str, self.calibration())))
        lines += [f"not in the database: {name}" for name in self.not_stored]
        for name, by_kind in sorted(self.scores.items()):
            told = [f"{kind} {score.f1:.3f}" for kind, score in by_kind.items()]
            lines.append(
                f"{name}: {' · '.join(told)} · header wrong: {len(self.header.get(name, ()))}"
            )
            if verbose:
                lines += self._differences(name)
        return "\n".join(lines)

    def _differences(self, name: str) -> list[str]:
        lines = [
            f"  header {field}: {gold!r} is true, {found!r} is stored"
            for field, (gold, found) in self.header.get(name, {}).items()
        ]
        for kind, score in self.scores[name].items():
            lines += [f"  {kind} missed: {_told(fact)}" for fact in score.missed]
            lines += [f"  {kind} extra:  {_told(fact)}" for fact in score.extra]
            lines += [
                f"  {kind} {field}: {true.get(field)!r} is true, {told.get(field)!r} is stored: "
                f"{_told(told)}"
                for field, true, told in score.differing
            ]
        return lines


def evaluate(gold: Path, database: Path) -> Report:
    """Compare a database with the gold files of a folder (or with one file).

    Raises UsageError where there is no gold file or no database.
    """
    files = sorted(gold.glob("*.json")) if gold.is_dir() else [gold]
    if not files or not files[0].is_file():
        raise UsageError("evaluate.no-gold", path=gold)
    if not database.is_file():
        raise UsageError("evaluate.no-database", path=database)
    report = Report()
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        stored = {
            PurePosixPath(row["source"]).stem: dict(row)
            for row in connection.execute("select * from documents")
        }
        for file in files:
            truth = json.loads(file.read_text("utf-8"))
            document = stored.get(file.stem)
            if document is None:
                report.not_stored.append(file.stem)
                document = {"id": ""}
            facts = {kind: _facts(connection, kind, document["id"]) for kind in KINDS}
            wrong = truth.get("rejected")
            report.scores[file.stem] = {
                kind: compare(
                    kind,
                    truth.get(kind, []),
                    facts[kind],
                    None if wrong is None else wrong.get(kind, []),
                )
                for kind in KINDS
            }
            if "document" in truth:
                recipients = _facts(connection, "recipients", document["id"])
                header = _compare_header(truth["document"], document, recipients)
                report.header[file.stem] = header
    return report


def compare(
    kind: str,
    truth: Sequence[Fact],
    found: Sequence[Fact],
    rejected: Sequence[Fact] | None = None,
) -> Score:
    """Pair true and stored facts of one kind, the surest pairs first.

    With `rejected`, which are known to be wrong, the truth is not the whole truth: a stored fact
    that is neither is not judged.
    """
    alike = _ALIKENESS[kind]
    gold = [_normal(fact) for fact in truth]
    pairs = sorted(
        ((alike(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    score = Score()
    left, right = set(range(len(gold))), set(range(len(found)))
    for likeness, i, j in pairs:
        if likeness > 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            score.right += 1
            for name in _VALUES[kind]:
                before = score.values.get(name, (0, 0))
                agree = _same(gold[i].get(name), found[j].get(name))
                score.values[name] = (before[0] + agree, before[1] + 1)
                if not agree:
                    score.differing.append((name, gold[i], found[j]))
    score.missed = [gold[i] for i in sorted(left)]
    if rejected is None:
        judged = set(range(len(found)))
    else:
        wrong = [_normal(fact) for fact in rejected]
        judged = {
            j for j, f in enumerate(found) if j not in right or any(alike(w, f) for w in wrong)
        }
    score.extra = [found[j] for j in sorted(right & judged)]
    score.trusted = [(found[j].get("confidence", 1.0), j not in right) for j in sorted(judged)]
    return score


def _normal(fact: Fact) -> Fact:
    """Gold files say `total` where the database says `is_total`."""
    return {("is_total" if name == "total" else name): value for name, value in fact.items()}


def _facts(connection: sqlite3.Connection, table: str, document_id: str) -> list[Fact]:
    rows = connection.execute(f"select * from {table} where document_id = ?", [document_id])
    return [dict(row) for row in rows]


def _key(value: object) -> str:
    return re.sub(r"[^\w%/]+", " ", fold(str(value if value is not None else ""))).strip()


def _same(gold: object, found: object) -> bool:
    if isinstance(gold, bool):
        return gold == bool(found)
    return _key(gold) == _key(found)


def _shared(one: object, other: object) -> float:
    """Per cent of the words of the shorter wording that the other has too."""
    first, second = set(_key(one).split()), set(_key(other).split())
    return 100 * len(first & second) / max(1, min(len(first), len(second)))


def _by_number(gold: Fact, found: Fact) -> float:
    return 1.0 if _key(gold["number"]) == _key(found["number"]) else 0.0


def _by_class(gold: Fact, found: Fact) -> float:
    if any(gold.get(name) != found.get(name) for name in ("n_classes", "n_participants")):
        return 0.0
    audience = fuzz.token_set_ratio(_key(gold.get("audience")), _key(found.get("audience")))
    return 100 + audience + 50 * _same(bool(gold.get("is_total")), found.get("is_total"))


def _by_target(gold: Fact, found: Fact) -> float:
    if gold["value"] != found["value"] or not _same(gold.get("category"), found["category"]):
        return 0.0
    if _key(gold.get("area")) != _key(found["area"]):
        return 0.0
    words = _shared(gold["indicator"], found["indicator"])
    return words if words >= _ALIKE else 0.0


def _by_task(gold: Fact, found: Fact) -> float:
    agency = fuzz.ratio(_key(gold["agency"]), _key(found["agency"]))
    true, told = _key(gold["task"]).split(), _key(found["task"]).split()
    if gold["task"].rstrip().endswith("…"):  # its first words only
        told = told[: len(true)]
    task = fuzz.token_sort_ratio(" ".join(true), " ".join(told))
    return agency + task if min(agency, task) >= _SAME_WORDS else 0.0


def _by_amount(gold: Fact, found: Fact) -> float:
    if gold.get("amount_vnd") != found["amount_vnd"]:
        return 0.0
    words = _shared(gold["text"], found["text"])
    return words if words >= _ALIKE else 0.0


_ALIKENESS: dict[str, Callable[[Fact, Fact], float]] = {
    "citations": _by_number,
    "classes": _by_class,
    "targets": _by_target,
    "responsibilities": _by_task,
    "funding": _by_amount,
}


def _compare_header(
    truth: Fact, document: Fact, recipients: Sequence[Fact]
) -> dict[str, tuple[Any, Any]]:
    """The fields that differ: (true, stored)."""
    start, end = truth.get("period") or (None, None)
    gold = truth | {"period_start": start, "period_end": end}
    found = document | {
        "programmes": json.loads(document.get("programmes") or "[]"),
        "recipients": [_with_note(row) for row in recipients],
    }
    return {
        name: (gold.get(name), found.get(name))
        for name in HEADER
        if not _same_header(gold.get(name), found.get(name))
    }


def _with_note(row: Fact) -> str:
    return f"{row['name']} ({row['note']})" if row["note"] else str(row["name"])


def _same_header(gold: object, found: object) -> bool:
    if isinstance(gold, list) or isinstance(found, list):
        return [_key(v) for v in _listed(gold)] == [_key(v) for v in _listed(found)]
    return _key(gold) == _key(found)


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else []


def _figures(score: Score) -> dict[str, Any]:
    return {
        "true": score.right + len(score.missed),
        "found": score.right + len(score.extra),
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "values": {name: list(counts) for name, counts in score.values.items()},
    }


def _row(kind: str, score: Score) -> str:
    figures = _figures(score)
    return (
        f"{kind:18}{figures['true']:>6}{figures['found']:>7}"
        f"{score.precision:>11.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
    )


def _told(fact: Fact) -> str:
    skipped = (
        "id",
        "document_id",
        "bbox",
        "quote",
        "confidence",
        "page",
        "parent_id",
        "agency_id",
        "folded",
    )
    return ", ".join(
        f"{name}={value!r}"
        for name, value in fact.items()
        if name not in skipped and value is not None
    )[:300]
