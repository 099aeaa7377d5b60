"""What somebody else has said since is not undone with a reading that was wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from outreach.core.inbound.match import How, Match
from outreach.core.inbound.reading import Kind
from outreach.core.mailbox import mailbox_of
from outreach.errors import Refused
from outreach.services.attribute import heard_of
from outreach.services.engine import House
from outreach.services.ingest import attend
from outreach.services.label import label
from outreach.services.opt_out import Trace
from outreach.services.prefer import leave, wait
from outreach.services.reclassify import reclassify
from outreach.services.reread import as_read, mail_in, reread
from outreach.services.steer import resume_lead
from outreach.services.suppress import suppress, unsuppress
from outreach.store import inbound
from outreach.store import lead as leads
from tests.services import deployment, ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from typing import Any

    from outreach.core.model import LeadId
    from tests.services.arena import Arena

SECRET = b"a secret of thirty-two bytes, no?"
ADA = "lead0@co0.example"
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def one(it: Arena) -> LeadId:
    """Have a lead that is in two sequences and has had the first mail of each."""
    await deployment.keep(it.engine, "other", hearing.STEPS)
    told, _ = await hearing.pair(it, 0)
    await it.run()
    it.clock.forward(timedelta(hours=1))
    return told


async def own(it: Arena, lead_id: LeadId) -> list[tuple[str, str, str]]:
    """Return how the lead stands in each sequence."""
    return [
        (row["sequence"], row["state"], row["reason"])
        for row in await it.rows("enrollments")
        if row["lead_id"] == lead_id
    ]


async def test_who_left_a_sequence_does_not_go_on_in_it(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "other")
        await leave(it.engine, Trace(lead_id, "hello", 1, "intro"))
        done = await label(it.engine, ADA, "nothing", by="eva")
        assert await own(it, lead_id) == [
            ("hello", "finished", "replied"),
            ("other", "active", ""),
        ]
        assert [each for each in done.left if each.startswith("hello")] == [
            "hello is not resumed: asked for nothing more of this sequence"
        ]


async def test_who_asked_for_peace_since_is_left_in_it(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "other")
        until = it.clock.now() + timedelta(days=30)
        await wait(it.engine, Trace(lead_id, "hello", 1, "intro"), until)
        await label(it.engine, ADA, "nothing", by="eva")
        assert {each[1] for each in await own(it, lead_id)} == {"finished"}


async def test_what_a_person_lists_after_a_reading_did_stays_listed(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "bounced")
        listed = await suppress(it.engine, [ADA])
        done = await label(it.engine, ADA, "nothing", by="eva")
        assert (listed.added, listed.known) == (0, 1)
        assert (done.lifted, len(await ear.suppressed(it))) == ([], 1)
        assert {each[1] for each in await own(it, lead_id)} == {"finished"}


@pytest.mark.parametrize("reason", ["opt_out", "manual"])
async def test_what_another_list_says_too_outlives_the_reading(
    database_url: str, reason: str
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "opt_out")
        await suppress(it.engine, [ADA], reason=reason, source="crm.csv")
        await label(it.engine, ADA, "nothing", by="eva", yes=True)
        assert await ear.suppressed(it) == [(ADA, "opt_out")]
        assert {each[1] for each in await own(it, lead_id)} == {"finished"}


async def test_a_wish_whose_reading_is_lost_stays_one(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "interested", "opt_out")
        (row,) = await it.rows("inbound")
        await it.write("inbound", row["id"], reading={})
        (bare,) = await it.rows("inbound")
        assert as_read(it.engine, bare, bare["content"]).kind is Kind.OPT_OUT


async def test_two_repairs_at_once_hear_a_strangers_mail_once(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        (lead,) = [row for row in await it.rows("leads") if row["id"] == lead_id]
        await ear.hear(it, ear.mail("zoe@far.example", "Purple."))
        (row,) = await it.rows("inbound")
        assert row["state"] == "unmatched"
        noted = {**row["reading"], "kind": "other"}
        await it.write("inbound", row["id"], reading=noted, kind="other")
        await it.write("leads", lead["id"], identity="email:zoe@far.example")
        await it.write("leads", lead["id"], email="zoe@far.example")
        await asyncio.gather(*(reclassify(it.engine, dry_run=False) for _ in range(3)))
        kinds = [row["kind"] for row in await it.rows("events")]
        assert kinds.count("reply.other") == 1
        assert kinds.count("reclassified") == 1


async def _blocked(it: Arena, task: asyncio.Task[Any]) -> None:
    """Return once it waits for a lock, or has ended."""
    while not task.done():
        async with it.engine.database.reading() as connection:
            if (await connection.execute(WAITING)).scalar_one():
                return


async def test_what_is_heard_while_a_label_waits_stands(postgres_url: str) -> None:
    async with arena(postgres_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "other")
        async with it.engine.database.writing() as connection:
            await leads.lock(connection, [lead_id])
            word = asyncio.create_task(label(it.engine, ADA, "nothing", by="eva"))
            await _blocked(it, word)
            await ear.keep(it, ear.mail(ADA, "How much does it cost?"))
            *_, row = await it.rows("inbound")
            mail, channel = mail_in(row, row["content"])
            reading = reread(it.engine, row, row["content"])
            match = Match(lead_id, None, How.ADDRESS)
            heard = await heard_of(
                it.engine, connection, row, mail, reading, match, channel
            )
            await attend(it.engine, connection, heard)
        await word
        assert {each[1:] for each in await own(it, lead_id)} == {
            ("finished", "replied")
        }


async def test_a_word_said_while_a_repair_waits_stands(postgres_url: str) -> None:
    async with arena(postgres_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.misread(it, lead_id, "nothing", "other")
        async with it.engine.database.writing() as connection:
            await leads.lock(connection, [lead_id])
            repair = asyncio.create_task(reclassify(it.engine, dry_run=False))
            await _blocked(it, repair)
            (row,) = await it.rows("inbound")
            said = {"meaning": "not_interested", "by": "eva", "until": None}
            await inbound.write(connection, row["id"], word=said, kind="reply")
        done = await repair
        assert (done.lines, done.failed) == ([], 0)
        assert {each[1:] for each in await own(it, lead_id)} == {
            ("finished", "replied")
        }


async def test_repairs_and_answers_of_colleagues_wait_in_turn(
    postgres_url: str,
) -> None:
    async with arena(postgres_url, steps=hearing.STEPS) as it:
        ids = await it.leads(2, company_key="company.example")
        await it.enter(ids)
        await it.run()
        await hearing.misread(it, ids[1], "nothing", "other")
        async with it.engine.database.writing() as connection:
            await leads.lock(connection, [ids[0]])
            repair = asyncio.create_task(reclassify(it.engine, dry_run=False))
            await _blocked(it, repair)
            # Whoever holds the first may still take the second.
            await leads.lock(connection, [ids[1]])
        assert (await repair).failed == 0


async def test_a_domain_that_two_asked_for_stays_for_one(database_url: str) -> None:
    house = House("Acme", "Europe/Paris", SECRET, whole_domain=True)
    async with arena(database_url, steps=hearing.STEPS, house=house) as it:
        bob = "bob@co0.example"
        (ada,) = await it.leads(1)
        (other,) = await it.leads(1, email=bob, identity=f"email:{bob}")
        await it.enter([ada, other])
        await it.run()
        await hearing.said(it, ada, "opt_out")
        await hearing.said(it, other, "opt_out")
        done = await label(it.engine, ADA, "nothing", by="eva", yes=True)
        assert sorted(await ear.suppressed(it)) == [
            (bob, "opt_out"),
            ("co0.example", "opt_out"),
        ]
        assert "co0.example stays suppressed: somebody else there asks for it too" in (
            done.left
        )
        await label(it.engine, bob, "nothing", by="eva", yes=True)


@pytest.mark.parametrize("spelled", ["le.a@gmail.com", "lea+x@googlemail.com"])
async def test_another_spelling_of_a_listed_mailbox_is_listed(
    database_url: str, spelled: str
) -> None:
    async with arena(database_url) as it:
        await suppress(it.engine, ["lea@gmail.com"])
        ids = await it.leads(1, email=spelled, identity=f"email:{spelled}")
        refused = (await it.enter(ids)).refused
        assert [each.code for each in refused] == ["suppressed"]


@pytest.mark.parametrize("first", ["other", "nothing"])
async def test_a_word_on_a_mail_of_two_leads_is_about_both(
    database_url: str, first: str
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        spelled = "lea@gmail.com", "le.a@gmail.com"
        for each in spelled:
            mailbox = mailbox_of(each)
            ids = await it.leads(
                1,
                email=each,
                identity=f"email:{each}",
                mailbox=mailbox,
                company_key=each,
            )
            await it.enter(ids)
        await it.run()
        content = ear.mail(spelled[0], "Purple.")
        if first == "nothing":
            content = ear.report(hearing.RECEIPT, address=spelled[0], about="<x@y>")
        await ear.hear(it, content)
        ended, going = ("finished", "replied"), ("active", "")
        assert await it.states() == [ended if first == "other" else going] * 2
        lead_id = (await it.rows("inbound"))[0]["lead_id"]
        for meaning, stands in (("nothing", going), ("question", ended)):
            await label(it.engine, f"#{lead_id}", meaning, by="eva")
            assert await it.states() == [stands] * 2


async def test_nobody_resumes_what_the_lead_has_left(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await one(it)
        await hearing.said(it, lead_id, "other")
        await leave(it.engine, Trace(lead_id, "hello", 1, "intro"))
        with pytest.raises(Refused) as refused:
            await resume_lead(it.engine, ADA, by="eva", sequence="hello")
        assert refused.value.code == "opted_out_of"
        assert await resume_lead(it.engine, ADA, by="eva", sequence="other")
        await unsuppress(it.engine, ADA)
        assert await resume_lead(it.engine, ADA, by="eva", sequence="hello")


async def test_an_answer_that_is_another_leads_too_keeps_it_ended(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        spelled = "lea@gmail.com", "le.a@gmail.com"
        for each in spelled:
            ids = await it.leads(
                1,
                email=each,
                identity=f"email:{each}",
                mailbox=mailbox_of(each),
                company_key=each,
            )
            await it.enter(ids)
            await it.run()
        about = (await it.rows("touches"))[0]["message_id"]
        await ear.hear(it, ear.mail("zoe@far.example", "Purple.", In_Reply_To=about))
        await ear.hear(it, ear.mail(spelled[0], "How much is it?", Subject="Hm"))
        first, second = await it.rows("inbound")
        assert first["lead_id"] != second["lead_id"]
        await label(it.engine, f"#{first['lead_id']}", "nothing", by="eva")
        assert await it.states() == [("finished", "replied")] * 2
