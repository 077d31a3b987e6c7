"""Who may look, who may write, and that it is really they who ask.

One place for all of it: the token that `serve` prints, the cookie that remembers who has shown it,
the user that a reverse proxy names, requests that another web site forged, hosts that are not
ours, bodies that are too large, and the headers that every answer carries. Besides, each form has
a hidden field `csrftoken` (`csrftoken()` in templates): Datasette refuses a form without it, and
`is_genuine` does so for the one with files.
"""

import getpass
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeSerializer

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "kehoach_who"
# Nothing is loaded but from here, and no page of ours is shown within another site's.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_LONGEST_NAME = 80
SMALL_BODY = 1_000_000  # bytes of a form without files


@dataclass(frozen=True)
class Guard:
    """The rules of one server.

    `hosts` are the names that a request may call us by; None: any. `public` is the host, with its
    port, by which people reach us through a reverse proxy. `user_header` is the header in which
    that proxy names the user that it has let in.
    """

    hosts: frozenset[str] | None = None
    public: str | None = None
    user_header: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    secret: str = field(default_factory=lambda: secrets.token_hex(32))

    def is_token(self, given: str) -> bool:
        """Whether that is the token that `serve` printed."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    @staticmethod
    def is_genuine(scope: Scope, sent: str) -> bool:
        """Whether a form has come from a page of ours: it brings along what its cookie says."""
        return bool(sent) and hmac.compare_digest(sent.encode(), scope["csrftoken"]().encode())

    def cookie_for(self, name: str) -> str:
        """What a browser keeps once the token was shown: who sits before it, signed."""
        return str(self._signer.dumps({"name": tidy_name(name)}))

    def who(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> str | None:
        """The name of who may write; None for those who may only look."""
        if self.user_header and (user := headers.get(self.user_header.lower())):
            return tidy_name(user)
        try:
            return str(self._signer.loads(cookies.get(COOKIE, ""))["name"])
        except (BadSignature, KeyError, TypeError):
            return None

    def around(self, app: App, files_to: str, most: int) -> App:
        """The application with the rules around it.

        `files_to` is the one path that takes forms with files, of `most` bytes.
        """

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
            send = _with_headers(send)
            limit = most if scope["path"] == files_to else SMALL_BODY
            length = headers.get("content-length", "0")
            if not self._is_called_so(headers.get("host", "")):
                await _refuse(send, 421, "this server does not go by that name")
            elif scope["method"] not in _SAFE_METHODS and self._is_foreign(headers):
                await _refuse(send, 403, "another site has sent this")
            elif not length.isdigit() or int(length) > limit:
                await _refuse(send, 413, "too large")
            elif is_form_with_files(headers) and scope["path"] != files_to:
                await _refuse(send, 415, "no files are taken here")
            else:
                try:
                    await app(scope, _limited(receive, limit), send)
                except TooLarge:  # where nobody nearer has answered
                    await _refuse(send, 413, "too large")

        return guarded

    def _is_foreign(self, headers: Mapping[str, str]) -> bool:
        """Whether a browser says that another site's page has made this request."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return True
        origin = headers.get("origin")
        return origin is not None and urlsplit(origin).netloc not in (
            headers.get("host"),
            self.public,
        )

    def _is_called_so(self, host: str) -> bool:
        # Else any web site could read a server on this machine under a name that it makes its own.
        return self.hosts is None or (urlsplit(f"//{host}").hostname or "") in self.hosts

    @property
    def _signer(self) -> URLSafeSerializer:
        # A new token ends what the old one allowed.
        secret = hashlib.sha256(f"{self.secret} {self.token}".encode()).hexdigest()
        return URLSafeSerializer(secret, "who")


class TooLarge(Exception):
    """A body that is larger than its address takes."""


def tidy_name(name: str) -> str:
    """A person's name in one line of bearable length."""
    return " ".join(name.split())[:_LONGEST_NAME] or default_name()


def default_name() -> str:
    """Who has started this program, as far as the system tells."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "kehoach"


def is_form_with_files(headers: Mapping[str, str]) -> bool:
    """Whether the body is a form of the kind that can hold files."""
    return headers.get("content-type", "").startswith("multipart/form-data")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(key, value) for key, value in message["headers"] if key.lower() not in _HEADERS]
            message = {**message, "headers": [*own, *_HEADERS.items()]}
        await send(message)

    return sending


def _limited(receive: Receive, most: int) -> Receive:
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return receiving


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = json.dumps({"ok": False, "status": status, "error": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
