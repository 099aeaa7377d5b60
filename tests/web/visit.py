"""A deployment with its web process, visited without a network."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx

from outreach.core import token
from outreach.services.write import CLICK, OPT_OUT
from outreach.web.app import create_app, create_watch
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.services.engine import Engine
    from outreach.web.health import Duties
    from tests.services.running import World

EXTRA = "public_url: http://127.0.0.1:8000\ntracking: {clicks: true}\n"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TARGET = "https://acme.example/pricing?plan=a&b=%20c#top"


@asynccontextmanager
async def visited(
    folder: Path, database_url: str, *, extra: str = EXTRA, **more: Any
) -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    """Yield a deployment whose one lead was sent its first mail a minute ago, and a browser."""
    async with Saboteur() as server:
        workspace = write(folder, database_url, port=server.port, extra=extra, **more)
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
            world.clock.forward(minutes=1)
            async with browser(world.deployment.engine) as client:
                yield world, client


def browser(engine: Engine, *, metrics: bool = True) -> httpx.AsyncClient:
    """Return a client of the web process."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(engine, metrics=metrics)),
        base_url="http://127.0.0.1:8000",
        headers={"User-Agent": BROWSER},
    )


def opt_out_path(engine: Engine, lead_id: int = 1) -> str:
    """Return the path of the opt-out link in the lead's first mail."""
    payload = (lead_id, "hello", 1, "intro")
    return f"/u/{token.sign(engine.house.secret, OPT_OUT, payload)}"


def click_path(
    engine: Engine, url: str = TARGET, *, step: str = "intro", lead_id: int = 1
) -> str:
    """Return the path of the first link in the lead's first mail."""
    payload = (lead_id, "hello", 1, step, 0, url)
    return f"/c/{token.sign(engine.house.secret, CLICK, payload)}"


def watcher(engine: Engine, duties: Duties) -> httpx.AsyncClient:
    """Return a client of a process that has no web part but for its health."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(create_watch(engine, duties)),
        base_url="http://127.0.0.1:9000",
    )
