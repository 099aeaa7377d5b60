"""The email channel against a server that says yes, and against one that says no."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from outreach.core.model import Blame, Deferred, Rejected, SenderName, Sent
from outreach.core.verdict import THROTTLE_REST
from tests.adapters.channels.post import NOW, channel, mail
from tests.saboteur.smtp import Act, Saboteur, Script, hang_up, reply

TOOK_FIRST = Sent("2.0.0 Ok: queued as 1")


async def test_a_mail_arrives_byte_for_byte() -> None:
    parcel = mail()
    async with Saboteur() as server, channel(server) as out:
        assert await out.send(parcel) == TOOK_FIRST
    [taken] = server.accepted
    assert (taken.mail_from, taken.rcpt_to, taken.content) == (
        parcel.mail_from,
        (parcel.rcpt_to,),
        parcel.content,
    )


async def test_mails_share_a_connection() -> None:
    async with Saboteur() as server, channel(server) as out:
        for number in range(5):
            await out.send(mail(number))
    assert (len(server.accepted), server.sessions) == (5, 1)


async def test_no_more_connections_than_allowed_are_open() -> None:
    async with (
        Saboteur(delay=timedelta(milliseconds=2)) as server,
        channel(server, options={"max_connections_per_account": 3}) as out,
    ):
        await asyncio.gather(*(out.send(mail(number)) for number in range(30)))
    assert (len(server.accepted), server.duplicates) == (30, {})
    assert server.most_open == 3


async def test_a_connection_is_left_after_its_share_of_messages() -> None:
    async with (
        Saboteur() as server,
        channel(server, options={"max_messages_per_connection": 2}) as out,
    ):
        for number in range(5):
            await out.send(mail(number))
    assert (len(server.accepted), server.sessions) == (5, 3)
    assert server.commands.count("QUIT") == 3


async def test_an_idle_connection_is_left() -> None:
    idle = timedelta(milliseconds=20)
    async with (
        Saboteur() as server,
        channel(server, options={"max_idle": idle}) as out,
    ):
        await out.send(mail(1))
        await server.emptied()
        await out.send(mail(2))
    assert (len(server.accepted), server.sessions) == (2, 2)


async def test_after_a_refusal_the_connection_serves_on() -> None:
    script: Script = {"rcpt": [reply("550 5.1.1 No such user")]}
    async with Saboteur(script) as server, channel(server) as out:
        first = await out.send(mail(1))
        second = await out.send(mail(2))
    assert first == Rejected(Blame.ADDRESS, "rcpt: 550 5.1.1 No such user", "550 5.1.1")
    assert (second, server.sessions) == (TOOK_FIRST, 1)
    assert server.commands.count("RSET") == 1


@pytest.mark.parametrize(
    "last_words",
    [hang_up(), hang_up(after=b"421 4.4.2 Idle for too long\r\n")],
    ids=["silently", "with 421"],
)
async def test_a_connection_that_died_in_the_pool_is_exchanged(last_words: Act) -> None:
    script: Script = {"mail": [None, last_words]}
    async with Saboteur(script) as server, channel(server) as out:
        await out.send(mail(1))
        assert await out.send(mail(2)) == Sent("2.0.0 Ok: queued as 2")
    assert (len(server.accepted), server.duplicates) == (2, {})


async def test_a_connection_that_cannot_be_cleared_is_exchanged() -> None:
    script: Script = {"rcpt": [reply("550 5.1.1 No such user")], "rset": [hang_up()]}
    async with Saboteur(script) as server, channel(server) as out:
        await out.send(mail(1))
        assert await out.send(mail(2)) == TOOK_FIRST
    assert (len(server.accepted), server.sessions) == (1, 2)


async def test_a_connection_is_exchanged_once_and_no_more() -> None:
    script: Script = {"mail": [None, hang_up(), hang_up()]}
    async with Saboteur(script) as server, channel(server) as out:
        await out.send(mail(1))
        outcome = await out.send(mail(2))
    assert isinstance(outcome, Deferred)
    assert (len(server.accepted), server.sessions) == (1, 2)


async def test_a_server_that_is_full_when_asked_anew_rests_the_lane() -> None:
    script: Script = {
        "mail": [None, hang_up()],
        "greeting": [None, reply("421 4.7.0 Too many connections")],
    }
    async with Saboteur(script) as server, channel(server) as out:
        await out.send(mail(1))
        outcome = await out.send(mail(2))
        assert outcome == Deferred(
            "greeting: 421 4.7.0 Too many connections",
            NOW + THROTTLE_REST,
            Blame.SENDER,
            reached=False,
        )
        assert isinstance(await out.send(mail(3)), Sent)


async def test_a_sender_without_an_account_is_the_senders_fault() -> None:
    async with Saboteur() as server, channel(server) as out:
        outcome = await out.send(mail(sender=SenderName("ben")))
    assert outcome == Rejected(Blame.SENDER, 'no account for sender "ben"')
    assert server.sessions == 0
