"""Servers for tests: as a program of its own, or the application within the test."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from pipeline.settings import Settings
from pipeline.web.guard import App, Guard
from pipeline.web.server import application
from pipeline.web.site import Site

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """A running `kehoach serve`."""

    url: str  # without the slash at its end
    login: str


@contextmanager
def serving(output: Path, *options: str) -> Iterator[Served]:
    """`kehoach serve` over a database, at a port that is free, until the context is left."""
    command = [sys.executable, "-m", "pipeline", "serve", "--output", str(output), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("KEHOACH_LANG", None)
    process = subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT, env=environment
    )
    try:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(2)]
        told = [found[0] for line in lines if (found := re.search(r"http://\S+", line))]
        assert len(told) == 2, "".join(lines) + process.stderr.read()
        yield Served(told[0].rstrip("/"), told[1])
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@dataclass
class Within:
    """The application within this process, asked over HTTP without a network."""

    output: Path
    guard: Guard = field(default_factory=lambda: Guard(hosts=frozenset({"localhost"})))
    settings: dict[str, Any] = field(default_factory=dict)
    base_url: str = "/"

    def __post_init__(self) -> None:
        chosen = Settings.model_validate({"output": self.output, **self.settings})
        self.site = Site(chosen, self.guard, base_url=self.base_url)
        self.app: App = application(self.site)

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """The answer to a GET; redirections are not followed."""
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """The answer to a request."""

        async def asking() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            base = "http://localhost"
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                client.cookies.update(options.pop("cookies", {}))
                return await client.request(method, path, **options)

        return asyncio.run(asking())

    def signed_in(self, name: str = "Mai") -> dict[str, str]:
        """Cookies of someone who has shown the token, with those of a form's page."""
        given = {"kehoach_who": self.guard.cookie_for(name)}
        page = self.get("/add", cookies=given)
        assert page.status_code == 200
        return given | {"ds_csrftoken": page.cookies["ds_csrftoken"]}
