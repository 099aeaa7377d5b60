"""Hears answers in an IMAP mailbox, from a thread of its own behind an async port."""

from __future__ import annotations

import asyncio
import re
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from outreach.adapters.inbox.imap_account import ImapAccount, ImapTimeouts
from outreach.adapters.inbox.imap_bell import RENEW, ImapBell
from outreach.adapters.inbox.imap_session import ImapSession
from outreach.adapters.inbox.imap_thread import ImapThread
from outreach.core.inbound.backoff import rest_after
from outreach.errors import InputError, Unauthorized, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from outreach.adapters.inbox.imap_wire import Guard
    from outreach.ports import Batch, Cursor, Listing, RawMessage

__all__ = ["ImapAccount", "ImapInbox", "ImapTimeouts"]

T = TypeVar("T")

MOST_IN_BATCH = 500  # their UIDs still fit the commands of old servers
ZONES_APART = timedelta(days=1)
LEAVE_TAKING = timedelta(seconds=5)
# Providers count the connections of a mailbox, and of many workers any one may read it.
UNUSED = timedelta(minutes=2)
MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")


class ImapInbox:
    """One mailbox. Operations follow one another; each is bounded in time and bytes.

    Folders are opened with EXAMINE and mail is fetched with BODY.PEEK, so that no flag
    changes. Mail over 25 MB comes cut off. A connection that is `unused` for so long is ended.
    """

    def __init__(
        self,
        account: ImapAccount,
        *,
        tls: ssl.SSLContext | None = None,
        threads: Executor | None = None,
        renew: timedelta = RENEW,
        unused: timedelta = UNUSED,
    ) -> None:
        self._account = account
        encrypted = account.security != "none"
        context = tls or (ssl.create_default_context() if encrypted else None)
        self._own_threads = None
        if threads is None:
            threads = self._own_threads = ThreadPoolExecutor(2, f"imap-{account.host}")
        self._session = ImapSession(account, tls=context)
        self._thread = ImapThread(account, self._session, threads)
        self._bell = ImapBell(account, tls=context, threads=threads, renew=renew)
        self._turn = asyncio.Lock()
        self._rest = _Rest()
        self._unused = unused.total_seconds()
        self._alarm: asyncio.TimerHandle | None = None
        # Held, or it might be collected.
        self._leaving: asyncio.Task[None] | None = None
        self._closed = False

    async def fetch(self, folder: str, after: Cursor | None, limit: int) -> Batch:
        """Return up to `limit` messages past `after`; see the port.

        A batch also ends after 500 messages, at 32 MB, and before a message that the
        server will not give out: then `more` is set, and the next call names that
        message in Unavailable.
        """
        session = self._session
        return await self._do(
            lambda guard: session.read(guard, folder, after, _within(limit))
        )

    async def find(self, folder: str, message_id: str) -> bool:
        """Say whether the folder holds `message_id` (with its angle brackets).

        True is evidence that the message left; False proves nothing.
        Raises Unavailable as `fetch` does.
        """
        if not MESSAGE_ID.fullmatch(message_id):
            message = f"{message_id!r} is no Message-ID; write it as <left@right>"
            raise InputError(message)
        session = self._session
        return await self._do(lambda guard: session.find(guard, folder, message_id))

    async def sent_since(
        self, folder: str, at: datetime | None
    ) -> dict[str, datetime | None]:
        """Return the Message-IDs of what came into the folder since, and when it did.

        Raises Unavailable as `fetch` does.
        """
        # The server goes by days, and by its own zone's (RFC 9051 6.4.4).
        on = None if at is None else (at - ZONES_APART).date()
        session = self._session
        return await self._do(lambda guard: session.ids_since(guard, folder, on))

    async def sent_folder(self) -> str:
        """Return the folder of what was sent, by its mark (RFC 6154) or usual name; or "".

        Raises Unavailable as `fetch` does.
        """
        return await self._do(self._session.sent_folder)

    async def append(self, folder: str, content: bytes) -> None:
        """Put a copy into the folder, marked as seen.

        Raises Unavailable; the copy may be there all the same when the connection broke.
        """
        session = self._session
        await self._do(lambda guard: session.append(guard, folder, content))

    async def look(
        self, folder: str, after: Cursor | None, limit: int, since: datetime | None
    ) -> Listing:
        """Return up to `limit` heads past `after`; see the port."""
        # The server goes by days, and by its own zone's (RFC 9051 6.4.4).
        on = None if since is None else (since - ZONES_APART).date()
        session, most = self._session, max(1, limit)
        return await self._do(
            lambda guard: session.look(guard, folder, after, most, on)
        )

    async def take(
        self, folder: str, uidvalidity: int, uids: Sequence[int]
    ) -> Sequence[RawMessage]:
        """Return these messages whole, the first few at least; see the port."""
        session, some = self._session, sorted(uids)[:MOST_IN_BATCH]
        return await self._do(
            lambda guard: session.take(guard, folder, uidvalidity, some)
        )

    async def answer_folders(self) -> Sequence[str]:
        """Return the folders in which an answer may lie; see the port."""
        return await self._do(self._session.answer_folders)

    async def rings(self, folder: str) -> bool:
        """Wait on a connection of its own until something came; see the port."""
        if self._closed or not self._account.idle:
            return False
        return await self._bell.rings(folder)

    async def close(self) -> None:
        """Log out and let go of the connection; what is under way fails."""
        if self._closed:
            return
        self._closed = True
        self._stay()
        self._thread.stop()
        self._bell.drop()
        async with self._turn:
            try:
                await self._thread.run(self._session.log_out, LEAVE_TAKING)
            finally:
                if self._own_threads is not None:
                    self._own_threads.shutdown(wait=False)

    async def _do(self, work: Callable[[Guard], T]) -> T:
        async with self._turn:
            if self._closed:
                message = f"the inbox at {self._account.server} is closed; open it anew"
                raise Unavailable(message)
            self._rest.check()
            self._stay()
            try:
                done = await self._thread.do(work)
            except Unavailable as error:
                # A folder that is refused leaves the connection as it is.
                if not self._session.connected:
                    self._rest.failed(error)
                raise
            finally:
                self._leave_later()
            self._rest.end()
            return done

    def _stay(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _leave_later(self) -> None:
        if self._session.connected and not self._closed:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(self._unused, self._begin_to_leave)

    def _begin_to_leave(self) -> None:
        self._alarm = None
        self._leaving = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        """Log out, unless it has been used again meanwhile."""
        async with self._turn:
            if self._alarm is None and not self._closed:
                with suppress(Unavailable):
                    await self._thread.run(self._session.log_out, LEAVE_TAKING)


class _Rest:
    """Leaves a server alone that could not be reached, longer each time."""

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0
        self._error: Unavailable | None = None

    def check(self) -> None:
        """Raise the last failure again while the server is to be left alone."""
        if self._error is not None and asyncio.get_running_loop().time() < self._until:
            raise type(self._error)(str(self._error))

    def failed(self, error: Unavailable) -> None:
        self._failures += 1
        self._error = error
        rest = rest_after(self._failures, refused=isinstance(error, Unauthorized))
        self._until = asyncio.get_running_loop().time() + rest.total_seconds()

    def end(self) -> None:
        self._failures, self._error = 0, None


def _within(limit: int) -> int:
    return max(1, min(limit, MOST_IN_BATCH))
