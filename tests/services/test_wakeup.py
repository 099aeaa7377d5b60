"""The clock may skip to the next instant: nothing was to be done before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.dice import fraction
from outreach.services.wakeup import next_coming, next_instant
from outreach.store import lane as lanes
from outreach.store import rest
from outreach.store import touch as touches
from tests.saboteur.smtp import Saboteur
from tests.services.running import MONDAY, Clock, make, opened, write
from tests.services.running import enroll as enroll_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

BRANCHING = """\
name: hello
senders: {email: [anna, ben]}
window: {days: [mon, tue, wed], hours: ["09:00-10:00", "16:00-16:40"], timezone: lead}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
  - wait: 3 hours
  - id: looked
    wait_for: {event: link.clicked, within: 1 day}
    then:
      - tag: looked
    else:
      - pause: 2 hours
  - id: call
    task: {kind: call, title: Call}
  - id: bump
    at: "16:10"
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""
HOURS = """\
name: hello
senders: {email: [anna]}
window: {days: working, hours: ["10:00-11:00", "12:30-13:00"], timezone: UTC}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
  - id: bump
    after: 90 minutes
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Europe/Paris")
CHASING = """\
name: hello
senders: {email: [anna]}
window: {days: working, hours: ["08:00-11:00", "15:00-16:00"], timezone: lead}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
  - id: bump
    after: 25 minutes
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""
STORIES = [
    (BRANCHING, "{}"),
    (BRANCHING, "{per_day: 3}"),
    (BRANCHING, "{per_day: 4, gap: 7 minutes, jitter: 9 minutes}"),
    (BRANCHING, "{gap: 90s, jitter: 60s, ramp: {from: 1, by: 1}}"),
    (CHASING, "{gap: 1 minute, jitter: 90 minutes}"),
    (CHASING, "{per_day: 2, ramp: {from: 1, by: 1}}"),
]


async def _sent(world: World) -> list[tuple[int, str, datetime]]:
    return [
        (row["lead_id"], row["step"], row["sending_at"])
        for row in await world.rows("touches")
        if row["channel"] == "email"
    ]


@pytest.mark.parametrize(("steps", "limits"), STORIES)
async def test_nothing_is_to_be_done_before_the_next_instant(
    tmp_path: Path, sqlite_url: str, steps: str, limits: str
) -> None:
    late: list[tuple[datetime, datetime]] = []
    jumps = 0
    async with Saboteur() as server:
        workspace = write(
            tmp_path,
            sqlite_url,
            port=server.port,
            limits=limits,
            senders=("anna", "ben"),
            steps=steps,
        )
        async with opened(workspace) as world:
            await _make_leads(world, 5)
            end = MONDAY + timedelta(days=16)
            while jumps < 400:
                await world.run()
                at = await next_instant(world.deployment.engine)
                if at is None or at > end:
                    break
                now, jumps = world.clock.at, jumps + 1
                for probe in range(2):
                    part = fraction("probe", jumps, probe)
                    world.clock.at = now + (at - now) * part
                    if not (await world.tick()).idle:
                        late.append((world.clock.at, at))
                world.clock.at = at
            sent = await _sent(world)
            states = {row["state"] for row in await world.rows("enrollments")}
    assert late == []
    assert len(sent) == 10
    assert states == {"finished"}
    assert jumps < 400 // 2


async def _make_leads(world: World, count: int) -> None:
    for n in range(count):
        (made,) = await make(
            world.deployment,
            1,
            identity=f"email:{n}@x.example",
            email=f"{n}@x.example",
            timezone=ZONES[n % len(ZONES)],
        )
        await enroll_in(world.deployment, [made])


async def test_it_finds_the_same_sends_as_looking_each_minute(tmp_path: Path) -> None:
    async def story(name: str, *, jumping: bool) -> list[tuple[int, str, datetime]]:
        async with Saboteur() as server:
            workspace = write(
                tmp_path / name,
                f"sqlite:///{tmp_path / name}.db",
                port=server.port,
                limits="{gap: 7 minutes, per_day: 9}",
                steps=HOURS,
            )
            async with opened(workspace, Clock(MONDAY - timedelta(minutes=5))) as world:
                await world.enroll(5)
                while world.clock.at < MONDAY + timedelta(hours=4):
                    await world.run()
                    at = world.clock.at + timedelta(minutes=1)
                    if jumping:
                        found = await next_instant(world.deployment.engine)
                        at = found or MONDAY + timedelta(hours=5)
                    world.clock.at = at
                return await _sent(world)

    stepping = await story("stepping", jumping=False)
    assert len(stepping) == 9
    assert await story("jumping", jumping=True) == stepping


async def test_an_empty_deployment_waits_for_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        assert await next_instant(world.deployment.engine) is None


async def test_what_is_due_is_due_now(tmp_path: Path, database_url: str) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        coming = await next_coming(world.deployment.engine)
        at = await next_instant(world.deployment.engine)
    assert coming is not None
    assert (coming.at, coming.lane) == (MONDAY, "anna")
    assert at == MONDAY + timedelta(seconds=1)


async def test_a_claim_s_lease_is_an_instant(tmp_path: Path, database_url: str) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        await world.tick()
        at = await next_instant(world.deployment.engine)
    assert at == MONDAY + touches.CLAIM_LEASE


async def test_a_lost_worker_s_lease_is_an_instant(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        (touch_id,) = (await world.tick()).claimed
        row = {"id": touch_id, "attempt": 1, "worker": engine.worker}
        mail = {"message_id": "<a@b>", "subject": "", "variant": "", "version": None}
        async with engine.database.writing() as connection:
            await touches.mark_sending(connection, [{**row, **mail}], engine.now())
        at = await next_instant(engine)
        assert at == MONDAY + timedelta(seconds=30)
        world.clock.at = at
        await world.run()
        assert await world.states() == [("in_doubt", "")]


async def test_a_paused_lane_has_no_instant(tmp_path: Path, database_url: str) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await lanes.pause(connection, "anna", "535", engine.now())
        assert await next_instant(engine) is None


async def test_a_resting_lane_wakes_when_its_rest_is_over(
    tmp_path: Path, database_url: str
) -> None:
    until = MONDAY + timedelta(hours=1)
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await rest.begin(connection, "anna", until, MONDAY)
        assert await next_instant(engine) == until


async def test_a_closed_window_wakes_it_when_it_opens(
    tmp_path: Path, database_url: str
) -> None:
    friday_night = datetime(2026, 11, 27, 20, tzinfo=UTC)
    workspace = write(tmp_path, database_url, steps=HOURS)
    async with opened(workspace, Clock(friday_night)) as world:
        await world.enroll(1)
        at = await next_instant(world.deployment.engine)
    assert at == datetime(2026, 11, 30, 10, tzinfo=UTC)


async def test_a_deaf_lane_wakes_for_what_is_no_follow_up(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, sqlite_url, port=server.port, steps=HOURS)
        async with opened(workspace, Clock(MONDAY)) as world:
            engine = world.deployment.engine
            anna = replace(engine.senders["anna"], hears=True)
            deaf = replace(engine, senders={"anna": anna})
            async with engine.database.writing() as connection:
                await lanes.note_inbox(connection, "anna", MONDAY)
            await world.enroll(1)
            await world.run()
            world.clock.at = MONDAY + timedelta(minutes=155)
            # The follow-up is due in an open window, and nobody hears the lead's stop.
            closes = MONDAY + timedelta(hours=3)
            assert await next_instant(deaf) == closes
            (late,) = await make(world.deployment, 1, identity="email:b@x.example")
            await enroll_in(world.deployment, [late])
            assert await next_instant(deaf) == world.clock.at + timedelta(seconds=1)


async def test_what_comes_due_may_overtake_one_that_keeps_its_distance(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(
            tmp_path,
            sqlite_url,
            port=server.port,
            limits="{gap: 1 minute, jitter: 6 hours}",
            steps=CHASING,
        )
        async with opened(workspace) as world:
            await world.enroll(2)
            await world.run()
            world.clock.forward(minutes=1)
            await world.run()
            at = await next_instant(world.deployment.engine)
            sent = await _sent(world)
    assert sent == [(1, "intro", MONDAY)]
    # The second's own distance is longer than the first's follow-up takes to be due.
    assert 6 * 60 * fraction("jitter", "2/hello/1/intro") > 25
    assert at == MONDAY + timedelta(minutes=25)


async def test_a_window_that_opens_may_let_another_overtake(
    tmp_path: Path, sqlite_url: str
) -> None:
    steps = CHASING.replace('"08:00-11:00", "15:00-16:00"', '"10:00-11:50"')
    async with Saboteur() as server:
        workspace = write(
            tmp_path,
            sqlite_url,
            port=server.port,
            limits="{gap: 1 minute, jitter: 20 hours}",
            steps=steps,
        )
        async with opened(workspace, Clock(MONDAY - timedelta(minutes=25))) as world:
            for number, zone in enumerate(("Atlantic/Azores", "UTC")):
                (made,) = await make(
                    world.deployment,
                    1,
                    identity=f"email:{number}@x.example",
                    timezone=zone,
                )
                await enroll_in(world.deployment, [made])
            engine = world.deployment.engine
            async with engine.database.writing() as connection:
                await lanes.note_attempts(connection, ["anna"], MONDAY)
            world.clock.at = MONDAY + timedelta(minutes=29)
            await world.run()
            opens = await next_instant(engine)
            sent = await _sent(world)
    # Hers keeps its distance for hours; the Azores', an hour behind, may be shorter.
    assert fraction("jitter", "2/hello/1/intro") > 2 / 20
    assert (sent, opens) == ([], MONDAY + timedelta(hours=1))
