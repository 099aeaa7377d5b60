"""Lets the world live: time stands while anybody has something to do, then leaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.sandbox.world import breathe
from outreach.services.tick import tick
from outreach.services.wakeup import next_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from outreach.sandbox.world import World

LENGTH = timedelta(weeks=6)
# Where no mail waits, a mailbox need only not go stale: an hour unread counts as deaf.
POLL_EVERY = timedelta(minutes=50)
SYNC_WITHIN = timedelta(minutes=5)  # no leap is longer while the CRM has to be told
STEP = timedelta(seconds=1)  # what is due again at once is due at the next tick
MOST_ROUNDS = 500  # at one instant: more than that is a loop without an end
MOST_WAITS = 500  # for a CRM that throttles


@dataclass(frozen=True, slots=True)
class Scene:
    """How things stand at one instant."""

    now: datetime
    share: float  # of the whole story, 0 to 1
    sent: int
    answers: int
    stages: Mapping[str, int]


class Story:
    """One life of a world."""

    def __init__(self, world: World, tell: Callable[[Scene], None]) -> None:
        self._world = world
        self._tell = tell
        self._start = world.clock.now()
        self._polled_at: dict[str, datetime] = {}
        self._synced_at = self._start
        self.answers = 0

    async def live(self, length: timedelta = LENGTH) -> None:
        """Live so long, to the last answer and the last note in the CRM."""
        clock = self._world.clock
        end = self._start + length
        while True:
            await self._settle()
            self._tell(self._scene(length))
            if clock.now() >= end:
                break
            clock.advance(min(await self._onward(), end))
        await self._drain()

    async def _onward(self) -> datetime:
        """Return the next instant, having told the CRM what it need not wait for."""
        now = self._world.clock.now()
        following = await self._next()
        if following < self._synced_at + SYNC_WITHIN:
            return following
        self._synced_at = now
        told = await self._sync()
        return await self._next() if told else following

    async def _settle(self) -> None:
        """Do everything that is to be done at this instant, until nobody has anything."""
        world = self._world
        await world.deployment.heart.beat()
        for _ in range(MOST_ROUNDS):
            await world.crowd.act()
            await self._caught_up()
            await self._poll()
            ticked = await tick(world.deployment.engine)
            await self._caught_up()
            if not ticked.moved and self._at_rest():
                return
        raise RuntimeError(f"the engine finds no rest at {world.clock.now()}")

    def _at_rest(self) -> bool:
        """Tell whether nobody acts at this instant any more and no mail is waiting."""
        world = self._world
        next_at = world.crowd.next_at()
        acting = next_at is not None and next_at <= world.clock.now()
        return not (acting or world.street.waiting)

    async def _next(self) -> datetime:
        world = self._world
        now = world.clock.now()
        coming = [
            await next_instant(world.deployment.engine),
            world.crowd.next_at(),
            now + LENGTH,
        ]
        return max(min(at for at in coming if at is not None), now + STEP)

    async def _poll(self) -> None:
        """Read the mailboxes in which mail is waiting, or that have not been read lately."""
        world = self._world
        deployment, now = world.deployment, world.clock.now()
        names = [
            name
            for name in deployment.inboxes
            if world.street.waits_in(name)
            or now >= self._polled_at.get(name, self._start - POLL_EVERY) + POLL_EVERY
        ]
        if not names:
            return
        before = len(world.street.posted)
        await self._enqueue("poll", names)
        self._polled_at.update(dict.fromkeys(names, now))
        world.street.heard(world.ledger)
        self.answers += before - len(world.street.posted)

    async def _sync(self) -> bool:
        """Tell the CRM what there is to tell now; tell whether there was anything."""
        world = self._world
        for turn in range(MOST_ROUNDS):
            if not world.ledger.untold(world.clock.now()):
                return turn > 0
            await self._enqueue("sync", list(world.deployment.crms))
        raise RuntimeError(f"the CRM is never told all at {world.clock.now()}")

    async def _enqueue(self, job: str, ids: list[str]) -> None:
        await self._world.queue.put(job, ids)
        await self._caught_up()

    async def _drain(self) -> None:
        """Wait, in time that only the CRM sees, until it knows everything."""
        world = self._world
        for _ in range(MOST_WAITS):
            await self._sync()
            if not world.ledger.pending():
                return
            world.clock.advance(world.clock.now() + timedelta(seconds=30))

    async def _caught_up(self) -> None:
        """Wait until the queue, its actors, the wire and the web process are at rest."""
        world = self._world
        while not (
            await world.queue.idle()
            and world.deployment.work.idle
            and world.ledger.clicks() >= world.street.followed
        ):
            await breathe()

    def _scene(self, length: timedelta) -> Scene:
        now = self._world.clock.now()
        return Scene(
            now=now,
            share=min(1.0, (now - self._start) / length),
            sent=len(self._world.judge.taken),
            answers=self.answers,
            stages=self._world.ledger.stages(self._world.stages),
        )
