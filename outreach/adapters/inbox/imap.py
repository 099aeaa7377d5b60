"""Hears answers in an IMAP mailbox, from a thread of its own behind an async port."""

from __future__ import annotations

import asyncio
import re
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from outreach.adapters.inbox.imap_account import ImapAccount, ImapTimeouts
from outreach.adapters.inbox.imap_session import ImapSession
from outreach.adapters.inbox.imap_wire import Guard
from outreach.errors import InputError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outreach.ports import Batch, Cursor

__all__ = ["ImapAccount", "ImapInbox", "ImapTimeouts"]

T = TypeVar("T")

MOST_IN_BATCH = 500  # their UIDs still fit the commands of old servers
ZONES_APART = timedelta(days=1)
LEAVE_TAKING = timedelta(seconds=5)
MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")


class ImapInbox:
    """One mailbox. Operations follow one another; each is bounded in time and bytes.

    Folders are opened with EXAMINE and mail is fetched with BODY.PEEK, so that no flag
    changes. Mail over 25 MB comes cut off.
    """

    def __init__(
        self, account: ImapAccount, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._account = account
        encrypted = account.security != "none"
        context = tls or (ssl.create_default_context() if encrypted else None)
        self._session = ImapSession(account, tls=context)
        self._thread = ThreadPoolExecutor(1, f"imap-{account.host}")
        self._turn = asyncio.Lock()
        self._guard: Guard | None = None
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

    async def close(self) -> None:
        """Log out and let go of the connection; what is under way fails."""
        if self._closed:
            return
        self._closed = True
        self._stop()
        async with self._turn:
            guard = self._new_guard(LEAVE_TAKING)
            try:
                await self._in_thread(guard, self._session.log_out)
            finally:
                self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[Guard], T]) -> T:
        async with self._turn:
            if self._closed:
                message = f"the inbox at {self._account.server} is closed; open it anew"
                raise Unavailable(message)
            guard = self._new_guard(self._account.timeouts.total)
            return await self._in_thread(guard, work)

    async def _in_thread(self, guard: Guard, work: Callable[[Guard], T]) -> T:
        loop = asyncio.get_running_loop()
        self._guard = guard
        job = partial(self._session.run, guard, work)
        future = loop.run_in_executor(self._thread, job)
        # Nobody may be left to hear of the failure that a cancellation causes.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self._stop()
            raise
        finally:
            self._guard = None

    def _stop(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
            self._session.cut()

    def _new_guard(self, total: timedelta) -> Guard:
        return Guard(total=total, silence=self._account.timeouts.silence)


def _within(limit: int) -> int:
    return max(1, min(limit, MOST_IN_BATCH))
