"""The server: Datasette with our plugin, behind uvicorn."""

import contextlib
import os
import socket
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from pipeline.errors import KehoachError
from pipeline.messages import Language
from pipeline.settings import Settings
from pipeline.web.guard import App, Guard
from pipeline.web.pages import COUNTED
from pipeline.web.plugin import Plugin, ReadOnly
from pipeline.web.site import DATABASE, Site

_HERE = Path(__file__).parent
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SETTINGS = {
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 300,
    "suggest_facets": False,  # a query a column, for each visitor
    "max_returned_rows": 2000,
    "allow_download": False,
    "num_sql_threads": 4,
}
# Facets and order of Datasette's own pages.
_METADATA = {
    "databases": {
        DATABASE: {
            "tables": {
                "documents": {"facets": ["province", "issued_year", "status"], "sort": "source"},
                "findings": {"facets": ["severity", "code"]},
                "responsibilities": {"facets": ["role"]},
            }
        }
    }
}


@dataclass(frozen=True)
class Address:
    """Where a server is to be found. `url` is what people type, `login` lets them write."""

    url: str
    login: str
    is_open: bool  # to other machines


def application(site: Site) -> App:
    """The whole of a site as an ASGI application.

    Raises KehoachError where the database is missing, foreign or of another version.
    """
    site.check()
    datasette = Datasette(
        template_dir=str(_HERE / "templates"),
        static_mounts=[("-/kehoach", str(_HERE / "static"))],
        settings={**_SETTINGS, "base_url": site.base_url},
        metadata=_METADATA,
        secret=site.guard.secret,
    )
    datasette.remove_database("_memory")
    datasette.add_database(ReadOnly(datasette, site), DATABASE)
    # It would print a traceback for each wrong address.
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    pm.register(Plugin(site, datasette), f"kehoach-{id(datasette)}")  # servers of one process
    app: App = datasette.app()
    return app


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    language: Language = "vi",
    public_url: str | None = None,
    user_header: str | None = None,
    tell: Callable[[Address], None] = lambda _: None,
) -> None:
    """Serve the database of `settings` until Ctrl-C; `tell` is told the address once it listens.

    `public_url` is how people reach it through a reverse proxy. Raises KehoachError where the
    database or the port cannot be used.
    """
    public = urlsplit(public_url) if public_url else None
    site = Site(
        settings,
        Guard(
            hosts=_hosts(host, public.hostname if public else None),
            public=public.netloc if public else None,
            user_header=user_header,
            **({"token": token} if (token := os.environ.get("KEHOACH_TOKEN")) else {}),
        ),
        language,
        base_url=f"{(public.path if public else '').rstrip('/')}/",
    )
    app = application(site)
    listener = _listen(host, port)
    bound = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    base = (public_url or f"http://{shown}:{bound}").rstrip("/")
    tell(Address(f"{base}/", f"{base}/login?token={site.guard.token}", not _is_loopback(host)))
    threading.Thread(target=count_ahead, args=(site,), daemon=True).start()
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on")
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        site.jobs.stop()
        listener.close()


def count_ahead(site: Site) -> None:
    """Ask what takes long before anyone does."""
    for key, ask in COUNTED:
        with contextlib.suppress(sqlite3.Error):  # told to whoever asks
            site.answers.get(key, ask)


def _hosts(host: str, public: str | None) -> frozenset[str] | None:
    """The names that requests may call this server by; None: any."""
    if _is_loopback(host):
        return frozenset([*_LOOPBACK, host, *([public] if public else [])])
    return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise KehoachError("web.no-port", host=host, port=port, reason=reason) from fault
