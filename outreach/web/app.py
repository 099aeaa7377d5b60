"""Answers the links in our mails, and says how the deployment fares."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from outreach.log import get_logger
from outreach.services.challenge import answer_of
from outreach.services.click import Hit, read_link, read_pixel
from outreach.services.opt_out import ONE_CLICK, PAGE, opt_out, read_opt_out
from outreach.web.body import body_of
from outreach.web.errand import Errands
from outreach.web.event import add_events
from outreach.web.health import Duties, health
from outreach.web.hit import Hits
from outreach.web.metric import scrape
from outreach.web.page import Guarded, page
from outreach.web.snapshot import Snapshot
from outreach.web.twilio import add_twilio
from outreach.web.visitor import machine

if TYPE_CHECKING:
    from outreach.services.engine import Engine

STOP_WITHIN = timedelta(seconds=45)
# The smallest GIF: one pixel, transparent.
DOT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002014401003b"
)

ANSWERS = Duties()  # and does nothing else

log = get_logger(__name__)


def create_app(
    engine: Engine,
    *,
    metrics: bool = True,
    hold: timedelta = timedelta(0),
    duties: Duties = ANSWERS,
) -> FastAPI:
    """Return the web process's application over an engine of the running loop.

    What a mail is hit by is noted after `hold`, together with what follows in that time.
    """
    errands = Errands()
    snapshot = Snapshot(engine)
    hits = Hits(engine, errands, hold)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        hits.let_go()
        await errands.finish()
        await snapshot.close()

    app = _bare(lifespan)
    _add_opt_out(app, engine)
    _add_hits(app, engine, hits)
    add_twilio(app, engine, errands.run)
    add_events(app, engine)
    _add_health(app, engine, duties, snapshot if metrics else None)

    @app.exception_handler(404)
    async def missing(_request: Request, _error: Exception) -> Response:
        return page("missing", engine.house.name, status=404)

    return app


def _bare(lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]]) -> FastAPI:
    """Return an application that has nothing yet but its guard, no page about itself either."""
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.add_middleware(Guarded)
    return app


def _add_opt_out(app: FastAPI, engine: Engine) -> None:
    house = engine.house.name

    @app.api_route("/u/{token}", methods=["GET", "HEAD"])
    async def ask(token: str) -> Response:
        """Ask, and do nothing: filters and previews come here too."""
        known = answer_of(engine, token)
        if known is not None:
            return PlainTextResponse(known)
        if read_opt_out(engine, token) is None:
            return page("missing", house, status=404)
        return page("confirm", house)

    @app.post("/u/{token}")
    async def stop(token: str, request: Request) -> Response:
        """Stop, whoever posts: a mail program's button (RFC 8058) or the page's own."""
        trace = read_opt_out(engine, token)
        if trace is None:
            return page("missing", house, status=404)
        body = await body_of(request)
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


def _is_one_click(body: bytes) -> bool:
    """Tell a mail program's button from the page's: as a form or as multipart alike."""
    said = body.lower()
    return b"list-unsubscribe" in said and b"one-click" in said


def _add_hits(app: FastAPI, engine: Engine, hits: Hits) -> None:
    @app.api_route("/c/{token}", methods=["GET", "HEAD"])
    async def follow(token: str, request: Request) -> Response:
        """Lead on to the link's target, which only we could have written."""
        link = read_link(engine, token)
        if link is None:
            return page("missing", engine.house.name, status=404)
        why = machine(request.method, request.headers)
        hit = Hit(link.trace, engine.now(), why, link.index, link.url)
        await hits.take(hit)
        return RedirectResponse(link.url, 302)

    @app.api_route("/o/{token}", methods=["GET", "HEAD"])
    async def look(token: str, request: Request) -> Response:
        """Show a dot that nobody sees."""
        trace = read_pixel(engine, token)
        if trace is None:
            return page("missing", engine.house.name, status=404)
        why = machine(request.method, request.headers)
        await hits.take(Hit(trace, engine.now(), why))
        return Response(DOT, media_type="image/gif")

    @app.options("/c/{token}")
    @app.options("/o/{token}")
    async def offer(token: str) -> Response:
        del token
        return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})


def create_watch(engine: Engine, duties: Duties) -> FastAPI:
    """Return the application of a process without a web part: its health and metrics alone."""
    snapshot = Snapshot(engine)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await snapshot.close()

    app = _bare(lifespan)
    _add_health(app, engine, duties, snapshot)
    return app


def _add_health(
    app: FastAPI, engine: Engine, duties: Duties, snapshot: Snapshot | None
) -> None:
    @app.get("/healthz")
    async def alive() -> Response:
        """Say that this process lives, whatever the rest does, or that only a start helps it."""
        alive = not engine.database.is_another
        return JSONResponse({"alive": alive}, 200 if alive else 503)

    @app.get("/readyz")
    async def ready() -> Response:
        """Say whether all that is needed works."""
        found = await health(engine, duties)
        return JSONResponse(found, 200 if found["ready"] else 503)

    if snapshot is not None:

        @app.get("/metrics")
        async def measure() -> Response:
            """Say how much of everything there is."""
            return Response(
                await scrape(engine, snapshot), media_type=CONTENT_TYPE_LATEST
            )
