"""Carries out what messages of the queue ask for, one use case each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.services.ingest import interpret
from outreach.services.sync import sync
from outreach.services.tend import tend
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from outreach.core.model import TouchId
    from outreach.ports import Crm, Inbox
    from outreach.services.deliver import Courier
    from outreach.services.engine import Engine

    Job = Callable[..., Awaitable[None]]

# In the order in which a worker prefers them.
JOBS = ("poll", "interpret", "deliver", "sync")
POLLS = 32  # mailboxes read at once

log = get_logger(__name__)


@dataclass(slots=True)
class Work:
    """One process's jobs. Those that read or tell others go on by themselves, one of a kind."""

    engine: Engine
    courier: Courier
    inboxes: Mapping[str, Inbox]
    crms: Mapping[str, Crm]
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)  # of them, those that have their turn
    _again: set[str] = field(default_factory=set)  # asked for since they began
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(POLLS))
    _waiting: set[str] = field(default_factory=set)  # for the database to come back

    @property
    def jobs(self) -> Mapping[str, Job]:
        """What each message sets going, by its job's name."""
        return {name: getattr(self, name) for name in JOBS}

    @property
    def idle(self) -> bool:
        """Whether nothing goes on."""
        return self.courier.idle and not self._running

    async def deliver(self, *, ids: Sequence[TouchId], **_later: object) -> None:
        """Deliver claimed touches."""
        await self.courier.deliver(ids)

    async def poll(self, *, ids: Sequence[str], **_later: object) -> None:
        """Read these senders' mailboxes, and look into their Sent folders.

        So many at once: a thousand mailboxes take their turns. One that is being read is
        read again after, for what came since may be in a folder it is past.
        """
        for name in ids:
            if name in self.inboxes:
                what = f"poll {name}"
                if what in self._begun:
                    self._again.add(what)
                self._begin(what, partial(self._poll, name, what))

    async def _poll(self, name: str, what: str) -> int:
        done = 0
        try:
            while True:
                # In turn each time: one that always has more keeps nobody's ears shut.
                async with self._room:
                    self._begun.add(what)
                    self._again.discard(what)
                    done += await tend(self.engine, self.inboxes, name)
                    self._begun.discard(what)
                if what not in self._again:
                    return done
        finally:
            self._begun.discard(what)
            self._again.discard(what)

    async def interpret(self, **_later: object) -> None:
        """Interpret what was kept and is not interpreted yet."""
        self._begin("interpret", partial(interpret, self.engine))

    async def sync(self, *, ids: Sequence[str], **_later: object) -> None:
        """Keep these CRMs in step."""
        for name in ids:
            if name in self.crms:
                one = partial(sync, self.engine, self.crms, name)
                self._begin(f"sync {name}", one)

    async def close(self) -> None:
        """Break off what goes on; all of it can be done again."""
        going_on = list(self._running.values())
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)

    def _begin(self, what: str, use_case: Callable[[], Awaitable[int]]) -> None:
        """Do it beside the message, so that a slow server keeps no thread from the others."""
        if what not in self._running:
            task = asyncio.create_task(self._do(what, use_case))
            self._running[what] = task
            task.add_done_callback(lambda _: self._running.pop(what))

    async def _do(self, what: str, use_case: Callable[[], Awaitable[int]]) -> None:
        try:
            await use_case()
        except Exception as error:
            if not passes(error):
                log.exception("job.failed", job=what)
            elif what not in self._waiting:
                # Said once: it is asked for again and again.
                log.warning("job.waits", job=what, error=repr(error))
                self._waiting.add(what)
        else:
            self._waiting.discard(what)
