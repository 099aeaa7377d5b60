"""Answers the links in our mails, and says how the deployment fares."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import ClientDisconnect

from outreach.log import get_logger
from outreach.services.click import Link, note_click, read_link
from outreach.services.opt_out import ONE_CLICK, PAGE, opt_out, read_opt_out
from outreach.web.health import health
from outreach.web.metric import scrape
from outreach.web.page import Guarded, page
from outreach.web.visitor import machine

if TYPE_CHECKING:
    from outreach.services.engine import Engine

LONGEST_BODY = 64 * 1024  # bytes; a one-click body has some 30, or 200 as multipart
BODY_WITHIN = timedelta(seconds=20)
STOP_WITHIN = timedelta(seconds=45)
# Whoever clicks is not kept from where he is going by our bookkeeping.
CLICK_PATIENCE = timedelta(seconds=2)
LINK = "/{kind}/{{token}}"

log = get_logger(__name__)


def create_app(engine: Engine, *, metrics: bool = True) -> FastAPI:
    """Return the web process's application over an engine of the running loop."""
    errands = _Errands()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await errands.finish()

    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.add_middleware(Guarded)
    _add_opt_out(app, engine)
    _add_click(app, engine, errands)
    _add_health(app, engine, metrics=metrics)

    @app.exception_handler(404)
    async def missing(_request: Request, _error: Exception) -> Response:
        return page("missing", engine.house.name, status=404)

    return app


def _add_opt_out(app: FastAPI, engine: Engine) -> None:
    house = engine.house.name

    @app.api_route("/u/{token}", methods=["GET", "HEAD"])
    async def ask(token: str) -> Response:
        """Ask, and do nothing: filters and previews come here too."""
        if read_opt_out(engine, token) is None:
            return page("missing", house, status=404)
        return page("confirm", house)

    @app.post("/u/{token}")
    async def stop(token: str, request: Request) -> Response:
        """Stop, whoever posts: a mail program's button (RFC 8058) or the page's own."""
        trace = read_opt_out(engine, token)
        if trace is None:
            return page("missing", house, status=404)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        source = ONE_CLICK if _is_one_click(body) else PAGE
        try:
            async with asyncio.timeout(STOP_WITHIN.total_seconds()):
                await opt_out(engine, trace, source=source)
        except Exception:
            log.exception("opt_out.failed")
            return page("later", house, status=503)
        return page("done", house)

    @app.options("/u/{token}")
    async def offer(token: str) -> Response:
        del token
        return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS, POST"})


async def _body(request: Request) -> bytes | None:
    """Return the request's body, None for one too long or that does not come."""
    body = b""
    try:
        async with asyncio.timeout(BODY_WITHIN.total_seconds()):
            async for part in request.stream():
                body += part
                if len(body) > LONGEST_BODY:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return body


def _is_one_click(body: bytes) -> bool:
    """Tell a mail program's button from the page's: as a form or as multipart alike."""
    said = body.lower()
    return b"list-unsubscribe" in said and b"one-click" in said


def _add_click(app: FastAPI, engine: Engine, errands: _Errands) -> None:
    @app.api_route("/c/{token}", methods=["GET", "HEAD"])
    async def follow(token: str, request: Request) -> Response:
        """Lead on to the link's target, which only we could have written."""
        link = read_link(engine, token)
        if link is None:
            return page("missing", engine.house.name, status=404)
        why = machine(request.method, request.headers)
        await errands.run(_note(engine, link, why))
        return RedirectResponse(link.url, 302)

    @app.options("/c/{token}")
    async def offer(token: str) -> Response:
        del token
        return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})


async def _note(engine: Engine, link: Link, why: str) -> None:
    try:
        await note_click(engine, link, machine=why)
    except Exception:
        log.exception("click.not_noted", lead=link.trace.lead_id)


class _Errands:
    """What is done for a visitor who does not wait for the end of it."""

    def __init__(self) -> None:
        self._going: set[asyncio.Task[None]] = set()

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it, and return when it is done or patience is."""
        task = asyncio.create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        await asyncio.wait({task}, timeout=CLICK_PATIENCE.total_seconds())

    async def finish(self) -> None:
        """Wait for all that was begun."""
        if self._going:
            await asyncio.wait(set(self._going))


def _add_health(app: FastAPI, engine: Engine, *, metrics: bool) -> None:
    @app.get("/healthz")
    async def alive() -> Response:
        """Say that this process lives, whatever the rest does."""
        return JSONResponse({"alive": True})

    @app.get("/readyz")
    async def ready() -> Response:
        """Say whether all that is needed works."""
        found = await health(engine)
        return JSONResponse(found, 200 if found["ready"] else 503)

    if metrics:

        @app.get("/metrics")
        async def measure() -> Response:
            """Say how much of everything there is."""
            return Response(await scrape(engine), media_type=CONTENT_TYPE_LATEST)
