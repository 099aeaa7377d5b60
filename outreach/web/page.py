"""The pages people see, and the headers that keep them theirs. Nothing is loaded from outside."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from outreach.web.tongue import preferred, tongue

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from fastapi import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGES = Environment(
    loader=PackageLoader("outreach.web"),
    autoescape=True,
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)
_STYLE = _PAGES.get_template("style.css").render()
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
# When what was away may be back; RFC 9110, 10.2.3.
RETRY_AFTER = "60"

HEADERS = {
    b"content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ).encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-robots-tag": b"noindex, nofollow",
    b"cache-control": b"no-store",
}


def page(
    request: Request, name: str, house: str, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page in the reader's language; `house` is who the messages are from."""
    words = tongue(preferred(request.headers.get("accept-language", "")))
    template = _PAGES.get_template(f"{name}.html")
    # Its hash is in the policy: escaped, it would be another text.
    style = Markup(_STYLE)  # noqa: S704 - our own file
    text = template.render(house=house, style=style, t=words, **values)
    said = {"content-language": words.code, "vary": "accept-language"}
    if status == 503:  # noqa: PLR2004 - it says the same everywhere
        said["retry-after"] = RETRY_AFTER
    return HTMLResponse(text, status, said)


class Guarded:
    """Puts the headers on every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message)
            await send(message)

        await self._app(scope, receive, guarded)


def _add_headers(message: MutableMapping[str, object]) -> None:
    known: list[tuple[bytes, bytes]] = list(message.get("headers", ()))  # type: ignore[call-overload] # ASGI's messages are untyped
    named = {name.lower() for name, _ in known}
    added = [(name, value) for name, value in HEADERS.items() if name not in named]
    message["headers"] = [*known, *added]
