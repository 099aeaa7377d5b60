"""Caps over all senders: per domain, per company and new leads a day, at the moment of sending."""

from __future__ import annotations

from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.cap import Caps
from outreach.core.pacing import Limits
from outreach.services.recount import settle_caps
from outreach.services.status import status
from outreach.services.wakeup import next_instant
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

DAY = timedelta(hours=24)
START = datetime(2026, 3, 3, 10, tzinfo=UTC)
OPEN = """
senders: {email: [anna, ben]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
"""
ONE = f"""{OPEN}
steps:
  - id: intro
    email: {{subject: "Hello {{{{ first_name }}}}", body: "Hi {{{{ first_name }}}}, hello."}}
"""


@asynccontextmanager
async def capped(
    url: str, caps: Caps, steps: str = ONE, limits: Limits | None = None
) -> AsyncIterator[Arena]:
    senders = {
        name: deployment.sender(name, limits or Limits()) for name in ("anna", "ben")
    }
    clock = deployment.Clock(START)
    async with arena(url, steps=steps, senders=senders, clock=clock) as it:
        it.engine = replace(it.engine, caps=caps)
        it.courier.engine = it.engine
        yield it


async def run_for(it: Arena, span: timedelta) -> None:
    """Let the engine run, its clock going from one thing to do to the next."""
    end = it.clock.now() + span
    await it.run()
    for _ in range(2000):
        at = await next_instant(it.engine)
        if at is None or at > end:
            it.clock.at = end
            return
        it.clock.at = at
        await it.run()
    raise AssertionError("it never comes to rest")


async def sent_at(it: Arena, by: str = "domain") -> dict[str, list[datetime]]:
    found = defaultdict(list)
    for row in await it.rows("touches"):
        if row["state"] == "sent":
            found[row[by]].append(row["sending_at"])
    return {name: sorted(each) for name, each in found.items()}


def most_in_a_day(instants: list[datetime]) -> int:
    return max(sum(first <= at < first + DAY for at in instants) for first in instants)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/caps.db"


async def test_a_domain_is_written_to_so_often_in_a_day_and_no_less(url: str) -> None:
    async with capped(url, Caps(default_domain=3)) as it:
        for number in range(10):
            await it.leads(1, first=number, email=f"lead{number}@gmail.com")
        await it.leads(2, first=10)
        await it.enter([row["id"] for row in await it.rows("leads")])
        await run_for(it, 4 * DAY)
        sent = await sent_at(it)
        assert {name: len(each) for name, each in sent.items()} == {
            "gmail.com": 10,
            "co10.example": 1,
            "co11.example": 1,
        }
        gmail = sent["gmail.com"]
        assert most_in_a_day(gmail) == 3
        assert [round((at - START) / DAY) for at in gmail] == [0] * 3 + [1] * 3 + [
            2
        ] * 3 + [3]


async def test_a_full_cap_holds_up_nobody_behind_it(url: str) -> None:
    caps = Caps(domains={"gmail.com": 1})
    async with capped(url, caps, limits=Limits(per_day=2)) as it:
        for number in range(60):
            await it.leads(1, first=number, email=f"lead{number}@gmail.com")
        await it.leads(12, first=60)
        await it.enter([row["id"] for row in await it.rows("leads")])
        await run_for(it, timedelta(minutes=5))
        assert sum(len(each) for each in (await sent_at(it)).values()) == 4


async def test_a_sequence_takes_in_so_many_a_day(url: str) -> None:
    steps = ONE.replace("steps:", "max_new_per_day: 2\nsteps:")
    async with capped(url, Caps(), steps) as it:
        await it.enroll(7)
        await run_for(it, 3 * DAY + timedelta(minutes=1))
        sent = (await sent_at(it, "new_in"))["hello"]
        assert len(sent) == 7
        assert most_in_a_day(sent) == 2


async def test_a_workspace_takes_in_so_many_a_day(url: str) -> None:
    async with capped(url, Caps(max_new_per_day=3)) as it:
        await it.enroll(8)
        await run_for(it, 2 * DAY + timedelta(minutes=1))
        sent = (await sent_at(it, "new_in"))["hello"]
        assert len(sent) == 8
        assert most_in_a_day(sent) == 3


async def test_a_company_hears_so_often_a_day(url: str) -> None:
    async with capped(url, Caps(per_company=2)) as it:
        await it.enroll(5, company_key="acme.example")
        await run_for(it, 2 * DAY + timedelta(minutes=1))
        sent = (await sent_at(it, "company_key"))["acme.example"]
        assert len(sent) == 5
        assert most_in_a_day(sent) == 2


async def test_status_tells_what_is_used_and_promised(url: str) -> None:
    caps = Caps(domains={"gmail.com": 2}, per_company=1, max_new_per_day=9)
    async with capped(url, caps) as it:
        for number in range(5):
            await it.leads(
                1, first=number, email=f"lead{number}@gmail.com", company_key=None
            )
        await it.leads(2, first=5, company_key="acme.example")
        await it.enter([row["id"] for row in await it.rows("leads")])
        await it.run()
        found = {(c.kind, c.name): c for c in (await status(it.engine)).caps}
        told = {key: (c.used, c.most, c.promised_until) for key, c in found.items()}
        now = it.clock.now()
        assert told == {
            ("max_new_per_day", ""): (3, 9, None),
            ("per_company", "acme.example"): (1, 1, now + DAY),
            ("per_domain", "gmail.com"): (2, 2, now + 2 * DAY),
        }


async def test_what_left_before_a_cap_was_set_counts(url: str) -> None:
    async with capped(url, Caps()) as it:
        await it.enroll(2, company_key="acme.example")
        await run_for(it, timedelta(hours=1))
        it.engine = it.courier.engine = replace(it.engine, caps=Caps(per_company=3))
        await settle_caps(it.engine)
        await it.enroll(2, first=2, company_key="acme.example")
        await run_for(it, timedelta(hours=1))
        sent = (await sent_at(it, "company_key"))["acme.example"]
        assert len(sent) == 3
        await run_for(it, DAY)
        assert most_in_a_day((await sent_at(it, "company_key"))["acme.example"]) == 3


async def test_a_cap_of_another_kind_forgets_nothing_of_a_sequences_own(
    url: str,
) -> None:
    steps = ONE.replace("steps:", "max_new_per_day: 2\nsteps:")
    async with capped(url, Caps(), steps) as it:
        await it.enroll(5)
        await run_for(it, timedelta(hours=1))
        it.engine = it.courier.engine = replace(it.engine, caps=Caps(per_company=9))
        await settle_caps(it.engine)
        await run_for(it, timedelta(hours=1))
        assert len(it.wire.carried) == 2


async def test_what_a_process_sent_that_knew_no_caps_yet_counts_at_each_start(
    url: str,
) -> None:
    async with capped(url, Caps()) as it:
        new = replace(it.engine, caps=Caps(per_company=3))
        await settle_caps(new)  # the first to start anew, beside an old one
        await it.enroll(2, company_key="acme.example")
        await run_for(it, timedelta(minutes=1))
        it.engine = it.courier.engine = new
        await settle_caps(new)  # the last
        await it.enroll(2, first=2, company_key="acme.example")
        await run_for(it, timedelta(hours=1))
        assert len(it.wire.carried) == 3


async def test_those_who_wait_look_again_when_a_cap_is_raised(url: str) -> None:
    async with capped(url, Caps(per_company=1)) as it:
        await settle_caps(it.engine)
        await it.enroll(6, company_key="acme.example")
        await it.run()
        it.engine = it.courier.engine = replace(it.engine, caps=Caps(per_company=4))
        await settle_caps(it.engine)
        await it.run()
        assert len((await sent_at(it, "company_key"))["acme.example"]) == 4


async def test_follow_ups_go_before_those_never_written_to(url: str) -> None:
    steps = f"""{ONE}
  - id: bump
    after: 1 day
    email: {{thread: intro, body: "Still there?"}}
"""
    async with capped(url, Caps(per_company=2), steps) as it:
        await it.enroll(6, company_key="acme.example")
        await run_for(it, 4 * DAY)
        rows = [r for r in await it.rows("touches") if r["state"] == "sent"]
        rows.sort(key=lambda row: row["sending_at"])
        days = [round((row["sending_at"] - START) / DAY) for row in rows]
        assert (
            list(zip(days, (r["step"] for r in rows), strict=True))
            == [
                *[(0, "intro")] * 2,
                *[(1, "bump")] * 2,
                *[(2, "intro")] * 2,
                *[(3, "bump")] * 2,
                *[(4, "intro")] * 2,
            ][: len(rows)]
        )
