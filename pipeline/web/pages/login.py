"""Showing the token that `serve` has printed, so that one may write; and giving that up."""

from urllib.parse import parse_qs

from datasette import Response
from datasette.utils.asgi import Request

from pipeline.web.guard import COOKIE, default_name
from pipeline.web.pages.route import Route
from pipeline.web.site import Site
from pipeline.web.texts import Texts
from pipeline.web.visit import Reply, Shown

_YEAR = 365 * 24 * 3600


async def login(site: Site, request: Request, t: Texts) -> Reply:
    """GET: a form for token and name. POST: remembers the name in a signed cookie, or forgets."""
    if request.method != "POST":
        token = request.args.get("token") or ""
        return _form(site, request, token, request.args.get("then") or "")
    body = (await request.post_body()).decode("utf-8", "replace")
    given = {name: values[0] for name, values in parse_qs(body).items()}
    then = given.get("then", "")
    here = then if then.startswith("/") and not then.startswith(("//", "/\\")) else site.base_url
    if "leave" in given:
        return _remembering(Response.redirect(site.base_url), site, "", 0)
    if not site.guard.is_token(given.get("token", "")):
        return _form(site, request, "", then, is_wrong=True)
    cookie = site.guard.cookie_for(given.get("name", ""))
    return _remembering(Response.redirect(here), site, cookie, _YEAR)


def _form(site: Site, request: Request, token: str, then: str, *, is_wrong: bool = False) -> Shown:
    actor = request.actor or {}
    context = {
        "token": token if site.guard.is_token(token) else "",
        "is_wrong": is_wrong or bool(token and not site.guard.is_token(token)),
        "then": then,
        "name": actor.get("name") or default_name(),
        "may_write": bool(actor),
    }
    return Shown("login.html", context, 403 if context["is_wrong"] else 200)


def _remembering(response: Response, site: Site, value: str, seconds: int) -> Response:
    response.set_cookie(
        COOKIE, value, max_age=seconds, path=site.base_url, httponly=True, samesite="strict"
    )
    return response


ROUTES = (Route(r"/login$", login, is_async=True),)
