"""Delivers claimed touches: marks them, commits, puts them on the wire, records the outcomes.

One courier a process takes the ids of all messages from the queue. Each round is one
transaction: it records what has come back and marks just as many as there are free places
on the wire, so a crash leaves in doubt only what was truly in flight.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import TouchId, TouchState, Unknown
from outreach.log import get_logger
from outreach.services.mark import Marked, Overtaken, mark
from outreach.services.reap import release_all
from outreach.services.settle import Result, settle
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outreach.core.model import Outcome
    from outreach.ports import Channel, Parcel
    from outreach.services.engine import Engine

WIRE = 64  # touches in flight in one process
LANE_WIRE = 8  # of which one lane has at most so many
RETRY_AFTER = timedelta(seconds=1)  # for the database to come back
GIVE_UP_MARKING = 3  # rounds; the tick brings them again

log = get_logger(__name__)


@dataclass(slots=True)
class _Waiting:
    """One id on its way, and whom to tell when it is accounted for."""

    touch_id: TouchId
    lane: str
    done: asyncio.Future[None]
    tries: int = 0


@dataclass(slots=True)
class _Flight:
    marked: Marked
    waiting: _Waiting


@dataclass(slots=True)
class Courier:
    """Carries touches of all lanes; made on the loop it works on."""

    engine: Engine
    channels: Mapping[str, Channel[Parcel]]
    wire: int = WIRE
    lane_wire: int = LANE_WIRE
    _pending: deque[_Waiting] = field(default_factory=deque)
    _landed: list[tuple[_Flight, Result]] = field(default_factory=list)
    _flying: dict[asyncio.Task[None], _Flight] = field(default_factory=dict)
    _aloft: Counter[str] = field(default_factory=Counter)
    _signal: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.Task[None] | None = None
    _closing: bool = False

    @property
    def idle(self) -> bool:
        """Whether nothing waits, flies or is to be recorded."""
        return not (self._pending or self._flying or self._landed)

    async def deliver(self, ids: Iterable[TouchId]) -> None:
        """Deliver these touches as far as their gates pass; return when all are accounted for."""
        async with self.engine.database.reading() as connection:
            rows = await touches.get(connection, ids)
        loop = asyncio.get_running_loop()
        mine = [
            _Waiting(touch_id, row["lane"], loop.create_future())
            for touch_id, row in rows.items()
            if row["state"] == TouchState.CLAIMED
        ]
        self._pending.extend(mine)
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._work())
        self._signal.set()
        if mine:
            await asyncio.wait([each.done for each in mine])

    async def close(self) -> None:
        """Finish what is on the wire, give back what is not, and stop."""
        self._closing = True
        self._signal.set()
        if self._loop is not None:
            await self._loop

    async def _work(self) -> None:
        while not self.idle:
            self._signal.clear()
            if self._closing:
                await self._give_back()
            landed, taken = self._landed, self._take()
            if landed or taken:
                await self._round(landed, taken)
            elif self._flying:
                await self._signal.wait()

    def _take(self) -> list[_Waiting]:
        """Take what there is a free place for, in order, leaving full lanes' for later."""
        taken: list[_Waiting] = []
        left: deque[_Waiting] = deque()
        aloft = Counter(self._aloft)
        free = self.wire - len(self._flying)
        while self._pending and len(taken) < free:
            waiting = self._pending.popleft()
            if aloft[waiting.lane] < self.lane_wire:
                aloft[waiting.lane] += 1
                taken.append(waiting)
            else:
                left.append(waiting)
        self._pending.extendleft(reversed(left))
        return taken

    async def _round(
        self, landed: list[tuple[_Flight, Result]], taken: list[_Waiting]
    ) -> None:
        """One transaction: outcomes recorded, the next touches marked. Then they fly."""
        self._landed = []
        try:
            async with self.engine.database.writing() as connection:
                await settle(self.engine, connection, [each for _, each in landed])
                rows = await touches.get(connection, [w.touch_id for w in taken])
                marked = await mark(self.engine, connection, rows.values())
        except Exception as error:  # noqa: BLE001 - whatever fails, no outcome may be lost
            await self._failed(landed, taken, error)
            return
        for flight, _ in landed:
            self._tell(flight.waiting)
        by_id = {each.touch_id: each for each in marked}
        for waiting in taken:
            # Popped: an id that the queue has brought twice flies once.
            one = by_id.pop(waiting.touch_id, None)
            if one is None:
                self._tell(waiting)
            else:
                self._launch(_Flight(one, waiting))

    async def _failed(
        self,
        landed: list[tuple[_Flight, Result]],
        taken: list[_Waiting],
        error: Exception,
    ) -> None:
        self._landed = [*landed, *self._landed]
        overtaken = isinstance(error, Overtaken)
        if not overtaken:
            log.error("deliver.round_failed", error=repr(error), outcomes=len(landed))
        for waiting in reversed(taken):
            waiting.tries += 1
            if waiting.tries >= GIVE_UP_MARKING:
                self._tell(waiting)  # its claim runs out; the tick brings it again
            else:
                self._pending.appendleft(waiting)
        if not overtaken:
            await self._rest()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_AFTER.total_seconds()):
                await asyncio.Event().wait()

    def _launch(self, flight: _Flight) -> None:
        self._aloft[flight.marked.lane] += 1
        task = asyncio.create_task(self._fly(flight))
        self._flying[task] = flight
        task.add_done_callback(self._flown)

    async def _fly(self, flight: _Flight) -> None:
        marked = flight.marked
        try:
            channel = self.channels[marked.channel]
            outcome: Outcome = await channel.send(marked.draft.parcel)
        except Exception as error:
            log.exception("channel.raised", channel=marked.channel)
            outcome = Unknown(f"the channel raised {error!r}")
        result = Result(marked.touch_id, marked.attempt, outcome)
        self._landed.append((flight, result))

    def _flown(self, task: asyncio.Task[None]) -> None:
        flight = self._flying.pop(task)
        self._aloft[flight.marked.lane] -= 1
        self._signal.set()

    def _tell(self, waiting: _Waiting) -> None:
        if not waiting.done.done():
            waiting.done.set_result(None)

    async def _give_back(self) -> None:
        """Release claims that will not be marked any more, so that the next start has them."""
        back, self._pending = list(self._pending), deque()
        if not back:
            return
        try:
            async with self.engine.database.writing() as connection:
                rows = await touches.get(connection, [w.touch_id for w in back])
                claims = [row for row in rows.values() if row["state"] == TouchState.CLAIMED]
                await release_all(self.engine, connection, claims)
        except Exception as error:  # noqa: BLE001 - their lease runs out anyway
            log.warning("deliver.give_back_failed", error=repr(error))
        for waiting in back:
            self._tell(waiting)
