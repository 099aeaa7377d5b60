"""Who stops waiting for a cap gives its place to another: none stands free while anybody waits."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.cap import Caps
from outreach.core.model import Finish, LeadId
from outreach.services import react
from outreach.services.finish import finish, pause
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import suppression
from tests.services import deployment
from tests.services.test_caps import DAY, ONE, START, capped, most_in_a_day, run_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.arena import Arena

COMPANY = "acme.example"
DEEDS = ("stop", "pause", "suppress")


async def undo(it: Arena, number: int, deed: str) -> None:
    """Stop or pause the so manieth lead, or have it stopped when its turn comes."""
    lead_id = LeadId(number + 1)
    async with it.engine.database.writing() as connection:
        held = await leads.lock(connection, [lead_id])
        rows = await enrollments.open_of(connection, [lead_id])
        facts = []
        if deed == "suppress":
            await suppression.suppress_address(
                connection, held[lead_id].email, "manual", "test", it.clock.now()
            )
        elif deed == "stop":
            facts = await finish(it.engine, connection, rows, Finish.STOPPED)
        else:
            facts = await pause(it.engine, connection, rows, "manual", None)
        await react.record(it.engine, connection, held, facts)


async def days(it: Arena) -> list[int]:
    """Return on which days something left, holding that no day had too much."""
    rows = [row for row in await it.rows("touches") if row["state"] == "sent"]
    return sorted(round((row["sending_at"] - START) / DAY) for row in rows)


async def full(it: Arena, most: int) -> None:
    at = [r["sending_at"] for r in await it.rows("touches") if r["state"] == "sent"]
    assert most_in_a_day(at) <= most


@pytest.mark.parametrize("deed", DEEDS)
async def test_the_last_in_line_has_the_place_of_one_who_stops(
    database_url: str, deed: str
) -> None:
    async with capped(database_url, Caps(per_company=1)) as it:
        await it.enroll(5, company_key=COMPANY)
        await it.run()
        waiting = [r["lead_id"] for r in await it.rows("enrollments") if r["waits_for"]]
        await undo(it, waiting[1] - 1, deed)
        await run_for(it, 5 * DAY)
        assert await days(it) == [0, 1, 2, 3]
        # Who comes later waits behind those who waited, and not behind a place left free.
        await it.enroll(1, first=5, company_key=COMPANY)
        await run_for(it, DAY)
        assert len(await days(it)) == 5


async def test_who_comes_later_takes_the_place_that_the_last_has_left(
    database_url: str,
) -> None:
    async with capped(database_url, Caps(max_new_per_day=2)) as it:
        await it.enroll(8)
        await it.run()
        waiting = [r["lead_id"] for r in await it.rows("enrollments") if r["waits_for"]]
        for lead_id in waiting[:3]:
            await undo(it, lead_id - 1, "stop")
        await it.enroll(2, first=8)
        await run_for(it, 5 * DAY)
        assert await days(it) == [0, 0, 1, 1, 2, 2, 3]
        await full(it, 2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with its tables made."""
    path = tmp_path_factory.mktemp("stops") / "template.db"

    async def make() -> None:
        async with deployment.engine(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


STOPS = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(DEEDS), st.integers(0, 30)), max_size=5
)


@settings(max_examples=12)
@given(count=st.integers(2, 9), most=st.integers(1, 3), stops=STOPS)
def test_no_place_stands_free_whoever_stops(
    template: Path, count: int, most: int, stops: list[tuple[int, str, int]]
) -> None:
    path = template.with_name("play.db")
    for old in template.parent.glob("play.db*"):
        old.unlink()
    shutil.copy(template, path)

    async def play() -> None:
        caps = Caps(per_company=most)
        async with capped(f"sqlite:///{path}", caps, ONE) as it:
            await it.enroll(count, company_key=COMPANY)
            await it.run()
            for number, deed, hours in stops:
                await undo(it, number % count, deed)
                await run_for(it, hours * DAY / 24)
            await run_for(it, 12 * DAY)
            found = await days(it)
            assert found == [place // most for place in range(len(found))]
            await full(it, most)
            assert not any(r["waits_for"] for r in await it.rows("enrollments"))

    asyncio.run(play())
