"""An open is noted where it was asked for, where a person may have made it; it weighs little."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from outreach.core import token
from outreach.core.body import with_pixel
from outreach.core.language import Settings
from outreach.core.model import EnrollmentId, LeadId
from outreach.ports import Mail
from outreach.services.click import Hit
from outreach.services.opt_out import Trace
from outreach.services.preview import preview
from outreach.services.write import OPEN
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.web.app import DOT
from outreach.web.errand import Errands
from outreach.web.hit import HELD, Hits
from outreach.web.visitor import machine
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write
from tests.web.visit import BROWSER, EXTRA, click_path, visited

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.engine import Engine
    from tests.services.running import World

OPENS = "public_url: http://127.0.0.1:8000\ntracking: {opens: true}\n"
READING = """\
name: hello
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: Hi, body: "Look at [this](https://acme.example/pricing)."}
  - id: read
    wait_for: {event: mail.opened, within: 4 days}
    then:
      - {tag: reader}
    else:
      - {tag: blind}
"""
TRACE = Trace(LeadId(1), "hello", 1, "intro")
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"


def _pixel(engine: Engine, *, step: str = "intro") -> str:
    sealed = token.sign(engine.house.secret, OPEN, (1, "hello", 1, step))
    return f"/o/{sealed}"


async def _hits(world: World) -> list[tuple[str, object]]:
    return [
        (row["kind"], row["data"].get("why"))
        for row in await world.rows("events")
        if row["kind"].startswith(("mail.", "link."))
    ]


async def test_an_open_is_noted_and_ends_the_wait_for_it(
    tmp_path: Path, database_url: str
) -> None:
    async with visited(tmp_path, database_url, extra=OPENS, steps=READING) as (
        world,
        client,
    ):
        answer = await client.get(_pixel(world.deployment.engine))
        await world.run()
        (lead,) = await world.rows("leads")
        hits = await _hits(world)
    assert (answer.status_code, answer.content) == (200, DOT)
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cache-control"] == "no-store"
    assert hits == [("mail.opened", None)]
    assert (lead["tags"], lead["stage"]) == (["reader"], "contacted")


async def test_a_proxy_s_or_an_early_load_is_no_open(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url, extra=OPENS, steps=READING) as (
        world,
        client,
    ):
        path = _pixel(world.deployment.engine)
        for agent in (GOOGLE, YAHOO, "Mozilla/5.0"):
            await client.get(path, headers={"User-Agent": agent})
        await client.head(path)
        world.clock.forward(seconds=-56)
        await client.get(path)
        await world.run()
        (lead,) = await world.rows("leads")
        hits = await _hits(world)
    assert hits == [
        ("mail.prefetched", "user agent googleimageproxy"),
        ("mail.prefetched", "user agent yahoomailproxy"),
        ("mail.prefetched", "a bare user agent"),
        ("mail.prefetched", "HEAD request"),
        ("mail.prefetched", "at once"),
    ]
    assert lead["tags"] == []


async def test_a_pixel_that_is_none_of_ours_is_not_there(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url, extra=OPENS) as (world, client):
        engine = world.deployment.engine
        strange = [
            "/o/x",
            _pixel(engine)[:-1],
            click_path(engine).replace("/c/", "/o/"),
        ]
        codes = [(await client.get(path)).status_code for path in strange]
        unsent = await client.get(_pixel(engine, step="bump"))
        hits = await _hits(world)
    assert codes == [404, 404, 404]
    assert (unsent.status_code, hits) == (200, [])


async def test_two_links_at_once_are_a_scanner_s(
    tmp_path: Path, database_url: str
) -> None:
    async with visited(tmp_path, database_url) as (world, _):
        engine, errands = world.deployment.engine, Errands()
        hits = Hits(engine, errands, timedelta(hours=1))
        now = engine.now()
        for index, later in ((0, 0), (1, 1), (-1, 2), (0, 90)):
            at = now + timedelta(seconds=later)
            await hits.take(Hit(TRACE, at, "", index, f"https://acme.example/{index}"))
        before = await _hits(world)
        hits.let_go()
        await errands.finish()
        after = await _hits(world)
    assert before == []
    assert after == [
        ("link.scanned", "several links at once"),
        ("link.scanned", "several links at once"),
        ("mail.prefetched", "several links at once"),
        ("link.clicked", None),
    ]


async def test_a_link_right_after_another_is_told_without_a_hold_too(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        payload = (1, "hello", 1, "intro", 1, "https://acme.example/2")
        other = f"/c/{token.sign(engine.house.secret, 'click', payload)}"
        for path, later in ((click_path(engine), 0), (other, 2), (other, 60)):
            world.clock.forward(seconds=later)
            await client.get(path)
        hits = await _hits(world)
    assert [kind for kind, _ in hits] == [
        "link.clicked",
        "link.scanned",
        "link.clicked",
    ]


async def test_a_mail_that_is_hit_for_ever_is_noted_a_hundred_times(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = click_path(world.deployment.engine)
        answers = [await client.get(path) for _ in range(103)]
        hits = await _hits(world)
    assert {answer.status_code for answer in answers} == {302}
    assert len(hits) == 100


@pytest.mark.parametrize(("extra", "count"), [(OPENS, 1), (EXTRA, 0)])
async def test_the_pixel_is_in_html_alone_and_only_if_asked_for(
    tmp_path: Path, sqlite_url: str, extra: str, count: int
) -> None:
    async with Saboteur() as server:
        workspace = write(
            tmp_path, sqlite_url, port=server.port, extra=extra, steps=READING
        )
        async with opened(workspace) as world:
            await world.enroll(1)
            engine = world.deployment.engine
            async with engine.database.reading() as connection:
                (row,) = (await enrollments.get(connection, [EnrollmentId(1)])).values()
                release = await engine.catalogue.get(connection, row["version"])
                (lead,) = (await leads.get(connection, [LeadId(1)])).values()
            shown = await preview(engine, lead, "hello", lambda: release)
            await world.run()
            path = _pixel(engine)
    parcel = shown.messages[0].draft.parcel  # type: ignore[union-attr] # it was written
    (taken,) = server.accepted
    sent = message_from_bytes(taken.content, policy=policy.default)
    html, text = (sent.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr] # it has both
    assert (html.count(path), text.count(path)) == (count, 0)
    assert isinstance(parcel, Mail)
    assert _undated(parcel.content) == _undated(taken.content)


def _undated(content: bytes) -> list[bytes]:
    lines = content.replace(b"\r\n", b"\n").split(b"\n")
    return [line for line in lines if not line.startswith(b"Date: ")]


def test_opens_are_of_a_version_only_when_they_are_on() -> None:
    off, on = Settings(), replace(Settings(), track_opens=True)
    assert "track_opens" not in off.for_version()
    assert on.for_version() == {**off.for_version(), "track_opens": True}
    assert Settings.from_json(on.to_json()) == on
    assert Settings.from_json(off.to_json()) == off


def test_the_pixel_stands_before_the_body_s_end() -> None:
    html = with_pixel("<html><body><p>Hi</p></body></html>", 'https://x.example/o/"')
    assert html.endswith(">\n</body></html>")
    assert 'src="https://x.example/o/&quot;"' in html


def test_a_person_s_mail_program_is_no_machine() -> None:
    agents = [
        BROWSER,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0)",
    ]
    assert [machine("GET", {"user-agent": agent}) for agent in agents] == [""] * 4


def test_hits_are_held_as_long_as_a_burst_lasts() -> None:
    assert timedelta(seconds=5) <= HELD
