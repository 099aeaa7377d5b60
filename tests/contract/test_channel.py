"""What every Channel promises: an Outcome for whatever happens, and never a second try."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from outreach.adapters.channels.email import EmailChannel
from outreach.adapters.channels.linkedin import LinkedInChannel
from outreach.adapters.channels.twilio import TwilioAccount, TwilioChannel
from outreach.adapters.channels.webhook import WebhookChannel
from outreach.core.model import Blame, Deferred, Rejected, SenderName, Sent, Unknown
from outreach.ports import Call, Channel, Errand, Mail, TextMessage
from tests.adapters.channels.post import ANNA, Standing, account, mail
from tests.saboteur import http, smtp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from outreach.core.model import Outcome

Answer = Literal["yes", "no", "not you", "not now", "silence", "break"]

SMTP: dict[Answer, smtp.Script] = {
    "yes": {},
    "no": {"dot": [smtp.reply("554 5.6.0 No")]},
    "not you": {"mail": [smtp.reply("530 5.7.0 Log in")]},
    "not now": {"dot": [smtp.reply("451 4.3.0 Later")]},
    "silence": {"dot": [smtp.stall(record=True)]},
    "break": {"dot": [smtp.hang_up(record=True)]},
}
HTTP: dict[Answer, list[http.Turn]] = {
    "yes": [],
    "no": [http.status(400)],
    "not you": [http.status(403)],
    "not now": [http.status(503)],
    "silence": [http.Turn(then="stall")],
    "break": [http.Turn()],
}


# Twilio knows no idempotency key, so its 5xx is no "not now": it may have sent.
TWILIO: dict[Answer, list[http.Turn]] = {
    "yes": [http.status(201, b'{"sid": "SM1"}')],
    "no": [http.status(400, b'{"code": 21617}')],
    "not you": [http.status(401, b'{"code": 20003}')],
    "not now": [http.status(429)],
    "silence": [http.Turn(then="stall")],
    "break": [http.Turn()],
}


@dataclass(frozen=True, slots=True)
class World:
    """A channel, a parcel for it, and what the far side saw."""

    channel: Channel[Any]
    parcel: Any
    heard: Callable[[], int]
    asked: Callable[[], Awaitable[object]]


@asynccontextmanager
async def email(answer: Answer) -> AsyncIterator[World]:
    async with smtp.Saboteur(SMTP[answer]) as server:
        channel = EmailChannel({ANNA: account(server)}, clock=Standing())
        yield World(
            channel,
            mail(),
            lambda: server.commands.count("DATA"),
            lambda: server.reached("dot"),
        )
        await channel.close()
        await server.emptied()


@asynccontextmanager
async def webhook(answer: Answer) -> AsyncIterator[World]:
    async with http.HttpSaboteur(HTTP[answer]) as server:
        channel = WebhookChannel(clock=Standing())
        parcel = Call(SenderName("hook"), "POST", server.url, {}, b"{}")
        yield World(channel, parcel, lambda: len(server.heard), server.asked.wait)
        await channel.close()


@asynccontextmanager
async def texts(answer: Answer) -> AsyncIterator[World]:
    async with http.HttpSaboteur(TWILIO[answer]) as server:
        accounts = {SenderName("desk"): TwilioAccount("AC1", "x", "+15550100")}
        accounts = {n: replace(a, base_url=server.url) for n, a in accounts.items()}
        channel = TwilioChannel(accounts, clock=Standing())
        parcel = TextMessage(SenderName("desk"), "sms", "+15550101", "Hi")
        yield World(channel, parcel, lambda: len(server.heard), server.asked.wait)
        await channel.close()


@asynccontextmanager
async def provider(answer: Answer) -> AsyncIterator[World]:
    async def nobody(errand: Errand) -> Outcome:
        raise AssertionError(errand)

    async with webhook(answer) as there:
        yield replace(there, channel=LinkedInChannel(nobody, there.channel))


WORLDS = pytest.mark.parametrize("world", [email, webhook, texts, provider])


@WORLDS
@pytest.mark.parametrize(
    ("answer", "outcome", "blame"),
    [
        ("yes", Sent, None),
        ("no", Rejected, Blame.MESSAGE),
        ("not you", Rejected, Blame.SENDER),
        ("not now", Deferred, None),
        ("break", Unknown, None),
    ],
)
async def test_what_the_far_side_says_is_a_value(
    world: Callable[[Answer], AbstractAsyncContextManager[World]],
    answer: Answer,
    outcome: type,
    blame: Blame | None,
) -> None:
    async with world(answer) as there:
        said = await there.channel.send(there.parcel)
        assert type(said) is outcome
        if isinstance(said, Rejected):
            assert said.blame is blame
        assert there.heard() <= 1


@WORLDS
async def test_cancelled_when_the_far_side_may_have_it_all_it_is_unknown(
    world: Callable[[Answer], AbstractAsyncContextManager[World]],
) -> None:
    async with world("silence") as there:
        sending = asyncio.create_task(there.channel.send(there.parcel))
        await there.asked()
        sending.cancel()
        assert isinstance(await sending, Unknown)
        assert there.heard() == 1


@WORLDS
async def test_a_channel_is_closed_more_than_once_without_harm(
    world: Callable[[Answer], AbstractAsyncContextManager[World]],
) -> None:
    async with world("yes") as there:
        await there.channel.send(there.parcel)
        await there.channel.close()
        await there.channel.close()


async def test_a_channel_is_a_channel() -> None:
    channels: list[Channel[Mail] | Channel[Call] | Channel[TextMessage]] = [
        EmailChannel({}, clock=Standing()),
        WebhookChannel(clock=Standing()),
        TwilioChannel({}, clock=Standing()),
    ]
    for channel in channels:
        await channel.close()
