"""A sender that rests or is paused tries again at once at a person's word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import Blame, Deferred
from outreach.errors import NotFound
from outreach.services.pause_sender import pause_sender, resume_sender
from outreach.services.status import status
from tests.services import deployment
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.services.status import LaneStatus
    from tests.services.arena import Arena

ONE = deployment.SEQUENCE.split("  - id: bump")[0].replace("[anna, ben]", "[anna]")
BUSY = Deferred("421 come back later", blame=Blame.SENDER)
LEA, LEB = "lead0@co0.example", "lead1@co1.example"


async def _anna(it: Arena) -> LaneStatus:
    return next(lane for lane in (await status(it.engine)).lanes if lane.name == "anna")


async def test_a_rest_is_told_with_its_cause_and_ended_by_a_person(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        it.wire.says[LEA] = [BUSY]
        await it.enroll(1)
        await it.run()
        resting = await _anna(it)
        until = it.clock.now() + timedelta(minutes=2)
        assert (resting.rest_until, resting.rest_reason) == (until, BUSY.detail)

        it.clock.forward(timedelta(seconds=10))
        assert await resume_sender(it.engine, "anna")
        assert not await resume_sender(it.engine, "anna")
        await it.run()
        lane = await _anna(it)
    assert it.wire.counts == {LEA: 2}
    assert (lane.rest_until, lane.rest_reason) == (None, "")


async def test_the_end_of_a_rest_hurries_nobody_who_waits_for_himself(
    database_url: str,
) -> None:
    async with arena(database_url, steps=ONE) as it:
        it.wire.says[LEA] = [Deferred("450 greylisted")]
        it.wire.says[LEB] = [Deferred("421 overloaded", blame=Blame.SENDER)]
        await it.enroll(2)
        await it.run()
        it.clock.forward(timedelta(seconds=10))
        assert await resume_sender(it.engine, "anna")
        await it.run()
    assert it.wire.counts == {LEA: 1, LEB: 2}


async def test_a_paused_sender_resumes_and_an_unknown_one_is_not_found(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url, steps=ONE) as it:
        await it.enroll(1)
        await pause_sender(it.engine, "anna", "blocked")
        await it.run()
        assert it.wire.carried == []
        assert await resume_sender(it.engine, "anna")
        await it.run()
        assert it.wire.counts == {LEA: 1}
        with pytest.raises(NotFound):
            await resume_sender(it.engine, "nobody")
