"""A lane whose server serves all others: its own fault, so it is tried ever less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.breaker import LIMIT, LONGEST_REST
from outreach.core.retry import FIRST_WAIT, GROWTH
from tests.services.test_spare import health, one_host

if TYPE_CHECKING:
    from datetime import timedelta


async def test_a_lane_that_fails_where_others_do_not_is_tried_ever_less(
    sqlite_url: str,
) -> None:
    async with one_host(sqlite_url) as (it, server):
        server.spurns = "anna"
        waits: list[timedelta] = []
        for number in range(LIMIT + 3):
            await it.enroll(6, first=6 * number)
            await it.run()
            rows = {row["name"]: row for row in await it.rows("lanes")}
            waits.append(rows["anna"]["rest_until"] - it.clock.now())
            found = await health(it)
            assert found is None or not found.is_open
            it.clock.at = rows["anna"]["rest_until"]
            await it.enroll(6, first=1000 + 6 * number)
        touches = await it.rows("touches")
    assert waits == [
        *[FIRST_WAIT] * (LIMIT + 1),
        FIRST_WAIT * GROWTH,
        LONGEST_REST,
    ]
    assert {t["failures"] for t in touches} == {0}
    assert {t["state"] for t in touches if t["lane"] == "ben"} == {"sent"}
