"""Events that another system reports: signed, fresh, once, and whatever else is refused."""

from __future__ import annotations

import base64
import hmac
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.services.running import MONDAY, opened, write
from tests.web.visit import browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

    from tests.services.running import World

RAW = b"thirty-two bytes that nobody knows"
SECRET = "whsec_" + base64.b64encode(RAW).decode()
EXTRA = "events: {secret: '${EVENTS_SECRET}'}\n"
LISTENING = """\
name: hello
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00"}
steps:
  - id: looked
    wait_for: {event: custom.webinar, within: 4 days}
    then:
      - {tag: came}
      - {wait: 30 days}
    else:
      - {tag: stayed-away}
on:
  custom.webinar.asked: [{tag: curious}]
"""
BODY = {"lead": "lead0@co0.example", "event": "custom.webinar.asked"}


@asynccontextmanager
async def reporting(
    folder: Path, database_url: str, extra: str = EXTRA
) -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    env = {"EVENTS_SECRET": SECRET}
    workspace = write(folder, database_url, extra=extra, steps=LISTENING, env=env)
    async with opened(workspace) as world:
        await world.enroll(1)
        await world.run()
        async with browser(world.deployment.engine) as client:
            yield world, client


def _signed(
    body: bytes, *, key: str = "msg_1", late: int = 0, secret: bytes = RAW
) -> dict[str, str]:
    """Sign as the scheme's own libraries do, not with the code under test."""
    stamp = str(int(MONDAY.timestamp()) - late)
    content = f"{key}.{stamp}.".encode() + body
    seal = base64.b64encode(hmac.digest(secret, content, "sha256")).decode()
    return {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{seal}",
    }


async def _post(client: httpx.AsyncClient, body: Any, **more: Any) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await client.post(
        "/events", content=content, headers=_signed(content, **more)
    )


async def test_a_report_ends_the_wait_for_it_and_runs_reactions(
    tmp_path: Path, database_url: str
) -> None:
    async with reporting(tmp_path, database_url) as (world, client):
        body = {**BODY, "data": {"title": "Q4", "minutes": 41}}
        answer = await _post(client, body)
        await world.run()
        (lead,) = await world.rows("leads")
        (row,) = await world.rows("enrollments")
        (event,) = [
            r for r in await world.rows("events") if r["kind"].startswith("custom")
        ]
    assert (answer.status_code, answer.json()) == (
        200,
        {"lead": 1, "event": "custom.webinar.asked", "recorded": True},
    )
    assert sorted(lead["tags"]) == ["came", "curious"]
    assert row["step"] == "looked.then.2"
    assert (event["kind"], event["at"], event["enrollment_id"]) == (
        "custom.webinar.asked",
        MONDAY,
        None,
    )
    assert event["data"] == {
        "source": "webhook",
        "key": "msg_1",
        "data": {"title": "Q4", "minutes": 41},
    }


async def test_a_report_is_recorded_once_an_id(
    tmp_path: Path, database_url: str
) -> None:
    async with reporting(tmp_path, database_url) as (world, client):
        answers = [
            await _post(client, BODY),
            await _post(client, BODY, late=60),
            await _post(client, BODY, key="msg_2"),
            await _post(client, {**BODY, "id": "webinar-7"}, key="msg_3"),
            await _post(client, {**BODY, "id": "webinar-7"}, key="msg_4"),
        ]
        kinds = [row["kind"] for row in await world.rows("events")]
    recorded = [answer.json()["recorded"] for answer in answers]
    assert recorded == [True, False, True, True, False]
    assert kinds.count("custom.webinar.asked") == 3


async def test_several_signatures_may_be_given_while_a_secret_changes(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with reporting(tmp_path, sqlite_url) as (_, client):
        content = json.dumps(BODY).encode()
        headers = _signed(content)
        other = _signed(content, secret=b"the next one")["webhook-signature"]
        headers["webhook-signature"] = f"{other} {headers['webhook-signature']} v1a,x"
        answer = await client.post("/events", content=content, headers=headers)
    assert answer.status_code == 200


async def test_what_is_not_signed_or_not_fresh_is_nobody_s_word(
    tmp_path: Path, sqlite_url: str
) -> None:
    content = json.dumps(BODY).encode()
    good = _signed(content)
    broken = [
        {},
        {**good, "webhook-id": "msg_2"},
        {**good, "webhook-id": "ü"},
        {**good, "webhook-id": "m" * 201},
        {**good, "webhook-timestamp": "now"},
        {**good, "webhook-timestamp": "²"},
        {**good, "webhook-timestamp": "9" * 4000},
        {**good, "webhook-signature": ""},
        {**good, "webhook-signature": "v1,ü"},
        {**good, "webhook-signature": good["webhook-signature"][3:]},
        _signed(content, secret=b"another"),
        _signed(content + b" "),
        _signed(content, late=301),
        _signed(content, late=-301),
    ]
    async with reporting(tmp_path, sqlite_url) as (world, client):
        codes = [
            (
                await client.post(
                    "/events",
                    content=content,
                    headers=[(k.encode(), v.encode()) for k, v in headers.items()],
                )
            ).status_code
            for headers in broken
        ]
        kinds = {row["kind"] for row in await world.rows("events")}
    assert codes == [401] * len(broken)
    assert "custom.webinar.asked" not in kinds


REFUSED: list[tuple[Any, int, str]] = [
    ({**BODY, "lead": "nobody@co0.example"}, 404, "not_found"),
    ({**BODY, "lead": "\ud800@\x00"}, 404, "not_found"),
    ({**BODY, "lead": "\ud800"}, 404, "not_found"),
    ({**BODY, "lead": "+4420\x007946"}, 404, "not_found"),
    ({**BODY, "lead": ""}, 422, "bad_event"),
    ({**BODY, "lead": 1}, 422, "bad_event"),
    ({**BODY, "lead": "x" * 10_000}, 422, "bad_event"),
    ({"lead": "lead0@co0.example"}, 422, "bad_event"),
    ({**BODY, "event": "reply"}, 422, "bad_event"),
    ({**BODY, "event": "opt_out"}, 422, "bad_event"),
    ({**BODY, "event": "goal.met"}, 422, "bad_event"),
    ({**BODY, "event": "custom"}, 422, "bad_event"),
    ({**BODY, "event": "custom.a\nb"}, 422, "bad_event"),
    ({**BODY, "event": ["custom.a"]}, 422, "bad_event"),
    ({**BODY, "evnt": "custom.a"}, 422, "bad_event"),
    ({**BODY, "data": [1]}, 422, "bad_event"),
    ({**BODY, "data": {"x": 10**40}}, 422, "bad_event"),
    ({**BODY, "data": {"x": "y" * 3_000}}, 422, "bad_event"),
    ({**BODY, "data": {str(n): n for n in range(60)}}, 422, "bad_event"),
    ({**BODY, "id": 7}, 422, "bad_event"),
    ({**BODY, "id": "x" * 300}, 422, "bad_event"),
    ([BODY], 422, "bad_event"),
    (b"", 422, "bad_event"),
    (b"\xff\xfe", 422, "bad_event"),
    (b"[" * 60_000, 422, "bad_event"),
    (b'{"lead": "a", "data": {"x": NaN}}', 422, "bad_event"),
    (b'{"lead": "a", "data": {"x": 1e999}, "event": "custom.a"}', 422, "bad_event"),
    (b"9" * 60_000, 422, "bad_event"),
    (b" " * 70_000, 413, "too_large"),
]


async def test_a_report_that_cannot_be_read_is_told_why(
    tmp_path: Path, database_url: str
) -> None:
    async with reporting(tmp_path, database_url) as (world, client):
        answers = [await _post(client, body) for body, _, _ in REFUSED]
        kinds = {row["kind"] for row in await world.rows("events")}
    found = [(answer.status_code, answer.json()["error"]) for answer in answers]
    assert found == [(status, code) for _, status, code in REFUSED]
    assert not any(kind.startswith("custom") for kind in kinds)


async def test_deep_data_is_refused_and_odd_text_is_kept_legible(
    tmp_path: Path, sqlite_url: str
) -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = {"a": deep}
    async with reporting(tmp_path, sqlite_url) as (world, client):
        refused = await _post(client, {**BODY, "data": deep})
        kept = await _post(client, {**BODY, "data": {"a": {"b": ["\ud800\x00c"]}}})
        (event,) = [
            r for r in await world.rows("events") if r["kind"].startswith("custom")
        ]
    assert (refused.status_code, kept.status_code) == (422, 200)
    assert event["data"]["data"] == {"a": {"b": ["?c"]}}


async def test_without_a_secret_there_is_no_such_page(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with reporting(tmp_path, sqlite_url, extra="") as (_, client):
        assert (await _post(client, BODY)).status_code == 404


async def test_a_broken_database_is_told_as_such_and_asks_for_another_try(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with reporting(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await connection.exec_driver_sql("DROP TABLE events")
        answer = await _post(client, BODY)
    assert (answer.status_code, answer.json()["error"]) == (503, "later")
