"""Lets the world live: time stands while anybody has something to do, then leaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outreach.sandbox.world import breathe
from outreach.services.tick import tick
from outreach.services.wakeup import next_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outreach.sandbox.world import World

LENGTH = timedelta(weeks=6)
# As often as a daemon would read a mailbox; less than the hour after which it counts as deaf.
POLL_EVERY = timedelta(minutes=10)
STEP = timedelta(seconds=1)
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
        self._polled_at: datetime | None = None
        self.answers = 0
        self.instants = 0

    async def live(self, length: timedelta = LENGTH) -> None:
        """Live so long, to the last answer and the last note in the CRM."""
        clock = self._world.clock
        end = self._start + length
        while True:
            await self._settle()
            self._tell(self._scene(length))
            if clock.now() >= end:
                break
            clock.advance(min(await self._next(), end))
        await self._drain()

    async def _settle(self) -> None:
        """Do everything that is to be done at this instant, until nobody has anything."""
        world = self._world
        self.instants += 1
        for _ in range(MOST_ROUNDS):
            acted = await world.crowd.act()
            await self._caught_up()
            polled = await self._poll()
            ticked = await tick(world.deployment.engine)
            await self._caught_up()
            if ticked.idle and not (acted or polled):
                await self._sync()
                return
        raise RuntimeError(f"the engine finds no rest at {world.clock.now()}")

    async def _next(self) -> datetime:
        world = self._world
        now = world.clock.now()
        coming = [
            await next_instant(world.deployment.engine),
            world.crowd.next_at(),
            now + LENGTH,
        ]
        return max(min(at for at in coming if at is not None), now + STEP)

    async def _poll(self) -> bool:
        """Read the mailboxes, if there is mail or it is time; tell whether there was."""
        world = self._world
        now = world.clock.now()
        waiting = world.street.waiting
        if (
            not waiting
            and self._polled_at is not None
            and now < self._polled_at + POLL_EVERY
        ):
            return False
        deployment = world.deployment
        await deployment.heart.beat()
        await deployment.queue.put("poll", list(deployment.inboxes))
        await self._caught_up()
        self._polled_at = now
        world.street.heard(world.ledger)
        self.answers += waiting - world.street.waiting
        return bool(waiting)

    async def _sync(self) -> None:
        """Tell the CRM what there is to tell now."""
        world = self._world
        for _ in range(MOST_ROUNDS):
            if not world.ledger.untold(world.clock.now()):
                return
            await world.deployment.queue.put("sync", list(world.deployment.crms))
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
        deployment = world.deployment
        while not (
            await deployment.queue.idle()
            and deployment.work.idle
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
            stages=self._world.ledger.stages(),
        )
