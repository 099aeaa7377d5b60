"""The Twilio channel against a Twilio that checks what it is asked, and servers that break."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outreach.adapters.channels.twilio import TwilioAccount, TwilioChannel
from outreach.core.model import Blame, Deferred, Rejected, SenderName, Sent, Unknown
from outreach.ports import TextMessage
from outreach.sandbox.twilio_server import TwilioServer
from tests.adapters.channels.post import NOW, SOON, Standing
from tests.saboteur.http import HttpSaboteur, Turn, status
from tests.saboteur.smtp import Saboteur, stall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DESK = SenderName("desk")
ADA = "+15550101"
CALLBACK = "https://go.acme.example/hooks/twilio/desk?touch=abc%40x"


def message(**changes: Any) -> TextMessage:
    plain: dict[str, Any] = {"channel": "sms", "to": ADA, "body": "Hi Ada"}
    return TextMessage(DESK, **{**plain, **changes})


@asynccontextmanager
async def opened(url: str, **changes: Any) -> AsyncIterator[TwilioChannel]:
    """Open a channel to the server; it is closed in the end."""
    account = {"account_sid": "AC" + "0" * 32, "auth_token": "sandbox"}
    origin = {"origin": "+15550100"}
    held = TwilioAccount(**{**account, **origin, "base_url": url, **changes})
    channel = TwilioChannel({DESK: held}, clock=Standing(), timeout=SOON, deadline=SOON)
    try:
        yield channel
    finally:
        await channel.close()


async def test_a_text_is_taken_in_under_the_id_that_twilio_gives() -> None:
    async with TwilioServer(Standing()) as twilio, opened(twilio.url) as channel:
        outcome = await channel.send(message(callback=CALLBACK))
    [taken] = twilio.messages
    assert outcome == Sent(taken.pop("sid"))
    assert taken == {
        "To": ADA,
        "From": "+15550100",
        "Body": "Hi Ada",
        "StatusCallback": CALLBACK,
    }


async def test_a_whatsapp_template_is_named_and_filled_in() -> None:
    sent = message(
        channel="whatsapp",
        body="",
        template="HX" + "a" * 32,
        variables={"1": "Ada", "2": 'é "x"'},
    )
    async with TwilioServer(Standing()) as twilio, opened(twilio.url) as channel:
        assert isinstance(await channel.send(sent), Sent)
    [taken] = twilio.messages
    assert taken["ContentVariables"] == '{"1": "Ada", "2": "\\u00e9 \\"x\\""}'
    assert (taken["To"], taken["From"], taken["ContentSid"]) == (
        f"whatsapp:{ADA}",
        "whatsapp:+15550100",
        "HX" + "a" * 32,
    )


async def test_a_service_picks_the_number() -> None:
    service = {"origin": "", "messaging_service": "MG" + "1" * 32}
    async with (
        TwilioServer(Standing()) as twilio,
        opened(twilio.url, **service) as channel,
    ):
        assert isinstance(await channel.send(message()), Sent)
    [taken] = twilio.messages
    assert (taken.get("From"), taken["MessagingServiceSid"]) == (None, "MG" + "1" * 32)


@pytest.mark.parametrize(
    ("sent", "changes", "outcome"),
    [
        ({"to": "+1"}, {}, (Blame.ADDRESS, "21211", False)),
        ({"to": "+15550199"}, {}, (Blame.ADDRESS, "21610", True)),
        ({}, {"auth_token": "other"}, (Blame.SENDER, "20003", False)),
        ({}, {"account_sid": "AC" + "1" * 32}, (Blame.SENDER, "20003", False)),
        ({}, {"origin": "+15550102"}, (Blame.SENDER, "21659", False)),
        ({"body": "a" * 1601}, {}, (Blame.MESSAGE, "21617", False)),
        ({"template": "HX1"}, {}, (Blame.MESSAGE, "21655", False)),
    ],
)
async def test_a_refusal_blames_who_is_to_blame(
    sent: dict[str, str], changes: dict[str, str], outcome: tuple[Blame, str, bool]
) -> None:
    async with (
        TwilioServer(Standing()) as twilio,
        opened(twilio.url, **changes) as channel,
    ):
        twilio.opted_out.add("+15550199")
        said = await channel.send(message(**sent))
    assert isinstance(said, Rejected)
    assert (said.blame, said.status, said.opted_out) == outcome
    assert twilio.messages == []


@pytest.mark.parametrize(
    ("turn", "outcome"),
    [
        (status(201), Sent()),
        (status(201, b"<html>"), Sent()),
        (status(201, b"[1]"), Sent()),
        (status(200, b'{"sid": 4}'), Sent()),
        (
            status(429),
            Deferred("429", NOW + timedelta(minutes=1), Blame.SENDER, reached=True),
        ),
        (
            status(429, b'{"code": 20429, "message": "Slow"}', Retry_After="5"),
            Deferred(
                "20429 Slow", NOW + timedelta(seconds=5), Blame.SENDER, reached=True
            ),
        ),
        (
            status(400, b'{"code": 63018}'),
            Deferred(
                '63018 {"code": 63018}',
                NOW + timedelta(minutes=1),
                Blame.SENDER,
                reached=True,
            ),
        ),
        (status(500, b"oops"), Unknown("500 oops", reached=False)),
        (status(503, Retry_After="5"), Unknown("503", reached=False)),
        (status(502, b"<html>"), Unknown("502 <html>", reached=False)),
        (status(302, Location="/"), Rejected(Blame.SENDER, "302", "302")),
        (status(400, b"\x00{"), Rejected(Blame.MESSAGE, "400 {", "400")),
        (status(400, b"[" * 60_000), None),
        (
            status(400, b'{"code": "21211"}'),
            Rejected(Blame.MESSAGE, '400 {"code": "21211"}', "400"),
        ),
        (status(403), Rejected(Blame.SENDER, "403", "403")),
    ],
    ids=lambda value: value.say[9:60] if isinstance(value, Turn) else "",
)
async def test_an_answer_is_a_value_whatever_is_in_it(
    turn: Turn, outcome: object
) -> None:
    async with HttpSaboteur([turn]) as server, opened(server.url) as channel:
        said = await channel.send(message())
    assert said == outcome or (outcome is None and isinstance(said, Rejected))
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "turn",
    [Turn(), Turn(then="stall"), Turn(b"HTTP/1.1 2", then="stall"), Turn(b"\xff" * 99)],
    ids=["hang up", "stall", "part", "binary"],
)
async def test_a_message_that_got_no_answer_is_in_doubt(turn: Turn) -> None:
    async with HttpSaboteur([turn]) as server, opened(server.url) as channel:
        assert isinstance(await channel.send(message()), Unknown)
    assert len(server.heard) == 1


async def test_a_message_taken_in_without_an_answer_is_in_doubt() -> None:
    async with TwilioServer(Standing()) as twilio, opened(twilio.url) as channel:
        twilio.lose_answers()
        assert isinstance(await channel.send(message()), Unknown)
    assert len(twilio.messages) == 1


async def test_no_server_rests_the_lane() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        async with opened(f"http://127.0.0.1:{held.getsockname()[1]}") as channel:
            said = await channel.send(message())
    assert isinstance(said, Deferred)
    assert (said.blame, said.not_before) == (
        Blame.SENDER,
        NOW + timedelta(minutes=1),
    )


async def test_a_server_that_cannot_be_trusted_gets_nothing() -> None:
    async with Saboteur(tls="implicit") as server:
        async with opened(f"https://127.0.0.1:{server.port}") as channel:
            said = await channel.send(message())
        await server.emptied()
    assert isinstance(said, Deferred)
    assert said.blame is Blame.SENDER


async def test_cancelled_before_the_request_is_out_it_is_cancelled() -> None:
    # A server that does not answer the TLS handshake has had nothing of the request.
    async with Saboteur({"greeting": [stall()]}) as server:
        async with opened(f"https://127.0.0.1:{server.port}") as channel:
            sending = asyncio.create_task(channel.send(message()))
            await server.reached("greeting")
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
        await server.emptied()


async def test_an_account_can_be_tried_without_a_message() -> None:
    async with TwilioServer(Standing()) as twilio:
        async with opened(twilio.url) as channel:
            assert isinstance(await channel.reach(DESK), Sent)
            twilio.fail(500)
            assert isinstance(await channel.reach(DESK), Deferred)
        async with opened(twilio.url, auth_token="x") as channel:
            assert isinstance(await channel.reach(DESK), Rejected)
    assert twilio.messages == []


async def test_a_sender_without_an_account_is_refused() -> None:
    async with opened("http://127.0.0.1:1") as channel:
        said = await channel.send(TextMessage(SenderName("other"), "sms", ADA, "Hi"))
    assert isinstance(said, Rejected)
    assert said.blame is Blame.SENDER


def test_an_account_keeps_its_token_to_itself() -> None:
    assert "sandbox" not in repr(TwilioAccount("AC1", "sandbox"))
