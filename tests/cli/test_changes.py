"""How changes between two databases are told."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.changes import render
from pipeline.store.diff import Changes, Difference, DocumentChange, Kind, RowChange
from tests.strategies import texts

OLD, NEW = Path("old.db"), Path("new.db")
EVIDENCE = {"section": "II.1", "page": 2, "quote": "mở 03 lớp cho cán bộ xã"}
CLASS = {
    **EVIDENCE,
    "programme": None,
    "audience": "cán bộ xã",
    "n_classes": 3,
    "n_participants": 0,
    "comparator": "=",
    "is_total": False,
}
FINDING = {
    "code": "no-date",
    "severity": "warning",
    "message": "the date is blank",
    "section": None,
    "page": None,
}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "en")


def changes(*documents: DocumentChange) -> Changes:
    return Changes(OLD, NEW, documents)


def in_document(*rows: RowChange, source: str = "a.pdf", title: str | None = None) -> Changes:
    return changes(DocumentChange("changed", "1", source, title, rows=rows))


def in_header(*differences: Difference) -> Changes:
    return changes(DocumentChange("changed", "1", "a.pdf", None, differences))


def line(found: Changes) -> str:
    """The one line that tells a change."""
    source, told, *_ = render(found, "text").splitlines()
    assert source.startswith("a.pdf")
    return told


def cells(found: Changes) -> list[str]:
    """The cells of the only row of the only table, as Markdown has them."""
    row = render(found, "markdown").splitlines()[-1]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.replace("\\\\", ""))[1:-1]]


SOME = changes(
    DocumentChange("added", "1", "a.pdf", None, contains={"classes": 2, "findings": 1}),
    DocumentChange(
        "changed",
        "2",
        "b.pdf",
        "Đào tạo nghề",
        (Difference("number", None, "12/KH-UBND"),),
        (
            RowChange("added", "classes", "3", CLASS),
            RowChange("changed", "classes", "4", CLASS, (Difference("n_classes", 2, 3),)),
            RowChange("removed", "findings", "5", FINDING),
        ),
    ),
    DocumentChange("removed", "6", "c.pdf", None, contains={}),
)


def test_text_has_a_line_a_change_and_counts_at_the_end() -> None:
    assert render(SOME, "text").splitlines() == [
        "a.pdf",
        "  + document: 2 classes, 1 finding",
        "",
        "b.pdf: Đào tạo nghề",
        "  ~ document: number – → „12/KH-UBND“",
        "  + class II.1, page 2: „cán bộ xã“, n_classes 3, n_participants 0",
        "  ~ class II.1, page 2: „cán bộ xã“: n_classes 2 → 3",
        "  - finding: warning no-date: the date is blank",
        "",
        "c.pdf",
        "  - document",
        "",
        "1 document added, 1 document removed, 1 document changed",
        "1 class added, 1 class changed",
        "1 finding removed",
    ]


def test_markdown_has_counts_on_top_and_a_table_a_document() -> None:
    assert render(SOME, "markdown").splitlines() == [
        "## Changes from old.db to new.db",
        "",
        "- 1 document added, 1 document removed, 1 document changed",
        "- 1 class added, 1 class changed",
        "- 1 finding removed",
        "",
        "### a.pdf",
        "",
        "|  | what | where | change |",
        "|---|---|---|---|",
        "| added | document |  | 2 classes, 1 finding |",
        "",
        "### b.pdf: Đào tạo nghề",
        "",
        "|  | what | where | change |",
        "|---|---|---|---|",
        "| changed | document |  | number – → „12/KH-UBND“ |",
        "| added | class | II.1, page 2 | „cán bộ xã“, n\\_classes 3, n\\_participants 0 |",
        "| changed | class | II.1, page 2 | „cán bộ xã“: n\\_classes 2 → 3 |",
        "| removed | finding |  | warning no-date: the date is blank |",
        "",
        "### c.pdf",
        "",
        "|  | what | where | change |",
        "|---|---|---|---|",
        "| removed | document |  |  |",
    ]


def test_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    text = render(SOME, "text")
    assert "\n  + lớp II.1, trang 2: „cán bộ xã“, n_classes 3, n_participants 0\n" in text
    assert text.endswith("\nthêm 1 lớp, sửa 1 lớp\nbỏ 1 lưu ý")
    assert "\n| thêm | văn bản |  | 2 lớp, 1 lưu ý |\n" in render(SOME, "markdown")
    assert render(changes(), "text") == "Không có khác biệt giữa old.db và new.db."


def test_no_changes_are_told() -> None:
    assert render(changes(), "text") == "No differences between old.db and new.db."
    assert render(changes(), "markdown") == "No differences between old.db and new.db."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ("", "„“"),
        ("một", "„một“"),
        ("hai\ndòng\u00a0\u200b", r"„hai\ndòng\xa0\u200b“"),
        (80.0, "80"),
        (12.5, "12.5"),
        (True, "true"),
        (["a", "b"], '["a", "b"]'),
    ],
)
def test_values(value: object, shown: str) -> None:
    assert line(in_header(Difference("x", value, 1))) == f"  ~ document: x {shown} → 1"


def test_a_record_without_words_of_its_own_is_known_by_its_quote() -> None:
    total = {**CLASS, "audience": None, "is_total": True}
    told = line(in_document(RowChange("added", "classes", "1", total)))
    assert told.endswith(
        ": „mở 03 lớp cho cán bộ xã“, n_classes 3, n_participants 0, is_total true"
    )


def test_long_texts_are_cut() -> None:
    told = line(in_document(RowChange("added", "classes", "1", {**CLASS, "audience": "x" * 500})))
    assert f"„{'x' * 120}…“" in told
    one = in_document(title="y" * 500)
    assert render(one, "text").splitlines()[0] == f"a.pdf: {'y' * 120}…"


def test_of_long_texts_the_first_difference_is_shown() -> None:
    same = "".join(f"{number} " for number in range(100))
    difference = Difference("task", f"{same}đến 2025", f"{same}đến 2030 {same}")
    told = line(in_header(difference))
    before = f"…{same[-24:]}đến "
    assert f"task „{before}2025“ → „{before}2030 0 1 2" in told
    assert told.endswith("…“")
    assert len(told) < 250


def test_nothing_in_a_text_is_markdown() -> None:
    text = r"a|b \| `c` *d* _e_ [f](g) <img> &amp; ~~h~~ #1 @someone"
    row = RowChange("added", "classes", "1", {**CLASS, "section": "I|1", "audience": text})
    markdown = render(in_document(row, source="x|y_*.pdf", title="<b>"), "markdown")
    assert r"### x\|y\_\*.pdf: \<b\>" in markdown
    assert (
        r"| I\|1, page 2 | „a\|b \\\| \`c\` \*d\* \_e\_ \[f\](g) \<img\> \&amp; \~\~h\~\~ \#1 "
        r"@<!-- -->someone“, "
    ) in markdown


@given(text=texts, kind=st.sampled_from(["added", "removed"]))
def test_any_text_stays_in_its_cell(text: str, kind: Kind) -> None:
    values = {**CLASS, "section": text, "audience": text, "quote": text}
    found = in_document(RowChange(kind, "classes", "1", values))
    assert len(cells(found)) == 4
    assert len(render(found, "text").splitlines()) == 5


def test_markdown_fits_into_a_comment_and_says_what_it_leaves_out() -> None:
    documents = [
        DocumentChange(
            "changed",
            str(number),
            f"{number}.pdf",
            "một kế hoạch",
            (Difference("number", None, str(number)),),
            (RowChange("added", "classes", str(number), {**CLASS, "audience": "|" * 500}),) * 3,
        )
        for number in range(200)
    ]
    markdown = render(changes(*documents), "markdown")
    assert 59_000 < len(markdown) <= 60_000
    told = re.search(r"\n\n… and (\d+) more changes: `kehoach diff` lists them all\.$", markdown)
    assert told
    rows = len(re.findall(r"^\| (?:added|changed) ", markdown, re.M))
    assert rows + int(told[1]) == 800
    assert "200 documents changed" in markdown
    assert len(render(changes(*documents), "text").splitlines()) == 200 * 6 + 2


def test_json_has_all_of_it() -> None:
    told = json.loads(json.dumps(SOME.as_dict()))
    assert [len(document["rows"]) for document in told["documents"]] == [0, 3, 0]
    assert told["documents"][1]["rows"][1]["values"]["quote"] == EVIDENCE["quote"]
