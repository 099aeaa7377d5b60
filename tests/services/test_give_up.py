"""What is put off is tried again by a row with a due time; in the end a person is told."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import Blame, Deferred, Rejected, Sent
from outreach.core.retry import MAX_ATTEMPTS, backoff
from outreach.services.finish import pause
from outreach.services.to_check import to_check
from outreach.services.wakeup import next_instant
from outreach.store import lead as leads
from tests.services.arena import Arena, arena
from tests.services.sent_box import LEA, STEPS

if TYPE_CHECKING:
    from outreach.core.model import Outcome

BUSY = Deferred("451 4.3.0 try later")


async def rest(it: Arena, until: timedelta) -> list[timedelta]:
    """Go on for so long, from one due time to the next; return when mails were on the wire."""
    began = it.clock.now()
    at: list[timedelta] = []
    while it.clock.now() < began + until:
        before = len(it.wire.carried)
        await it.beat()
        await it.run()
        at += [it.clock.now() - began] * (len(it.wire.carried) - before)
        it.clock.at = await next_instant(it.engine) or began + until
    return at


async def test_it_is_tried_ever_later_then_never_again_and_a_person_is_told(
    database_url: str,
) -> None:
    async with arena(database_url, steps=STEPS) as it:
        it.wire.says = {LEA: [BUSY] * 20}
        await it.enroll(1)
        tried = await rest(it, timedelta(hours=18))
        assert await it.ledger() == [("rejected", MAX_ATTEMPTS)]
        assert await it.states() == [("paused", "gave_up")]
        (told,) = await to_check(it.engine)
        it.clock.forward(timedelta(days=30))
        await it.run()
    waits = [after - before for before, after in itertools.pairwise(tried)]
    assert waits == [backoff(n) for n in range(1, MAX_ATTEMPTS)]
    assert (told.what, told.reason, told.detail) == ("paused", "gave_up", BUSY.detail)
    assert it.wire.counts == {LEA: MAX_ATTEMPTS}


async def test_a_worker_that_dies_between_two_tries_costs_none(
    database_url: str,
) -> None:
    async with arena(database_url, steps=STEPS) as it:
        it.wire.says = {LEA: [BUSY, BUSY]}
        await it.enroll(1)
        await it.run()
        it.clock.forward(backoff(1))
        await it.tick()  # claimed, and lost by the broker
        (touch,) = await it.rows("touches")
        assert (touch["state"], touch["attempt"], touch["failures"]) == (
            "claimed",
            2,
            1,
        )
        it.clock.forward(timedelta(seconds=61))
        await it.run()
        (touch,) = await it.rows("touches")
    assert (touch["state"], touch["attempt"], touch["failures"]) == ("deferred", 2, 2)
    assert touch["not_before"] == it.clock.now() + backoff(2)


async def test_once_resumed_it_goes_on_with_the_next_step(sqlite_url: str) -> None:
    async with arena(sqlite_url, steps=STEPS) as it:
        it.wire.says = {LEA: [BUSY] * MAX_ATTEMPTS}
        await it.enroll(1)
        await rest(it, timedelta(hours=18))
        (row,) = await it.rows("enrollments")
        await it.resume(row["id"])
        await rest(it, timedelta(hours=1))
        it.clock.forward(timedelta(days=3))
        await it.run()
        assert [state for state, _ in await it.ledger()] == ["rejected", "sent"]
    assert it.wire.counts == {LEA: MAX_ATTEMPTS + 1}


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (BUSY, "gave_up"),
        (Rejected(Blame.MESSAGE, "554 no"), "message_rejected"),
        (Sent(), "out_of_office"),
    ],
)
async def test_a_pause_that_would_end_by_itself_does_not_hide_what_a_person_must_see(
    database_url: str, last: Outcome, reason: str
) -> None:
    async with arena(database_url, steps=STEPS) as it:
        await it.enroll(1)
        (marked,) = await it.mark((await it.tick()).claimed)
        await it.write("touches", marked.touch_id, failures=MAX_ATTEMPTS - 1)
        until = it.clock.now() + timedelta(days=7)
        async with it.engine.database.writing() as connection:
            (row,) = await it.rows("enrollments")
            await leads.lock(connection, [row["lead_id"]])
            await pause(it.engine, connection, [row], "out_of_office", until)
        await it.settle(marked.touch_id, 1, last)
        assert await it.states() == [("paused", reason)]
        it.clock.forward(timedelta(days=8))
        await it.run()
        goes_on = isinstance(last, Sent)
        assert (await it.states())[0][0] == ("finished" if goes_on else "paused")
    assert it.wire.counts == ({LEA: 1} if isinstance(last, Sent) else {})
