"""A ramp grows with the days on which its lane has sent, not with those on which it tried."""

from __future__ import annotations

from datetime import timedelta

from outreach.core.model import Deferred
from outreach.core.pacing import Limits, Ramp
from tests.services import deployment
from tests.services.arena import Arena, arena

RAMP = Limits(ramp=Ramp(from_=1, by=1))
DAY = timedelta(days=1)
ONE = deployment.SEQUENCE.split("  - id: bump")[0].replace("[anna, ben]", "[anna]")


async def days(it: Arena) -> int:
    (anna,) = [row for row in await it.rows("lanes") if row["name"] == "anna"]
    return int(anna["sent_days"])


async def test_a_day_of_refusals_grows_no_ramp(database_url: str) -> None:
    async with arena(database_url, steps=ONE, limits=RAMP) as it:
        await it.enroll(9)
        for lead in range(9):
            it.wire.says[f"lead{lead}@co{lead}.example"] = [Deferred("busy")]
        await it.run()
        assert await days(it) == 0

        it.wire.says.clear()
        it.clock.forward(DAY)
        await it.run()
        assert await days(it) == 1
        await it.run()
        assert await days(it) == 1

        it.clock.forward(DAY)
        await it.run()
        assert await days(it) == 2
    assert len(it.wire.carried) == 9 + 1 + 2  # nine were refused on the first day
