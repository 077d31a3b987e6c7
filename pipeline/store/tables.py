"""The tables of the database, made from the schemas: keys, indexes and full-text search."""

from collections.abc import Mapping

from sqlite_utils import Database
from sqlite_utils.db import ForeignKey

from pipeline.store.columns import FOLDED, columns
from schemas.records import RECORD_TYPES
from schemas.stored import TABLES, Correction, StoredPage

# What full-text search reads, table by table: the words as they stand, and a copy without marks.
SEARCHED: Mapping[str, tuple[str, str]] = {
    StoredPage.TABLE: ("text", FOLDED),
    **{record.TABLE: ("quote", FOLDED) for record in RECORD_TYPES},
}
# Marks are kept in the index (they tell words apart); the folded copy is for finding without.
TOKENIZER = "unicode61 remove_diacritics 0"

# The year of a document: that of issue, else the first that it is for.
YEAR = "coalesce({of}issued_year, {of}period_start)"

# Columns that people select and group by, and that no foreign key indexes anyway. One that has a
# handful of values (the role of an office) is none: SQLite would take it for a way to choose rows.
FACETS: Mapping[str, tuple[str, ...]] = {
    "documents": ("sha256", "number", "doc_type", "issued_year", "province", "issuer", "status"),
    "agencies": ("name", "level"),
    "citations": ("number",),
    "classes": ("programme",),
    "targets": ("category", "unit", "year"),
    "funding": ("kind",),
    "findings": ("record_id", "code", "severity"),
    "restorations": ("read",),
    "corrections": ("document_id", "sha256", "record_id", "made_at"),
}
_PARTS = 8  # of an index for search that are put together at a time
# What is summed most often, kept beside the key of the document.
_SUMMED = {"classes": ("parent_id", "n_classes", "n_participants")}


def column_names(table: str) -> tuple[str, ...]:
    """The columns of a table, with the folded copy that search needs."""
    own = tuple(column.name for column in columns(TABLES[table]))
    return (*own, FOLDED) if table in SEARCHED else own


def create_tables(database: Database) -> None:
    """Make all tables with their keys, indexes and search, in an empty database."""
    for name in TABLES:
        create_table(database, name)
    for name, searched in SEARCHED.items():
        database.table(name).enable_fts(searched, tokenize=TOKENIZER, create_triggers=True)
        merge_seldom(database, name)


def create_table(database: Database, name: str) -> None:
    """Make one table with its keys and indexes."""
    made = columns(TABLES[name])
    # The key of `runs` is optional in its schema: SQLite gives it.
    required = {c.name for c in made if not c.nullable}
    types: dict[str, type] = {column.name: column.type for column in made}
    if name in SEARCHED:
        types[FOLDED] = str
        required.add(FOLDED)
    links = [link for column in made if (link := _link(name, column.name))]
    table = database.table(name)
    table.create(
        types,
        pk=("document_id", "number") if name == StoredPage.TABLE else "id",
        foreign_keys=links,
        not_null=required,
        strict=True,
    )
    for link in links:
        if link.columns == ("parent_id",):
            index_parents(database, name)
        elif link.columns == ("document_id",):
            index_documents(database, name)
        else:
            table.create_index(link.columns)
    for facet in FACETS.get(name, ()):
        table.create_index([facet])
    if name == "documents":
        table.create_index(["source"], unique=True)
        index_years(database)


def merge_seldom(database: Database, name: str) -> None:
    """Let the search of a table put together eight parts at a time, not four.

    So a document more costs 22 ms among 100,000, 32 at the 95th percentile; it was 27 and 71.
    """
    database.execute(f"INSERT INTO {name}_fts ({name}_fts, rank) VALUES ('automerge', {_PARTS})")


def index_documents(database: Database, name: str) -> None:
    """Find the rows of a document; of what is summed most, with what is summed."""
    database.table(name).create_index(
        ["document_id", *_SUMMED.get(name, ())], f"idx_{name}_document_id"
    )


def index_parents(database: Database, name: str) -> None:
    """Find the parts of sums. Most rows are none: for these SQLite should not look here."""
    database.execute(
        f"CREATE INDEX idx_{name}_parent_id ON {name} (parent_id) WHERE parent_id IS NOT NULL"
    )


def index_years(database: Database) -> None:
    """Find documents by the year that the views tell, and in it by their province."""
    database.execute(
        f"CREATE INDEX idx_documents_year ON documents ({YEAR.format(of='')}, province)"
    )


def _link(table: str, column: str) -> ForeignKey | None:
    """The foreign key that a column is, by its name."""
    if column == "document_id" and table != Correction.TABLE:  # these outlive their documents
        return ForeignKey(table, column, "documents", "id", on_delete="CASCADE")
    if column == "agency_id":
        return ForeignKey(table, column, "agencies", "id")
    if column == "parent_id":
        return ForeignKey(table, column, table, "id")
    return None
