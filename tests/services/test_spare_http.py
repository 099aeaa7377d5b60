"""Twilio and a provider that fail are left alone as mail servers are; a webhook's are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach.core.breaker import FIRST_REST, LIMIT
from outreach.services.status import status as status_of
from tests.saboteur.http import HttpSaboteur, status
from tests.services.test_linkedin import PROFILE
from tests.services.test_linkedin import STEPS as SEAT
from tests.services.texting import ADA, ALWAYS, TEXTS, phone

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.texting import Phone

MANY = 12
ONE = "{per_day: 200, gap: 1s}"
TEXT = TEXTS.partition("  - id: again")[0]
VISIT = SEAT.partition("  - id: connect")[0]
HOOKS = f"""\
name: hello
{ALWAYS}
steps:
  - id: call
    webhook: {{url: "%s/act"}}
"""


async def _run(there: Phone, rounds: int) -> None:
    for _ in range(rounds):
        await there.world.deployment.heart.beat()
        await there.world.run()
        there.world.clock.forward(seconds=2)


async def _states(there: Phone) -> list[str]:
    return [state for state, _ in await there.world.states()]


async def _failing(there: Phone) -> dict[str, str | None]:
    """Return the lanes that a host holds back, and that host."""
    lanes = (await status_of(there.world.deployment.engine)).lanes
    return {lane.name: lane.host.name for lane in lanes if lane.host is not None}


async def test_twilio_failing_leaves_few_in_doubt_and_is_tried_by_one(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url, steps=TEXT, limits=ONE) as there:
        host = there.twilio.url.removeprefix("http://")
        await there.world.enroll(MANY, phone=ADA)
        there.twilio.fail(500, times=LIMIT)
        await _run(there, 2 * LIMIT)
        failing, asked = await _failing(there), len(there.twilio.requests)
        before = await _states(there)
        there.world.clock.forward(seconds=FIRST_REST.total_seconds())
        await _run(there, MANY)
        after = await _states(there)
    assert failing == {"desk": host, "chat": host}
    assert (asked, before) == (LIMIT, ["in_doubt"] * LIMIT)
    assert after == before + ["sent"] * (MANY - LIMIT)


@pytest.mark.parametrize("code", [502, 503, 504])
async def test_a_provider_that_is_not_there_is_tried_by_one(
    tmp_path: Path, sqlite_url: str, code: int
) -> None:
    async with HttpSaboteur([status(code)] * LIMIT) as server:
        seat = f'webhook: {{url: "{server.url}/act", secret: "${{SEAT}}"}}\n    limits: {ONE}'
        async with phone(
            tmp_path, sqlite_url, steps=VISIT, seat=seat, env={"SEAT": "shh"}
        ) as there:
            await there.world.enroll(MANY, linkedin=PROFILE)
            await _run(there, 2 * LIMIT)
            failing, asked = await _failing(there), len(server.heard)
            there.world.clock.forward(seconds=FIRST_REST.total_seconds())
            await _run(there, 2 * MANY)
            states = await _states(there)
    assert failing == {"seat": server.url.removeprefix("http://")}
    assert (asked, states) == (LIMIT, ["sent"] * MANY)


async def test_a_provider_that_refuses_is_there(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with HttpSaboteur([status(500)] * (2 * LIMIT)) as server:
        seat = f'webhook: {{url: "{server.url}/act", secret: "${{SEAT}}"}}\n    limits: {ONE}'
        async with phone(
            tmp_path, sqlite_url, steps=VISIT, seat=seat, env={"SEAT": "shh"}
        ) as there:
            await there.world.enroll(MANY, linkedin=PROFILE)
            await _run(there, 2 * LIMIT)
            failing = await _failing(there)
    assert (failing, len(server.heard)) == ({}, 2 * LIMIT)


async def test_a_webhook_s_server_holds_back_no_other_s_calls(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with (
        HttpSaboteur([status(503)] * MANY) as server,
        phone(tmp_path, sqlite_url, steps=HOOKS % server.url) as there,
    ):
        await there.world.enroll(MANY)
        await _run(there, 1)
        failing = await _failing(there)
    assert (failing, len(server.heard)) == ({}, MANY)
