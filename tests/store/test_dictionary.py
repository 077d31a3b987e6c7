"""The data dictionary is current, complete, and its queries run."""

import re
from pathlib import Path

import pytest

from pipeline.store import Store
from pipeline.store.columns import columns
from pipeline.store.dictionary import PLACE, dictionary
from pipeline.store.views import VIEWS
from schemas.records import Extraction
from schemas.stored import TABLES, json_schema
from tests.store.samples import cited, page, plan

QUERIES = re.findall(r"```sql\n(.*?)```", dictionary(), re.DOTALL)


def test_the_dictionary_is_current() -> None:
    project = Path(__file__).parents[2]
    assert (project / PLACE).read_text("utf-8") == dictionary(), (
        "write it anew: python -m pipeline.store.dictionary"
    )


def test_every_column_is_described() -> None:
    for table, schema in TABLES.items():
        assert [c.name for c in columns(schema) if not c.about] == [], table
    text = dictionary()
    for name in [*TABLES, *(view.name for view in VIEWS)]:
        assert f"\n### {name}\n" in text


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_find_something(query: str, tmp_path: Path) -> None:
    with Store(tmp_path / "plans.db") as store:
        one = plan().model_copy(update={"pages": (page(1, "Đào tạo", "và đào tạo lại"),)})
        header = one.extraction.header.model_copy(update={"province": "Thanh Hóa"})
        extraction = one.extraction.model_copy(update={"header": header})
        one = one.model_copy(update={"extraction": extraction})
        copy = one.model_copy(update={"id": "f" * 16, "source": "copy.pdf", "pages": ()})
        copy = copy.model_copy(
            update={"findings": (), "extraction": Extraction(header=extraction.header)}
        )
        for each in (one, cited(), copy):
            store.write(each, path=Path("/archive/plan.pdf"), fingerprint="f")
        assert list(store.database.query(query))


def test_json_schemas() -> None:
    assert json_schema().keys() == TABLES.keys()
    classes = json_schema("classes")
    assert classes["properties"]["n_classes"]["description"] == "number of classes"
    with pytest.raises(KeyError):
        json_schema("nothing")
