"""Listens to mailboxes that say by themselves that something came, and has them read then.

What they do not say, and what a server forgot to, is found by the reading in turn all the same.
Of several schedulers one listens to a mailbox: providers count its connections.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound.backoff import Streak
from outreach.core.inbound.listener import listener_of
from outreach.errors import Unauthorized, Unavailable
from outreach.log import get_logger
from outreach.ports import Ringing
from outreach.store import worker as workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

    from outreach.ports import Inbox, Queue
    from outreach.services.engine import Engine

INBOX = "INBOX"
GAP = timedelta(seconds=1)  # between two readings of one mailbox, whatever comes in
ASK_AGAIN = timedelta(hours=1)  # a server that cannot ring may learn it
LOOK = timedelta(seconds=10)  # at who else listens
LISTENING = frozenset({"scheduler", "run"})  # the roles of processes that do

log = get_logger(__name__)


async def listeners(engine: Engine) -> set[str]:
    """Return the processes that are alive and listen, by their ids."""
    async with engine.database.reading() as connection:
        alive = await workers.alive(connection, engine.now())
    return {row["id"] for row in alive if row["role"] in LISTENING}


@dataclass(slots=True)
class Listener:
    """One connection a mailbox, and a task that waits on it; neither costs a thread.

    With `peers` it asks now and then who else listens, as `me` does, and keeps to its own
    share of the mailboxes; where that cannot be told, to the share it had.
    """

    inboxes: Mapping[str, Inbox]
    queue: Queue
    gap: timedelta = GAP
    peers: Callable[[], Awaitable[Collection[str]]] | None = None
    me: str = ""
    look: timedelta = LOOK
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _sharing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        if self.peers is None:
            self._begin(self.inboxes)
        else:
            self._sharing = asyncio.create_task(self._share(self.peers))

    async def stop(self) -> None:
        """Listen no more."""
        if self._sharing is not None:
            self._sharing.cancel()
            await asyncio.gather(self._sharing, return_exceptions=True)
        await self._leave([*self._tasks])

    async def _share(self, peers: Callable[[], Awaitable[Collection[str]]]) -> None:
        while True:
            try:
                known = {*await peers(), self.me}
            except Exception as error:  # noqa: BLE001 - the database comes back
                log.warning("listen.peers_unknown", error=repr(error))
            else:
                mine = {n for n in self.inboxes if listener_of(n, known) == self.me}
                await self._leave(self._tasks.keys() - mine)
                self._begin(mine - self._tasks.keys())
            await _wait(self.look)

    def _begin(self, names: Iterable[str]) -> None:
        for name in names:
            inbox = self.inboxes[name]
            if isinstance(inbox, Ringing):
                task = asyncio.create_task(self._listen(name, inbox))
                self._tasks[name] = task

    async def _leave(self, names: Iterable[str]) -> None:
        leaving = {name: self._tasks[name] for name in names}
        for task in leaving.values():
            task.cancel()
        await asyncio.gather(*leaving.values(), return_exceptions=True)
        # Not before: who is stopped meanwhile waits for them, too.
        for name in leaving:
            self._tasks.pop(name, None)

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
