"""The connections of one SMTP account: kept, lent out one at a time, let go when idle."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from outreach.adapters.channels.smtp_fault import Fault
from outreach.core.verdict import Stage, is_temporary

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    from outreach.adapters.channels.smtp_session import Session


class SmtpPool:
    """At most `size` connections at a time, each for at most `messages` messages.

    Where the server wants no more connections while some are open, it makes do with those,
    until all of them have been let go.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Session]],
        *,
        size: int,
        messages: int,
        idle: timedelta,
    ) -> None:
        self._connect = connect
        self._messages = messages
        self._idle_seconds = idle.total_seconds()
        self._room = asyncio.Semaphore(size)
        self._door = asyncio.Lock()
        self._last_fault: Fault | None = None
        self._idle: deque[Session] = deque()
        self._lent = 0
        self._withheld = 0
        self._sweep: asyncio.TimerHandle | None = None
        self._closed = False

    async def take(self) -> Session:
        """Lend a connection; wait for one when all are out. Raises Fault."""
        while True:
            await self._room.acquire()
            try:
                session = self._rested() or await self._open()
            except BaseException as error:
                if isinstance(error, Fault) and self._crowded(error):
                    self._withheld += 1
                    continue
                self._room.release()
                self._restore_if_empty()
                raise
            self._lent += 1
            return session

    async def renew(self, stale: Session) -> Session:
        """Exchange a lent connection that was found dead for a new one. Raises Fault."""
        stale.abort()
        return await self._connect()

    def give(self, session: Session) -> None:
        """Take back what was lent."""
        self._lent -= 1
        self._room.release()
        if not session.alive:
            session.abort()
            self._restore_if_empty()
        elif self._closed or session.messages >= self._messages:
            session.leave()
            self._restore_if_empty()
        else:
            session.idle_since = asyncio.get_running_loop().time()
            self._idle.append(session)
            self._arm()

    async def close(self) -> None:
        """Let go of every idle connection, and of the lent ones as they come back."""
        self._closed = True
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        resting = list(self._idle)
        self._idle.clear()
        await asyncio.gather(*(session.quit() for session in resting))

    async def _open(self) -> Session:
        """Open one at a time; who waited while another failed has failed with it."""
        seen = self._last_fault
        async with self._door:
            rested = self._rested()
            if rested is not None:
                return rested
            fault = self._last_fault
            if fault is not None and fault is not seen:
                raise Fault(fault.stage, fault.code, fault.text, ours=fault.ours)
            try:
                return await self._connect()
            except Fault as error:
                self._last_fault = error
                raise

    def _rested(self) -> Session | None:
        """Return the connection used last, for it is the likeliest to be alive."""
        while self._idle:
            session = self._idle.pop()
            if session.alive:
                return session
            session.abort()
        return None

    def _crowded(self, fault: Fault) -> bool:
        """Tell whether the server took others of ours but wants no more of them."""
        refused = fault.stage is Stage.GREETING and is_temporary(fault.code)
        return refused and bool(self._lent or self._idle)

    def _arm(self) -> None:
        if self._sweep is None and self._idle:
            loop = asyncio.get_running_loop()
            due = self._idle[0].idle_since + self._idle_seconds
            self._sweep = loop.call_at(due, self._swept)

    def _swept(self) -> None:
        """Leave the connections that have rested too long; the oldest are in front."""
        self._sweep = None
        past = asyncio.get_running_loop().time() - self._idle_seconds
        while self._idle and self._idle[0].idle_since <= past:
            self._idle.popleft().leave()
        self._restore_if_empty()
        self._arm()

    def _restore_if_empty(self) -> None:
        """With no connection left there is nothing to make do with."""
        if self._idle or self._lent:
            return
        for _ in range(self._withheld):
            self._room.release()
        self._withheld = 0
