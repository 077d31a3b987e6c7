"""Where our pages meet Datasette: its hooks, and what its own templates are given."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import Response, hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Base400, Forbidden, Request
from datasette.views.base import DatasetteError

from pipeline.errors import KehoachError
from pipeline.messages import Language
from pipeline.web import pages, uploads
from pipeline.web.guard import App, Scope, TooLarge
from pipeline.web.pages.route import Route
from pipeline.web.site import DATABASE, Site
from pipeline.web.texts import LANGUAGES, Texts
from pipeline.web.visit import NotHere, Reply, Shown, Visit

log = logging.getLogger(__name__)
_LANGUAGE_COOKIE = "kehoach_lang"
_YEAR = 365 * 24 * 3600
_INTERRUPTED = "interrupted"


class ReadOnly(Database):  # type: ignore[misc]
    """The database as Datasette opens it: by our rules, and never for writing."""

    def __init__(self, datasette: Datasette, site: Site) -> None:
        super().__init__(datasette, path=str(site.database), is_mutable=True)
        self._site = site

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for reading. Raises PermissionError where one for writing is asked for."""
        if write:
            raise PermissionError("the database is open for reading only")
        connection = self._site.connect()
        self._all_file_connections.append(connection)
        return connection


class Plugin:
    """The hooks of one server; other Datasettes of this process are left alone."""

    __name__ = "kehoach"

    def __init__(self, site: Site, datasette: Datasette) -> None:
        self.site = site
        self.datasette = datasette

    @hookimpl
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Any]]:
        """Addresses of our pages."""
        if datasette is not self.datasette:
            return []
        return [(route.pattern, self._view(route)) for route in pages.ROUTES]

    @hookimpl
    def actor_from_request(self, datasette: Datasette, request: Request) -> dict[str, str] | None:
        """Who may write."""
        if datasette is not self.datasette:
            return None
        name = self.site.guard.who(request.headers, request.cookies)
        return {"id": "writer", "name": name} if name else None

    @hookimpl
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[App], App]:
        """The guard around everything."""
        if datasette is not self.datasette:
            return lambda app: app
        path, most = self.site.url(uploads.ADDRESS), uploads.largest_upload(self.site.settings)
        return lambda app: self.site.guard.around(app, path, most)

    @hookimpl
    def skip_csrf(self, datasette: Datasette, scope: Scope) -> bool:
        """The form with files is judged by who takes it, piece by piece."""
        return datasette is self.datasette and scope["path"] == self.site.url(uploads.ADDRESS)

    @hookimpl
    def extra_template_vars(self, datasette: Datasette, request: Request | None) -> dict[str, Any]:
        """What every template may use, Datasette's too."""
        if datasette is not self.datasette:
            return {}
        return self._shared(request)

    @hookimpl(tryfirst=True)
    def forbidden(self, datasette: Datasette, request: Request, message: str) -> Any:  # noqa: ANN401
        """What is not allowed, as a page of ours."""
        return self.handle_exception(datasette, request, Forbidden(message))

    @hookimpl(tryfirst=True)
    def handle_exception(
        self, datasette: Datasette, request: Request, exception: Exception
    ) -> Callable[[], Awaitable[Response]] | None:
        """A fault as a page of ours, or as JSON; what nobody foresaw goes to the log."""
        if datasette is not self.datasette:
            return None

        async def answer() -> Response:
            t = Texts(self._language(request))
            status, told = _told(exception, t)
            if status == 500:
                log.error("%s %s: %s", request.method, request.path, exception, exc_info=exception)
            if request.path.endswith(".json"):
                return Response.json({"ok": False, "error": told, "status": status}, status=status)
            return await self._page(Shown("error.html", {"told": told}, status), request)

        return answer

    def _view(self, route: Route) -> Callable[..., Awaitable[Response]]:
        async def view(request: Request) -> Response:
            if route.writes and not request.actor:
                if request.method == "GET":
                    return Response.redirect(self.site.url("/login", then=request.full_path))
                raise Forbidden("login")
            if route.is_async:
                reply = await route.handler(self.site, request, Texts(self._language(request)))
            else:
                reply = await self._answered(route, request)
            return await self._page(reply, request) if isinstance(reply, Shown) else reply

        # Datasette then leaves the answer's own Cache-Control alone.
        setattr(view, "_datasette_static", route.keeps)  # noqa: B010 - a name of its own
        return view

    async def _answered(self, route: Route, request: Request) -> Reply:
        texts = Texts(self._language(request))

        def within(connection: sqlite3.Connection) -> Reply:
            connection.execute("BEGIN")
            try:
                with sqlite_timelimit(connection, 1000 * self.site.seconds):
                    reply: Reply = route.handler(Visit(self.site, request, connection, texts))
                    return reply
            except NotHere as fault:
                told = texts(f"no-{fault.what}")
                return Shown("error.html", {"told": told}, 404)
            finally:
                connection.rollback()

        return await self.datasette.get_database(DATABASE).execute_fn(within)

    async def _page(self, reply: Shown, request: Request) -> Response:
        body = await self.datasette.render_template(reply.template, dict(reply.context), request)
        response = Response(body, reply.status, content_type=reply.content_type)
        if (asked := request.args.get("lang")) in LANGUAGES:
            response.set_cookie(_LANGUAGE_COOKIE, asked, max_age=_YEAR, samesite="lax")
        return response

    def _language(self, request: Request | None) -> Language:
        if request is not None:
            for asked in (request.args.get("lang"), request.cookies.get(_LANGUAGE_COOKIE)):
                for language in LANGUAGES:
                    if asked == language:
                        return language
        return self.site.language

    def _shared(self, request: Request | None) -> dict[str, Any]:
        language = self._language(request)
        other: Language = "en" if language == "vi" else "vi"
        given = (
            [(k, v) for k, v in parse_qsl(request.query_string) if k != "lang"] if request else []
        )
        path = request.path if request else "/"
        return {
            "t": Texts(language),
            "url": self.site.url,
            "who": (request.actor or {}).get("name") if request else None,
            "other_language": other,
            "other_language_url": f"{path}?{urlencode([*given, ('lang', other)])}",
            "section": path.removeprefix(self.site.base_url.rstrip("/")).split("/")[1],
            "plans_url": self.site.url(f"/{DATABASE}"),
            "static": lambda name: self.site.url(f"/-/kehoach/{name}"),
        }


def _told(fault: Exception, t: Texts) -> tuple[int, str]:
    """The status of a fault, and what to say of it."""
    match fault:
        case TooLarge():
            return 413, t("too-large")
        case Forbidden():
            return 403, t("forbidden")
        case QueryInterrupted():
            return 503, t("too-long")
        case sqlite3.OperationalError() if fault.args == (_INTERRUPTED,):
            return 503, t("too-long")
        case KehoachError():
            return 500, str(fault)
        case Base400():
            return fault.status, t("no-page") if fault.status == 404 else str(fault)
        case DatasetteError() if fault.message_is_html:  # the only one: SQL was interrupted
            return fault.status, t("too-long")
        case DatasetteError():
            return fault.status, str(fault.message or fault.title)
    return 500, t("fault")
