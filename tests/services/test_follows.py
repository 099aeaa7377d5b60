"""What follows from each thing that can be heard: the table of docs/howto/hear-answers.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from outreach.services.engine import CrmProfile, House
from outreach.services.label import label
from outreach.services.steer import resume_lead
from tests.services import deployment, ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.core.model import LeadId
    from tests.services.arena import Arena

ADA = "lead0@co0.example"
GOES_ON, REPLIED = "active", "finished replied"
WAITS, OUT, BOUNCED = "paused company_replied", "finished opted_out", "finished bounced"
MORE = """  - id: third
    after: 3 days
    email: {thread: intro, body: "Once more."}
  - id: fourth
    after: 3 days
    email: {thread: intro, body: "And again."}
"""
# The lead's enrollment, its colleague's, the list, the stage, tasks, what CRMs are told.
TABLE: dict[str, tuple[Any, ...]] = {
    "interested": (
        REPLIED,
        WAITS,
        "",
        "qualified",
        ["Answer Lea"],
        ["Reply (interested)"],
    ),
    "question": (REPLIED, WAITS, "", "replied", ["Tell Lea"], ["Reply (question)"]),
    "not_now": ("paused sequence", WAITS, "", "replied", [], ["Reply (not_now)"]),
    "not_interested": (REPLIED, WAITS, "", "replied", [], ["Reply (not_interested)"]),
    "referral": (
        REPLIED,
        WAITS,
        "",
        "replied",
        ["Lea named somebody else"],
        ["Reply (referral)"],
    ),
    "wrong_person": (REPLIED, WAITS, "", "replied", [], ["Reply (wrong_person)"]),
    "other": (
        REPLIED,
        WAITS,
        "",
        "replied",
        ["Read what Lea answered, then label it"],
        ["Reply (other)"],
    ),
    "out_of_office": (
        "paused out_of_office",
        GOES_ON,
        "",
        "contacted",
        [],
        ["Automatic reply"],
    ),
    "gone": (
        "paused gone",
        GOES_ON,
        "",
        "contacted",
        ["Lea has left"],
        ["Automatic reply"],
    ),
    "opt_out": (OUT, GOES_ON, "opt_out", "contacted", [], ["Opted out"]),
    "complaint": (OUT, GOES_ON, "complaint", "contacted", [], ["Complained"]),
    "bounced": (BOUNCED, GOES_ON, "bounced", "contacted", [], ["Bounced (hard)"]),
    "bounced_soft": (
        "paused bounced_soft",
        GOES_ON,
        "",
        "contacted",
        [],
        ["Bounced (soft)"],
    ),
    "bounced_block": (
        "paused bounced_block",
        GOES_ON,
        "",
        "contacted",
        [],
        ["Bounced (block)"],
    ),
    "nothing": (GOES_ON, GOES_ON, "", "contacted", [], []),
}


async def _follows(it: Arena, told: tuple[LeadId, LeadId]) -> tuple[Any, ...]:
    """Return the lead's enrollment, its colleague's, the list, stage, tasks and CRM notes."""
    lead_id, colleague = told
    states = {
        row["lead_id"]: f"{row['state']} {row['reason']}".strip()
        for row in await it.rows("enrollments")
    }
    (lead,) = [row for row in await it.rows("leads") if row["id"] == lead_id]
    listed = {row["value"]: row["reason"] for row in await it.rows("suppressions")}
    tasks = [
        row["title"] for row in await it.rows("tasks") if row["lead_id"] == lead_id
    ]
    notes = [
        row["payload"]["title"].partition(":")[0]
        for row in await it.rows("crm_outbox")
        if row["lead_id"] == lead_id and row["kind"] == "note"
    ]
    return (
        states[lead_id],
        states[colleague],
        listed.get(lead["email"], ""),
        lead["stage"],
        [hearing.unnumbered(each) for each in tasks],
        [each for each in notes if each != "Sent"],
    )


async def test_what_follows_from_each_meaning(database_url: str) -> None:
    async with arena(
        database_url, steps=hearing.STEPS, crms={"crm": CrmProfile("crm")}
    ) as it:
        pairs = {}
        for n, meaning in enumerate(hearing.MEANINGS):
            ids = await it.leads(2, first=2 * n, company_key=f"company{n}.example")
            await it.enter(ids)
            pairs[meaning] = (ids[0], ids[1])
        await it.run()
        for meaning, told in pairs.items():
            await hearing.said(it, told[0], meaning)
        found = {each: await _follows(it, told) for each, told in pairs.items()}
        assert found == TABLE


async def _alone(it: Arena, sequences: tuple[str, ...] = ("hello",)) -> LeadId:
    (lead_id,) = await it.leads(1)
    for sequence in sequences:
        await it.enter([lead_id], sequence)
    await it.run()
    return lead_id


async def test_a_third_soft_bounce_ends_what_a_person_let_go_on(
    database_url: str,
) -> None:
    steps = hearing.STEPS.replace("\ncompany:", MORE + "company:", 1)
    async with arena(database_url, steps=steps) as it:
        lead_id = await _alone(it)
        found = []
        for number in range(3):
            about = (await ear.message_ids(it))[-1]
            status, diagnostic = hearing.STATUS["bounced_soft"]
            named = {"status": status, "diagnostic": diagnostic, "about": about}
            report = ear.report(ear.DSN, address=ADA, **named)
            await ear.hear(it, report.replace(b"<dsn-", f"<{number}-".encode()))
            found += await it.states()
            if number < 2:
                await resume_lead(it.engine, f"#{lead_id}", by="eva")
                it.clock.forward(timedelta(days=7))
                await it.run()
        assert found == [
            ("paused", "bounced_soft"),
            ("paused", "bounced_soft"),
            ("finished", "bounced"),
        ]
        # It may work another day: who is enrolled anew then is not kept out.
        assert await ear.suppressed(it) == []


async def test_soft_bounces_long_apart_ask_a_person_each_time(sqlite_url: str) -> None:
    steps = hearing.STEPS.replace("\ncompany:", MORE + "company:", 1)
    async with arena(sqlite_url, steps=steps) as it:
        lead_id = await _alone(it)
        for _ in range(3):
            await hearing.misread(it, lead_id, "nothing", "bounced_soft")
            await resume_lead(it.engine, f"#{lead_id}", by="eva")
            it.clock.forward(timedelta(days=31))
            await it.run()
        assert "finished.bounced" not in await it.kinds()


@pytest.mark.parametrize(
    "order", list(permutations(("opt_out", "not_now", "out_of_office")))
)
async def test_of_what_comes_in_together_an_opt_out_wins(
    sqlite_url: str, order: tuple[str, ...]
) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS) as it:
        await _alone(it)
        (about,) = await ear.message_ids(it)
        mails = [hearing.mail_of(meaning, ADA, about) for meaning in order]
        await ear.hear(it, *mails)
        assert await it.states() == [("finished", "opted_out")]
        assert await ear.suppressed(it) == [(ADA, "opt_out")]
        it.clock.forward(timedelta(days=90))
        await it.run()
        assert it.wire.counts == {ADA: 1}


PAIRS = [
    ("other", "out_of_office", REPLIED),
    ("other", "bounced_soft", REPLIED),
    ("not_now", "out_of_office", "paused sequence"),
    ("bounced_soft", "out_of_office", "paused bounced_soft"),
    ("bounced", "out_of_office", BOUNCED),
    ("complaint", "other", None),
    ("bounced", "opt_out", None),
    ("gone", "out_of_office", "paused gone"),
]


@pytest.mark.parametrize(("one", "other", "wanted"), PAIRS)
async def test_the_order_of_a_poll_keeps_every_promise(
    sqlite_url: str, one: str, other: str, wanted: str | None
) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS) as it:
        found = []
        for number, order in enumerate(((one, other), (other, one))):
            (lead_id,) = await it.leads(1, first=number)
            await it.enter([lead_id])
            await it.run()
            address = f"lead{number}@co{number}.example"
            about = (await ear.message_ids(it))[-1]
            await ear.hear(it, *(hearing.mail_of(m, address, about) for m in order))
            state, reason = (await it.states())[-1]
            listed = {row["value"] for row in await it.rows("suppressions")}
            found.append((f"{state} {reason}", address in listed))
        if wanted is None:
            # Which of the two ended it is told; that nothing more goes out is promised.
            assert [(s.split()[0], listed) for s, listed in found] == [
                ("finished", True)
            ] * 2
        else:
            assert found == [(wanted, one == "bounced")] * 2


async def test_a_reply_to_a_finished_sequence_moves_the_stage_and_starts_nothing(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        lead_id = await _alone(it)
        for _ in range(2):
            it.clock.forward(timedelta(days=4))
            await it.run()
        assert await it.states() == [("finished", "no_reply")]
        await hearing.said(it, lead_id, "not_now")
        (lead,) = await it.rows("leads")
        assert (lead["stage"], await it.states()) == (
            "replied",
            [("finished", "no_reply")],
        )


async def test_a_reply_of_a_closed_lead_moves_no_stage_and_stops_all_the_same(
    database_url: str,
) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        await deployment.keep(it.engine, "other", hearing.STEPS)
        lead_id = await _alone(it, ("hello", "other"))
        await it.write("leads", lead_id, stage="lost", stage_by="person")
        await hearing.said(it, lead_id, "interested")
        (lead,) = await it.rows("leads")
        assert (lead["stage"], await it.states()) == (
            "lost",
            [("finished", "replied")] * 2,
        )


@pytest.mark.parametrize("meaning", ["opt_out", "complaint"])
async def test_where_the_workspace_says_so_a_wish_is_the_whole_domains(
    database_url: str, meaning: str
) -> None:
    house = House("Acme", "Europe/Paris", b"a secret of thirty-two bytes, no?")
    wide = replace(house, whole_domain=True)
    async with arena(database_url, steps=hearing.STEPS, house=wide) as it:
        lead_id = await _alone(it)
        bob, cy = "bob@co0.example", "cy@gmail.com"
        (colleague,) = await it.leads(1, email=bob, identity=f"email:{bob}")
        (private,) = await it.leads(1, email=cy, identity=f"email:{cy}")
        await it.enter([colleague, private])
        await it.run()
        await hearing.said(it, lead_id, meaning)
        await hearing.said(it, private, meaning)
        assert sorted(await ear.suppressed(it)) == [
            ("co0.example", meaning),
            (cy, meaning),
            (ADA, meaning),
        ]
        it.clock.forward(timedelta(days=7))
        await it.run()
        assert it.wire.counts == {ADA: 1, bob: 1, cy: 1}
        await label(it.engine, ADA, "nothing", yes=True)
        assert await ear.suppressed(it) == [(cy, meaning)]
