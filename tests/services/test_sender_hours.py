"""A sender's own hours hold beside the lead's, and its headers go with its calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from outreach.core.model import Lead, LeadId
from outreach.core.sequence import Window
from outreach.ports import Call
from outreach.services.wakeup import next_instant
from outreach.services.write import Occasion, write
from outreach.store import version as versions
from tests.services import deployment
from tests.services.arena import arena

EVERY_DAY = frozenset(range(7))
AFTERNOON = Window(EVERY_DAY, ((time(14), time(16)),), "Europe/Paris", "none")
ONE = """
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
"""
HOOK = """
senders: {webhook: [hook]}
steps:
  - id: told
    webhook: {url: "https://crm.acme.example/x", json: {name: "{{ first_name }}"}}
"""


async def test_a_sender_s_own_hours_hold_beside_the_lead_s(database_url: str) -> None:
    anna = replace(deployment.sender("anna"), window=AFTERNOON)
    async with arena(database_url, steps=ONE, senders={"anna": anna}) as it:
        await it.enroll(1)
        await it.run()
        assert it.wire.carried == []
        opens_at = datetime(2026, 3, 3, 13, tzinfo=UTC)  # 14:00 in Paris
        assert await next_instant(it.engine) == opens_at
        it.clock.at = opens_at - timedelta(seconds=1)
        await it.run()
        assert it.wire.carried == []
        it.clock.at = opens_at
        await it.run()
        assert len(it.wire.carried) == 1


async def test_a_call_carries_its_sender_s_headers(database_url: str) -> None:
    headers = {"Authorization": "Bearer hidden"}
    hook = replace(deployment.sender("hook"), channel="webhook", headers=headers)
    async with deployment.engine(database_url) as engine:
        await deployment.keep(engine, "told", HOOK, senders={"hook": "webhook"})
        async with engine.database.reading() as connection:
            version = await versions.current(connection, "told")
            assert version is not None
            release = await engine.catalogue.get(connection, version)
        lead = Lead(LeadId(1), first_name="Ada")
        step = next(iter(release.sequence.steps.values()))
        draft = write(Occasion(engine, release, lead, 1, hook), step)
    assert isinstance(draft.parcel, Call)
    assert draft.parcel.headers["Authorization"] == "Bearer hidden"
    assert "hidden" not in repr(hook)
