"""The email channel's connections: how many, how long, and who may stop a send."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import repeat
from typing import Any

import pytest

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.core.model import Blame, Deferred, SenderName, Sent, Unknown
from tests.adapters.channels.post import ANNA, NOW, Standing, account, channel, mail
from tests.saboteur.smtp import Saboteur, Script, Stage, stall

MANY = 20


async def test_a_server_that_wants_fewer_connections_gets_fewer() -> None:
    async with Saboteur(limit=2) as server, channel(server) as out:
        outcomes = await asyncio.gather(*(out.send(mail(n)) for n in range(MANY)))
    assert [type(outcome) for outcome in outcomes] == [Sent] * MANY
    assert (len(server.accepted), server.duplicates) == (MANY, {})


async def test_a_full_server_is_asked_once_for_all_that_wait() -> None:
    async with Saboteur(limit=0) as server, channel(server) as out:
        outcomes = await asyncio.gather(*(out.send(mail(n)) for n in range(8)))
    assert {type(outcome) for outcome in outcomes} == {Deferred}
    assert server.sessions == 1


@pytest.mark.parametrize(
    "options",
    [{"max_idle": timedelta(milliseconds=10)}, {"max_messages_per_connection": 4}],
    ids=["idle", "used up"],
)
async def test_once_all_connections_are_gone_it_asks_for_many_again(
    options: dict[str, Any],
) -> None:
    script: Script = {"mail": [*repeat(None, 4), stall()]}
    async with (
        Saboteur(script, limit=1) as server,
        channel(server, options=options) as out,
    ):
        await asyncio.gather(*(out.send(mail(n)) for n in range(4)))
        await server.emptied()
        server.limit = None
        sends = [asyncio.create_task(out.send(mail(n))) for n in (4, 5)]
        done, stuck = await asyncio.wait(sends, return_when="FIRST_COMPLETED")
        assert [type(send.result()) for send in done] == [Sent]
        for send in stuck:
            send.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
    assert len(server.accepted) == 5


async def test_accounts_do_not_wait_for_each_other() -> None:
    ben = SenderName("ben")
    async with Saboteur({"mail": [stall()]}) as server:
        out = EmailChannel(
            {ANNA: account(server), ben: account(server)},
            clock=Standing(),
            max_connections_per_account=1,
        )
        stuck = asyncio.create_task(out.send(mail(1)))
        await server.reached("mail")
        assert isinstance(await out.send(mail(2, sender=ben)), Sent)
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
        await out.close()
        await server.emptied()


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data"])
async def test_cancelled_before_the_dot_it_is_cancelled_and_not_sent(
    stage: Stage,
) -> None:
    async with Saboteur({stage: [stall()]}) as server, channel(server) as out:
        sending = asyncio.create_task(out.send(mail(1)))
        await server.reached(stage)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await server.emptied()
        assert isinstance(await out.send(mail(2)), Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


async def test_cancelled_after_the_dot_it_is_in_doubt() -> None:
    act = stall(record=True)
    async with Saboteur({"dot": [act]}) as server, channel(server) as out:
        sending = asyncio.create_task(out.send(mail(1)))
        await server.reached("dot")
        sending.cancel()
        assert isinstance(await sending, Unknown)
        await server.emptied()
        assert isinstance(await out.send(mail(2)), Sent)
    assert (len(server.accepted), server.duplicates) == (2, {})


async def test_cancelled_while_it_waits_its_turn_it_is_cancelled() -> None:
    options = {"max_connections_per_account": 1}
    async with (
        Saboteur({"mail": [stall()]}) as server,
        channel(server, options=options) as out,
    ):
        first = asyncio.create_task(out.send(mail(1)))
        await server.reached("mail")
        second = asyncio.create_task(out.send(mail(2)))
        third = asyncio.create_task(out.send(mail(3)))
        second.cancel()
        first.cancel()
        done = await asyncio.gather(first, second, third, return_exceptions=True)
    assert [type(outcome) for outcome in done] == [
        asyncio.CancelledError,
        asyncio.CancelledError,
        Sent,
    ]
    assert [taken.message_id for taken in server.accepted] == ["<3@acme.example>"]


async def test_a_connection_in_use_at_closing_is_left_afterwards() -> None:
    async with Saboteur({"rcpt": [stall()]}) as server, channel(server) as out:
        sending = asyncio.create_task(out.send(mail(1)))
        await server.reached("rcpt")
        await out.close()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await server.emptied()


async def test_a_server_that_is_not_there_rests_the_lane() -> None:
    async with Saboteur() as server:
        gone = SmtpAccount("127.0.0.1", server.port, security="none")
    out = EmailChannel({ANNA: gone}, clock=Standing())
    outcome = await out.send(mail())
    await out.close()
    assert isinstance(outcome, Deferred)
    assert outcome.blame is Blame.SENDER
    assert outcome.not_before is not None
    assert outcome.not_before > NOW
