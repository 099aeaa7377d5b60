"""Clocks: this machine's own, and the database server's, which all machines share."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outreach.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# A look at the server's clock is only as good as its answer is quick.
SLACK = timedelta(milliseconds=50)
SLOWEST = timedelta(seconds=2)
STEP = timedelta(seconds=1)  # that much is worth a line in the log

log = get_logger(__name__)


class SystemClock:
    """A Clock that tells this machine's time."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


def running_on() -> timedelta:
    """Return a time that nobody sets, and that runs on while the machine sleeps."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(microseconds=time.clock_gettime_ns(kind) // 1000)


class ServerClock:
    """A Clock that tells the database server's time, whatever this machine's clock is set to.

    It is to follow the server every few seconds; between, and while the server is away, it
    runs on by itself. Until it first follows it tells this machine's time.
    """

    def __init__(self, steady: Callable[[], timedelta] = running_on) -> None:
        self._steady = steady
        self._own = SystemClock()
        self._zero = self._own.now() - steady()
        self._followed = False

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return self._zero + self._steady()

    def own(self) -> datetime:
        """Return what this machine's own clock says."""
        return self._own.now()

    async def follow(self, ask: Callable[[], Awaitable[datetime | None]]) -> None:
        """Ask the server for its time and go by it; None and slow answers change nothing."""
        before = self._steady()
        at = await ask()
        after = self._steady()
        if at is None or after - before > SLOWEST:
            return
        zero = (at - (before + after) / 2).astimezone(UTC)
        off = zero - self._zero
        if abs(off) <= (after - before) / 2 + SLACK:
            return
        if self._followed and abs(off) > STEP:
            log.warning("clock.stepped", by=str(off), whose="the database's")
        self._zero, self._followed = zero, True
