"""A person's word comes out as had the machine read it so at once, whatever it had read."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import NotFound, Refused
from outreach.services.engine import CrmProfile
from outreach.services.label import label
from outreach.services.opt_out import ONE_CLICK, Trace, opt_out
from outreach.services.steer import resume_lead
from outreach.services.suppress import suppress, unsuppress
from outreach.services.tasks import finish_task
from tests.services import deployment, ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.core.model import LeadId
    from tests.services.arena import Arena

ADA = "lead0@co0.example"
MEANING = st.sampled_from(hearing.MEANINGS)


async def relabel(it: Arena, lead_id: LeadId, *meanings: str) -> None:
    for meaning in meanings:
        await label(it.engine, f"#{lead_id}", meaning, by="eva", yes=True)


async def play(url: str, was: str, words: list[str]) -> None:
    """Let a lead's mail be read, and labelled; compare with one whose mail is read so."""
    async with arena(url, steps=hearing.STEPS) as it:
        await deployment.keep(it.engine, "other", hearing.STEPS)
        told, plain = await hearing.pair(it, 0), await hearing.pair(it, 2)
        await it.run()
        it.clock.forward(timedelta(hours=1))
        await hearing.said(it, told[0], was)
        first = await hearing.standing(it, *told)
        await relabel(it, told[0], *words)
        if words[-1] != "out_of_office" or was == "out_of_office":
            await hearing.said(it, plain[0], words[-1])
            wanted = await hearing.standing(it, *plain)
            assert await hearing.standing(it, *told) == wanted
        else:
            # Where the person names no day, the lead goes on.
            assert set(await it.states()) == {("active", "")}
        await relabel(it, told[0], was)
        assert await hearing.standing(it, *told) == first
        rows = await it.rows("events")
        await relabel(it, told[0], was)
        assert await it.rows("events") == rows


@settings(max_examples=8)
@given(was=MEANING, words=st.lists(MEANING, min_size=1, max_size=3))
def test_any_words_over_any_reading(
    made_database: Path, was: str, words: list[str]
) -> None:
    path = made_database.with_name("relabel.db")
    for old in made_database.parent.glob("relabel.db*"):
        old.unlink()
    shutil.copy(made_database, path)
    asyncio.run(play(f"sqlite:///{path}", was, words))


@pytest.mark.parametrize(
    ("was", "word"),
    [
        ("opt_out", "interested"),
        ("bounced", "other"),
        ("complaint", "nothing"),
        ("interested", "bounced_soft"),
    ],
)
async def test_words_over_readings_on_either_database(
    database_url: str, was: str, word: str
) -> None:
    await play(database_url, was, [word])


async def one(it: Arena) -> LeadId:
    await deployment.keep(it.engine, "other", hearing.STEPS)
    told, _ = await hearing.pair(it, 0)
    await it.run()
    it.clock.forward(timedelta(hours=1))
    return told


async def test_an_opt_out_is_lifted_by_a_yes_alone(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "opt_out")
        before = await it.rows("events")
        with pytest.raises(Refused, match="lift the opt_out of lead0@") as no:
            await label(it.engine, ADA, "interested")
        assert (no.value.code, await it.rows("events")) == ("needs_yes", before)
        assert await ear.suppressed(it) == [(ADA, "opt_out")]
        done = await label(it.engine, ADA, "interested", yes=True)
        assert (done.lifted, await ear.suppressed(it)) == ([ADA], [])


async def test_a_wish_found_in_a_report_names_no_mailer(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "bounced_soft")
        await label(it.engine, ADA, "opt_out")
        assert await ear.suppressed(it) == [(ADA, "opt_out")]


async def test_an_opt_out_that_was_asked_for_twice_stays(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "opt_out")
        trace = Trace(lead_id, "hello", 1, "intro")
        await opt_out(it.engine, trace, source=ONE_CLICK)
        done = await label(it.engine, ADA, "question", yes=True)
        assert (done.lifted, await ear.suppressed(it)) == ([], [(ADA, "opt_out")])
        assert [each for each in done.left if each.startswith(ADA)] == [
            f"{ADA} stays suppressed: opt_out asks for it too"
        ]
        with pytest.raises(Refused) as refused:
            await label(it.engine, ADA, "out_of_office", yes=True)
        assert refused.value.code == "suppressed"


async def test_what_a_person_put_on_the_list_stays_on_it(sqlite_url: str) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "bounced")
        await unsuppress(it.engine, ADA)
        await suppress(it.engine, [ADA])
        done = await label(it.engine, ADA, "nothing")
        assert (done.lifted, done.resumed) == ([], 0)
        assert await ear.suppressed(it) == [(ADA, "manual")]


async def test_what_was_done_is_not_asked_for_again(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "question")
        (task,) = await it.rows("tasks")
        await finish_task(it.engine, task["id"], by="eva")
        done = await label(it.engine, ADA, "not_interested")
        assert done.left == [f"task {task['id']} was done: Tell Lea0"]
        assert all(row["done_at"] for row in await it.rows("tasks"))
        await label(it.engine, ADA, "question")
        open_ = [row for row in await it.rows("tasks") if row["done_at"] is None]
        assert [row["title"] for row in open_] == ["Tell Lea0"]


async def test_what_came_in_after_is_heard_again_after(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "nothing", "other")
        it.clock.forward(timedelta(hours=1))
        await hearing.said(it, lead_id, "out_of_office")
        first = (await it.rows("inbound"))[0]["id"]
        assert (await it.states())[0] == ("finished", "replied")
        await label(it.engine, ADA, "nothing", inbound_id=first)
        assert (await it.states())[0] == ("paused", "out_of_office")
        with pytest.raises(NotFound):
            await label(it.engine, ADA, "nothing", inbound_id=99)


async def test_a_colleague_whose_other_colleague_answered_too_keeps_waiting(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        ids = await it.leads(3, company_key="company.example")
        await it.enter(ids)
        await it.run()
        await hearing.said(it, ids[0], "other")
        await hearing.said(it, ids[1], "question")
        await label(it.engine, ADA, "nothing")
        assert await it.states() == [
            ("active", ""),
            ("finished", "replied"),
            ("paused", "company_replied"),
        ]


async def test_where_a_person_let_it_go_on_it_goes_on(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "bounced_soft")
        await resume_lead(it.engine, ADA, by="eva")
        stood = await it.rows("enrollments")
        await label(it.engine, ADA, "nothing")
        assert await it.rows("enrollments") == stood


async def test_crms_are_told_that_it_was_read_otherwise(database_url: str) -> None:
    async with arena(
        database_url, steps=hearing.STEPS, crms={"crm": CrmProfile("crm")}
    ) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "interested")
        for row in await it.rows("crm_outbox"):
            await it.write("crm_outbox", row["id"], state="done")
        await label(it.engine, ADA, "not_interested", by="eva")
        told = [row for row in await it.rows("crm_outbox") if row["state"] == "pending"]
        assert [row["payload"].get("title", row["key"]) for row in told] == [
            f"lead:{lead_id}",
            "Reply (not_interested): Re: Hello",
            "Corrected by a person: Re: Hello",
        ]
        (corrected,) = await ear.events(it, "relabelled")
        assert (corrected["was"], corrected["is"], corrected["by"]) == (
            "interested",
            "not_interested",
            "eva",
        )


async def test_a_note_that_no_crm_has_heard_is_not_told(database_url: str) -> None:
    async with arena(
        database_url, steps=hearing.STEPS, crms={"crm": CrmProfile("crm")}
    ) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "interested")
        await label(it.engine, ADA, "nothing", by="eva")
        notes = [row for row in await it.rows("crm_outbox") if row["kind"] == "note"]
        assert [row["payload"]["title"].partition(":")[0] for row in notes] == [
            *["Sent"] * 4,
            "Corrected by a person",
        ]


async def test_readings_of_before_that_was_noted_are_undone_by_their_events(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        stood = await it.states()
        await hearing.said(it, lead_id, "opt_out")
        (row,) = await it.rows("inbound")
        await it.write("inbound", row["id"], effects={})
        await label(it.engine, ADA, "nothing", yes=True)
        assert (await it.states(), await ear.suppressed(it)) == (stood, [])
        (lead, _) = await it.rows("leads")
        assert (lead["stage"], lead["tags"]) == ("contacted", [])
