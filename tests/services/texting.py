"""A deployment with a number at Twilio, a LinkedIn seat and a web process that Twilio calls."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from outreach.sandbox.twilio_server import TwilioServer
from outreach.services.mark import mark
from outreach.store import touch as touches
from outreach.web.app import create_app
from tests.services.running import Clock, opened, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from outreach.core.model import LeadId
    from outreach.sandbox.twilio_server import Callback
    from outreach.services.mark import Marked
    from tests.services.running import World

PUBLIC = "https://go.acme.example"
HOOK = f"{PUBLIC}/hooks/twilio/desk"
ADA = "+447700900123"  # a number that Ofcom keeps for fiction
ALWAYS = (
    "window: {days: [mon, tue, wed, thu, fri, sat, sun], "
    'hours: "00:00-24:00", holidays: none}\n'
)
SENDERS = """\
  desk:
    channel: sms
    twilio: {{account_sid: {sid}, auth_token: "${{TOKEN}}", from: "{number}", base_url: "{url}"}}
    limits: {limits}
  chat:
    channel: whatsapp
    twilio: {{account_sid: {sid}, auth_token: "${{TOKEN}}", from: "{number}", base_url: "{url}"}}
  seat:
    channel: linkedin
    {seat}
"""
TEXTS = f"""\
name: hello
senders: {{sms: [desk], email: [anna]}}
{ALWAYS}
steps:
  - id: text
    sms: "Hi {{{{ first_name }}}}, Anna of Acme here. Reply STOP to end."
  - id: again
    after: 1 day
    sms: "Still there, {{{{ first_name }}}}?"
"""


@dataclass(frozen=True, slots=True)
class Phone:
    """The deployment, Twilio's side of it, and how Twilio reaches us."""

    world: World
    twilio: TwilioServer
    client: httpx.AsyncClient

    async def post(self, call: Callback) -> httpx.Response:
        """Let Twilio call."""
        return await self.client.post(
            call.url, content=call.content, headers=dict(call.headers)
        )

    async def text(self, body: str, sender: str = ADA, **more: str) -> httpx.Response:
        """Let a person write to us."""
        hook = HOOK if more.get("channel", "sms") == "sms" else f"{PUBLIC}/{CHAT}"
        return await self.post(self.twilio.text(hook, sender, body, **more))

    async def events(self, kind: str) -> list[Mapping[str, Any]]:
        """Return what the events of a kind say."""
        rows = await self.world.rows("events")
        return [row["data"] for row in rows if row["kind"] == kind]

    async def kinds(self) -> list[str]:
        """Return the kinds of all events but the first."""
        return [row["kind"] for row in await self.world.rows("events")][1:]

    async def standing(self) -> list[tuple[str, str]]:
        """Return each enrollment's state and reason."""
        return [
            (row["state"], row["reason"])
            for row in await self.world.rows("enrollments")
        ]

    async def suppressed(self) -> list[tuple[str, str, str]]:
        """Return each suppression."""
        return [
            (row["kind"], row["value"], row["reason"])
            for row in await self.world.rows("suppressions")
        ]


CHAT = "hooks/twilio/chat"


@asynccontextmanager
async def phone(
    folder: Path,
    database_url: str,
    *,
    steps: str = TEXTS,
    limits: str = "{}",
    seat: str = "by: person",
    env: Mapping[str, str] | None = None,
    public: str = PUBLIC,
) -> AsyncIterator[Phone]:
    """Open it; nobody is enrolled yet."""
    async with TwilioServer(Clock()) as twilio:
        after = SENDERS.format(
            sid=twilio.account_sid,
            number=twilio.number,
            url=twilio.url,
            limits=limits,
            seat=seat,
        )
        known = {"TOKEN": twilio.auth_token, **(env or {})}
        extra = f"public_url: {public}\n" if public else ""
        workspace = write(
            folder, database_url, extra=extra, after=after, steps=steps, env=known
        )
        async with opened(workspace) as world:
            transport = httpx.ASGITransport(create_app(world.deployment.engine))
            async with httpx.AsyncClient(transport=transport) as client:
                yield Phone(world, twilio, client)


async def reach(there: Phone, **lead: Any) -> list[LeadId]:
    """Enroll one lead with a phone and do all that is due."""
    more: dict[str, Any] = {"phone": ADA, "first_name": "Ada", **lead}
    done = await there.world.enroll(1, **more)
    await there.world.run()
    return [event.lead_id for event in done.facts]


async def marked_text(there: Phone, **lead: Any) -> Marked:
    """Enroll one lead and mark its first message, as a worker that is killed right after."""
    more: dict[str, Any] = {"phone": ADA, "first_name": "Ada", **lead}
    await there.world.enroll(1, **more)
    await there.world.tick()
    engine = there.world.deployment.engine
    async with engine.database.writing() as connection:
        claims = await touches.get(connection, await touches.claimed_ids(connection))
        [marked] = await mark(engine, connection, claims.values())
    return marked
