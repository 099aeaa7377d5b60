"""Whose a mail is, through the real ear: threads, links, aliases, people, strangers, copies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from outreach.core import token
from outreach.core.return_path import return_path
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.services.list_inbound import list_inbound
from outreach.services.write import OPT_OUT
from outreach.store import inbound
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from tests.services.arena import Arena

LEA, LEO = "lead0@co0.example", "lead1@co1.example"
TOM = "tom@co0.example"
HOME = "lea@home.example"
GOING, REPLIED = ("active", ""), ("finished", "replied")


async def keep_in(it: Arena, sender: str, content: bytes) -> None:
    """Keep a mail that came to one sender's mailbox, with the trace of its way."""
    trace = f"Received: by mx.{sender}.example\r\n".encode()
    uid = 1 + len(await it.rows("inbound"))
    batch = Batch([RawMessage(1, uid, trace + content, it.clock.now())], Cursor(1, uid))
    async with it.engine.database.writing() as connection:
        await inbound.keep(connection, sender, "INBOX", batch, it.clock.now())


async def to_mailbox(it: Arena, sender: str, content: bytes) -> None:
    """Let a mail come to one sender's mailbox and be interpreted."""
    await keep_in(it, sender, content)
    assert await interpret(it.engine) == 0


async def test_a_thread_goes_on_where_our_own_ids_have_been_cut_off(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        await ear.hear(
            it,
            ear.mail(LEA, In_Reply_To=named, Message_ID="<lea-1@co0.example>"),
            # Our own person answers by hand; the copy comes by a folder of all mail.
            ear.mail(
                "zoe@acme.example",
                In_Reply_To="<lea-1@co0.example>",
                Message_ID="<zoe-1@acme.example>",
            ),
            ear.mail("sam@partner.example", In_Reply_To="<zoe-1@acme.example>"),
        )
        assert await ear.matched(it) == [
            ("read", 1, "message_id"),
            ("read", 1, "thread"),
            ("read", 1, "thread"),
        ]
        assert await it.states() == [REPLIED, GOING]


async def test_a_server_that_gave_our_mail_another_id_breaks_no_thread(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        await ear.sent(it)
        theirs = "<0102018f@email.provider.example>"
        answer = ear.mail(LEA, Subject="AW: Hello Lea0", In_Reply_To=theirs)
        aside = ear.mail(LEA, Subject="Re: Lunch", In_Reply_To="<lunch@co0.example>")
        await ear.hear(it, answer, aside)
        await ear.hear(
            it,
            ear.mail("sam@partner.example", "Count me in.", In_Reply_To=theirs),
            ear.mail("pia@partner.example", In_Reply_To="<lunch@co0.example>"),
        )
        assert await ear.matched(it) == [
            ("read", 1, "address"),
            ("read", 1, "address"),
            ("read", 1, "thread"),
            ("unmatched", None, ""),
        ]


@pytest.mark.parametrize(
    "shape",
    [
        "> Say stop: {url}",
        '<a href="https://filter.example/?u={quoted}&amp;d=1">stop</a>',
        "> https://filter.example/v3/__{url}__;!!x",
        "> {broken}",
    ],
)
async def test_a_quoted_link_of_ours_tells_the_lead_and_the_touch(
    sqlite_url: str, shape: str
) -> None:
    async with arena(sqlite_url) as it:
        await ear.sent(it)
        sealed = token.sign(it.engine.house.secret, OPT_OUT, (2, "hello", 1, "intro"))
        url = f"https://go.acme.example/u/{sealed}"
        broken = f"{url[:60]}\r\n> {url[60:]}"
        quoted = url.replace("/", "%2F").replace(":", "%3A")
        said = shape.format(url=url, quoted=quoted, broken=broken)
        await ear.hear(
            it, ear.mail("sam@partner.example", f"Interesting.\r\n\r\n{said}")
        )
        (row,) = await it.rows("inbound")
        assert (row["lead_id"], row["touch_id"], row["matched_by"]) == (2, 2, "link")
        assert await it.states() == [GOING, REPLIED]


async def test_a_forged_link_tells_nothing(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await ear.sent(it)
        forged = token.sign(b"another secret", OPT_OUT, (2, "hello", 1, "intro"))
        said = f"> https://go.acme.example/u/{forged}"
        await ear.hear(it, ear.mail("sam@partner.example", said))
        assert await ear.matched(it) == [("unmatched", None, "")]


async def test_a_mail_sent_along_tells_which_it_was(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[1]
        text = (
            "--b\r\nContent-Type: text/plain\r\n\r\nLeo gave me this. What does it cost?\r\n"
            "--b\r\nContent-Type: message/rfc822\r\n\r\n"
            f"Message-ID: {named}\r\nFrom: <anna@acme.example>\r\nTo: <{LEO}>\r\n"
            "Subject: Hello\r\n\r\nHi Leo\r\n--b--\r\n"
        )
        mail = ear.mail(
            "sam@partner.example",
            text,
            Content_Type='multipart/mixed; boundary="b"',
            Subject="Fwd: Hello",
        )
        await ear.hear(it, mail)
        (row,) = await it.rows("inbound")
        assert (row["lead_id"], row["touch_id"], row["matched_by"]) == (
            2,
            2,
            "message_id",
        )
        assert await it.states() == [GOING, REPLIED]


async def test_a_mail_to_several_of_us_is_heard_once(database_url: str) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it))[0]
        mail = ear.mail(LEA, In_Reply_To=named)
        await to_mailbox(it, "anna", mail)
        await to_mailbox(it, "ben", mail)
        stranger = ear.mail("who@knows.example", "Who are you?")
        await to_mailbox(it, "anna", stranger)
        await to_mailbox(it, "ben", stranger)
        assert await ear.matched(it) == [
            ("read", 1, "message_id"),
            ("duplicate", 1, "message_id"),
            ("unmatched", None, ""),
            ("duplicate", None, ""),
        ]
        assert len(await ear.events(it, "reply.other")) == 1
        assert [
            each.author for each in await list_inbound(it.engine, strangers=True)
        ] == ["who@knows.example"]


async def test_copies_that_are_interpreted_at_once_are_heard_once(
    postgres_url: str,
) -> None:
    async with arena(postgres_url) as it:
        named = (await ear.sent(it))[0]
        for n in range(4):
            mail = ear.mail(LEA, f"Answer {n}.", In_Reply_To=named)
            for sender in ("anna", "ben"):
                await keep_in(it, sender, mail)
        both = (interpret(it.engine, mailbox=name) for name in ("anna", "ben"))
        assert await asyncio.gather(*both) == [0, 0]
        states = [state for state, *_ in await ear.matched(it)]
        assert sorted(states) == ["duplicate"] * 4 + ["read"] * 4
        kinds = [kind for kind in await it.kinds() if kind.startswith("reply.")]
        assert len(kinds) == 4


async def test_one_id_on_two_mails_hides_neither(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await ear.sent(it)
        for sender in (LEA, LEO):
            await ear.hear(it, ear.mail(sender, Message_ID="<same@crm.example>"))
        assert await it.states() == [REPLIED, REPLIED]


async def test_a_changed_subject_in_an_old_thread_is_its_leads(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        mail = ear.mail(HOME, Subject="Something else", References=f"<x@y> {named}")
        await ear.hear(it, mail)
        assert await ear.matched(it) == [("read", 1, "message_id")]
        assert await it.states() == [REPLIED, GOING]


async def test_a_colleague_of_ours_who_passes_an_answer_on_is_no_answer(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        text = f"FYI\r\n\r\n> From: <{LEA}>\r\n> Sounds good, call me."
        await ear.hear(it, ear.mail("zoe@acme.example", text, References=named))
        (row,) = await it.rows("inbound")
        assert (row["state"], row["kind"], row["lead_id"]) == ("read", "other", 1)
        assert await it.states() == [GOING, GOING]
        assert await it.rows("aliases") == []


async def test_a_copy_of_our_own_mail_is_known_for_it(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        copy = ear.mail("anna@acme.example", "Hi Lea0", Message_ID=named)
        await ear.hear(it, copy)
        (row,) = await it.rows("inbound")
        assert (row["kind"], row["touch_id"], row["matched_by"]) == (
            "other",
            1,
            "message_id",
        )
        assert await it.states() == [GOING, GOING]


async def test_our_own_copy_under_another_id_teaches_it(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await ear.sent(it)
        secret = it.engine.house.secret
        sealed = token.sign(secret, OPT_OUT, (2, "hello", 1, "intro"))
        url = f"https://go.acme.example/u/{sealed}"
        theirs = "<0102018f@email.provider.example>"
        copy = ear.mail(
            "anna@acme.example",
            "Hi Lea1",
            Message_ID=theirs,
            List_Unsubscribe=f"<{url}>",
        )
        shown = copy.replace(b"Hi Lea1", f"Hi Lea1. Stop: {url}".encode())
        answer = ear.mail("sam@partner.example", "Sure.", In_Reply_To=theirs)
        await ear.hear(it, shown, answer)
        assert await ear.matched(it) == [("read", 2, "link"), ("read", 2, "thread")]
        assert [row["touch_id"] for row in await it.rows("inbound")] == [None, None]
        assert await it.states() == [GOING, REPLIED]


async def test_a_bounce_by_our_own_server_that_names_nobody_is_a_strangers(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        report = ear.report(
            ear.DSN,
            address="gone@nobody.example",
            status="5.1.1",
            diagnostic="550 5.1.1 no such user",
            about="<by-hand@acme.example>",
        ).replace(b"MAILER-DAEMON@mx.example", b"MAILER-DAEMON@acme.example")
        await ear.hear(it, report)
        (listed,) = await list_inbound(it.engine, strangers=True)
        assert (listed.kind, listed.whose) == (
            "bounce",
            "about gone@nobody.example, which is no lead's",
        )


async def test_an_automatic_answer_from_elsewhere_pauses_its_threads_lead(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        note = ear.mail(
            HOME,
            "I am out of office until 20 March 2026.",
            In_Reply_To=named,
            Auto_Submitted="auto-replied",
        )
        await ear.hear(it, note)
        assert await it.states() == [("paused", "out_of_office"), GOING]
        assert await it.rows("aliases") == []


async def test_each_recipient_that_a_bounce_names_has_bounced(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await ear.sent(it, 3)
        dsn = ear.DSN.replace(
            "Final-Recipient: rfc822; {address}",
            f"Final-Recipient: rfc822; {LEO}\nAction: failed\nStatus: {{status}}\n\n"
            "Final-Recipient: rfc822; {address}",
        )
        report = ear.report(
            dsn,
            address=LEA,
            status="5.1.1",
            diagnostic="550 5.1.1 no such user",
            about="<by-hand@acme.example>",
        )
        await ear.hear(it, report)
        bounced = ("finished", "bounced")
        assert await it.states() == [bounced, bounced, GOING]


async def test_a_bounce_of_an_alias_buries_no_lead(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        report = ear.report(
            ear.DSN,
            address="lea@forwarded.example",
            status="5.1.1",
            diagnostic="550 5.1.1 no such user",
            about=named,
        )
        await ear.hear(it, report)
        assert await it.states() == [("paused", "bounced_soft"), GOING]
        assert await ear.suppressed(it) == []


async def test_a_bounce_that_names_nothing_is_known_by_where_it_came(
    sqlite_url: str,
) -> None:
    senders = {"anna": replace(deployment.sender("anna"), return_path="plus")}
    async with arena(sqlite_url, senders=senders) as it:
        await ear.sent(it)
        secret = it.engine.house.secret
        named = (await ear.message_ids(it))[1]
        path = return_path(secret, "anna@acme.example", 2, named)
        assert it.wire.ways[LEO] == path
        report = (
            "From: <mailer-daemon@mx.example>\r\nSubject: Undelivered mail\r\n"
            f"To: <{path}>\r\nReturn-Path: <>\r\n\r\n"
            "Your message could not be delivered: 550 5.1.1 user unknown\r\n"
        )
        await ear.hear(it, report.encode())
        (row,) = await it.rows("inbound")
        assert (row["kind"], row["touch_id"], row["matched_by"]) == (
            "bounce",
            2,
            "return_path",
        )
        assert await it.states() == [GOING, ("finished", "bounced")]
