"""The views: each record with the document that states it, ready for an analyst."""

from dataclasses import dataclass, replace

from sqlite_utils import Database

from pipeline.store import tables
from pipeline.store.columns import Column, columns
from schemas.records import RECORD_TYPES
from schemas.stored import TABLES


@dataclass(frozen=True)
class ViewColumn:
    """A column of a view: what it selects, under which name, and what kind of value that is."""

    name: str
    sql: str
    kind: Column


@dataclass(frozen=True)
class View:
    """A table's rows (`r`) joined to their documents (`d`).

    A column that has the name of a document's column gets `noun` before it: the document's
    `number` and the `cited_number`.
    """

    name: str
    table: str
    noun: str
    about: str
    added: tuple[ViewColumn, ...] = ()
    joins: str = ""

    @property
    def columns(self) -> tuple[ViewColumn, ...]:
        """The view's columns: the document's, the record's own, and what is joined to it."""
        taken = {column.name for column in DOCUMENT}
        own = (
            ViewColumn(
                f"{self.noun}_{column.name}" if column.name in taken else column.name,
                f"r.{column.name}",
                column,
            )
            for column in columns(TABLES[self.table])
        )
        return (*DOCUMENT, *own, *self.added)

    @property
    def sql(self) -> str:
        """The SELECT that the view stands for."""
        selected = ",\n  ".join(f"{column.sql} AS {column.name}" for column in self.columns)
        joins = f"FROM {self.table} AS r\nJOIN documents AS d ON d.id = r.document_id"
        return f"SELECT\n  {selected}\n{joins}\n{self.joins}".rstrip()


def _column(table: str, name: str) -> Column:
    return next(column for column in columns(TABLES[table]) if column.name == name)


def _joined(name: str, sql: str, kind: Column) -> ViewColumn:
    """A column of a table that need not have a row for this one."""
    return ViewColumn(name, sql, replace(kind, nullable=True))


def _of_document(name: str) -> ViewColumn:
    return ViewColumn(name, f"d.{name}", _column("documents", name))


# Of a document, with the name d.
YEAR = tables.YEAR.format(of="d.")

DOCUMENT = (
    _of_document("title"),
    _of_document("doc_type"),
    _of_document("number"),
    _of_document("province"),
    _of_document("unit_code_now"),
    ViewColumn(
        "year",
        YEAR,
        replace(
            _column("documents", "issued_year"),
            about="year of issue; where none is stated, the first year that the plan is for",
        ),
    ),
    _of_document("issued_on"),
    _of_document("issuer"),
    _of_document("issuer_level"),
    _of_document("source"),
)

# Tables with a place in the document, whose rows a finding can be about.
_RECORDS = tuple(record.TABLE for record in RECORD_TYPES)


def _coalesce(column: str, first: str | None = None) -> str:
    found = [f"{table}.{column}" for table in _RECORDS]
    return f"coalesce({', '.join([first, *found] if first else found)})"


VIEWS = (
    View("v_classes", "classes", "class", "Training classes."),
    View("v_targets", "targets", "target", "Targets and planned amounts."),
    View(
        "v_duties",
        "responsibilities",
        "duty",
        "Tasks that plans give to agencies.",
        (
            _joined("agency_name", "a.name", _column("agencies", "name")),
            _joined("agency_level", "a.level", _column("agencies", "level")),
            _joined("agency_kind", "a.kind", _column("agencies", "kind")),
        ),
        "LEFT JOIN agencies AS a ON a.id = r.agency_id",
    ),
    View("v_funding", "funding", "funding", "Sources of money and rates paid."),
    View(
        "v_citations",
        "citations",
        "cited",
        "Documents that plans cite, and which of them are here: who cites whom.",
        (
            _joined(
                "cited_document_id",
                # A number alone is that of many offices' documents; with its day it is of one.
                "(SELECT c.id FROM documents AS c WHERE c.number = r.number"
                " AND c.issued_on = r.issued_on ORDER BY c.source LIMIT 1)",
                replace(
                    _column("citations", "document_id"),
                    about="the cited document, where it is in this database",
                ),
            ),
        ),
    ),
    View(
        "v_findings",
        "findings",
        "finding",
        "What a person should look at, with the place in the document.",
        (
            _joined(
                "section", _coalesce("section", "sections.path"), _column("classes", "section")
            ),
            _joined("quote", _coalesce("quote"), _column("classes", "quote")),
        ),
        "\n".join(
            f"LEFT JOIN {table} ON r.record_table = '{table}' AND {table}.id = r.record_id"
            for table in ("sections", *_RECORDS)
        ),
    ),
    View("v_corrections", "corrections", "correction", "What people decided about records."),
)


def create_views(database: Database) -> None:
    """Make the views, or make them anew where they have changed."""
    for view in VIEWS:
        database.create_view(view.name, view.sql, replace=True)
