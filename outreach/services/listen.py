"""Listens to mailboxes that say by themselves that something came, and has them read then.

What they do not say, and what a server forgot to, is found by the reading in turn all the same.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound.backoff import Streak
from outreach.errors import Unauthorized, Unavailable
from outreach.log import get_logger
from outreach.ports import Ringing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.ports import Inbox, Queue

INBOX = "INBOX"
GAP = timedelta(seconds=1)  # between two readings of one mailbox, whatever comes in
ASK_AGAIN = timedelta(hours=1)  # a server that cannot ring may learn it

log = get_logger(__name__)


@dataclass(slots=True)
class Listener:
    """One connection a mailbox, and a task that waits on it; neither costs a thread."""

    inboxes: Mapping[str, Inbox]
    queue: Queue
    gap: timedelta = GAP
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        for name, inbox in self.inboxes.items():
            if isinstance(inbox, Ringing):
                task = asyncio.create_task(self._listen(name, inbox))
                self._tasks.append(task)

    async def stop(self) -> None:
        """Listen no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _listen(self, name: str, inbox: Ringing) -> None:
        streak = Streak()
        while True:
            try:
                if await inbox.rings(INBOX):
                    await self.queue.put("poll", [name])
                    rest = self.gap
                else:
                    rest = ASK_AGAIN
            except Unavailable as error:
                refused = isinstance(error, Unauthorized)
                rest = max(streak.failed(_now(), refused=refused), self.gap)
            except Exception:
                # What one mailbox brings about must leave the others their ears.
                log.exception("listen.failed", sender=name)
                rest = ASK_AGAIN
            await _wait(rest)


def _now() -> timedelta:
    return timedelta(seconds=asyncio.get_running_loop().time())


async def _wait(span: timedelta) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(span.total_seconds()):
            await asyncio.Event().wait()
