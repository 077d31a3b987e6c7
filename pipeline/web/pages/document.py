"""A document: its header, the picture of a page, the restored text and the records beside it."""

from pathlib import Path

from datasette import Response

from pipeline.errors import DocumentError
from pipeline.store.pages import unpack
from pipeline.web import records
from pipeline.web.evidence import evidence
from pipeline.web.pages.route import Route
from pipeline.web.pictures import WIDTHS, version
from pipeline.web.visit import Reply, Shown, Visit
from schemas.page import Page

ZOOMS = (100, 150, 200, 300)
_ID = r"(?P<document>[0-9a-f]{16})"
_KEEP = {"Cache-Control": "private, max-age=604800, immutable"}
_FINDINGS = (
    "SELECT severity, code, message, record_table, record_id FROM findings WHERE document_id = ?"
    " ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, id"
)


def document(visit: Visit) -> Shown:
    """Page `number` of a document, the first unless told."""
    row = visit.row("SELECT * FROM documents WHERE id = ?", (visit.part("document"),))
    if row is None:
        visit.missing("document")
    number = int(visit.request.url_vars.get("number") or 1)
    stored = visit.row(
        "SELECT number, words, text_source, reason, confidence FROM pages"
        " WHERE document_id = ? AND number = ?",
        (row["id"], number),
    )
    if stored is None and number != 1:  # a document that failed has no pages, and yet is shown
        visit.missing("page")
    found = records.of_document(visit.connection, row["id"], number)
    page = unpack(stored["words"]) if stored else None
    return Shown(
        "document.html",
        {
            "document": {**row, "programmes": records.listed(row["programmes"])},
            "number": number,
            "stored": stored,
            "page": page,
            "seen": evidence(page, [record.stated for record in found]) if page else None,
            "picture": _picture(visit, row["path"], row["sha256"], page),
            "by_table": {
                table: of_table
                for table in records.TABLES
                if (of_table := [record for record in found if record.table == table])
            },
            "counts": records.counts(visit.connection, row["id"]),
            "findings": visit.rows(_FINDINGS, (row["id"],)),
            "changes": visit.arg("changes") == "1",
            "zoom": min(ZOOMS, key=lambda zoom: abs(zoom - visit.number("zoom", 100, 300, 100))),
            "zooms": ZOOMS,
            "signatures": visit.rows(
                "SELECT signer, organisation, signed_at FROM signatures WHERE document_id = ?",
                (row["id"],),
            ),
        },
    )


def _picture(visit: Visit, path: str, sha256: str, page: Page | None) -> str | None:
    """A sign of the picture's version; None where there is no picture to be had."""
    if page is None or page.width is None or not Path(path).is_file():
        return None
    return version(sha256)


def picture(visit: Visit) -> Reply:
    """The picture of a page, `w` pixels wide."""
    row = visit.row("SELECT path, sha256 FROM documents WHERE id = ?", (visit.part("document"),))
    if row is None:
        visit.missing("document")
    asked = visit.number("w", WIDTHS[0], WIDTHS[-1], WIDTHS[1])
    width = min(width for width in WIDTHS if width >= asked)
    try:
        made = visit.site.pictures.page(
            Path(row["path"]), row["sha256"], int(visit.part("number")), width
        )
    except DocumentError as fault:
        return Response.text(visit.t.fault(fault), status=404)
    return Response(made, headers=_KEEP, content_type="image/webp")


ROUTES = (
    Route(rf"/d/{_ID}$", document),
    Route(rf"/d/{_ID}/p/(?P<number>[0-9]{{1,6}})$", document),
    Route(rf"/d/{_ID}/p/(?P<number>[0-9]{{1,6}})\.webp$", picture, keeps=True),
)
