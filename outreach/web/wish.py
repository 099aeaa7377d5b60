"""What people asked for that could not be recorded yet: it is tried until it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

    from outreach.web.errand import Errands

    Act = Callable[[], Awaitable[None]]

WITHIN = timedelta(seconds=45)  # as long as a mail program waits for its one click
AGAIN_AFTER = timedelta(seconds=5)
MOST = 10_000  # kept at once; each is one person's own

log = get_logger(__name__)


class Wishes:
    """Fulfils wishes, and keeps in mind those that the database was away for.

    Whoever asked is told that it is not recorded: a process that dies forgets it.
    """

    def __init__(self, errands: Errands, again_after: timedelta = AGAIN_AFTER) -> None:
        """Start with none."""
        self._errands = errands
        self._again_after = again_after
        self._open: dict[Hashable, Act] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Return how many are not recorded yet."""
        return len(self._open)

    async def fulfil(self, key: Hashable, act: Act) -> bool:
        """Do it; False if it could not be done now. The last of one key is what counts."""
        self._open.pop(key, None)
        try:
            await _within(act)
        except Exception:
            # Whatever kept it from being recorded, a stop is tried again until it is.
            log.exception("opt_out.failed")
        else:
            return True
        if len(self._open) < MOST:
            self._open[key] = act
            self._wait()
        return False

    async def again(self) -> None:
        """Try those that are open once more, oldest first, up to one that still fails.

        That one goes behind the others: should it fail for ever, it holds up nobody.
        """
        for key, act in list(self._open.items()):
            if self._open.get(key) is not act:
                continue
            try:
                await _within(act)
            except Exception:  # noqa: BLE001 - it was told when it failed first
                if self._open.get(key) is act:
                    self._open[key] = self._open.pop(key)
                break
            if self._open.get(key) is act:
                del self._open[key]
                log.info("wish.recorded_late")

    def close(self) -> None:
        """Try no more, and say how many are lost."""
        if self._timer is not None:
            self._timer.cancel()
        if self._open:
            log.error("wish.lost", count=len(self._open))

    def _wait(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            after = self._again_after.total_seconds()
            self._timer = loop.call_later(after, self._begin)

    def _begin(self) -> None:
        self._errands.begin(self._turn())

    async def _turn(self) -> None:
        await self.again()
        self._timer = None
        if self._open:
            self._wait()


async def _within(act: Act) -> None:
    async with asyncio.timeout(WITHIN.total_seconds()):
        await act()
