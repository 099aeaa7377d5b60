"""Takes mail that a provider pushes: proved, kept raw, answered, and only then interpreted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from outreach.errors import InputError
from outreach.log import get_logger
from outreach.services.ingest import interpret
from outreach.services.keep_push import keep_push
from outreach.web.body import body_of
from outreach.web.page import RETRY_AFTER, page
from outreach.web.provider import (
    BY_LOGIN,
    PATHS,
    READERS,
    STRANGER,
    Call,
    Unproved,
    is_login,
)

if TYPE_CHECKING:
    from fastapi import FastAPI

    from outreach.services.engine import Engine
    from outreach.web.errand import Errands

LONGEST_PUSH = 60 * 1024 * 1024  # bytes; providers take 25 to 35 MB, and JSON swells it
PUSH_WITHIN = timedelta(seconds=60)
KEEP_WITHIN = timedelta(seconds=30)
AT_ONCE = 4  # calls whose bodies are in memory

log = get_logger(__name__)


def add_inbound(app: FastAPI, engine: Engine, errands: Errands) -> None:
    """Answer `/inbound` and those below it that outreach.yaml has a secret for."""
    room = _Room()
    for provider in READERS:
        _add(app, engine, errands, provider, room)


class _Room:
    """How many may be read at once."""

    def __init__(self) -> None:
        self.left = AT_ONCE


def _add(
    app: FastAPI, engine: Engine, errands: Errands, provider: str, room: _Room
) -> None:
    secret = engine.house.inbound_secrets.get(provider, "")

    @app.post(f"/inbound{PATHS[provider]}")
    async def take(request: Request) -> Response:
        """Keep what is pushed, once; 200 when it is committed."""
        if not secret:
            return page(request, "missing", engine.house.name, status=404)
        head = Call(secret, request.headers, b"", engine.now())
        if provider in BY_LOGIN and not is_login(head):
            return _refused(401, "not_signed", STRANGER.why)
        if not room.left:
            return _refused(503, "busy", "too many at once: push it again")
        room.left -= 1
        try:
            return await _take(engine, errands, request, provider, secret)
        finally:
            room.left += 1


async def _take(
    engine: Engine, errands: Errands, request: Request, provider: str, secret: str
) -> Response:
    body = await body_of(request, most=LONGEST_PUSH, within=PUSH_WITHIN)
    if body is None:
        return _refused(413, "too_large", "the mail is too long, or never came")
    try:
        pushed = READERS[provider](Call(secret, request.headers, body, engine.now()))
        if isinstance(pushed, Unproved):
            return _refused(401, "not_signed", pushed.why)
        async with asyncio.timeout(KEEP_WITHIN.total_seconds()):
            mailbox, new = await keep_push(
                engine, provider, pushed.key, pushed.content, pushed.recipients
            )
    except InputError as error:
        return _refused(422, "no_mail", str(error))
    except Exception:
        # Whatever it was, nothing is kept: the provider must not take it for delivered.
        log.exception("push.not_kept", provider=provider)
        return _refused(503, "later", "it could not be kept: push it again")
    if new:
        errands.begin(_interpret(engine, mailbox))
    return JSONResponse({"kept": new})


async def _interpret(engine: Engine, mailbox: str) -> None:
    try:
        await interpret(engine, mailbox=mailbox)
    except Exception:
        # It is kept: the scheduler has it interpreted again.
        log.exception("push.not_interpreted", mailbox=mailbox)


def _refused(status: int, code: str, message: str) -> Response:
    headers = {
        401: {"WWW-Authenticate": 'Basic realm="inbound"'},
        503: {"Retry-After": RETRY_AFTER},
    }.get(status, {})
    return JSONResponse({"error": code, "message": message}, status, headers)
