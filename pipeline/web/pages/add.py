"""Adding documents: a form for files, and the progress of the run over them."""

from functools import partial

from datasette import Response
from datasette.utils.asgi import BadRequest, Forbidden, Request
from python_multipart.exceptions import ParseError

from pipeline.web.jobs import Job
from pipeline.web.pages.route import Route
from pipeline.web.site import Site
from pipeline.web.texts import Texts
from pipeline.web.uploads import ADDRESS, MOST_FILES, Forged, Upload, folder_of
from pipeline.web.visit import Reply, Shown, Visit

_JOB = r"(?P<job>[0-9a-f]{16})"


async def add(site: Site, request: Request, t: Texts) -> Reply:
    """GET: the form. POST: takes the files and starts a run over them."""
    if request.method != "POST":
        limits = {"megabytes": site.settings.max_file_mb, "files": MOST_FILES}
        return Shown("add.html", limits)
    upload = Upload(site.settings, t.language, partial(site.guard.is_genuine, request.scope))
    try:
        parser = upload.parser(request.headers.get("content-type", ""))
        more = True
        while more:
            message = await request.receive()
            parser.write(message.get("body", b""))
            more = message.get("more_body", False)
        parser.finalize()
    except (ValueError, ParseError) as fault:
        raise BadRequest(t("bad-form")) from fault
    except Forged as fault:
        raise Forbidden("forged") from fault
    finally:
        upload.close()
    job = site.jobs.start(
        Job(
            files=tuple(upload.files),
            folder=folder_of(site.settings),
            language=t.language,
            refused=tuple(upload.refused),
        )
    )
    return Response.redirect(site.url(f"{ADDRESS}/{job.id}"), status=303)


def progress(visit: Visit) -> Shown:
    """How far a run is and what became of its documents; with `part`, only what changes."""
    job = visit.site.jobs.get(visit.part("job"))
    if job is None:
        visit.missing("job")
    rows = []
    for outcome in tuple(job.outcomes):
        found = visit.row("SELECT id, title FROM documents WHERE source = ?", (outcome["source"],))
        rows.append((outcome, found))
    template = "_job.html" if visit.arg("part") else "job.html"
    return Shown(template, {"job": job, "outcomes": rows})


ROUTES = (
    Route(rf"{ADDRESS}$", add, is_async=True, writes=True),
    Route(rf"{ADDRESS}/{_JOB}$", progress, writes=True),
)
