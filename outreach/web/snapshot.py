"""Keeps the last look at a deployment, so that who asks often costs the database little."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.services.gauge import gauges

if TYPE_CHECKING:
    from outreach.services.engine import Engine
    from outreach.services.gauge import Gauges

FRESH = timedelta(seconds=10)
SHARE = 20  # a look is kept for so many times what it took: at most 5 % of the time is spent
ANSWER_WITHIN = timedelta(seconds=5)  # Prometheus gives up after ten

log = get_logger(__name__)


class Snapshot:
    """One process's last look. `up` tells whether it succeeded, `age` its seconds since."""

    def __init__(
        self, engine: Engine, *, fresh: timedelta = FRESH, share: int = SHARE
    ) -> None:
        self._engine, self._fresh, self._share = engine, fresh.total_seconds(), share
        self._last: Gauges | None = None
        self._taken = 0.0
        self._keep = 0.0
        self._task: asyncio.Task[None] | None = None
        self.up = False

    @property
    def age(self) -> float:
        """Seconds since the last look."""
        return perf_counter() - self._taken if self._last is not None else 0.0

    async def latest(self) -> Gauges | None:
        """Return a fresh look, else the last one while another takes long; None: none yet."""
        if self._last is None or not self.up or self.age >= self._keep:
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._look())
            await asyncio.wait({self._task}, timeout=ANSWER_WITHIN.total_seconds())
            if not self._task.done():
                self.up = False
        return self._last

    async def close(self) -> None:
        """Break off a look that goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _look(self) -> None:
        began = perf_counter()
        try:
            self._last = await gauges(self._engine)
        except Exception as error:  # noqa: BLE001 - the process's own counts are told all the same
            if self.up:
                log.warning("metrics.no_database", error=repr(error))
            self.up = False
            return
        self._taken = perf_counter()
        self._keep = max(self._fresh, self._share * (self._taken - began))
        self.up = True
