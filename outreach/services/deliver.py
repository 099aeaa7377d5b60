"""Delivers claimed touches: marks them, commits, puts them on the wire, records the outcomes.

One courier a process takes the ids of all messages from the queue. Each round is one
transaction: it records what has come back and marks what goes on the wire next, so a crash
leaves in doubt only what was truly in flight.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from outreach.core.model import Deferred, TouchId, TouchState, Unknown
from outreach.log import get_logger
from outreach.services.cap import hold_caps
from outreach.services.lineup import LANE_WIRE, WIRE, LineUp, Waiting
from outreach.services.mark import Marked, Overtaken, hold, mark
from outreach.services.meter import said_by, word_of
from outreach.services.quarantine import LONGEST
from outreach.services.settle import Result, settle
from outreach.services.tick import BATCH, DELIVER
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from outreach.core.model import Outcome
    from outreach.ports import Channel, Parcel
    from outreach.services.beat import Heart
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

MOMENT = timedelta(milliseconds=5)
LONG_MOMENT = timedelta(milliseconds=50)
RETRY_AFTER = timedelta(seconds=1)  # for the database to come back
PATIENCE = timedelta(seconds=10)  # of a message whose lane is slow, with its thread
GIVE_UP_AFTER = 3  # tries of one alone
LAST_TRIES = 10  # to record outcomes, once told to stop

log = get_logger(__name__)


@dataclass(slots=True)
class _Landed:
    """What came of a flight, until it is recorded."""

    waiting: Waiting
    result: Result
    tries: int = 0


@dataclass(slots=True)
class Courier:
    """Carries touches of all lanes; made on the loop it works on."""

    engine: Engine
    channels: Mapping[str, Channel[Parcel]]
    heart: Heart | None = None  # renewed with what is marked
    wire: int = WIRE
    lane_wire: int = LANE_WIRE
    _line: LineUp = field(init=False)
    _landed: list[_Landed] = field(default_factory=list)
    _flying: set[asyncio.Task[None]] = field(default_factory=set)
    _signal: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.Task[None] | None = None
    _closing: bool = False
    _unsure: set[TouchId] = field(default_factory=set)  # marked or not: never flew
    _failures: int = 0  # rounds in a row
    _waits: bool = False  # for the database to come back, before anything is marked

    def __post_init__(self) -> None:
        self._line = LineUp(self.wire, self.lane_wire)

    @property
    def idle(self) -> bool:
        """Whether nothing waits, flies or is to be recorded."""
        return not (self._line.waiting or self._flying or self._landed or self._unsure)

    async def deliver(self, ids: Iterable[TouchId]) -> None:
        """Deliver these touches as far as their gates pass.

        Return when all are accounted for, or, where that takes long, in good hands.
        """
        wanted = list(ids)
        claims = await self._claims(wanted)
        if self._closing:
            await self._put_back(wanted)
            return
        mine = [self._line.join(each, lane).done for each, lane in claims.items()]
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._work())
        self._signal.set()
        if mine:
            await asyncio.wait(mine, timeout=PATIENCE.total_seconds())

    async def _claims(self, ids: Sequence[TouchId]) -> dict[TouchId, str]:
        """Look up which of these are claimed, for which lanes; none once told to stop.

        A database that is away is waited for: ids dropped here wait for their lease to end.
        """
        while not self._closing:
            try:
                async with self.engine.database.reading() as connection:
                    claims = await touches.lanes_of_claims(connection, ids)
            except Exception as error:
                if not passes(error):
                    raise
                if not self._waits:
                    log.warning("deliver.waits", error=repr(error))
                self._waits = True
                await _rest()
            else:
                self._waits = False
                return claims
        return {}

    async def close(self) -> None:
        """Finish what is on the wire, put back what is not, and stop."""
        self._closing = True
        self._signal.set()
        if self._loop is not None:
            await self._loop

    async def _work(self) -> None:
        while not self.idle:
            self._signal.clear()
            if self._closing:
                await self._put_back(self._line.cleared())
            await self._gather()
            landed, self._landed = self._landed, []
            taken = self._line.take()
            if landed or taken or self._unsure:
                await self._round(landed, taken)
            elif self._flying:
                await self._signal.wait()
            if self._closing and self._failures >= LAST_TRIES:
                self._leave_in_doubt()

    async def _gather(self) -> None:
        """Wait a moment for those about to land, so that they share a commit.

        While connections have more to carry than is on them, they lose nothing by it.
        """
        await self._land(LONG_MOMENT, ahead=True)
        await self._land(MOMENT, ahead=False)

    async def _land(self, moment: timedelta, *, ahead: bool) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(moment.total_seconds()):
                while self._landed and self._flying and self._line.ahead == ahead:
                    self._signal.clear()
                    await self._signal.wait()

    async def _round(self, landed: list[_Landed], taken: list[Waiting]) -> None:
        """Record, mark and launch; what fails together is tried one by one."""
        try:
            await self._write(landed, taken)
            self._failures = 0
        except Overtaken:
            self._landed = [*landed, *self._landed]
            self._line.back(taken)
        except Exception as error:  # noqa: BLE001 - whatever fails, no outcome may be lost
            self._unsure.update(waiting.touch_id for waiting in taken)
            await self._failed(landed, taken, error)

    async def _unsent(self, connection: Connection) -> list[Result]:
        """Return what was marked in a commit whose answer was lost: it never flew."""
        if not self._unsure:
            return []
        found = await touches.get(connection, self._unsure)
        return [
            Result(touch_id, row["attempt"], Deferred("its mark was not confirmed"))
            for touch_id, row in found.items()
            if row["state"] == TouchState.SENDING
            and row["worker"] == self.engine.worker
        ]

    async def _write(self, landed: list[_Landed], taken: list[Waiting]) -> None:
        """One transaction: outcomes recorded, the next touches marked. Then they fly."""
        engine = self.engine
        async with engine.database.writing(brief=True) as connection:
            unsent = await self._unsent(connection)
            results = [*(each.result for each in landed), *unsent]
            of_results = {result.touch_id for result in results}
            of_taken = {waiting.touch_id for waiting in taken}
            found = await touches.get(connection, of_results | of_taken)
            # All of a kind before any other, or two couriers wait for each other.
            held = await hold(engine, connection, found.values(), results)
            if of_results and of_taken:
                taking = (row for each, row in found.items() if each in of_taken)
                await hold_caps(engine, connection, taking)
            troubled = await settle(engine, connection, results, found, held)
            claims = [row for each, row in found.items() if each in of_taken]
            if _meet(found, of_results, of_taken):
                # What came of one touch may have changed another's lead.
                held = await leads.lock(connection, held)
            marked = await mark(engine, connection, claims, troubled, held)
            if marked and self.heart is not None:
                await self.heart.renew(connection)
        self._unsure.clear()
        for each in landed:
            self._line.leave(each.waiting)
        by_id = {each.touch_id: each for each in marked}
        for waiting in taken:
            # Popped: an id that the queue has brought twice flies once.
            one = by_id.pop(waiting.touch_id, None)
            if one is None:
                self._line.leave(waiting)
            else:
                self._launch(one, waiting)

    async def _failed(
        self, landed: list[_Landed], taken: list[Waiting], error: Exception
    ) -> None:
        self._failures += 1
        if self._failures == 1:
            log.error("deliver.failed", error=repr(error), outcomes=len(landed))
        if passes(error) or not await self._answers():
            self._landed = [*landed, *self._landed]
            self._line.back(taken)
            await _rest()
        elif len(landed) + len(taken) > 1:
            for outcome in landed:
                await self._round([outcome], [])
            for waiting in taken:
                await self._round([], [waiting])
        else:
            await self._set_aside(landed, taken, error)

    async def _answers(self) -> bool:
        try:
            async with self.engine.database.reading() as connection:
                await touches.any_open(connection)
        except Exception:  # noqa: BLE001 - it does not
            return False
        return True

    async def _set_aside(
        self, landed: Sequence[_Landed], taken: Sequence[Waiting], error: Exception
    ) -> None:
        """Deal with the one that fails alone: tried again, then admitted."""
        for waiting in taken:
            waiting.tries += 1
            if waiting.tries < GIVE_UP_AFTER:
                self._line.back([waiting])
            else:
                log.error(
                    "deliver.cannot_mark", touch=waiting.touch_id, error=repr(error)
                )
                self._line.leave(waiting)  # its claim runs out
        for outcome in landed:
            outcome.tries += 1
            if outcome.tries == GIVE_UP_AFTER:
                touch = outcome.result.touch_id
                log.error("deliver.cannot_record", touch=touch, error=repr(error))
            if outcome.tries <= GIVE_UP_AFTER:
                self._landed.append(outcome)
            else:
                await self._doubt(outcome, error)

    async def _doubt(self, outcome: _Landed, error: Exception) -> None:
        """Leave to a person what the program cannot record itself."""
        result = outcome.result
        detail = f"{result.outcome!r} was not recorded: {error!r}"[:LONGEST]
        try:
            async with self.engine.database.writing() as connection:
                found = await touches.get(connection, [result.touch_id])
                for touch in found.values():
                    await touches.doubt(connection, touch, detail, self.engine.now())
        except Exception:  # noqa: BLE001 - the database is gone just now
            self._landed.append(outcome)
            return
        self._line.leave(outcome.waiting)

    def _leave_in_doubt(self) -> None:
        """Stop without the database: its lease runs out, then a scheduler says so."""
        for outcome in self._landed:
            # What the server said may name the lead, so the log does not repeat it.
            kind = type(outcome.result.outcome).__name__
            touch = outcome.result.touch_id
            log.error("deliver.not_recorded", touch=touch, outcome=kind)
            self._line.leave(outcome.waiting)
        self._landed = []
        self._unsure.clear()

    def _launch(self, marked: Marked, waiting: Waiting) -> None:
        self._line.begin(waiting)
        task = asyncio.create_task(self._fly(marked, waiting))
        self._flying.add(task)
        task.add_done_callback(self._flown)

    async def _fly(self, marked: Marked, waiting: Waiting) -> None:
        began = perf_counter()
        try:
            channel = self.channels[marked.channel]
            outcome: Outcome = await channel.send(marked.draft.parcel)
        except Exception as error:
            log.exception("channel.raised", channel=marked.channel)
            outcome = Unknown(f"the channel raised {error!r}")
        took = timedelta(seconds=perf_counter() - began)
        result = Result(marked.touch_id, marked.attempt, outcome)
        self._landed.append(_Landed(waiting, result))
        self._line.end(waiting)
        self._tell(marked, outcome, took)  # last: it is safe by now

    def _tell(self, marked: Marked, outcome: Outcome, took: timedelta) -> None:
        self.engine.meter.flown(marked.channel, outcome, took)
        log.info(
            "touch.settled",
            outcome=word_of(outcome),
            touch=marked.touch_id,
            lane=marked.lane,
            channel=marked.channel,
            ms=took // timedelta(milliseconds=1),
            **said_by(outcome),
        )

    def _flown(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._signal.set()

    async def _put_back(self, ids: Sequence[TouchId]) -> None:
        """Let others have claims that will not be marked here any more."""
        try:
            for start in range(0, len(ids), BATCH):
                await self.engine.queue.put(DELIVER, ids[start : start + BATCH])
        except Exception as error:  # noqa: BLE001 - their lease runs out anyway
            log.warning("deliver.not_put_back", error=repr(error))


def _meet(
    found: Mapping[TouchId, Row], some: Collection[TouchId], others: Collection[TouchId]
) -> bool:
    """Tell whether some touches and others have a lead in common."""
    leads = [
        {found[each]["lead_id"] for each in several if each in found}
        for several in (some, others)
    ]
    return not leads[0].isdisjoint(leads[1])


async def _rest() -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(RETRY_AFTER.total_seconds()):
            await asyncio.Event().wait()
