"""The data dictionary, written from the schemas: `python -m pipeline.store.dictionary`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.store.columns import FOLDED, Column, columns
from pipeline.store.tables import SEARCHED
from pipeline.store.views import VIEWS
from schemas.records import RECORD_TYPES
from schemas.stored import TABLES

PLACE = Path("docs/data-dictionary.md")

_INTRODUCTION = """\
# Data dictionary

<!-- Written by `python -m pipeline.store.dictionary` from the schemas; change them, not this. -->

A run leaves one SQLite file, `plans.db`, which any SQLite program, DuckDB, pandas or Datasette
opens, also while a run is writing to it. Text is Unicode NFC. Booleans are 0 and 1, lists are
JSON. A value is what the document states: a number that the program computed is never stored as
if it were stated. `null` in the column *type* says that a document need not state it.

## How the tables hang together

- Every row but those of `agencies`, `corrections` and `runs` belongs to a document, by
  `document_id`, and goes with it when the document is processed again.
- Records ({records}) carry their evidence:
  `section`, `page`, `quote`, `bbox` and `confidence`. The quote stands in the text of that page,
  white space aside; `bbox` frames it.
- A stated sum and its parts are rows of one table: the sum has `is_total` = 1, the parts name it
  in `parent_id`. To add up without counting twice, take the rows without a parent.
- Identifiers are stable: the same document gives the same ones again.
- `PRAGMA user_version` is the version of the database; an older one is brought up to date by the
  next `kehoach run`.

## Questions and answers

Every query here is run by the tests. They ask for one province, which is answered at once however
large the archive is; sums over all of a hundred thousand plans take seconds here, and a blink in
DuckDB over the exported Parquet files ([for analysts](analyst.md)).

Training classes and people by year, each counted once:

```sql
SELECT year, sum(n_classes) AS classes, sum(n_participants) AS people
FROM v_classes
WHERE province = 'Thanh Hóa' AND parent_id IS NULL
GROUP BY year
ORDER BY year;
```

Which office leads how many tasks:

```sql
SELECT agency_name, count(*) AS tasks
FROM v_duties
WHERE province = 'Thanh Hóa' AND year = 2024 AND role = 'lead'
GROUP BY agency_name
ORDER BY tasks DESC, agency_name;
```

Which documents are cited most:

```sql
SELECT cited_number, count(DISTINCT document_id) AS plans
FROM v_citations
WHERE province = 'Thanh Hóa'
GROUP BY cited_number
ORDER BY plans DESC, cited_number
LIMIT 20;
```

Who cites whom, of the documents that are here:

```sql
SELECT v.source, d.source AS cites
FROM v_citations AS v
JOIN documents AS d ON d.id = v.cited_document_id
WHERE v.province = 'Thanh Hóa' AND v.year = 2024
ORDER BY v.source, cites;
```

Plans of a programme (a JSON list):

```sql
SELECT d.title, d.number, d.issued_year
FROM documents AS d, json_each(d.programmes) AS programme
WHERE d.province = 'Thanh Hóa' AND programme.value = 'OCOP';
```

Documents that have the very content of another one:

```sql
SELECT a.source, b.source AS the_same_as
FROM documents AS a
JOIN documents AS b ON b.sha256 = a.sha256 AND b.id < a.id
WHERE a.province = 'Thanh Hóa'
ORDER BY a.source;
```

What a person should look at first:

```sql
SELECT source, page, code, message
FROM v_findings
WHERE province = 'Thanh Hóa' AND severity = 'error'
ORDER BY source, page;
```

## Search

`pages_fts` indexes each page twice: `text` as it stands, `folded` in lower case without marks.
Put the words of a phrase in double quotes. With marks, exactly so, the latest first:

```sql
SELECT d.source, p.number, snippet(pages_fts, 0, '[', ']', '…', 20) AS passage
FROM pages_fts
JOIN pages AS p ON p.rowid = pages_fts.rowid
JOIN documents AS d ON d.id = p.document_id
WHERE pages_fts MATCH 'text : "đào tạo"'
ORDER BY pages_fts.rowid DESC
LIMIT 20;
```

Without marks (finds "Đào tạo", "dao tao" and "đào tảo"):

```sql
SELECT d.source, p.number
FROM pages_fts
JOIN pages AS p ON p.rowid = pages_fts.rowid
JOIN documents AS d ON d.id = p.document_id
WHERE pages_fts MATCH 'folded : "dao tao"'
ORDER BY pages_fts.rowid DESC
LIMIT 20;
```

`ORDER BY rank` puts the best first instead, for which SQLite looks at every hit: good for words
that are on some thousand pages, slow for words that are on all.

Records have the same, over their `quote` and what else they say (`classes_fts`, `targets_fts` …):

```sql
SELECT v.*
FROM classes_fts
JOIN classes AS r ON r.rowid = classes_fts.rowid
JOIN v_classes AS v ON v.id = r.id
WHERE classes_fts MATCH 'folded : "can bo"'
ORDER BY classes_fts.rowid DESC
LIMIT 50;
```

The indexes follow every change by triggers. After a database was copied as SQL text (`.dump`),
they are made anew with `INSERT INTO pages_fts(pages_fts) VALUES ('rebuild')`, table by table.
"""


def dictionary() -> str:
    """The data dictionary as Markdown."""
    records = ", ".join(f"`{record.TABLE}`" for record in RECORD_TYPES)
    parts = [_INTRODUCTION.replace("{records}", records), "## Tables\n"]
    for name, schema in TABLES.items():
        parts.append(f"### {name}\n\n{_summary(schema.__doc__)}\n\n{_table(_table_rows(name))}")
    parts.append("## Views\n")
    for view in VIEWS:
        rows = ((column.name, _type(column.kind), column.kind.about) for column in view.columns)
        parts.append(f"### {view.name}\n\n{view.about}\n\n{_table(rows)}")
    return "\n".join(parts)


def _table_rows(name: str) -> Iterator[tuple[str, str, str]]:
    for column in columns(TABLES[name]):
        yield column.name, _type(column), column.about
    if name in SEARCHED:
        words, _ = SEARCHED[name]
        more = "" if name == "pages" else " and other words of the record"
        yield FOLDED, "text", f"`{words}`{more} in lower case without marks, for search"


def _type(column: Column) -> str:
    if column.form == "json":
        kind = "JSON"
    elif column.form == "boolean":
        kind = "0 or 1"
    elif column.choices:
        kind = " · ".join(f"`{choice}`" for choice in column.choices)
    else:
        kind = {str: "text", int: "integer", float: "number", bytes: "bytes"}[column.type]
    return f"{kind}, null" if column.nullable else kind


def _summary(docstring: str | None) -> str:
    return (docstring or "").partition("\n")[0]


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"| `{name}` | {kind} | {about} |" for name, kind, about in rows]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *lines, ""])


if __name__ == "__main__":
    PLACE.write_text(dictionary(), "utf-8")
