"""The timer: says again and again that it is time to look, and holds no state of its own.

Any number of schedulers may run side by side: what is due, and who has it, stands in the
database.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from outreach.core.pressure import Pressure
from outreach.errors import Unavailable
from outreach.log import get_logger
from outreach.services.tick import BATCH, DELIVER, tick
from outreach.store import worker as workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from outreach.services.engine import Engine
    from outreach.services.listen import Listener
    from outreach.services.tick import Ticked

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The roles of processes that take messages.
WORKING = frozenset({"worker", "run"})

LOOK = timedelta(seconds=1)  # at the machine's clock
STEP = timedelta(seconds=1)  # no clock is set right by so much unnoticed

# With thousands of senders even to find nothing takes a while: it is to be a fifth of the
# time at most.
REST = 4  # times what a tick took that found nothing
LONGEST_REST = timedelta(seconds=5)

log = get_logger(__name__)


def _ahead() -> timedelta:
    """Return how far the machine's clock is ahead of the loop's, which nobody sets."""
    since = timedelta(seconds=asyncio.get_running_loop().time())
    return datetime.now(UTC) - EPOCH - since


@dataclass(frozen=True, slots=True)
class Pace:
    """How often each thing is looked at."""

    tick: timedelta = timedelta(seconds=1)
    poll: timedelta = timedelta(seconds=30)
    sync: timedelta = timedelta(seconds=15)
    interpret: timedelta = timedelta(minutes=1)


@dataclass(slots=True)
class Scheduler:
    """Ticks, and enqueues the reading of mailboxes and the telling of CRMs.

    Nothing that fails stops it: the database or the broker may come back.
    """

    engine: Engine
    backlog: Callable[[str], Awaitable[int]]  # messages of a job that nobody has taken
    pace: Pace = field(default_factory=Pace)
    listener: Listener | None = None  # to mailboxes that say that something came
    _pressure: Pressure = field(default_factory=Pressure)
    _timer: AsyncIOScheduler = field(init=False)
    _watch: asyncio.Task[None] = field(init=False)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    _failing: dict[str, str] = field(default_factory=dict)
    _stopping: bool = False
    _rests_until: float = 0.0  # the loop's time

    def start(self) -> None:
        """Start on the running loop, everything once at once."""
        # It would say every second that the last tick is not over.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._timer = AsyncIOScheduler(timezone=UTC)
        hears = [name for name, one in self.engine.senders.items() if one.hears]
        self._every(self.pace.tick, "tick", self._tick)
        if hears:
            self._every(self.pace.poll, "poll", lambda: self._put("poll", hears))
            self._every(
                self.pace.interpret, "interpret", lambda: self._put("interpret", [""])
            )
        if self.engine.crms:
            crms = list(self.engine.crms)
            self._every(self.pace.sync, "sync", lambda: self._put("sync", crms))
        if self.listener is not None:
            self.listener.start()
        self._timer.start()
        self._watch = asyncio.create_task(self._watch_clock())

    async def stop(self) -> None:
        """Let what has begun end, and begin nothing more."""
        self._stopping = True
        self._over.set()
        if self.listener is not None:
            await self.listener.stop()
        await self._watch
        self._timer.pause()
        for turn in self._turns.values():
            async with turn:
                pass
        self._timer.shutdown(wait=False)

    def _every(
        self, span: timedelta, name: str, do: Callable[[], Awaitable[None]]
    ) -> None:
        self._turns[name] = asyncio.Lock()
        self._timer.add_job(
            self._guarded,
            IntervalTrigger(seconds=span.total_seconds(), timezone=UTC),
            (name, do),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )

    async def _watch_clock(self) -> None:
        """Begin anew whenever the machine's clock is set: the timer goes by that one.

        Put back by an hour, it would rest for an hour.
        """
        ahead = _ahead()
        while not self._over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK.total_seconds()):
                    await self._over.wait()
            step, ahead = _ahead() - ahead, _ahead()
            if abs(step) > STEP:
                by = "back" if step < timedelta(0) else "forward"
                log.warning("clock.stepped", by=f"{abs(step)} {by}", whose="machine's")
                for job in self._timer.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))

    async def _guarded(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        if self._stopping:
            return
        async with self._turns[name]:
            try:
                await do()
            except Exception as error:  # noqa: BLE001 - what fails now may work in a second
                self._failed(name, error)
            else:
                if self._failing.pop(name, None):
                    log.info("scheduler.recovered", what=name)

    def _failed(self, name: str, error: Exception) -> None:
        """Say it once: the same failure comes again every second."""
        self.engine.meter.failures[name] += 1
        kind = type(error).__name__
        if self._failing.get(name) != kind:
            log.error("scheduler.failed", what=name, error=repr(error))
        self._failing[name] = kind

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            return
        while True:
            began = loop.time()
            room, gone = await self._room()
            done = await self._measured(room * BATCH)
            self._pressure.put(-(-len(done.claimed) // BATCH))
            if gone is not None:
                raise gone
            if done.idle:
                took = timedelta(seconds=loop.time() - began)
                rest = min(took * REST, LONGEST_REST)
                self._rests_until = loop.time() + rest.total_seconds()
            if not done.more or self._stopping:
                return

    async def _measured(self, most: int) -> Ticked:
        """Tick once; count what it did and tell of it, if it did anything."""
        began = perf_counter()
        done = await tick(self.engine, most=most)
        meter = self.engine.meter
        meter.ticks.observe(timedelta(seconds=perf_counter() - began))
        meter.ticked_at = self.engine.now()
        meter.claims["released"] += done.released
        if not done.idle:
            told = {"moved": done.moved, "in_doubt": done.in_doubt}
            log.info("tick", claimed=len(done.claimed), released=done.released, **told)
        return done

    async def _room(self) -> tuple[int, Unavailable | None]:
        """Return how many messages the workers are there for, none while the broker is gone."""
        at = timedelta(seconds=asyncio.get_running_loop().time())
        async with self.engine.database.reading() as connection:
            alive = await workers.alive(connection, self.engine.now())
        count = sum(row["role"] in WORKING for row in alive)
        try:
            return self._pressure.room(await self.backlog(DELIVER), count, at), None
        except Unavailable as error:
            return 0, error

    async def _put(self, job: str, names: Sequence[str]) -> None:
        for name in names:
            await self.engine.queue.put(job, [name])
