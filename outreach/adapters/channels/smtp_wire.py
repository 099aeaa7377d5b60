"""The wire of an SMTP session that is open: bytes out, replies in, each within a time limit.

It takes an open connection over from aiosmtplib, which pairs one answer with one command and
drops what comes between.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from outreach.adapters.channels.smtp_reply import LONGEST_REPLY, reply_of

if TYPE_CHECKING:
    from datetime import timedelta

    from outreach.adapters.channels.smtp_reply import Reply

HUNG_UP = "the server hung up"


class Wire(asyncio.Protocol):
    """One connection; one task at a time waits on it.

    Raises OSError where the connection is gone (TimeoutError where it may yet be there) and
    ValueError for an answer that is none.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._deadline = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._lost = ""
        self._full = False
        transport.set_protocol(self)
        # Paused whenever the kernel does not take all: what is flushed is sent.
        transport.set_write_buffer_limits(high=1)

    @property
    def alive(self) -> bool:
        """Whether the other side is there, as far as is known."""
        return not self._lost and not self._transport.is_closing()

    @property
    def unread(self) -> bool:
        """Whether something came that nobody has asked for."""
        return bool(self._received)

    def write(self, data: bytes) -> None:
        """Hand bytes to the kernel, or keep what it does not take yet."""
        if not self.alive:
            raise ConnectionResetError(self._lost or HUNG_UP)
        self._transport.write(data)

    async def flushed(self, within: timedelta) -> None:
        """Wait until the kernel has taken everything, or something is said meanwhile."""
        deadline = self._loop.time() + within.total_seconds()
        while self._full and not self._received:
            self._raise_if_lost()
            await self._news(deadline)

    async def reply(self, within: timedelta) -> Reply:
        """Return the next reply, which may have come long ago."""
        found = reply_of(self._received)
        if found is None:
            deadline = self._loop.time() + within.total_seconds()
            while found is None:
                self._raise_if_lost()
                await self._news(deadline)
                found = reply_of(self._received)
        return found

    def leave(self, word: bytes) -> None:
        """Say a last word and hang up, without waiting for what is said to it."""
        if self.alive:
            self._transport.write(word)
        self._rest()
        self._transport.close()

    def abort(self) -> None:
        """Drop the connection at once; a close() would go on trying to write."""
        self._rest()
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Keep what came; a server that says more than a reply can be is cut off."""
        self._received += data
        if len(self._received) > LONGEST_REPLY:
            self._end("the server's answer is too long")
            self._transport.abort()
        elif b"\n" in data:
            self._wake()

    def eof_received(self) -> bool:
        """Note that the other side has said all."""
        self._end(HUNG_UP)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is gone."""
        self._end(str(exc or "") or HUNG_UP)
        self._rest()

    def pause_writing(self) -> None:
        """Note that the kernel is full."""
        self._full = True

    def resume_writing(self) -> None:
        """Note that the kernel has taken everything."""
        self._full = False
        self._wake()

    def _raise_if_lost(self) -> None:
        if self._lost:
            raise ConnectionResetError(self._lost)

    def _end(self, why: str) -> None:
        self._lost = self._lost or why
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _news(self, deadline: float) -> None:
        """Wait for anything to happen, until a time of the loop's."""
        self._deadline = deadline
        self._set_alarm()
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _set_alarm(self) -> None:
        """Have the alarm ring by the deadline; one that rings too early is set anew.

        So a session costs a timer every few minutes, and not one for each answer.
        """
        if self._alarm is not None:
            if self._alarm.when() <= self._deadline:
                return
            self._alarm.cancel()
        self._alarm = self._loop.call_at(self._deadline, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._deadline:
            self._set_alarm()
        else:
            self._waiter.set_exception(TimeoutError("no answer in the time allowed"))

    def _rest(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
