"""Runs what one IMAP session does in a thread, from an event loop, and logs it in anew."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from outreach.adapters.inbox.imap_wire import Guard
from outreach.errors import Unauthorized

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future
    from datetime import timedelta

    from outreach.adapters.inbox.imap_account import ImapAccount
    from outreach.adapters.inbox.imap_session import ImapSession

T = TypeVar("T")


class ImapThread:
    """One session, one job of it at a time, in whichever thread is free."""

    def __init__(
        self, account: ImapAccount, session: ImapSession, threads: Executor
    ) -> None:
        self.session = session
        self._account = account
        self._threads = threads
        self._guard: Guard | None = None

    async def do(self, work: Callable[[Guard], T]) -> T:
        """Do it, logged in; a refused access token is replaced once. Raises Unavailable."""
        tokens, session = self._account.tokens, self.session
        if tokens is None:
            return await self.run(work)
        if not session.connected:
            session.bearer = await tokens.token()
        try:
            return await self.run(work)
        except Unauthorized:
            fresh = await tokens.token(refused=session.bearer)
            if fresh == session.bearer:
                raise
            session.bearer = fresh
            return await self.run(work)

    async def run(
        self, work: Callable[[Guard], T], within: timedelta | None = None
    ) -> T:
        """Do it with whatever login there is. Raises Unavailable."""
        waits = self._account.timeouts
        guard = Guard(total=within or waits.total, silence=waits.silence)
        loop = asyncio.get_running_loop()
        self._guard = guard
        job = partial(self.session.run, guard, work)
        future = loop.run_in_executor(self._threads, job)
        # Nobody may be left to hear of the failure that a cancellation causes.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self.stop()
            future.add_done_callback(self._forget)
            raise
        finally:
            self._guard = None

    def stop(self) -> None:
        """Make what is under way fail."""
        if self._guard is not None:
            self._guard.cancel()
            self.session.cut()

    def _forget(self, _done: Future[T] | asyncio.Future[T]) -> None:
        """Keep no connection of a job that nobody waits for: it may be amid an answer."""
        self.session.drop()
