"""A record: what it states, the words that state it, and their picture."""

from pathlib import Path

from datasette import Response

from pipeline.errors import DocumentError
from pipeline.web import records
from pipeline.web.pages.route import Route
from pipeline.web.visit import Reply, Shown, Visit

_ID = r"(?P<record>[0-9a-f]{16})"
_KEEP = {"Cache-Control": "private, max-age=3600"}


def record(visit: Visit) -> Shown:
    """A record of any kind, with its sum and its parts."""
    found = records.by_id(visit.connection, visit.part("record"))
    if found is None:
        visit.missing("record")
    document = visit.row("SELECT * FROM documents WHERE id = ?", (found.document_id,))
    assert document is not None  # a foreign key
    has_parts = "parent_id" in found.values
    return Shown(
        "record.html",
        {
            "record": found,
            "document": document,
            "has_picture": found.box is not None and Path(document["path"]).is_file(),
            "findings": visit.rows(
                "SELECT severity, code, message FROM findings WHERE record_id = ?", (found.id,)
            ),
            "whole": records.by_id(visit.connection, found.parent_id)
            if has_parts and found.parent_id
            else None,
            "parts_of": visit.rows(
                f"SELECT id, quote, page FROM {found.table} WHERE parent_id = ? ORDER BY rowid",
                (found.id,),
            )
            if has_parts
            else [],
        },
    )


def crop(visit: Visit) -> Reply:
    """The words of a record as a picture."""
    found = records.by_id(visit.connection, visit.part("record"))
    if found is None or found.box is None:
        visit.missing("record")
    row = visit.row("SELECT path, sha256 FROM documents WHERE id = ?", (found.document_id,))
    assert row is not None  # a foreign key
    try:
        made = visit.site.pictures.crop(Path(row["path"]), row["sha256"], found.page, found.box)
    except DocumentError as fault:
        return Response.text(visit.t.fault(fault), status=404)
    return Response(made, headers=_KEEP, content_type="image/png")


ROUTES = (
    Route(rf"/r/{_ID}$", record),
    Route(rf"/r/{_ID}\.png$", crop, keeps=True),
)
