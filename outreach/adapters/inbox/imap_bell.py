"""A connection to one mailbox on which the server tells by itself what comes in (RFC 2177).

It costs no thread while nothing happens: the loop watches the socket.
"""

from __future__ import annotations

import asyncio
import re
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.adapters.inbox.imap_session import ImapSession
from outreach.adapters.inbox.imap_thread import ImapThread
from outreach.adapters.inbox.imap_wire import Guard
from outreach.errors import Unavailable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from outreach.adapters.inbox.imap_account import ImapAccount
    from outreach.adapters.inbox.imap_wire import Client

# A server may hang up after 29 minutes; what lies between forgets a silent connection sooner.
RENEW = timedelta(minutes=9)
_TOLD = re.compile(rb"\* (\d{1,10}) (EXISTS|EXPUNGE)\b", re.IGNORECASE)
_LEAVES = re.compile(rb"\* BYE\b", re.IGNORECASE)
_TCP = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}  # seconds, times


class Count:
    """How many messages a folder holds by what the server tells: it grows with new mail."""

    def __init__(self, exists: int) -> None:
        self._exists = exists

    def grows(self, lines: Iterable[bytes]) -> bool:
        """Take what was told; say whether something came in."""
        came = False
        for line in lines:
            told = _TOLD.match(line)
            if told is None:
                continue
            if told[2].upper() == b"EXPUNGE":
                self._exists -= 1
            else:
                # Some servers repeat the number though nothing has come.
                came = came or int(told[1]) > self._exists
                self._exists = int(told[1])
        return came


class ImapBell:
    """Rings when something comes into one folder. One waits for it at a time."""

    def __init__(
        self,
        account: ImapAccount,
        *,
        tls: ssl.SSLContext | None,
        threads: Executor,
        renew: timedelta = RENEW,
    ) -> None:
        self._account = account
        self._session = ImapSession(account, tls=tls)
        self._thread = ImapThread(account, self._session, threads)
        self._renew = renew.total_seconds()
        self._client: Client | None = None
        self._tag = b""
        self._count = Count(0)
        self._came = False  # while it was asked anew
        self._renew_at = 0.0
        self._guard = self._new_guard()

    async def rings(self, folder: str) -> bool:
        """Wait until something may have come in; see the port."""
        try:
            if self._client is None:
                return await self._begin(folder)
            while not self._heard(self._client):
                if not await self._is_readable(self._client):
                    await self._begin_again(self._client)
        except BaseException:
            self.drop()
            raise
        return True

    def drop(self) -> None:
        """Let go of the connection without a word."""
        self._client = None
        self._session.drop()

    async def _begin(self, folder: str) -> bool:
        def idle(guard: Guard) -> tuple[Client, bytes, int] | None:
            return self._session.idle(guard, folder)

        told = await self._thread.do(idle)
        if told is None:
            self.drop()
            return False
        self._client, self._tag, exists = told
        self._count, self._came = Count(exists), False
        _keep_alive(self._client.socket())
        self._set_alarm()
        return True

    async def _begin_again(self, client: Client) -> None:
        """Ask anew before the server tires of it."""

        def again(_guard: Guard) -> tuple[list[bytes], bytes]:
            return client.end_idle(self._tag), client.begin_idle()

        told, self._tag = await self._thread.run(again)
        self._came = self._count.grows(told)
        self._set_alarm()

    def _heard(self, client: Client) -> bool:
        """Read what has arrived, without waiting, on the loop's own thread."""

        def listen(_guard: Guard) -> list[bytes]:
            return client.overheard()

        lines = self._session.run(self._guard, listen)
        came, self._came = self._count.grows(lines) or self._came, False
        if any(_LEAVES.match(line) for line in lines):
            # The next wait connects anew, and rings at once.
            message = f"IMAP server {self._account.server} says good-bye"
            raise Unavailable(message)
        return came

    async def _is_readable(self, client: Client) -> bool:
        loop = asyncio.get_running_loop()
        readable = loop.create_future()
        descriptor = client.socket().fileno()
        loop.add_reader(descriptor, _set, readable)
        try:
            async with asyncio.timeout_at(self._renew_at):
                await readable
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(descriptor)
        return True

    def _set_alarm(self) -> None:
        self._renew_at = asyncio.get_running_loop().time() + self._renew
        # One for all that is told until then: a server that chatters on is given up.
        self._guard = self._new_guard()

    def _new_guard(self) -> Guard:
        waits = self._account.timeouts
        return Guard(total=waits.total, silence=waits.silence)


def _set(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)


def _keep_alive(connection: socket.socket) -> None:
    """Have the machine notice a server that is gone without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, number in _TCP.items():
        option = getattr(socket, name, None)  # not on every system
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, number)
