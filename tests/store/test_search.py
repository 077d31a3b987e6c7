"""Search with and without marks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store import Store
from pipeline.store.columns import clean
from pipeline.vietnamese.letters import fold, nfc
from schemas.plan import Plan
from tests.store.samples import page, plan
from tests.strategies import phrases, texts

PATH = Path("/archive/plan.pdf")
PAGES = {
    "marked": page(1, "Kế hoạch Đào tạo nghề", "cho lao động Thanh Hóa"),
    "stripped": page(1, "ke hoach dao tao nghe", "cho lao dong"),
    "scattered": page(1, "đào mương, tạo việc làm", "hoa và cây, thanh niên"),
    "other": page(1, "Phòng cháy chữa cháy 12/KH-UBND"),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "plans.db")
    for name, one in PAGES.items():
        document = Plan(id=name, source=name, sha256="", n_pages=1, pages=(one,))
        store.write(document, path=PATH, fingerprint="f")
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("đào tạo", ["marked", "stripped", "scattered"]),
        ("ĐÀO TẠO", ["marked", "stripped", "scattered"]),
        ("đào  tạo\tnghề", ["marked", "stripped"]),
        ("Thanh Hoa", ["marked", "scattered"]),
        ("đa\u0300o ta\u0323o", ["marked", "stripped", "scattered"]),
        ('"đào tạo"', ["marked", "stripped"]),
        ('"tạo việc làm" mương', ["scattered"]),
        ('"tạo việc', ["scattered"]),
        ("12/KH-UBND", ["other"]),
        ("chua chay", ["other"]),
        ("lao", ["stripped", "marked"]),
        ("laos", []),
        ("NOT đào OR*", []),
        ("", []),
        (' - "" "-" ', []),
    ],
)
def test_search(store: Store, query: str, found: list[str]) -> None:
    hits = store.search(query)
    assert sorted(hit.document_id for hit in hits) == sorted(found)
    assert [hit.document_id for hit in hits][:1] == found[:1]


def test_exact_marks_come_first(store: Store) -> None:
    assert [(hit.document_id, hit.exact) for hit in store.search("dao tao")] == [
        ("stripped", True),
        ("marked", False),
        ("scattered", False),
    ]
    assert [(hit.document_id, hit.exact) for hit in store.search("đào tạo", limit=1)] == [
        ("marked", True)
    ]


def test_snippets_are_the_words_of_the_page(store: Store) -> None:
    (hit,) = store.search("thanh hoa", limit=1)
    assert hit.snippet == "Kế hoạch Đào tạo nghề\ncho lao động «Thanh Hóa»"
    assert hit.pieces[-1] == ("Thanh Hóa", True)
    assert (hit.page, hit.source, hit.exact) == (1, "marked", False)


def test_long_pages_give_a_passage(tmp_path: Path) -> None:
    lines = [f"dòng số {i} của trang" for i in range(200)]
    lines[100] = "… ở đây có Đắk Nông"
    document = Plan(id="x", source="x", sha256="", pages=(page(3, *lines),))
    with Store(tmp_path / "plans.db") as store:
        store.write(document, path=PATH, fingerprint="f")
        (hit,) = store.search("dak nong")
        assert "«Đắk Nông»" in hit.snippet
        assert hit.snippet.startswith("…")
        assert hit.snippet.endswith("…")
        assert 40 < len(hit.snippet) < 300
        assert hit.page == 3


def test_records_are_searched_too(tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        store.write(plan(), path=PATH, fingerprint="f")

        def found(table: str, match: str) -> int:
            return int(
                store.database.execute(
                    f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?", [match]
                ).fetchone()[0]
            )

        assert found("classes", '"can bo"') == 1
        assert found("classes", '"cán bộ"') == 1
        assert found("responsibilities", '"chu tri thuc hien"') == 2  # in the task, not the quote
        assert found("responsibilities", "lead") == 0


def test_search_works_after_vacuum(store: Store) -> None:
    store.write(plan(), path=PATH, fingerprint="f")
    store.write(plan("an-khe"), path=PATH, fingerprint="f")  # leaves a gap
    store.database.execute("DELETE FROM documents WHERE id = 'marked'")
    store.database.execute("VACUUM")
    assert [hit.document_id for hit in store.search('"chữa cháy"')] == ["other"]
    assert [hit.source for hit in store.search('"nông thôn"')] == ["plans/an-khe.pdf"]
    store.database.execute("INSERT INTO pages_fts(pages_fts, rank) VALUES ('integrity-check', 1)")


@given(st.text() | texts)
@settings(max_examples=300)
def test_folding_keeps_places(text: str) -> None:
    assert len(fold(clean(text))) == len(clean(text)) == len(nfc(text))


def test_control_characters_do_no_harm(store: Store) -> None:
    one = page(1, "bản\x00 \x02gốc\x03 \x04kèm")
    document = Plan(id="x", source="x", sha256="", error="\x1b[2J\n", pages=(one,))
    store.write(document, path=PATH, fingerprint="f")
    assert [hit.snippet for hit in store.search("goc kem")] == ["bản� �«gốc� �kèm»"]
    assert store.stored_pages("x", "f") == (one,)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("search") / "plans.db") as store:
        store.write(plan(), path=PATH, fingerprint="f")
        yield store


@given(query=st.text(max_size=30) | phrases)
@settings(max_examples=300, deadline=None)
def test_any_query_has_an_answer(shared: Store, query: str) -> None:
    for hit in shared.search(query):
        assert hit.source == "plans/an-khe.pdf"
        assert any(found for _, found in hit.pieces)
