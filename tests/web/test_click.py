"""A click leads on at once; it is noted where a person plainly made it."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from outreach.core import token
from outreach.services.write import CLICK
from outreach.web.visitor import machine
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write
from tests.web.visit import BROWSER, EXTRA, TARGET, click_path, visited

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

LOOKING = """\
name: hello
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: Hi, body: "Look at [this](https://acme.example/pricing)."}
  - id: looked
    wait_for: {event: link.clicked, within: 4 days}
    then:
      - {tag: looked}
    else:
      - {tag: blind}
"""


async def _hits(world: World) -> list[tuple[str, object]]:
    return [
        (row["kind"], row["data"].get("why"))
        for row in await world.rows("events")
        if row["kind"].startswith("link.")
    ]


async def test_a_click_is_noted_and_led_on(tmp_path: Path, database_url: str) -> None:
    async with visited(tmp_path, database_url) as (world, client):
        answer = await client.get(click_path(world.deployment.engine))
        (event,) = [
            r for r in await world.rows("events") if r["kind"] == "link.clicked"
        ]
        (touch,) = await world.rows("touches")
    assert (answer.status_code, answer.headers["location"]) == (302, TARGET)
    assert (event["enrollment_id"], event["touch_id"]) == (1, touch["id"])
    assert event["data"] == {"url": TARGET, "step": "intro", "index": 0}


async def test_a_click_ends_the_wait_for_it(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url, steps=LOOKING) as (world, client):
        waiting = [row["waits_for"] for row in await world.rows("enrollments")]
        await client.get(click_path(world.deployment.engine))
        await world.run()
        (lead,) = await world.rows("leads")
    assert waiting == ["link.clicked"]
    assert lead["tags"] == ["looked"]


async def test_a_scanner_s_hit_ends_no_wait(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url, steps=LOOKING) as (world, client):
        path = click_path(world.deployment.engine)
        await client.get(path, headers={"User-Agent": "BarracudaLinkCheck/1.0"})
        await client.head(path)
        await world.run()
        (lead,) = await world.rows("leads")
        hits = await _hits(world)
    assert lead["tags"] == []
    assert hits == [
        ("link.scanned", "user agent barracuda"),
        ("link.scanned", "HEAD request"),
    ]


async def test_a_hit_right_after_the_sending_is_a_filter_s(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        world.clock.forward(seconds=-56)
        answer = await client.get(click_path(world.deployment.engine))
        assert answer.status_code == 302
        assert await _hits(world) == [("link.scanned", "at once")]


async def test_a_link_of_a_preview_leads_on_and_is_not_noted(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        unsent = await client.get(click_path(engine, step="bump"))
        erased = await client.get(click_path(engine, lead_id=999))
        hits = await _hits(world)
    assert (unsent.status_code, erased.status_code) == (302, 302)
    assert hits == []


async def test_it_leads_only_where_we_said(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        good = click_path(engine)
        secret = engine.house.secret
        strange = [
            good[:-1],
            "/c/https://evil.example",
            "/c/x?url=https://evil.example",
            click_path(engine, "javascript:alert(1)"),
            click_path(engine, "//evil.example"),
            f"/c/{token.sign(secret, CLICK, (1, 'hello', 1, 'intro', 0))}",
            f"/c/{token.sign(b'another', CLICK, (1, 'hello', 1, 'intro', 0, TARGET))}",
        ]
        answers = [await client.get(path) for path in strange]
        posted = await client.post(good)
        hits = await _hits(world)
    assert {answer.status_code for answer in answers} == {404}
    assert posted.status_code == 405
    assert hits == []


async def test_a_link_too_long_to_be_sealed_is_left_as_it_is(
    tmp_path: Path, sqlite_url: str
) -> None:
    long = "https://acme.example/" + "x" * 7_000
    steps = LOOKING.replace("(https://acme.example/pricing)", f"({long})")
    async with Saboteur() as server:
        workspace = write(
            tmp_path, sqlite_url, port=server.port, extra=EXTRA, steps=steps
        )
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
    (taken,) = server.accepted
    sent = message_from_bytes(taken.content, policy=policy.default)
    html = sent.get_body(("html",)).get_content()  # type: ignore[union-attr] # it has one
    assert f'href="{long}"' in html


async def test_a_line_break_in_a_target_makes_no_header(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        evil = "https://acme.example/\r\nSet-Cookie: a=b"
        answer = await client.get(click_path(engine, evil))
    assert answer.headers["location"] == "https://acme.example/%0D%0ASet-Cookie:%20a=b"
    assert "set-cookie" not in answer.headers


async def test_a_broken_database_keeps_nobody(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await connection.exec_driver_sql("DROP TABLE events")
        answer = await client.get(click_path(engine))
    assert (answer.status_code, answer.headers["location"]) == (302, TARGET)


@pytest.mark.parametrize(
    ("agent", "why"),
    [
        (BROWSER, ""),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", ""),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", ""),
        ("", "no user agent"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "user agent bot"),
        ("python-httpx/0.28.1", "user agent python"),
        ("curl/8.5.0", "user agent curl"),
        ("Mozilla/5.0 HeadlessChrome/140.0", "user agent headless"),
        ("Slackbot-LinkExpanding 1.0", "user agent bot"),
        ("Microsoft Office/16.0 ms-office", "user agent ms-office"),
    ],
)
def test_machines_are_known_by_what_they_call_themselves(agent: str, why: str) -> None:
    assert machine("GET", {"user-agent": agent}) == why


@pytest.mark.parametrize(
    "ahead",
    [
        {"purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"x-purpose": "preview"},
        {"x-moz": "prefetch"},
    ],
)
def test_what_is_fetched_ahead_was_not_clicked(ahead: dict[str, str]) -> None:
    assert machine("GET", {"user-agent": BROWSER, **ahead}) == "fetched ahead"
