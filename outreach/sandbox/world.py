"""The demo's world: every server, the people and the program itself, on one loop."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx

from outreach.bootstrap import load_workspace, open_engine, open_queue
from outreach.sandbox import folder as folders
from outreach.sandbox.clock import VirtualClock
from outreach.sandbox.crowd import Crowd
from outreach.sandbox.hubspot_server import HubSpotServer
from outreach.sandbox.imap_server import ImapServer
from outreach.sandbox.judge import Judge
from outreach.sandbox.ledger import Ledger
from outreach.sandbox.loopback import Loopback
from outreach.sandbox.person import people
from outreach.sandbox.smtp_server import SmtpServer
from outreach.sandbox.street import Street
from outreach.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from outreach.bootstrap import Deployment, ServedQueue, Workspace
    from outreach.sandbox.person import Person

# A Monday; within the six weeks clocks change and Easter comes.
START = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """All that there is, under way. Nothing in it moves unless `live` does it."""

    folder: Path
    clock: VirtualClock
    judge: Judge
    crowd: Crowd
    street: Street
    hubspot: HubSpotServer
    deployment: Deployment
    queue: ServedQueue
    ledger: Ledger

    @property
    def everyone(self) -> list[Person]:
        """The people, by number."""
        return list(self.crowd.people.values())

    @property
    def stages(self) -> tuple[str, ...]:
        """The pipeline, in order."""
        return self.deployment.engine.pipeline.stages


class _Door:
    """An application whose place is known before it is made."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request."""
        if self.app is not None:
            await self.app(scope, receive, send)


@asynccontextmanager
async def open_world(folder: Path, *, leads: int, seed: int) -> AsyncIterator[World]:
    """Start everything on ephemeral ports of the loopback; close all of it at the end."""
    clock, judge = VirtualClock(START), Judge()
    everyone = people(leads, seed)
    door = _Door()
    async with AsyncExitStack() as stack:
        imap = await stack.enter_async_context(ImapServer())
        hubspot = await stack.enter_async_context(HubSpotServer(clock))
        web = await stack.enter_async_context(Loopback(door))
        for name in folders.SENDERS:
            await imap.add_user(name, folders.PASSWORD)
        # Straight to the loopback, whatever proxy the environment names.
        client = httpx.AsyncClient(trust_env=False)
        await stack.enter_async_context(client)
        street = Street(clock, judge, imap, client, everyone)
        crowd = Crowd(everyone, clock, street, seed=seed)
        server = SmtpServer(clock, judge, refuse=crowd.refuse, arrived=crowd.arrived)
        smtp = await stack.enter_async_context(server)
        folders.furnish(folder, everyone)
        place = folders.Place(smtp.port, imap.port, web.url)
        workspace = _configured(folder, place, hubspot)
        stack.callback(folders.configure, folder, place, crm="")
        deployment, queue = await stack.enter_async_context(
            _deployed(workspace, clock, door)
        )
        ledger = Ledger(folder / "outreach.db")
        stack.enter_context(closing(ledger))
        yield World(
            folder,
            clock,
            judge,
            crowd,
            street,
            hubspot,
            deployment,
            queue,
            ledger,
        )


def _configured(
    folder: Path, place: folders.Place, hubspot: HubSpotServer
) -> Workspace:
    """Write the workspace that leads to these servers, and read it."""
    folders.configure(folder, place, crm=hubspot.url)
    secrets = {
        folders.PASSWORD_VARIABLE: folders.PASSWORD,
        folders.TOKEN_VARIABLE: hubspot.token,
    }
    return load_workspace(folder, variables=secrets)


@asynccontextmanager
async def _deployed(
    workspace: Workspace, clock: VirtualClock, door: _Door
) -> AsyncIterator[tuple[Deployment, ServedQueue]]:
    """Open the workspace as `run` does, its actors at work on this loop."""
    queue = open_queue(workspace)
    async with open_engine(
        workspace,
        worker_id="demo",
        role="demo",
        clock=clock,
        queue=queue,
        sandbox=True,
    ) as deployment:
        door.app = create_app(deployment.engine)
        await deployment.heart.beat()
        await queue.start(deployment.work.jobs)
        try:
            yield deployment, queue
        finally:
            queue.hold()
            await deployment.courier.close()
            await deployment.work.close()
            await queue.stop()
            await deployment.heart.stop()


async def breathe() -> None:
    """Give the threads of the queue a thousandth of a second."""
    loop = asyncio.get_running_loop()
    rested = loop.create_future()
    timer = loop.call_later(0.001, rested.set_result, None)
    try:
        await rested
    finally:
        timer.cancel()
