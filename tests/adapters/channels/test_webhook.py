"""The webhook channel against a server that answers, refuses, stalls and breaks off."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outreach.adapters.channels.webhook import WebhookChannel
from outreach.core.model import Blame, Deferred, Rejected, SenderName, Sent, Unknown
from outreach.ports import Call
from tests.adapters.channels.post import NOW, SOON, Standing
from tests.saboteur.http import HttpSaboteur, Turn, status
from tests.saboteur.smtp import Saboteur, stall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HEADERS = {"Idempotency-Key": "touch-1", "Content-Type": "application/json"}


@pytest.fixture
async def channel() -> AsyncIterator[WebhookChannel]:
    opened = WebhookChannel(clock=Standing())
    yield opened
    await opened.close()


@pytest.fixture
async def impatient() -> AsyncIterator[WebhookChannel]:
    opened = WebhookChannel(clock=Standing(), timeout=SOON, deadline=SOON)
    yield opened
    await opened.close()


def call(url: str, **changes: Any) -> Call:
    plain = Call(SenderName("hook"), "POST", f"{url}/lead", HEADERS, b'{"id": 1}')
    return replace(plain, **changes)


async def test_a_call_arrives_as_it_is(channel: WebhookChannel) -> None:
    async with HttpSaboteur() as server:
        assert await channel.send(call(server.url)) == Sent("200")
    [heard] = server.heard
    assert (heard.method, heard.path, heard.content) == ("POST", "/lead", b'{"id": 1}')
    assert heard.headers["idempotency-key"] == "touch-1"


@pytest.mark.parametrize(
    ("turn", "outcome"),
    [
        (status(204), Sent("204")),
        (status(408, b"slow"), Deferred("408 slow", reached=True)),
        (status(500, b"oops\r\nat 1"), Deferred("500 oops at 1", reached=True)),
        (status(502), Deferred("502", reached=False)),
        (
            status(503, Retry_After="120"),
            Deferred("503", NOW + timedelta(minutes=2), reached=False),
        ),
        (
            status(503, Retry_After="Mon, 02 Nov 2026 10:00:00 GMT"),
            Deferred("503", NOW + timedelta(hours=1), reached=False),
        ),
        (
            status(503, Retry_After="Mon, 02 Nov 2026 08:00:00 -0000"),
            Deferred("503", NOW, reached=False),
        ),
        (
            status(503, Retry_After="999999999"),
            Deferred("503", NOW + timedelta(days=1), reached=False),
        ),
        (status(503, Retry_After="9" * 5000), Deferred("503", reached=False)),
        (status(503, Retry_After="soon"), Deferred("503", reached=False)),
        (
            status(429),
            Deferred("429", NOW + timedelta(minutes=1), Blame.SENDER, reached=True),
        ),
        (
            status(429, Retry_After="5"),
            Deferred("429", NOW + timedelta(seconds=5), Blame.SENDER, reached=True),
        ),
        (
            status(429, Retry_After="0"),
            Deferred("429", NOW + timedelta(seconds=1), Blame.SENDER, reached=True),
        ),
        (status(400, b"no name"), Rejected(Blame.MESSAGE, "400 no name", "400")),
        (status(410), Rejected(Blame.MESSAGE, "410", "410")),
        (status(401), Rejected(Blame.SENDER, "401", "401")),
        (status(403), Rejected(Blame.SENDER, "403", "403")),
        (
            status(302, Location="http://127.0.0.1:1/"),
            Rejected(Blame.MESSAGE, "302 (redirects are not followed)", "302"),
        ),
    ],
    ids=lambda value: value.say[9:40] if isinstance(value, Turn) else "",
)
async def test_a_status_is_an_answer(
    channel: WebhookChannel, turn: Turn, outcome: object
) -> None:
    async with HttpSaboteur([turn]) as server:
        assert await channel.send(call(server.url)) == outcome
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "turn",
    [
        Turn(),
        Turn(then="stall"),
        Turn(b"HTTP/1.1 2", then="stall"),
        Turn(b"220 mail.example ESMTP\r\n\r\n"),
        Turn(b"\x00\xff" * 100),
        Turn(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n"),
    ],
    ids=["hang up", "stall", "part", "smtp", "binary", "endless header"],
)
async def test_a_request_that_went_out_and_got_no_status_is_in_doubt(
    impatient: WebhookChannel, turn: Turn
) -> None:
    async with HttpSaboteur([turn]) as server:
        assert isinstance(await impatient.send(call(server.url)), Unknown)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "turn",
    [
        Turn(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        Turn(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", then="stall"),
        status(200, b"x" * 5_000_000),
        status(200, b"not gzip", Content_Encoding="gzip"),
    ],
    ids=["hang up", "stall", "huge", "bad gzip"],
)
async def test_a_status_stands_whatever_becomes_of_the_body(
    impatient: WebhookChannel, turn: Turn
) -> None:
    async with HttpSaboteur([turn]) as server:
        assert await impatient.send(call(server.url)) == Sent("200")


async def test_a_server_that_is_not_there_defers(channel: WebhookChannel) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        outcome = await channel.send(call(url))
    assert isinstance(outcome, Deferred)
    assert (outcome.not_before, outcome.blame) == (None, Blame.MESSAGE)


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "gopher://far.example/"},
        {"url": "http://"},
        {"url": "http://far.example:port/"},
        {"url": "http://far.example/\r\nX: y"},
        {"headers": {"X": "a\r\nY: b"}},
        {"headers": {"X Y": "a"}},
        {"headers": {"X": "\ud800"}},
        {"method": "POST / HTTP/1.1\r\nX: y"},
    ],
    ids=str,
)
async def test_what_is_no_request_is_the_messages_fault(
    channel: WebhookChannel, changes: dict[str, Any]
) -> None:
    async with HttpSaboteur() as server:
        outcome = await channel.send(replace(call(server.url), **changes))
    assert isinstance(outcome, Rejected)
    assert (outcome.blame, server.heard) == (Blame.MESSAGE, [])


async def test_a_proxy_in_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    opened = WebhookChannel(clock=Standing())
    async with HttpSaboteur() as server:
        assert await opened.send(call(server.url)) == Sent("200")
    await opened.close()


async def test_cancelled_once_the_request_is_out_it_is_in_doubt() -> None:
    opened = WebhookChannel(clock=Standing())
    async with HttpSaboteur([Turn(then="stall")]) as server:
        sending = asyncio.create_task(opened.send(call(server.url)))
        await server.asked.wait()
        sending.cancel()
        assert isinstance(await sending, Unknown)
    await opened.close()


async def test_cancelled_before_it_goes_out_it_is_cancelled(
    channel: WebhookChannel,
) -> None:
    # A server that does not answer the TLS handshake has had nothing of the request.
    async with Saboteur({"greeting": [stall()]}) as server:
        url = f"https://127.0.0.1:{server.port}"
        sending = asyncio.create_task(channel.send(call(url)))
        await server.reached("greeting")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await server.emptied()


async def test_a_server_that_cannot_be_trusted_defers(channel: WebhookChannel) -> None:
    async with Saboteur(tls="implicit") as server:
        outcome = await channel.send(call(f"https://127.0.0.1:{server.port}"))
    assert isinstance(outcome, Deferred)
