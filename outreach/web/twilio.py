"""Hears Twilio: what people text us, and what became of what we sent.

A call is believed for its signature alone, kept before it is interpreted, and answered with
no message of ours.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import Request, Response

from outreach.core.inbound.notice import pairs_of
from outreach.core.signature import twilio_signature
from outreach.log import get_logger
from outreach.services.ingest import interpret
from outreach.services.keep_notice import keep_notice
from outreach.services.phrase import HOOK
from outreach.services.settle import BY_PHONE
from outreach.web.body import body_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator
    from typing import Any

    from fastapi import FastAPI

    from outreach.services.engine import Engine, Sender

    Run = Callable[[Coroutine[Any, Any, None]], Awaitable[None]]

NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # TwiML: say nothing back
_PORTS = {"https": 443, "http": 80}

log = get_logger(__name__)


def add_twilio(app: FastAPI, engine: Engine, run: Run) -> None:
    """Let the application hear Twilio; `run` does what the caller does not wait for."""

    @app.post(f"/{HOOK}/{{name}}")
    async def hear(name: str, request: Request) -> Response:
        """Keep what is told, and answer nothing."""
        sender = engine.senders.get(name)
        if sender is None or sender.channel not in BY_PHONE or not sender.secret:
            return Response(status_code=404)
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        if not _is_theirs(engine, sender, request, body):
            return Response(status_code=403)
        query = request.scope["query_string"].decode("latin-1")
        try:
            new = await keep_notice(engine, name, query, body)
        except Exception:
            log.exception("notice.not_kept", sender=name)
            return Response(status_code=503)
        if new:
            await run(_interpret(engine, name))
        return Response(NOTHING, media_type="text/xml")


async def _interpret(engine: Engine, name: str) -> None:
    try:
        await interpret(engine, mailbox=name)
    except Exception:
        # It is kept: the scheduler has it interpreted again.
        log.exception("notice.not_interpreted", sender=name)


def _is_theirs(engine: Engine, sender: Sender, request: Request, body: bytes) -> bool:
    """Tell whether Twilio signed the call, for the URL that it was given."""
    said = request.headers.get("x-twilio-signature", "").encode("latin-1", "replace")
    pairs = pairs_of(body)
    if body and not pairs:
        return False  # nothing of it could be read, so nothing of it would be signed
    return any(
        hmac.compare_digest(said, twilio_signature(sender.secret, url, pairs).encode())
        for url in _urls(engine.house.public_url, request)
    )


def _urls(public_url: str, request: Request) -> Iterator[str]:
    """Yield the URLs Twilio may have signed: some of its callers name the port, some do not."""
    if not public_url:
        return
    raw = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.decode("latin-1")
    tail = path[path.index(f"/{HOOK}/") :] if f"/{HOOK}/" in path else path
    query = request.scope["query_string"].decode("latin-1")
    rest = f"{tail}?{query}" if query else tail
    yield f"{public_url}{rest}"
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = f":{_PORTS.get(parts.scheme, 443)}" if parts.port is None else ""
    yield f"{parts.scheme}://{host}{port}{parts.path}{rest}"
