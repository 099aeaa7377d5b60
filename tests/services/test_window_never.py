"""A window that never opens is told as such: the enrollment pauses, and says why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.services.explain import explain
from outreach.services.wakeup import next_coming
from tests.services.running import MONDAY, opened, write

if TYPE_CHECKING:
    from pathlib import Path


OFFICE = """\
name: hello
senders: {email: [anna]}
window: {days: working, hours: "09:00-17:30", timezone: lead}
steps:
  - id: intro
    after: 2 hours
    email: {subject: Hi, body: "Hello {{ first_name }}."}
"""
WHY = (
    "no hour is inside the window on all 11 clocks of RU: "
    "give the lead a time zone, or the window longer hours"
)


async def test_a_country_too_wide_for_the_window_pauses_its_leads(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, steps=OFFICE)) as world:
        await world.enroll(1, timezone="", country="RU")
        await world.run()
        before = await world.rows("enrollments")
        (told,) = (await explain(world.deployment.engine, LeadId(1))).enrollments
        coming = await next_coming(world.deployment.engine)
        world.clock.forward(hours=2)
        await world.run()
        after = await world.rows("enrollments")
        facts = [r["data"] for r in await world.rows("events") if r["kind"] == "paused"]
        touches = await world.rows("touches")
    due_at = MONDAY + timedelta(hours=2)
    assert (before[0]["state"], before[0]["due_at"]) == ("active", due_at)
    assert coming is not None
    assert coming.at == due_at
    assert (told.next_at, told.why) == (due_at, f"pause then (window_never): {WHY}")
    assert (after[0]["state"], after[0]["reason"]) == ("paused", "window_never")
    assert [fact["detail"] for fact in facts] == [WHY]
    assert touches == []
