"""A frozen sender sends nothing between two instants; its leads wait, or go to others."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import LeadId
from outreach.core.pacing import Limits
from outreach.errors import InputError, NotFound
from outreach.services.explain import explain
from outreach.services.freeze_sender import freeze_sender, unfreeze_sender
from outreach.services.pause_sender import pause_sender, resume_sender
from outreach.services.status import status
from outreach.services.wakeup import next_instant
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = """
senders: {email: [anna, ben, cleo]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 1 day
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""
LIMITS = {"anna": 60, "ben": 30, "cleo": 10}


@asynccontextmanager
async def office(path: Path) -> AsyncIterator[Arena]:
    senders = {
        name: deployment.sender(name, Limits(per_day=most))
        for name, most in LIMITS.items()
    }
    url = f"sqlite:///{path}/freeze.db"
    async with arena(url, senders=senders) as it:
        mailboxes = dict.fromkeys(LIMITS, "email")
        await deployment.keep(it.engine, text=STEPS, senders=mailboxes)
        yield it


async def pinned(it: Arena) -> Counter[str]:
    rows = await it.rows("enrollments")
    return Counter(row["senders"]["email"] for row in rows)


async def sent(it: Arena) -> Counter[str]:
    rows = await it.rows("touches")
    return Counter(row["lane"] for row in rows if row["state"] == "sent")


async def test_nothing_leaves_until_it_is_back_and_explain_says_when(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as it:
        await it.enroll(20)
        now = it.clock.now()
        mine = (await pinned(it))["anna"]
        await freeze_sender(it.engine, "anna", now - HOUR, now + 5 * HOUR)
        await it.run()
        assert (await sent(it))["anna"] == 0
        row = next(
            r for r in await it.rows("enrollments") if r["senders"]["email"] == "anna"
        )
        (one,) = (await explain(it.engine, LeadId(row["lead_id"]))).enrollments
        assert (one.held, one.sends_at) == ("sender_frozen", now + 5 * HOUR)
        lane = next(n for n in (await status(it.engine)).lanes if n.name == "anna")
        assert (lane.frozen_from, lane.frozen_until) == (now - HOUR, now + 5 * HOUR)
        assert lane.backlog.sender == mine
        it.clock.at = await next_instant(it.engine) or now
        assert it.clock.at == now + 5 * HOUR
        await it.run()
        assert (await sent(it))["anna"] == mine


async def test_before_it_begins_it_sends(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        await it.enroll(20)
        now = it.clock.now()
        await freeze_sender(it.engine, "anna", now + HOUR, now + DAY)
        await it.run()
        assert (await sent(it)) == await pinned(it)


async def test_those_not_written_to_yet_go_to_the_others_by_capacity(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as it:
        await it.enroll(10)
        await it.run()
        written = (await pinned(it))["anna"]
        await it.enroll(200, first=10)
        before = await pinned(it)
        now = it.clock.now()
        count = await freeze_sender(
            it.engine, "anna", now, now + 20 * DAY, reassign=True
        )
        after = await pinned(it)
        assert count == before["anna"] - written > 0
        assert after["anna"] == written
        gained = after["ben"] - before["ben"]
        assert 0.6 < gained / count < 0.9  # three of four, as 30 is to 10


async def test_who_is_away_gets_nobody_while_the_pool_has_others(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as it:
        now = it.clock.now()
        await freeze_sender(it.engine, "anna", now, now + DAY)
        await pause_sender(it.engine, "ben", "by hand")
        await it.enroll(20)
        assert await pinned(it) == {"cleo": 20}
        await pause_sender(it.engine, "cleo", "by hand")
        await it.enroll(20, first=20)
        assert (await pinned(it)).total() == 40


async def test_a_person_ends_a_freeze(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        now = it.clock.now()
        await freeze_sender(it.engine, "anna", now, now + DAY)
        assert await resume_sender(it.engine, "anna")
        assert not await resume_sender(it.engine, "anna")
        await freeze_sender(it.engine, "anna", now + DAY, now + 2 * DAY)
        assert not await resume_sender(it.engine, "anna")
        assert await unfreeze_sender(it.engine, "anna")
        assert not await unfreeze_sender(it.engine, "anna")


async def test_a_freeze_that_cannot_be_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path) as it:
        now = it.clock.now()
        with pytest.raises(InputError):
            await freeze_sender(it.engine, "anna", now + DAY, now)
        with pytest.raises(InputError):
            await freeze_sender(it.engine, "anna", now - 2 * DAY, now - DAY)
        with pytest.raises(NotFound):
            await freeze_sender(it.engine, "ana", now, now + DAY)
