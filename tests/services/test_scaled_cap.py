"""Four schedulers and eight workers on one lane of forty a day: never more, and never fewer."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.pacing import ROLLING, Limits
from outreach.services.deliver import Courier
from tests.services.arena import Arena, Wire, arena
from tests.services.deployment import Clock

if TYPE_CHECKING:
    from datetime import datetime

CAP = 40
SCHEDULERS, COURIERS = 4, 8
DAYS = timedelta(days=3)
STEP = timedelta(minutes=127)
ARRIVE = 8  # leads a step: twice of what the cap lets out
ONE_STEP = """
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
"""


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes with an engine and connections each, and one clock."""

    schedulers: list[Arena]
    workers: list[Arena]
    clock: Clock

    async def hammer(self) -> None:
        """Let all work at once; every claim is brought to two workers."""
        for worker in self.workers:
            await worker.beat()
        await asyncio.gather(*(self._work(n) for n in range(SCHEDULERS)))

    async def _work(self, number: int) -> None:
        claimed = (await self.schedulers[number].tick()).claimed
        await asyncio.gather(
            self.workers[number].deliver(claimed),
            self.workers[COURIERS - 1 - number].deliver(claimed[::-1]),
            # And some that are another's, or long gone.
            self.workers[(number + 1) % COURIERS].deliver(claimed[:3]),
        )


async def _crew(stack: AsyncExitStack, url: str) -> Crew:
    clock, wire = Clock(), Wire()
    opened = [
        await stack.enter_async_context(
            arena(
                url,
                clock=clock,
                limits=Limits(per_day=CAP),
                steps=ONE_STEP,
                worker=f"worker-{number}",
            )
        )
        for number in range(SCHEDULERS + COURIERS)
    ]
    alike = [
        replace(each, wire=wire, courier=Courier(each.engine, {"email": wire}))
        for each in opened
    ]
    return Crew(alike[:SCHEDULERS], alike[SCHEDULERS:], clock)


async def _sent(it: Arena) -> list[datetime]:
    rows = await it.rows("touches")
    assert {row["state"] for row in rows} == {"sent"}
    return sorted(row["sending_at"] for row in rows)


def _lately(sent: list[datetime], now: datetime) -> int:
    return sum(at > now - ROLLING for at in sent)


async def test_three_days_of_hammering_send_forty_in_any_24_hours_and_no_fewer(
    database_url: str,
) -> None:
    async with AsyncExitStack() as stack:
        crew = await _crew(stack, database_url)
        first, begin = crew.schedulers[0], crew.clock.now()
        came = 0
        while crew.clock.now() < begin + DAYS:
            await first.enroll(ARRIVE, first=came)
            came += ARRIVE
            await crew.hammer()
            sent = await _sent(first)
            # All that are due have left, or the cap is full.
            assert len(sent) == came or _lately(sent, crew.clock.now()) == CAP
            crew.clock.at += STEP
        sent = await _sent(first)
    assert all(
        later - earlier >= ROLLING
        for earlier, later in zip(sent, sent[CAP:], strict=False)
    )
    assert CAP * 2 < len(sent) <= CAP * 3
    assert set(Counter(crew.workers[0].wire.counts).values()) == {1}
