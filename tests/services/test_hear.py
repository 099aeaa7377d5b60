"""A person's answer stops what it must, wherever it comes from, and nothing that it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import LeadId, TouchId, Unknown
from outreach.services.engine import CrmProfile
from outreach.services.ingest import interpret
from outreach.services.to_check import to_check
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from tests.services.arena import Arena

LEA, LEO = "lead0@co0.example", "lead1@co1.example"
REACTING = (
    deployment.SEQUENCE
    + """
company: {on_reply: %s}
on:
  reply.interested:
    - stage: qualified
    - task: {kind: call, title: "Answer {{ first_name }}"}
  reply.not_now: [{pause: 10 days}]
  opt_out: [{tag: gone}]
  complaint: [{tag: cross}]
"""
)
STEPS = REACTING % "nothing"
LATER = "Not now, please ask me again in spring."
KEEN = "Sounds interesting, let's talk. Are you free on Thursday?"


async def _followed_up(it: Arena) -> list[str]:
    """Return whom the follow-ups of the next days go to."""
    before = len(it.wire.carried)
    it.clock.forward(timedelta(days=3))
    await it.run()
    return sorted(address for address, _ in it.wire.carried[before:])


@pytest.mark.parametrize("how", ["In_Reply_To", "References", "none", "from elsewhere"])
async def test_a_reply_is_known_by_its_thread_or_its_address(
    database_url: str, how: str
) -> None:
    async with arena(database_url) as it:
        await it.enroll(2)
        await it.run()
        (named, _) = await ear.message_ids(it)
        sender = "lea@home.example" if how == "from elsewhere" else LEA
        field = {"none": {}, "from elsewhere": {"In_Reply_To": named}}.get(
            how, {how: named}
        )
        await ear.hear(it, ear.mail(sender, **field))
        assert await it.states() == [("finished", "replied"), ("active", "")]
        touch = None if how == "none" else TouchId(1)
        assert await ear.readings(it) == [("read", "reply", LeadId(1), touch)]
        (said,) = await ear.events(it, "reply.other")
        assert (said["from"], said["other_sender"]) == (
            sender,
            how == "from elsewhere",
        )
        assert await _followed_up(it) == [LEO]


async def test_a_reply_stops_every_sequence_of_the_lead(database_url: str) -> None:
    async with arena(database_url) as it:
        await deployment.keep(it.engine, "other")
        await it.enroll(2)
        await it.enter([LeadId(1), LeadId(2)], "other")
        await it.run()
        named = (await ear.message_ids(it))[0]
        await ear.hear(it, ear.mail(LEA, In_Reply_To=named))
        assert await it.states() == [
            ("finished", "replied"),
            ("active", ""),
            ("finished", "replied"),
            ("active", ""),
        ]
        assert await _followed_up(it) == [LEO, LEO]


async def test_a_reply_before_the_mark_prevents_the_claimed_touch(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        it.clock.forward(timedelta(days=3))
        claimed = (await it.tick()).claimed
        await ear.hear(it, ear.mail(LEA))
        await it.deliver(claimed)
        assert (await it.ledger(), it.wire.counts) == (
            [("sent", 1), ("skipped", 1)],
            {LEA: 1},
        )


async def test_interest_moves_the_stage_and_asks_somebody_to_answer(
    database_url: str,
) -> None:
    async with arena(database_url, steps=STEPS) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, ear.mail(LEA, KEEN))
        (lead,) = await it.rows("leads")
        (task,) = await it.rows("tasks")
        assert (lead["stage"], task["kind"], task["title"]) == (
            "qualified",
            "call",
            "Answer Lea0",
        )
        assert await it.states() == [("finished", "replied")]


async def test_a_reaction_that_pauses_replaces_the_exit_and_ends_by_itself(
    database_url: str,
) -> None:
    async with arena(database_url, steps=STEPS) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, ear.mail(LEA, LATER))
        assert await it.states() == [("paused", "sequence")]
        it.clock.forward(timedelta(days=9))
        await it.run()
        assert it.wire.counts == {LEA: 1}
        it.clock.forward(timedelta(days=1))
        await it.run()
        assert it.wire.counts == {LEA: 2}


@pytest.mark.parametrize(
    ("rule", "colleague"),
    [
        ("nothing", ("active", "")),
        ("pause", ("paused", "company_replied")),
        ("stop", ("finished", "stopped")),
    ],
)
async def test_colleagues_do_as_the_sequence_says(
    database_url: str, rule: str, colleague: tuple[str, str]
) -> None:
    async with arena(database_url, steps=REACTING % rule) as it:
        await it.enroll(2, company_key="co.example")
        await it.enroll(1, first=2)
        await it.run()
        await ear.hear(it, ear.mail(LEA))
        assert await it.states() == [("finished", "replied"), colleague, ("active", "")]


async def test_an_opt_out_by_reply_ends_everything_and_calls_every_reaction(
    database_url: str,
) -> None:
    async with arena(database_url, steps=STEPS) as it:
        second = deployment.SEQUENCE + "on: {opt_out: [{tag: away}]}"
        await deployment.keep(it.engine, "other", second)
        await it.enroll(1)
        await it.enter([LeadId(1)], "other")
        await it.run()
        named = (await ear.message_ids(it))[0]
        wish = "Please remove me from your list."
        await ear.hear(it, ear.mail(LEA, wish, In_Reply_To=named))
        (lead,) = await it.rows("leads")
        assert sorted(lead["tags"]) == ["away", "gone"]
        assert await it.states() == [("finished", "opted_out")] * 2
        assert await ear.suppressed(it) == [(LEA, "opt_out")]
        assert await _followed_up(it) == []


async def test_a_complaint_ends_everything(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as it:
        await it.enroll(2)
        await it.run()
        named = (await ear.message_ids(it))[0]
        await ear.hear(it, ear.report(ear.COMPLAINT, address=LEA, about=named))
        assert await it.states() == [("finished", "opted_out"), ("active", "")]
        assert await ear.suppressed(it) == [(LEA, "complaint")]
        assert [lead["tags"] for lead in await it.rows("leads")] == [["cross"], []]
        assert await _followed_up(it) == [LEO]


async def test_an_opt_out_by_another_in_the_thread_is_heard_for_both(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(2)
        await it.run()
        named = (await ear.message_ids(it))[0]
        await ear.hear(it, ear.mail(LEO, "unsubscribe", In_Reply_To=named))
        assert sorted(await ear.suppressed(it)) == [(LEA, "opt_out"), (LEO, "opt_out")]
        assert await _followed_up(it) == []


async def test_a_word_in_the_quote_is_not_the_persons_own(database_url: str) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        quoted = (
            "Which plan do you mean?\r\n\r\n"
            "On Tue, 3 Mar 2026 at 10:00, Anna <anna@acme.example> wrote:\r\n"
            "> Hi Lea0, hello there.\r\n> Reply unsubscribe to stop these mails.\r\n"
        )
        await ear.hear(it, ear.mail(LEA, quoted))
        assert await ear.suppressed(it) == []
        assert await it.states() == [("finished", "replied")]


async def test_a_strangers_mail_is_listed_and_stops_nobody(database_url: str) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, ear.mail("who@knows.example", "Who are you?"))
        assert await ear.readings(it) == [("unmatched", "reply", None, None)]
        assert [(each.what, each.detail) for each in await to_check(it.engine)] == [
            ("unmatched", "who@knows.example: Re: Hello")
        ]
        assert await it.states() == [("active", "")]


async def test_a_strangers_opt_out_closes_its_address(database_url: str) -> None:
    async with arena(database_url) as it:
        await ear.hear(it, ear.mail("Who@Knows.example", "unsubscribe"))
        assert await ear.suppressed(it) == [("who@knows.example", "opt_out")]
        (lead,) = await it.leads(1, email="who@knows.example", identity="email:who")
        refused = (await it.enter([lead])).refused
        assert [each.code for each in refused] == ["suppressed"]


async def test_an_answer_proves_that_a_touch_in_doubt_went_out(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        it.wire.says = {LEA: [Unknown("no answer after the dot")]}
        await it.run()
        assert await it.ledger() == [("in_doubt", 1)]
        (named,) = await ear.message_ids(it)
        await ear.hear(it, ear.mail(LEA, In_Reply_To=named))
        assert await it.ledger() == [("sent", 1)]
        assert await it.states() == [("finished", "replied")]
        kinds = await it.kinds()
        assert kinds.index("sent") < kinds.index("reply.other")


async def test_a_mail_of_our_own_people_changes_nothing(database_url: str) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        (named,) = await ear.message_ids(it)
        before = await it.kinds()
        colleague = ear.mail("zoe@acme.example", "unsubscribe", In_Reply_To=named)
        await ear.hear(it, colleague)
        assert await it.kinds() == before
        assert await ear.suppressed(it) == []
        assert await _followed_up(it) == [LEA]


async def test_a_lead_at_the_mail_provider_of_a_sender_is_heard(
    sqlite_url: str,
) -> None:
    anna = replace(deployment.sender("anna"), address="anna@gmail.com")
    async with arena(sqlite_url, senders={"anna": anna}) as it:
        await it.enroll(1, email="lea@gmail.com", identity="email:lea@gmail.com")
        await it.enroll(1, first=1)
        await it.run()
        named = (await ear.message_ids(it))[1]
        await ear.hear(
            it, ear.mail("lea@gmail.com"), ear.mail("anna@gmail.com", In_Reply_To=named)
        )
        assert await it.states() == [("finished", "replied"), ("active", "")]


async def test_any_bytes_are_kept_and_read(database_url: str) -> None:
    async with arena(database_url, crms={"crm": CrmProfile("crm")}) as it:
        await it.enroll(1)
        await it.run()
        (named,) = await ear.message_ids(it)
        nul = ear.mail(LEA, "a\0b", Subject="=?utf-8?b?AGEA?=", References="<a\0b@c>")
        half = ear.mail(LEA, "=ED=A0=80", Subject="=?utf-7?q?+2AA-?=").replace(
            b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        wild = [
            b"",
            b"\0" * 9,
            bytes(range(256)) * 9,
            b"From: \xff\xfe@\0\r\n\r\n",
            nul,
        ]
        strange = b"From: <" + LEA.encode() + b">\r\nIn-Reply-To: " + named.encode()
        await ear.hear(
            it, *wild, half, strange + b"\r\nDate: \xff\r\n\r\n\xff\0\xed\xa0"
        )
        kept = [row["content"] for row in await it.rows("inbound")]
        assert kept[:5] == wild
        assert await it.states() == [("finished", "replied")]


async def test_one_that_cannot_be_interpreted_stops_no_other(database_url: str) -> None:
    async with arena(database_url) as it:
        await it.enroll(2, timezone="")
        await it.run()
        away = ear.mail(
            LEA,
            "I am out of office until 20 March 2026.",
            Auto_Submitted="auto-replied",
        )
        await ear.keep(it, away, ear.mail(LEO))
        nowhere = replace(it.engine.house, zone="No/Where")
        dated = replace(it.engine, house=nowhere)
        assert await interpret(dated) == 1
        assert [state for state, *_ in await ear.readings(it)] == ["received", "read"]
        assert await it.states() == [("active", ""), ("finished", "replied")]
        assert await interpret(it.engine) == 0
        assert await it.states() == [
            ("paused", "out_of_office"),
            ("finished", "replied"),
        ]
