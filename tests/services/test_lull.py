"""Who keeps a jittered distance is judged once, and nobody else is kept back by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.pacing import LaneState, Limits, gap_until
from outreach.services.lull import Line, Lulls, Standing
from outreach.services.write import touch_key
from tests.services.test_claim_many import fleet, statements

if TYPE_CHECKING:
    from tests.services.arena import Arena

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GAP, JITTER = timedelta(seconds=90), timedelta(seconds=600)
LIMITS = Limits(gap=GAP, jitter=JITTER)
FIRST, SECOND = (False, 5.0, 7), (True, 1.0, 3)
STANDING = Standing(LIMITS, NOW, Line(("k",), (FIRST, SECOND)))
A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("standing", "now", "lasts"),
    [
        (STANDING, NOW, True),
        (STANDING, NOW + JITTER - A_SECOND, True),
        (STANDING, NOW + JITTER, False),
        (Standing(Limits(gap=GAP), NOW, STANDING.line), NOW, False),
        (Standing(LIMITS, NOW + A_SECOND, STANDING.line), NOW, False),
        (Standing(LIMITS, NOW, Line(("k",), (SECOND,))), NOW, False),
        (Standing(LIMITS, NOW, Line(("j", "k"), STANDING.line.heads)), NOW, False),
    ],
)
def test_a_wait_lasts_while_all_stands_as_it_stood_and_until_it_is_over(
    standing: Standing, now: datetime, *, lasts: bool
) -> None:
    lulls = Lulls()
    lulls.note("anna", STANDING, 7, NOW + JITTER)
    assert lulls.last("anna", standing, now) is lasts
    assert not lulls.last("ben", standing, now)


def test_the_wait_of_one_who_is_not_the_first_in_line_is_not_kept() -> None:
    lulls = Lulls()
    lulls.note("anna", STANDING, 3, NOW + JITTER)
    assert not lulls.last("anna", STANDING, NOW)


async def turns(opened: Arena) -> list[tuple[datetime, int]]:
    """Return when each of the due may go by its own draw, in the order of the line."""
    lanes = await opened.rows("lanes")
    last = max(row["last_attempt_at"] for row in lanes if row["last_attempt_at"])
    rows = [row for row in await opened.rows("enrollments") if not row["touched"]]
    found = []
    for row in sorted(rows, key=lambda row: (row["due_at"], row["id"])):
        key = touch_key(row["lead_id"], row["sequence"], row["ordinal"], row["step"])
        at = gap_until(LIMITS, LaneState(last_attempt_at=last), key)
        assert at is not None
        found.append((at, row["id"]))
    return found


async def test_who_waits_for_its_own_distance_is_judged_once(
    database_url: str,
) -> None:
    async with fleet(database_url, 1, each=3, limits=LIMITS) as opened:
        await opened.run()
        opened.clock.forward(GAP)
        judged = await statements(opened)
        opened.clock.forward(A_SECOND)
        assert await statements(opened) < judged
        (at, _), *_ = await turns(opened)
        opened.clock.forward(at - opened.engine.now() - A_SECOND)
        await opened.run()
        assert await opened.ledger() == [("sent", 1)]
        opened.clock.forward(A_SECOND)
        await opened.run()
        assert await opened.ledger() == [("sent", 1)] * 2


async def test_whoever_comes_to_the_head_of_the_line_goes_at_its_own_instant(
    database_url: str,
) -> None:
    async with fleet(database_url, 1, each=8, limits=LIMITS) as opened:
        await opened.run()
        opened.clock.forward(GAP)
        line = await turns(opened)
        (earliest, mine), (latest, first) = min(line), max(line)
        assert earliest < latest
        before = opened.engine.now() - timedelta(hours=1)
        await opened.write("enrollments", first, due_at=before)
        await opened.tick()  # it is the first's wait that is found
        for _, other in line:
            if other != mine:
                await opened.write("enrollments", other, state="paused", due_at=None)
        opened.clock.forward(earliest - opened.engine.now())
        await opened.run()
        assert await opened.ledger() == [("sent", 1)] * 2
