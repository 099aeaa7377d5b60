"""Killed with -9 again and again amid a drain, it sends nothing twice and loses nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outreach.adapters.clock import SystemClock
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, opened, write
from tests.system.meter import Meter
from tests.system.process import program

if TYPE_CHECKING:
    from pathlib import Path

LEADS = 500
KILLS = 20
PER_LIFE = 15
LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)


async def test_a_drain_killed_twenty_times_sends_nothing_twice_and_loses_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    meter, slow = Meter(), timedelta(milliseconds=25)
    async with Saboteur(on_accepted=meter, delay=slow) as server:
        workspace = write(tmp_path, sqlite_url, port=server.port)
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(LEADS)
        for _ in range(KILLS):
            async with program(tmp_path, "scheduler", "worker") as running:
                await meter.more(PER_LIFE)
                await running.kill()
        taken = len(server.accepted)
        # Later than every lease.
        later = Clock(SystemClock().now() + timedelta(minutes=5))
        async with opened(workspace, later) as world:
            await world.run()
            states = Counter(state for state, _ in await world.states())
    assert server.duplicates == {}
    assert set(states) == {"sent", "in_doubt"}
    assert sum(states.values()) == LEADS
    # What was taken is sent, or in doubt; what is in doubt need not have been taken.
    assert states["sent"] <= len(server.accepted) <= LEADS
    assert KILLS * PER_LIFE <= taken < LEADS
    assert states["in_doubt"] < KILLS * 30
