"""Who is away is away for every sequence: one that it comes into rests until the same day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.rest import Rest
from outreach.services.enroll_where import enroll_where
from outreach.services.label import label
from outreach.services.preview import preview
from outreach.services.steer import resume_lead, stop_lead
from outreach.store import lead as leads
from outreach.store import version as versions
from tests.services import deployment, ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.core.model import LeadId
    from tests.services.arena import Arena

ADA = "lead0@co0.example"
BACK = datetime(
    2026, 3, 21, tzinfo=UTC
)  # a day after the 20th, the lead's own midnight


async def away(it: Arena, meaning: str = "out_of_office") -> LeadId:
    """Have a lead that has had a mail in one sequence, and is away until 20 March."""
    await deployment.keep(it.engine, "other", hearing.STEPS)
    (lead_id,) = await it.leads(1)
    await it.enter([lead_id])
    await it.run()
    it.clock.forward(timedelta(hours=1))
    await hearing.said(it, lead_id, meaning)
    return lead_id


async def other(it: Arena) -> tuple[str, str, datetime | None]:
    """Return how the lead stands in the second sequence."""
    row = (await it.rows("enrollments"))[-1]
    assert row["sequence"] == "other"
    return row["state"], row["reason"], row["due_at"]


@pytest.mark.parametrize("over", [False, True])
async def test_a_second_sequence_rests_until_the_same_day(
    database_url: str, *, over: bool
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await away(it)
        if over:
            await stop_lead(it.engine, ADA, by="eva")
        done = await enroll_where(it.engine, "other")
        assert (done.enrolled, done.refused) == (1, 0)
        assert await other(it) == ("paused", "out_of_office", BACK)
        await it.run()
        assert it.wire.counts == {ADA: 1}
        (paused,) = [
            row["data"]
            for row in await it.rows("events")
            if row["kind"] == "paused" and row["enrollment_id"] != 1
        ]
        assert paused["until"] == BACK.isoformat()
        it.clock.at = BACK + timedelta(days=2, hours=10)
        await it.run()
        assert (await other(it))[0] == "active"
        assert lead_id in {row["lead_id"] for row in await it.rows("touches")}
        assert "other" in {row["sequence"] for row in await it.rows("touches")}


async def test_who_has_left_is_written_to_by_no_other_sequence(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await away(it, "gone")
        await it.enter([lead_id], "other")
        assert await other(it) == ("paused", "gone", None)


@pytest.mark.parametrize("ended_by", ["answer", "person", "label", "day"])
async def test_who_is_back_is_written_to_at_once(
    database_url: str, ended_by: str
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await away(it)
        match ended_by:
            case "answer":
                await ear.hear(it, ear.mail(ADA, "How much does it cost?"))
            case "person":
                await resume_lead(it.engine, ADA, by="eva")
            case "label":
                await label(it.engine, ADA, "nothing", by="eva")
            case _:
                it.clock.at = BACK
        await it.enter([lead_id], "other")
        assert (await other(it))[:2] == ("active", "")


async def test_a_persons_day_holds_for_the_second_too(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await away(it, "question")
        until = it.clock.now() + timedelta(days=9)
        await label(it.engine, ADA, "out_of_office", by="eva", until=until)
        await it.enter([lead_id], "other")
        assert await other(it) == ("paused", "out_of_office", until)


async def test_a_preview_begins_when_the_lead_is_back(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await away(it)
        async with it.engine.database.reading() as connection:
            lead = (await leads.get(connection, [lead_id]))[lead_id]
            version = await versions.current(connection, "other")
            assert version is not None
            release = await it.engine.catalogue.get(connection, version)
        shown = await preview(it.engine, lead, "other", lambda: release)
        assert shown.rest == Rest("out_of_office", BACK)
        first = shown.paths[0].entries[0]
        assert first.at >= BACK


async def test_an_acknowledgement_is_no_absence(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await away(it, "nothing")
        await it.enter([lead_id], "other")
        assert (await other(it))[:2] == ("active", "")
