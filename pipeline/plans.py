"""The database for programs that analyse: documents and records as typed values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pipeline.store import Reader
from pipeline.store.columns import Model, columns, loaded
from pipeline.store.connection import faults
from pipeline.store.views import YEAR
from schemas.records import Finding, Record, Section, Signature
from schemas.stored import Document

Kind = TypeVar("Kind", bound=Record | Section | Finding | Signature)


class Plans(Reader):
    """A database that is there, opened for reading; use it as a context manager.

    Beside what stands here it has `pages`, `search`, `findings`, `failures` and `totals`. A run may
    be writing to the database meanwhile: each call sees what is stored when it begins.

    Raises KehoachError where the file is missing, is no database of kehoach, was made by another
    version, or cannot be read.
    """

    def documents(
        self, *, province: str | None = None, year: int | None = None
    ) -> Iterator[Document]:
        """The documents by source, those that failed too.

        `year` is that of issue; where none is stated, the first that the plan is for.
        """
        filters = {"d.province": province, YEAR: year}
        return self._typed(Document, "d", "documents AS d", "d.source", filters)

    def records(
        self,
        kind: type[Kind],
        *,
        document_id: str | None = None,
        province: str | None = None,
        year: int | None = None,
    ) -> Iterator[Kind]:
        """The records of a kind (sections, findings and signatures, too), document by document.

        `province` and `year` are those of the document. A sum and its parts are records both: to
        count each once, take those without `parent_id`.
        """
        filters = {"d.id": document_id, "d.province": province, YEAR: year}
        tables = f"documents AS d JOIN {kind.TABLE} AS r ON r.document_id = d.id"
        return self._typed(kind, "r", tables, "d.source, r.rowid", filters)

    def sql(
        self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> Iterator[dict[str, Any]]:
        """The rows of a SELECT as dictionaries; what would change the database is refused.

        Raises sqlite3.Error as SQLite tells it, ValueError for a statement without rows.
        """
        return self.database.query(query, parameters)

    def _typed(
        self,
        model: type[Model],
        alias: str,
        tables: str,
        order: str,
        filters: Mapping[str, str | int | None],
    ) -> Iterator[Model]:
        names = ", ".join(f"{alias}.{column.name}" for column in columns(model))
        asked = {sql: value for sql, value in filters.items() if value is not None}
        where = " AND ".join(f"{sql} = ?" for sql in asked) or "true"
        with faults(self.path):
            for values in self.database.execute(
                f"SELECT {names} FROM {tables} WHERE {where} ORDER BY {order}", [*asked.values()]
            ):
                yield loaded(model, values)
