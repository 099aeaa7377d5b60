"""The worker as Dramatiq's own command runs it: `dramatiq outreach.worker`.

OUTREACH_WORKSPACE names the workspace's folder; without it, it is the current one.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import dramatiq
from dramatiq.asyncio import EventLoopThread, set_event_loop_thread
from dramatiq.middleware import AsyncIO
from dramatiq.middleware.middleware import MiddlewareError

from outreach.bootstrap import keep_loaded, load_workspace, open_engine, open_queue
from outreach.errors import ConfigError
from outreach.log import configure, know
from outreach.services.restore import guard

if TYPE_CHECKING:
    from dramatiq import Broker, Worker

    from outreach.bootstrap import Deployment


class CannotStart(MiddlewareError):
    """The worker's engine cannot be opened; Dramatiq ends the process."""


class Station(AsyncIO):
    """Opens the engine when a worker boots, on the loop its actors run on, and closes it after."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = EventLoopThread(logging.getLogger(__name__))
        self._deployment: Deployment | None = None
        self._over = asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    def before_worker_boot(self, _broker: Broker, _worker: Worker) -> None:
        """Open it. Raises CannotStart."""
        self._thread.start(timeout=5.0)
        set_event_loop_thread(self._thread)
        try:
            self._thread.run_coroutine(self._begin())
        except Exception as error:
            raise CannotStart(str(error)) from error

    def before_worker_shutdown(self, _broker: Broker, _worker: Worker) -> None:
        """Finish the wire, give back the rest; the actors that wait for it return."""
        self._thread.run_coroutine(self._put_down())

    def after_worker_shutdown(self, _broker: Broker, _worker: Worker) -> None:
        """Close it."""
        self._thread.run_coroutine(self._end())
        self._thread.stop()  # type: ignore[no-untyped-call] # it has no types
        set_event_loop_thread(None)

    async def _begin(self) -> None:
        opened = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(opened))
        await asyncio.wait({opened, self._life}, return_when=asyncio.FIRST_COMPLETED)
        if self._life.done():
            await self._life

    async def _live(self, opened: asyncio.Future[None]) -> None:
        async with open_engine(workspace, role="worker", queue=queue) as deployment:
            know(role="worker", worker=deployment.engine.worker)
            await guard(deployment.engine)
            await deployment.heart.start()
            queue.serve(deployment.work.jobs)
            self._deployment = deployment
            keep_loaded()
            opened.set_result(None)
            await self._over.wait()
            await deployment.heart.stop()

    async def _put_down(self) -> None:
        if self._deployment is not None:
            await self._deployment.courier.close()
            await self._deployment.work.close()

    async def _end(self) -> None:
        self._over.set()
        if self._life is not None:
            await self._life


workspace = load_workspace()
_told = workspace.config.log
configure(json=_told.format == "json", level=_told.level, addresses=_told.addresses)
queue = open_queue(workspace)
if queue.in_process:
    raise ConfigError(
        "broker: memory:// carries nothing between processes: "
        "give a redis:// URL, or use `outreach run`"
    )
broker = queue.broker
broker.add_middleware(Station())
dramatiq.set_broker(broker)
