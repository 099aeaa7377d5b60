"""The sandbox's SMTP server, as the real channel meets it."""

from __future__ import annotations

from datetime import UTC, datetime

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.core.model import Blame, Rejected, SenderName, Sent
from outreach.ports import Mail
from outreach.sandbox.clock import Moment, VirtualClock
from outreach.sandbox.judge import Judge, Taken
from outreach.sandbox.smtp_server import SmtpServer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA = SenderName("anna")
CONTENT = b"Message-ID: <1@acme.example>\r\nSubject: hi\r\n\r\n.dotted\r\n"


def mail(rcpt_to: str) -> Mail:
    return Mail(ANNA, "anna@acme.example", rcpt_to, CONTENT)


def refuse(address: str) -> str | None:
    return "550 5.1.1 no such user" if address.startswith("dead@") else None


async def test_it_takes_mail_for_the_living_and_refuses_the_dead() -> None:
    judge, clock, arrived = Judge(), VirtualClock(NOON), list[Taken]()
    async with SmtpServer(
        clock, judge, refuse=refuse, arrived=arrived.append
    ) as server:
        account = SmtpAccount(server.host, server.port, "none")
        channel = EmailChannel({ANNA: account}, clock=clock)
        taken = await channel.send(mail("ada@lovelace.example"))
        refused = await channel.send(mail("Dead@lovelace.example"))
        await channel.close()
    assert isinstance(taken, Sent)
    assert isinstance(refused, Rejected)
    assert (refused.blame, refused.status) == (Blame.ADDRESS, "550 5.1.1")
    assert (
        judge.taken
        == arrived
        == [
            Taken(
                "<1@acme.example>",
                "anna@acme.example",
                "ada@lovelace.example",
                CONTENT,
                Moment(NOON, 1),
            )
        ]
    )


async def test_leaving_it_hangs_up_on_everybody() -> None:
    judge, clock = Judge(), VirtualClock(NOON)
    server = SmtpServer(clock, judge, refuse=refuse, arrived=lambda _taken: None)
    async with server:
        account = SmtpAccount(server.host, server.port, "none")
        channel = EmailChannel({ANNA: account}, clock=clock)
        await channel.send(mail("ada@lovelace.example"))
    outcome = await channel.send(mail("ada@lovelace.example"))
    await channel.close()
    assert (type(outcome).__name__, len(judge.taken)) == ("Deferred", 1)
