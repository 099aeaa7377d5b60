"""PostgreSQL and Valkey, two schedulers, two workers: the same counts, the caps held exactly."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.adapters.clock import SystemClock
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, opened, write
from tests.system.meter import Meter
from tests.system.process import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.process import Program

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
SENDERS = ("anna", "ben", "cleo", "dan")
CAP = 10
STEPS = """\
name: hello
senders: {email: [anna, ben, cleo, dan]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, a question."}
"""


async def _dramatiq(stack: AsyncExitStack, folder: Path) -> Program:
    """Start a worker by Dramatiq's own command."""
    options = ("outreach.worker", "--processes", "1", "--threads", "4")
    environment = {**os.environ, "OUTREACH_WORKSPACE": str(folder)}  # noqa: TID251 - passed on
    return await stack.enter_async_context(
        program(*options, module="dramatiq", env=environment)
    )


async def test_two_schedulers_and_two_workers_hold_every_cap_exactly(
    tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    meter = Meter()
    async with Saboteur(on_accepted=meter) as server:
        workspace = write(
            tmp_path,
            postgres_url,
            port=server.port,
            broker=valkey_url,
            senders=SENDERS,
            limits=f"{{per_day: {CAP}}}",
            steps=STEPS,
        )
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(200)
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            parts = [
                await enter(program(tmp_path, part))
                for part in ("scheduler", "scheduler", "worker")
            ]
            parts.append(await _dramatiq(stack, tmp_path))
            await meter.all(CAP * len(SENDERS))
            async with opened(workspace, Clock(SystemClock().now())) as world:
                more = [(await world.tick()).claimed for _ in range(5)]
            ended = [await part.terminated() for part in parts]
        async with opened(workspace, Clock(LONG_AGO)) as world:
            lanes = Counter(
                (row["lane"], row["state"]) for row in await world.rows("touches")
            )
            left = [row["role"] for row in await world.rows("workers")]
    assert [status for status, _ in ended] == [0, 0, 0, 0]
    assert more == [[]] * 5
    assert lanes == {(name, "sent"): CAP for name in SENDERS}
    assert Counter(taken.mail_from for taken in server.accepted) == {
        f"{name}@acme.example": CAP for name in SENDERS
    }
    assert server.duplicates == {}
    assert set(left) == {"tool"}


async def test_unlimited_lanes_are_drained_once_by_all_of_them(
    tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    meter = Meter()
    async with Saboteur(on_accepted=meter) as server:
        workspace = write(
            tmp_path,
            postgres_url,
            port=server.port,
            broker=valkey_url,
            senders=SENDERS,
            steps=STEPS,
        )
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(600)
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            parts = [
                await enter(program(tmp_path, part))
                for part in ("scheduler", "scheduler", "worker", "worker")
            ]
            await meter.all(600)
            ended = [await part.terminated() for part in parts]
        async with opened(workspace) as world:
            states = Counter(state for state, _ in await world.states())
    assert ended == [(0, "")] * 4
    assert (states, server.duplicates) == ({"sent": 600}, {})
