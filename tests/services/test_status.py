"""Status counts each unfinished enrollment once, under what it waits for."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import Event, LeadId
from outreach.ports import Cursor
from outreach.services import react
from outreach.services.engine import CrmProfile
from outreach.services.status import Backlog, FolderStatus, OutboxStatus, status
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import mailbox as mailboxes
from outreach.store import rest
from tests.saboteur.smtp import Saboteur
from tests.services.running import MONDAY, enroll, make, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.status import LaneStatus, Status

OFFICE = """\
name: hello
senders: {email: [anna]}
window: {days: working, hours: "09:00-17:30", timezone: lead}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
  - pause: 1 day
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""


def _lane(found: Status, name: str = "anna") -> LaneStatus:
    return next(lane for lane in found.lanes if lane.name == name)


def _in(backlog: Backlog) -> int:
    counts = asdict(backlog)
    paused: dict[str, int] = counts.pop("paused")
    return sum((*paused.values(), *counts.values()))


async def test_what_is_due_waits_for_room_or_leaves(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(
            tmp_path, database_url, port=server.port, limits="{per_day: 3}"
        )
        async with opened(workspace) as world:
            await world.enroll(5)
            before = await status(world.deployment.engine)
            await world.run()
            after = await status(world.deployment.engine)
    assert _lane(before).backlog == Backlog(due_now=3, cap=2)
    assert _lane(after).backlog == Backlog(later=3, cap=2)
    assert (_lane(after).sent, _lane(after).cap) == (3, 3)
    assert _lane(after).room_at == MONDAY + timedelta(days=1)
    assert after.next is not None
    assert after.next.at == MONDAY + timedelta(days=1)
    assert before.next is not None
    assert (before.next.at, before.next.lane) == (MONDAY, "anna")


async def test_a_gap_a_pause_and_a_rest_are_told_apart(
    tmp_path: Path, database_url: str
) -> None:
    workspace = write(tmp_path, database_url, limits="{gap: 60s}")
    async with opened(workspace) as world:
        await world.enroll(4)
        engine = world.deployment.engine
        spaced = _lane(await status(engine)).backlog
        async with engine.database.writing() as connection:
            until = MONDAY + timedelta(hours=1)
            await rest.begin(connection, "anna", until, MONDAY)
        resting = _lane(await status(engine))
        async with engine.database.writing() as connection:
            await lanes.pause(connection, "anna", "535 no", engine.now())
        paused = _lane(await status(engine))
    assert spaced == Backlog(due_now=1, gap=3)
    assert resting.backlog == paused.backlog == Backlog(sender=4)
    assert resting.rest_until == MONDAY + timedelta(hours=1)
    assert paused.paused == "535 no"


async def test_closed_windows_claims_and_pauses_are_counted(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, steps=OFFICE)) as world:
        engine = world.deployment.engine
        for number, zone in enumerate(("UTC", "UTC", "Asia/Tokyo")):
            (lead_id,) = await make(
                world.deployment,
                1,
                identity=f"email:{number}@x.example",
                timezone=zone,
            )
            await enroll(world.deployment, [lead_id])
        await world.tick()
        found = _lane(await status(engine))
    assert found.backlog == Backlog(window=1, under_way=2)
    assert (found.claimed, found.sending, found.in_doubt) == (2, 0, 0)


async def test_every_unfinished_enrollment_is_in_one_count(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(
            tmp_path,
            database_url,
            port=server.port,
            limits="{per_day: 4}",
            steps=OFFICE,
        )
        async with opened(workspace) as world:
            await world.enroll(9)
            await world.run()
            found = await status(world.deployment.engine)
    assert sum(_in(lane.backlog) for lane in found.lanes) + _in(found.thinking) == 9
    assert found.enrollments == [
        {"sequence": "hello", "state": "active", "reason": "", "count": 5},
        {"sequence": "hello", "state": "paused", "reason": "sequence", "count": 4},
    ]


async def test_who_lives_what_was_read_and_what_is_to_be_told(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url), role="run") as world:
        await world.enroll(1)
        engine = replace(world.deployment.engine, crms={"csv": CrmProfile("csv")})
        async with engine.database.writing() as connection:
            await mailboxes.move_cursor(
                connection, "anna", "INBOX", Cursor(1, 1), MONDAY
            )
            held = await leads.lock(connection, [LeadId(1)])
            reply = Event("reply.interested", MONDAY, LeadId(1))
            await react.record(engine, connection, held, [reply])
            await mailboxes.note_trouble(connection, "anna", "Junk", "it is not there")
        world.clock.forward(seconds=20)
        found = await status(engine)
    lag = timedelta(seconds=20)
    assert found.roles == {"run": 1}
    assert found.is_scheduled
    never = FolderStatus("anna", "Junk", None, found.inboxes[1].lag, "it is not there")
    assert found.inboxes == (FolderStatus("anna", "INBOX", MONDAY, lag, ""), never)
    assert found.outboxes == (OutboxStatus("csv", 2, 0, 0, lag),)
    # All of it is plain data but for instants and spans, which str() writes.
    json.dumps(asdict(found), default=str)
