"""Commands sent ahead (RFC 2920): in one write where it is offered, in turn where it is muddled."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.core.model import Blame, Deferred, Rejected, Sent
from tests.adapters.channels.post import ANNA, IMPATIENT, Standing, channel, mail
from tests.saboteur.smtp import Act, Saboteur, Script, Stage, hang_up, reply, say, stall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

OFFERS = ("PIPELINING",)
HONEST = {
    b"EHLO": b"250-muddler.example\r\n250 PIPELINING\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 Go\r\n",
    b"RSET": b"250 2.0.0 Forgotten\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
END = b"\r\n.\r\n"


@dataclass(slots=True)
class Muddler:
    """A server that offers PIPELINING; what it does about what comes ahead is `way`.

    `arrivals` are the verbs of each segment that arrived, a body's without.
    """

    way: str
    port: int = 0
    arrivals: list[list[bytes]] = field(default_factory=list)
    taken: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            writer.write(b"220 muddler.example ESMTP\r\n")
            while segment := await reader.read(65_536):
                if not await self._heard(segment, reader, writer):
                    break
        except OSError:
            pass
        finally:
            writer.close()

    async def _heard(
        self, segment: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        verbs = [line[:4].upper() for line in segment.split(b"\r\n")[:-1]]
        self.arrivals.append(verbs)
        first, *ahead = verbs
        if ahead and self.way == "hangs up":
            return False
        answers = [HONEST[first]]
        for verb in ahead:
            if self.way in {"500", "503"}:
                answers.append(self.way.encode() + b" 5.5.1 Bad sequence\r\n")
            elif self.way != "deaf":
                answers.append(HONEST[verb])
        writer.write(b"".join(answers))
        if answers[-1] == HONEST[b"DATA"]:
            body = b"\r\n"
            while not body.endswith(END):
                body += await reader.read(65_536)
            self.taken += 1
            writer.write(b"250 2.0.0 Ok\r\n")
        return b"QUIT" not in verbs


@asynccontextmanager
async def muddled(way: str) -> AsyncIterator[tuple[Muddler, EmailChannel]]:
    muddler = Muddler(way)
    server = await asyncio.start_server(muddler.serve, "127.0.0.1", 0)
    muddler.port = server.sockets[0].getsockname()[1]
    account = SmtpAccount(
        "127.0.0.1", muddler.port, security="none", timeouts=IMPATIENT
    )
    out = EmailChannel({ANNA: account}, clock=Standing())
    try:
        yield muddler, out
    finally:
        await out.close()
        await asyncio.gather(*muddler.tasks)
        server.close()
        await server.wait_closed()


async def test_where_it_is_offered_the_envelope_and_data_are_one_write() -> None:
    async with muddled("bears it") as (server, out):
        outcomes = [await out.send(mail(number)) for number in range(2)]
    assert [type(outcome) for outcome in outcomes] == [Sent, Sent]
    group = [b"MAIL", b"RCPT", b"DATA"]
    assert server.arrivals == [[b"EHLO"], group, group, [b"QUIT"]]


async def test_where_it_is_not_offered_each_answer_is_waited_for() -> None:
    server = Saboteur({"mail": [stall()]})
    async with server, channel(server, timeouts=IMPATIENT) as out:
        await out.send(mail())
    assert [line[:4] for line in server.commands] == ["EHLO", "MAIL"]


@pytest.mark.parametrize("way", ["deaf", "hangs up"])
async def test_a_server_that_breaks_on_it_is_asked_in_turn_from_then_on(
    way: str,
) -> None:
    async with muddled(way) as (server, out):
        outcomes = [await out.send(mail(number)) for number in range(3)]
    assert isinstance(outcomes[0], Deferred)
    assert outcomes[0].blame is Blame.MESSAGE
    assert [type(outcome) for outcome in outcomes[1:]] == [Sent, Sent]
    assert server.taken == 2
    assert [len(verbs) for verbs in server.arrivals].count(3) == 1


@pytest.mark.parametrize("way", ["500", "503"])
async def test_a_server_that_finds_it_out_of_order_gets_the_same_mail_in_turn(
    way: str,
) -> None:
    async with muddled(way) as (server, out):
        outcomes = [await out.send(mail(number)) for number in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Sent] * 3
    assert server.taken == 3
    assert [len(verbs) for verbs in server.arrivals].count(3) == 1


async def test_what_is_out_of_order_in_turn_too_is_the_servers_word() -> None:
    script: Script = {"rcpt": [reply("503 5.5.1 No")] * 2}
    async with Saboteur(script, extensions=OFFERS) as server, channel(server) as out:
        first, second = await out.send(mail(1)), await out.send(mail(2))
    assert isinstance(first, Rejected)
    assert first.blame is Blame.MESSAGE
    assert isinstance(second, Sent)
    assert len(server.accepted) == 1


async def test_a_refusal_leaves_the_connection_in_step() -> None:
    def refuse(rcpt: str) -> str | None:
        return "550 5.1.1 User unknown" if rcpt.startswith("bo2@") else None

    server = Saboteur(extensions=OFFERS, refuse=refuse)
    async with server, channel(server) as out:
        outcomes = [await out.send(mail(number)) for number in range(1, 4)]
    assert [type(outcome) for outcome in outcomes] == [Sent, Rejected, Sent]
    assert (server.sessions, len(server.accepted)) == (1, 2)


@pytest.mark.parametrize("step", ["mail", "rcpt"])
async def test_a_go_ahead_after_a_refusal_gets_no_byte(step: Stage) -> None:
    """A server may say 354 for no recipients (RFC 2920 3.1): it hears of no message."""
    script: Script = {
        step: [reply("550 5.1.1 User unknown")],
        "data": [say(b"354 Go\r\n"), None],
    }
    async with Saboteur(script, extensions=OFFERS) as server, channel(server) as out:
        first, second = await out.send(mail(1)), await out.send(mail(2))
    assert isinstance(first, Rejected)
    assert isinstance(second, Sent)
    assert [each.message_id for each in server.accepted] == ["<2@acme.example>"]
    assert server.sessions == 2


@pytest.mark.parametrize("step", ["rcpt", "data"])
@pytest.mark.parametrize("act", [hang_up(), stall(), reply("nonsense")])
async def test_a_refusal_stands_whatever_becomes_of_the_answers_after_it(
    step: Stage, act: Act
) -> None:
    script: Script = {"mail": [reply("452 4.3.1 No room")], step: [act]}
    server = Saboteur(script, extensions=OFFERS)
    async with server, channel(server, timeouts=IMPATIENT) as out:
        first, second = await out.send(mail(1)), await out.send(mail(2))
    assert isinstance(first, Deferred)
    assert (first.blame, first.reached) == (Blame.SENDER, True)
    assert isinstance(second, Sent)


async def test_answers_that_come_together_or_in_pieces_are_told_apart() -> None:
    answers = b"250-2.1.0 Ok\r\n250 more\r\n250 2.1.5 Ok\r\n354 Go\r\n"
    for cut in range(len(answers)):
        act = say(answers[:cut])
        rest = say(answers[cut:])
        script: Script = {"mail": [act], "rcpt": [rest], "data": [say(b"")]}
        server = Saboteur(script, extensions=OFFERS)
        async with server, channel(server, timeouts=IMPATIENT) as out:
            outcome = await out.send(mail())
        assert isinstance(outcome, Sent)
        assert (len(server.accepted), server.sessions) == (1, 1)


async def test_what_comes_between_two_messages_makes_the_connection_stale() -> None:
    script: Script = {"dot": [say(b"250 2.0.0 Ok\r\n250 2.1.0 injected\r\n")]}
    async with Saboteur(script, extensions=OFFERS) as server, channel(server) as out:
        first, second = await out.send(mail(1)), await out.send(mail(2))
    assert [type(first), type(second)] == [Sent, Sent]
    assert server.sessions == 2
