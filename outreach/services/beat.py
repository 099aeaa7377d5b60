"""Says that this process lives, so that nobody takes what it has on the wire for lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.store import worker as workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Connection

EVERY = timedelta(seconds=5)  # several within a lease

log = get_logger(__name__)


@dataclass(slots=True)
class Heart:
    """One process's heartbeat. `role` is what it does, for `status`."""

    engine: Engine
    role: str
    host: str
    pid: int
    # Sets the engine's clock by the database's, where that has one.
    tune: Callable[[Connection], Awaitable[None]] | None = None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _last_at: datetime | None = None

    async def beat(self) -> None:
        """Renew the lease, and drop the rows of workers long gone."""
        async with self.engine.database.writing() as connection:
            if self.tune is not None:
                await self.tune(connection)
            at = await self._renew(connection)
            await workers.forget_old(connection, self.engine.now())
        # Not before: what is undone has not been said.
        self._last_at = self.engine.meter.beat_at = at

    async def renew(self, connection: Connection) -> None:
        """Renew the lease with what is marked in this transaction, unless it is fresh.

        What goes on the wire then never seems to be of a worker that is gone, however late
        the heartbeat is or far the clock was put forward.
        """
        last_at = self._last_at
        if last_at is None or not last_at <= self.engine.now() < last_at + EVERY:
            await self._renew(connection)

    async def _renew(self, connection: Connection) -> datetime:
        now = self.engine.now()
        name, host, pid = self.engine.worker, self.host, self.pid
        caps = self.engine.caps.mark
        await workers.beat(connection, name, self.role, host, pid, now, caps)
        return now

    async def start(self) -> None:
        """Beat once, then on and on. Raises if the first beat cannot be written."""
        await self.beat()
        self._task = asyncio.create_task(self._on_and_on())

    async def stop(self) -> None:
        """Leave: nothing of this process is on the wire any more."""
        self._stopped.set()
        if self._task is not None:
            await self._task
        try:
            async with self.engine.database.writing() as connection:
                await workers.leave(connection, self.engine.worker)
        except Exception as error:  # noqa: BLE001 - its lease runs out anyway
            log.warning("heartbeat.not_taken_back", error=repr(error))

    async def _on_and_on(self) -> None:
        failing = False
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY.total_seconds()):
                    await self._stopped.wait()
                    return
            try:
                await self.beat()
                failing = False
            except Exception as error:  # noqa: BLE001 - it must go on when the database is back
                if not failing:
                    log.warning("heartbeat.failed", error=repr(error))
                failing = True
