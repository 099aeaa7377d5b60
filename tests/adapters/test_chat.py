"""The model behind an OpenAI-compatible endpoint, against a server on loopback."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outreach.adapters.chat import MOST_TEXT, ChatReader
from outreach.adapters.http import http_client
from outreach.core.inbound.meaning import Meaning
from outreach.ports import Opinion
from tests.saboteur.http import HttpSaboteur, Turn, status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

REST = timedelta(minutes=1)


class SetClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def completion(content: str | None, **message: object) -> Turn:
    """Answer as the API's reference shows a `chat.completion` object."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, **message},
        "logprobs": None,
        "finish_reason": "stop",
    }
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_770_000_000,
        "model": "small-1",
        "choices": [choice],
        "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
    }
    return status(200, json.dumps(body).encode(), Content_Type="application/json")


class Asked:
    """A reader, its server and its clock."""

    def __init__(self, server: HttpSaboteur, client: Any) -> None:
        self.server = server
        self.clock = SetClock()
        self.reader = ChatReader(
            client,
            endpoint=f"{server.url}/v1",
            model="small-1",
            api_key="k",
            timeout=timedelta(seconds=2),
            rest=REST,
            clock=self.clock,
        )

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(one.content) for one in self.server.heard]


async def asking(turns: Sequence[Turn]) -> AsyncIterator[Asked]:
    async with HttpSaboteur(turns) as server, http_client(keep_alive=False) as client:
        yield Asked(server, client)


async def opinion(turn: Turn) -> Opinion | None:
    async for asked in asking([turn]):
        return await asked.reader.read("Sounds good")
    return None


async def test_a_reply_is_asked_about_as_data_and_its_label_taken() -> None:
    async for it in asking([completion('{"label": "interested", "confidence": 0.97}')]):
        found = await it.reader.read('Sounds "good"')
        (heard,), (body,) = it.server.heard, it.bodies()
        assert found == Opinion(Meaning.INTERESTED, 0.97, "small-1")
        assert (heard.method, heard.path) == ("POST", "/v1/chat/completions")
        assert heard.headers["authorization"] == "Bearer k"
        assert (body["model"], body["temperature"]) == ("small-1", 0)
        assert body["response_format"]["type"] == "json_schema"
        schema = body["response_format"]["json_schema"]["schema"]
        assert schema["properties"]["label"]["enum"] == [each.value for each in Meaning]
        assert [one["role"] for one in body["messages"]] == ["system", "user"]
        assert json.loads(body["messages"][1]["content"]) == {"reply": 'Sounds "good"'}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '```json\n{"label": "not_now", "confidence": 0.8}\n```',
            (Meaning.NOT_NOW, 0.8),
        ),
        ('Well: {"label": "question"}', (Meaning.QUESTION, 0.7)),
        ("referral", (Meaning.REFERRAL, 0.7)),
        ('{"label": "other", "confidence": 7}', (Meaning.OTHER, 0.7)),
        ('{"label": "other", "confidence": true}', (Meaning.OTHER, 0.7)),
        ('{"label": "other", "confidence": NaN}', (Meaning.OTHER, 0.7)),
    ],
)
async def test_an_answer_is_read_however_it_is_wrapped(
    content: str, expected: tuple[Meaning, float]
) -> None:
    assert await opinion(completion(content)) == Opinion(*expected, "small-1")


@pytest.mark.parametrize(
    "turn",
    [
        completion('{"label": "opt_out", "confidence": 1}'),
        completion('{"label": "transfer_money"}'),
        completion('{"label": ["interested"]}'),
        completion("[" * 5000),
        completion(None, refusal="I cannot help with that."),
        completion(""),
        status(200, b"not json"),
        status(200, b'{"choices": []}'),
        status(200, b"[" * 9000),
        status(200, b"{" + b" " * 300_000 + b"}"),
        status(401, b'{"error": {"message": "bad key"}}'),
        status(429, b"", Retry_After="60"),
        status(500),
        status(302, b"", Location="http://127.0.0.1:1/"),
        Turn(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
        Turn(b"babble\r\n\r\n"),
        Turn(),
    ],
)
async def test_nonsense_and_failure_give_no_opinion(turn: Turn) -> None:
    assert await opinion(turn) is None


async def test_an_endpoint_that_fails_is_left_alone_for_a_while() -> None:
    good = completion('{"label": "interested", "confidence": 1}')
    async for it in asking([status(503), good]):
        assert await it.reader.read("a") is None
        assert await it.reader.read("b") is None
        assert len(it.server.heard) == 1
        it.clock.at += REST
        assert await it.reader.read("c") == Opinion(Meaning.INTERESTED, 1, "small-1")


async def test_one_that_knows_no_response_format_is_asked_without() -> None:
    good = completion('{"label": "interested", "confidence": 1}')
    async for it in asking([status(400), good, good]):
        assert await it.reader.read("a") is not None
        assert await it.reader.read("b") is not None
        formats = ["response_format" in body for body in it.bodies()]
        assert formats == [True, False, False]


async def test_only_the_start_of_a_long_reply_leaves_the_machine() -> None:
    async for it in asking([completion("other")]):
        await it.reader.read("x" * 100_000 + "\ud800")
        said = json.loads(it.bodies()[0]["messages"][1]["content"])
        assert said == {"reply": "x" * MOST_TEXT}
