"""The queue of what most needs a person: what is wrong first, then what is doubtful.

An item is one thing to decide about: a record, a document's header, or a finding about a page or
a document. Errors come first, then warnings, then records of low confidence; within these the
items of a document follow each other as it reads. Indexes hold this order (`create_review`), so the
queue of a large archive begins at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, NamedTuple, Self

from sqlite_utils import Database

from pipeline.store.columns import loaded, names
from pipeline.store.connection import Connection
from pipeline.store.decided import CORRECTABLE, RECORDS, Values, values_of
from pipeline.store.overlay import find, laid
from pipeline.store.suggest import Alternative, suggest
from schemas.page import Box
from schemas.records import Finding, Record, Severity
from schemas.stored import Document

# Confidence below which a record is looked at even where no finding tells of it.
LOW = 0.8
_RANKS: tuple[Severity, ...] = ("error", "warning")
_ORDER: tuple[Severity, ...] = (*_RANKS, "info")
_MOST = 10_000  # that are counted

_PAGE, _SUBJECT = "coalesce(page, 0)", "coalesce(record_id, id)"
_DOUBTFUL = f"reviewed IS NULL AND confidence < {LOW}"
_INDEXES = (
    f"CREATE INDEX review_findings ON findings (severity, document_id, {_PAGE}, {_SUBJECT})",
    *(
        f"CREATE INDEX review_{table} ON {table} (document_id, page, id) WHERE {_DOUBTFUL}"
        for table in RECORDS
    ),
)


class Place(NamedTuple):
    """Where an item stands in the queue; as text it is good for an address."""

    rank: int
    document_id: str
    page: int
    id: str

    def __str__(self) -> str:
        return "~".join(map(str, self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The place that a text names. Raises ValueError where it names none."""
        rank, document_id, page, row_id = text.split("~")
        return cls(int(rank), document_id, int(page), row_id)


@dataclass(frozen=True)
class Reason:
    """Why a person should look: a finding, or what was read with doubt (then no severity)."""

    code: str
    message: str | None = None
    severity: Severity | None = None
    finding_id: str | None = None


@dataclass(frozen=True)
class Item:
    """Something to decide about.

    `values` are those that stand, by column; `entries` the decisions that lie over it, which a
    person who decides has seen. `page` and `bbox` say what to cut out of the page; of a header or
    a whole page there is no box.
    """

    table: str
    id: str
    document_id: str
    source: str
    title: str | None
    page: int | None
    bbox: Box | None = None
    section: str | None = None
    quote: str | None = None
    confidence: float | None = None
    values: Values = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    entries: tuple[str, ...] = ()
    rejected: bool = False


@dataclass(frozen=True)
class Progress:
    """How many items are left (at most 10,000 are counted) and how many decisions stand."""

    left: int
    decided: int


def create_review(database: Database) -> None:
    """Make the indexes that hold the order of the queue."""
    for index in _INDEXES:
        database.execute(index)


def queue(
    database: Connection,
    *,
    limit: int = 20,
    after: Place | None = None,
    document_id: str | None = None,
) -> list[tuple[Place, Item]]:
    """The next items, of one document if it is named; `after`: those behind that place."""
    places = islice(_places(database, after, document_id), limit)
    return [(place, item) for place, table in places if (item := look(database, table, place.id))]


def look(database: Connection, table: str, row_id: str) -> Item | None:
    """One record, header or finding, with all that a person needs to decide; None: it is gone."""
    if table == Finding.TABLE:
        return _finding(database, row_id)
    if table not in CORRECTABLE:
        return None
    over = laid(database, row_id)
    record = find(database, table, row_id)
    rejected = record is None
    if record is None and over is not None and over.extracted:
        record = CORRECTABLE[table].model_validate(over.extracted)
    if record is None:
        return None
    document_id = getattr(record, "document_id", row_id)
    source, title = _document(database, document_id)
    reasons = _reasons(database, table, row_id)
    if not isinstance(record, Record):
        return Item(
            table,
            row_id,
            document_id,
            source,
            title,
            page=1,
            confidence=getattr(record, "confidence", None),
            values=values_of(table, record),
            reasons=reasons,
            entries=over.corrections if over else (),
        )
    alternatives = tuple(suggest(database, record))
    if any(alternative.why == "second-reading" for alternative in alternatives):
        reasons = (*reasons, Reason("digits-in-doubt"))
    if record.confidence < LOW and not reasons:
        reasons = (*reasons, Reason("low-confidence", f"{record.confidence:.2f}"))
    return Item(
        table,
        row_id,
        document_id,
        source,
        title,
        page=record.page,
        bbox=record.bbox,
        section=record.section,
        quote=record.quote,
        confidence=record.confidence,
        values=values_of(table, record),
        reasons=reasons,
        alternatives=alternatives,
        entries=over.corrections if over else (),
        rejected=rejected,
    )


def progress(database: Connection, document_id: str | None = None) -> Progress:
    """How far the review is, of one document if it is named."""
    left = sum(1 for _ in islice(_places(database, None, document_id), _MOST))
    of_document = " WHERE document_id = ?" if document_id else ""
    (decided,) = database.execute(
        "SELECT coalesce(sum(CASE action WHEN 'withdrawn' THEN -1 ELSE 1 END), 0)"
        f" FROM corrections{of_document}",
        [document_id] if document_id else [],
    ).fetchone()
    return Progress(left, decided)


def _places(
    database: Connection, after: Place | None, document_id: str | None
) -> Iterator[tuple[Place, str]]:
    """The places of all items with their tables, in order, as far as they are asked for."""
    for rank in range(after.rank if after else 0, len(_RANKS) + 1):
        found = _found(database, rank, after if after and after.rank == rank else None, document_id)
        for place, tables in groupby(found, key=lambda pair: pair[0]):
            yield place, next(tables)[1]


def _found(
    database: Connection, rank: int, after: Place | None, document_id: str | None
) -> Iterator[tuple[Place, str]]:
    facts: dict[str, Any] = {"document": document_id}
    within = "document_id = :document" if document_id else "true"
    if after:
        facts |= {"after": after.document_id, "page": after.page, "id": after.id}
    if rank < len(_RANKS):
        behind = f"(document_id, {_PAGE}, {_SUBJECT}) > (:after, :page, :id)" if after else "true"
        # What has an error has been told by it. The + keeps SQLite from looking by severity.
        worse = (
            " AND NOT EXISTS (SELECT 1 FROM findings AS e WHERE e.record_id = f.record_id"
            " AND +e.severity = 'error')"
        )
        sql = (
            f"SELECT document_id, {_PAGE}, {_SUBJECT}, coalesce(record_table, 'findings')"
            f" FROM findings AS f WHERE severity = '{_RANKS[rank]}' AND {within} AND {behind}"
            f"{worse if rank else ''} ORDER BY document_id, {_PAGE}, {_SUBJECT}"
        )
    else:
        behind = "(document_id, page, id) > (:after, :page, :id)" if after else "true"
        sql = " UNION ALL ".join(
            f"SELECT document_id, page, id, '{table}' FROM {table} AS r"
            f" WHERE {_DOUBTFUL} AND {within} AND {behind} AND NOT EXISTS (SELECT 1 FROM findings"
            " AS f WHERE f.record_id = r.id AND +f.severity IN ('error', 'warning'))"
            for table in RECORDS
        )
        sql += " ORDER BY 1, 2, 3"
    for document, page, row_id, table in database.execute(sql, facts):
        yield Place(rank, document, page, row_id), table


def _finding(database: Connection, finding_id: str) -> Item | None:
    finding = find(database, Finding.TABLE, finding_id)
    over = None if finding else laid(database, finding_id)
    if over is not None and over.extracted:
        finding = Finding.model_validate(over.extracted)
    if not isinstance(finding, Finding):
        return None
    source, title = _document(database, finding.document_id)
    return Item(
        Finding.TABLE,
        finding_id,
        finding.document_id,
        source,
        title,
        page=finding.page,
        reasons=(_reason(finding),),
        entries=over.corrections if over else (),
        rejected=over is not None,
    )


def _document(database: Connection, document_id: str) -> tuple[str, str | None]:
    source, title = database.execute(
        f"SELECT source, title FROM {Document.TABLE} WHERE id = ?", [document_id]
    ).fetchone()
    return source, title


def _reasons(database: Connection, table: str, row_id: str) -> tuple[Reason, ...]:
    found = database.execute(
        f"SELECT {names(Finding)} FROM findings WHERE record_id = ? AND record_table = ?",
        [row_id, table],
    )
    findings = sorted((loaded(Finding, values) for values in found), key=lambda f: f.id)
    worst = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
    return tuple(map(_reason, worst))


def _reason(finding: Finding) -> Reason:
    return Reason(finding.code, finding.message, finding.severity, finding.id)
