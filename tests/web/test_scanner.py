"""A scanner that follows every link of every mail stops nobody, and is nobody's click."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape
from typing import TYPE_CHECKING

import httpx
import pytest

from outreach.services.report import report
from outreach.web.app import create_app
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write
from tests.web.visit import BROWSER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.services.engine import Engine
    from tests.services.running import World

EXTRA = """\
public_url: http://127.0.0.1:8000
tracking: {clicks: true, opens: true}
pipeline:
  stages: [prospect, contacted, warm]
  closed: []
  rules: [{on: sent, stage: contacted}, {on: link.clicked, stage: warm}]
"""
STEPS = """\
name: hello
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email:
      subject: "Hello {{ first_name }}"
      body: |
        Hi {{ first_name }}, see [our prices](https://acme.example/pricing).
  - id: bump
    after: 3 days
    email:
      thread: intro
      body: |
        [One](https://acme.example/1) and [two](https://acme.example/2).
on:
  link.clicked: [{tag: clicked}]
  opt_out: [{tag: gone}]
"""
AGENTS = [
    BROWSER,
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/18.6 Safari/605.1.15"
    ),
]


def links(content: bytes) -> list[str]:
    """Return every link of a mail: in its texts, its HTML and its head."""
    mail = message_from_bytes(content, policy=policy.default)
    found = re.findall(r"https?://[^\s<>\"]+", str(mail["List-Unsubscribe"] or ""))
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            text = unescape(part.get_content())
            found += re.findall(r"https?://[^\s<>\"')\]]+", text)
    return [url for url in dict.fromkeys(found) if "127.0.0.1:8000" in url]


class Scanners:
    """Machines that pose as browsers and fetch all they see, and the pages' links too."""

    def __init__(self, engine: Engine, clients: list[httpx.AsyncClient]) -> None:
        self.engine, self.clients, self.turn = engine, clients, 0
        self.seen: list[int] = []

    async def scan(self, urls: list[str]) -> None:
        """Fetch each, all at once, every one from the next address."""
        await asyncio.gather(*(self._fetch(url) for url in urls))

    async def _fetch(self, url: str) -> None:
        for method in ("HEAD", "GET"):
            self.turn += 1
            client = self.clients[self.turn % len(self.clients)]
            answer = await client.request(method, url)
            self.seen.append(answer.status_code)
            for link in re.findall(r'<a href="([^"]+)"', answer.text):
                await self._fetch(str(answer.url.join(link)))


async def _scanners(engine: Engine, count: int) -> AsyncIterator[Scanners]:
    # Held until the end, as the web process holds what comes at once.
    app = create_app(engine, hold=timedelta(hours=1))
    async with app.router.lifespan_context(app):
        clients = [
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app, client=(f"192.0.2.{number}", 4000)),
                headers={"User-Agent": AGENTS[number % len(AGENTS)]},
            )
            for number in range(count)
        ]
        yield Scanners(engine, clients)
        for client in clients:
            await client.aclose()


async def _story(world: World) -> dict[str, object]:
    tally = (await report(world.deployment.engine)).total
    leads = await world.rows("leads")
    kinds = {row["kind"] for row in await world.rows("events")}
    return {
        "states": {row["state"] for row in await world.rows("enrollments")},
        "stages": {row["stage"] for row in leads},
        "tags": {tag for row in leads for tag in row["tags"]},
        "suppressed": len(await world.rows("suppressions")),
        "clicks": (tally.clicks, tally.clicked, tally.opted_out),
        "told": kinds & {"link.clicked", "mail.opened", "opt_out", "preference"},
    }


UNMOVED = {
    "states": {"active"},
    "stages": {"contacted"},
    "tags": set(),
    "suppressed": 0,
    "clicks": (0, 0, 0),
    "told": set(),
}


@pytest.mark.parametrize("addresses", [1, 12])
@pytest.mark.parametrize("after", [timedelta(seconds=1), timedelta(minutes=7)])
async def test_who_follows_every_link_stops_nobody_and_clicks_nothing(
    tmp_path: Path, sqlite_url: str, addresses: int, after: timedelta
) -> None:
    async with Saboteur() as server:
        workspace = write(
            tmp_path, sqlite_url, port=server.port, extra=EXTRA, steps=STEPS
        )
        async with opened(workspace, sandbox=True) as world:
            await world.enroll(6)
            for days in (0, 3):
                world.clock.forward(days=days)
                await world.run()
                world.clock.forward(seconds=after.total_seconds())
                taken, server.accepted[:] = list(server.accepted), []
                assert len(taken) == 6
                async for scanners in _scanners(world.deployment.engine, addresses):
                    found = [links(each.content) for each in taken]
                    assert {len(each) for each in found} == {3 if days == 0 else 4}
                    await scanners.scan([url for each in found for url in each])
                    assert set(scanners.seen) == {200, 302}
                if days == 0:
                    assert await _story(world) == UNMOVED
            story = await _story(world)
            kinds = [row["kind"] for row in await world.rows("events")]
    assert story == {**UNMOVED, "states": {"finished"}}
    assert kinds.count("link.scanned") == 2 * 6 + 2 * 12
    assert kinds.count("finished.no_reply") == 6
