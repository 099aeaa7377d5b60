"""Better rules repair what older ones brought about, and nothing that people did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outreach.services.engine import CrmProfile
from outreach.services.label import label
from outreach.services.reclassify import reclassify
from outreach.services.steer import resume_lead
from outreach.store import reading as readings
from outreach.store import schema
from tests.services import deployment, ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.core.model import LeadId
    from tests.services.arena import Arena

WISHES = ("opt_out", "complaint")
CRMS = {"crm": CrmProfile("crm")}


async def everything(it: Arena) -> dict[str, list[Any]]:
    return {name: await it.rows(name) for name in schema.metadata.tables}


async def one(it: Arena, first: int = 0) -> LeadId:
    await deployment.keep(it.engine, "other", hearing.STEPS)
    told, _ = await hearing.pair(it, first)
    await it.run()
    it.clock.forward(timedelta(hours=1))
    return told


@pytest.mark.parametrize("apart", [1, 4, 7])
async def test_a_repair_comes_out_as_had_it_been_read_so_at_once(
    sqlite_url: str, apart: int
) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS, crms=CRMS) as it:
        await deployment.keep(it.engine, "other", hearing.STEPS)
        some = hearing.MEANINGS[apart % 3 :: 3]
        pairs = [
            (await hearing.pair(it, 4 * n), await hearing.pair(it, 4 * n + 2))
            for n in range(len(some))
        ]
        await it.run()
        it.clock.forward(timedelta(hours=1))
        wanted = {}
        for n, ((told, plain), was) in enumerate(zip(pairs, some, strict=True)):
            is_ = some[(n + apart) % len(some)]
            await hearing.misread(it, told[0], is_, was)
            shown = was in WISHES and is_ not in WISHES
            await hearing.said(it, plain[0], was if shown else is_)
            wanted[was, is_] = (told, await hearing.standing(it, *plain))
        before = await everything(it)
        rehearsed = await reclassify(it.engine, dry_run=True)
        assert await everything(it) == before
        done = await reclassify(it.engine, dry_run=False)
        assert done == rehearsed
        assert {(e.was, e.is_) for e in done.lines} == {
            (was, is_) for was, is_ in wanted if was != is_
        }
        for names, (told, standing) in wanted.items():
            assert await hearing.standing(it, *told) == standing, names
        mended = await everything(it)
        again = await reclassify(it.engine, dry_run=False)
        assert (again.repaired, await everything(it)) == (0, mended)
        assert again.lines == [each for each in done.lines if each.person]


async def test_a_rehearsal_tells_what_would_follow_and_writes_nothing(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS, crms=CRMS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "interested", "out_of_office")
        await hearing.misread(it, lead_id, "nothing", "not_interested")
        before = await everything(it)
        steps: list[tuple[int, int | None]] = []
        done = await reclassify(
            it.engine, dry_run=True, progress=lambda n, of: steps.append((n, of))
        )
        assert await everything(it) == before
        repaired = await reclassify(it.engine, dry_run=False)
        assert repaired == done
        assert (steps[0], steps[-1]) == ((0, 2), (2, 2))
        assert [(e.was, e.is_) for e in done.lines] == [
            ("out_of_office", "interested"),
            ("not_interested", "nothing"),
        ]
        assert {
            "lead0@co0.example stage: replied -> qualified",
            "crm crm: stage -> qualified",
        } <= set(done.lines[0].follows)
        (corrected,) = [
            each
            for each in await ear.events(it, "reclassified")
            if each["was"] == "out_of_office"
        ]
        assert corrected["is"] == "interested"


async def test_what_nothing_follows_from_is_told_apart(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS, crms=CRMS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "wrong_person", "not_interested")
        quiet = await reclassify(it.engine, dry_run=True)
        await hearing.misread(it, lead_id, "question", "not_interested")
        loud = await reclassify(it.engine, dry_run=True)
        first, second = await it.rows("inbound")
        assert [(e.is_, e.is_quiet) for e in quiet.lines] == [("wrong_person", True)]
        assert [(e.is_, e.is_quiet, e.along) for e in loud.lines] == [
            ("wrong_person", False, None),
            ("question", False, first["id"]),
        ]
        assert loud.lines[0].follows == ("task: Tell Lea0",)
        assert second["id"] == loud.lines[1].inbound


async def test_a_persons_word_is_not_overwritten(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "interested", "other")
        await label(it.engine, f"#{lead_id}", "not_interested", by="eva")
        before = await everything(it)
        done = await reclassify(it.engine, dry_run=False)
        assert (done.labelled, done.lines, await everything(it)) == (1, [], before)


async def test_what_a_person_did_since_stands(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "nothing", "other")
        await resume_lead(it.engine, f"#{lead_id}", by="eva", sequence="hello")
        await it.write("leads", lead_id, stage="won", stage_by="person")
        resumed = [await it.states()]
        await reclassify(it.engine, dry_run=False)
        hello, colleague, other, its_other = await it.states()
        assert hello == resumed[0][0] == ("active", "")
        # Nobody is written to anew who stands where only a person leaves.
        assert other == ("finished", "replied")
        assert (colleague, its_other) == (("active", ""), ("active", ""))


async def test_an_opt_out_found_anew_is_acted_on_and_a_lost_one_is_shown(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        other = (await hearing.pair(it, 2))[0]
        await it.run()
        await hearing.misread(it, lead_id, "opt_out", "interested")
        await hearing.misread(it, other, "interested", "opt_out")
        done = await reclassify(it.engine, dry_run=False)
        assert [(e.was, e.is_, bool(e.person)) for e in done.lines] == [
            ("interested", "opt_out", False),
            ("opt_out", "interested", True),
        ]
        assert sorted(await ear.suppressed(it)) == [
            ("lead0@co0.example", "opt_out"),
            ("lead2@co2.example", "opt_out"),
        ]
        states = {
            row["lead_id"]: (row["state"], row["reason"])
            for row in await it.rows("enrollments")
        }
        assert states[lead_id] == states[other] == ("finished", "opted_out")


async def test_a_strangers_mail_may_be_somebodys_now(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        (about, *_) = await ear.message_ids(it)
        status, diagnostic = hearing.STATUS["bounced"]
        address = "lead0@co0.example"
        content = ear.report(
            ear.DSN, address=address, about=about, status=status, diagnostic=diagnostic
        )
        await ear.hear(it, content)
        row = (await it.rows("inbound"))[-1]
        await it.write(
            "inbound",
            row["id"],
            state="unmatched",
            lead_id=None,
            touch_id=None,
            effects={},
            reading={**row["reading"], "kind": "other", "bounce": None},
        )
        done = await reclassify(it.engine, dry_run=False)
        assert [each.follows for each in done.lines] == [(f"it is {address}'s now",)]
        (again,) = await ear.readings(it)
        assert again[:3] == ("read", "bounce", lead_id)
        assert (await reclassify(it.engine, dry_run=False)).lines == []


async def test_what_is_gone_is_counted_and_one_that_fails_stops_no_other(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        other = (await hearing.pair(it, 2))[0]
        third = (await hearing.pair(it, 4))[0]
        await it.run()
        for each in (lead_id, other, third):
            await hearing.misread(it, each, "question", "other")
        first, second, _ = await it.rows("inbound")
        await it.write("inbound", first["id"], content=b"")
        await it.write("inbound", second["id"], matched_by="no such way")
        done = await reclassify(it.engine, dry_run=False)
        assert (done.read, done.gone, done.repaired, done.failed) == (2, 1, 1, 1)
        await it.write("inbound", second["id"], matched_by="message_id")
        again = await reclassify(it.engine, dry_run=False)
        assert [each.inbound for each in again.lines] == [second["id"]]


async def test_only_what_is_asked_for_is_read(sqlite_url: str) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "question", "other")
        it.clock.forward(timedelta(days=2))
        await hearing.misread(it, lead_id, "interested", "out_of_office")
        since = it.clock.now() - timedelta(days=1)
        late = await reclassify(it.engine, dry_run=True, since=since)
        replies = await reclassify(it.engine, dry_run=True, kinds=("reply",))
        assert [each.inbound for each in late.lines] == [2]
        assert [each.inbound for each in replies.lines] == [1]


async def test_a_page_holds_no_more_bytes_than_memory_takes(database_url: str) -> None:
    async with arena(database_url) as it:
        texts = ["Purple." * 100, "Green." * 10, "Blue.", "Red." * 100]
        await ear.hear(it, *(ear.mail("zoe@far.example", each) for each in texts))
        pages, after = [], 0
        async with it.engine.database.reading() as connection:
            while rows := await readings.page(connection, after, 3, most=600):
                pages.append([row["id"] for row in rows])
                after = rows[-1]["id"]
        assert pages == [[1], [2, 3], [4]]
