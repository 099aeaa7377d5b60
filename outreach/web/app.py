"""Answers the links in our mails, and says how the deployment fares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from outreach.services.click import Hit, read_link, read_pixel
from outreach.web.errand import Errands
from outreach.web.event import add_events
from outreach.web.health import Duties, health
from outreach.web.hit import Hits
from outreach.web.metric import scrape
from outreach.web.opt_out import add_opt_out
from outreach.web.page import Guarded, page
from outreach.web.push import add_inbound
from outreach.web.snapshot import Snapshot
from outreach.web.twilio import add_twilio
from outreach.web.visitor import machine
from outreach.web.wish import Wishes

if TYPE_CHECKING:
    from outreach.services.engine import Engine

# The smallest GIF: one pixel, transparent.
DOT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002014401003b"
)

ANSWERS = Duties()  # and does nothing else


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
    wishes = Wishes(errands)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        hits.let_go()
        await errands.finish()
        wishes.close()
        await snapshot.close()

    app = _bare(lifespan)
    add_opt_out(app, engine, wishes, hits)
    _add_hits(app, engine, hits)
    add_twilio(app, engine, errands.run)
    add_events(app, engine)
    add_inbound(app, engine, errands)
    _add_health(app, engine, duties, snapshot if metrics else None)

    @app.exception_handler(404)
    async def missing(request: Request, _error: Exception) -> Response:
        return page(request, "missing", engine.house.name, status=404)

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


def _add_hits(app: FastAPI, engine: Engine, hits: Hits) -> None:
    @app.api_route("/c/{token}", methods=["GET", "HEAD"])
    async def follow(token: str, request: Request) -> Response:
        """Lead on to the link's target, which only we could have written."""
        link = read_link(engine, token)
        if link is None:
            return page(request, "missing", engine.house.name, status=404)
        why = machine(request.method, request.headers)
        hit = Hit(link.trace, engine.now(), why, link.index, link.url)
        await hits.take(hit)
        return RedirectResponse(link.url, 302)

    @app.api_route("/o/{token}", methods=["GET", "HEAD"])
    async def look(token: str, request: Request) -> Response:
        """Show a dot that nobody sees."""
        trace = read_pixel(engine, token)
        if trace is None:
            return page(request, "missing", engine.house.name, status=404)
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
