"""The signed webhook, against a receiver on loopback."""

from __future__ import annotations

import base64
import socket
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from outreach.adapters.crm import webhook
from outreach.adapters.crm.webhook import Webhook
from outreach.adapters.http import http_client
from outreach.errors import ConfigError
from outreach.ports import Pushed, PushLater, PushRefused
from tests.adapters.crm.world import START, Receiver, SetClock, lead, note

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "whsec_" + base64.b64encode(b"a key of some length").decode()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as listening:
        yield listening


@pytest.fixture
async def crm(receiver: Receiver, clock: SetClock) -> AsyncIterator[Webhook]:
    hook = Webhook(http_client(), url=receiver.url, secret=SECRET, clock=clock)
    yield hook
    await hook.close()


def test_the_signature_is_that_of_the_published_example() -> None:
    # The example that the libraries of standard-webhooks test themselves with.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = webhook.sign(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_lead_is_told_whole_and_signed(
    crm: Webhook, receiver: Receiver
) -> None:
    assert await crm.push_lead(lead()) == Pushed("ada@north.example")
    (told,) = receiver.told
    assert told.message == {
        "type": "lead.upserted",
        "timestamp": START.isoformat(),
        "data": {
            "external_id": None,
            "email": "ada@north.example",
            "first_name": "Ada",
            "last_name": "Byron",
            "company": "North",
            "title": "CTO",
            "phone": "",
            "stage": "contacted",
            "fields": {},
        },
    }
    key = b"a key of some length"
    assert told.stamp == str(int(START.timestamp()))
    assert told.signature == webhook.sign(key, told.id, told.stamp, told.content)


async def test_a_note_is_told_with_the_id_of_its_key(
    crm: Webhook, receiver: Receiver, clock: SetClock
) -> None:
    for key in ("touch:1", "touch:1", "touch:2"):
        assert await crm.push_note("7", note(key)) == Pushed("7")
        clock.forward(timedelta(hours=1))
    first, again, other = receiver.told
    assert first.id == again.id != other.id
    assert first.message["data"] == {
        "key": "touch:1",
        "at": START.isoformat(),
        "title": "Sent: intro",
        "body": "Hello",
        "external_id": "7",
    }


async def test_a_lead_back_in_an_earlier_stage_is_told_again(
    crm: Webhook, receiver: Receiver, clock: SetClock
) -> None:
    for stage in ("contacted", "qualified", "contacted"):
        await crm.push_lead(lead(stage=stage))
        clock.forward(timedelta(minutes=1))
    assert len({told.id for told in receiver.told}) == 3


@pytest.mark.parametrize(
    ("body", "external_id"),
    [
        (b'{"id": "lead-7"}', "lead-7"),
        (b'{"id": 7}', "7"),
        (b'{"id": null}', "known"),
        (b'{"id": {"a": 1}}', "known"),
        (b"", "known"),
        (b"<html>", "known"),
        (b"[" * 60_000, "known"),
        (b'{"id": "' + b"7" * 100_000 + b'"}', "known"),
    ],
)
async def test_the_id_in_the_answer_is_the_record_where_there_is_one(
    crm: Webhook, receiver: Receiver, body: bytes, external_id: str
) -> None:
    receiver.answers.append(Response(body))
    assert await crm.push_lead(lead(external_id="known")) == Pushed(external_id)


@pytest.mark.parametrize(
    ("headers", "not_before"),
    [
        ({}, None),
        ({"retry-after": "120"}, START + timedelta(minutes=2)),
        (
            {"retry-after": "Sun, 22 Nov 2026 09:05:00 GMT"},
            START + timedelta(minutes=5),
        ),
        ({"retry-after": "999999999"}, START + timedelta(days=1)),
        ({"retry-after": "soon"}, None),
    ],
)
@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_passes_is_told_later(
    crm: Webhook,
    receiver: Receiver,
    status: int,
    headers: dict[str, str],
    not_before: datetime | None,
) -> None:
    receiver.answers.append(Response(b"busy\r\n\x1b", status, headers))
    outcome = await crm.push_lead(lead())
    assert outcome == PushLater(f"webhook: {status} busy", not_before)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
async def test_what_will_never_do_is_refused(
    crm: Webhook, receiver: Receiver, status: int
) -> None:
    receiver.answers.append(Response(b"no such list", status))
    assert await crm.push_lead(lead()) == PushRefused(f"webhook: {status} no such list")
    assert isinstance(await crm.push_lead(lead("bo@south.example")), Pushed)


async def test_a_redirect_is_not_followed(crm: Webhook, receiver: Receiver) -> None:
    receiver.answers.append(
        Response(status_code=307, headers={"location": receiver.url})
    )
    outcome = await crm.push_lead(lead())
    assert isinstance(outcome, PushRefused)
    assert "give the URL it leads to" in outcome.detail
    assert receiver.told == []


async def test_nobody_listening_is_told_later(clock: SetClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        crm = Webhook(http_client(), url=url, secret=SECRET, clock=clock)
        outcome = await crm.push_lead(lead())
        assert outcome == PushLater("webhook: no answer: ConnectError")
        await crm.close()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_###", "whsec_abc"])
def test_a_secret_that_signs_nothing_is_a_matter_of_configuration(secret: str) -> None:
    with pytest.raises(ConfigError, match="secret"):
        Webhook(http_client(), url="http://x.example", secret=secret, clock=SetClock())
