"""What explain says of a lead is what the tick then does."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.gate import Answer, Verdict
from outreach.core.model import LeadId
from outreach.errors import NotFound
from outreach.services.explain import explain
from outreach.services.explain_many import explain_many
from outreach.services.opt_out import Trace, opt_out
from outreach.services.status import status
from outreach.store import lane as lanes
from outreach.store import suppression
from tests.saboteur.smtp import Saboteur
from tests.services.running import MONDAY, STEPS, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.explain import Explained
    from tests.services.running import World

LEAD = LeadId(1)
GATES = [
    *("state", "window", "holiday", "per_domain", "per_company", "max_new_per_day"),
    *("cap", "gap", "ramp", "company", "suppression"),
    *("sender", "breaker", "inbox", "policy", "data"),
]
OFFICE = """\
name: hello
senders: {email: [anna]}
window: {days: working, hours: "12:00-13:00", timezone: lead}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
"""


async def _told(world: World, lead_id: LeadId = LEAD) -> Explained:
    (one,) = (await explain(world.deployment.engine, lead_id)).enrollments
    return one


def _verdict(one: Explained, gate: str) -> tuple[str, str]:
    found = next(verdict for verdict in one.gates if verdict.gate == gate)
    return found.answer, found.reason


async def test_every_gate_is_told_in_order(tmp_path: Path, database_url: str) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1)
        found = await explain(world.deployment.engine, LEAD)
    (one,) = found.enrollments
    assert [verdict.gate for verdict in one.gates] == GATES
    assert {verdict.answer for verdict in one.gates} == {Answer.PASS}
    assert (one.decision, one.next_at, one.why) == ("send intro", MONDAY, "due now")
    json.dumps(asdict(found), default=str)


async def test_a_delay_is_told_with_its_end(tmp_path: Path, database_url: str) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
            one = await _told(world)
    assert (one.step, one.touch) == ("bump", "")
    assert one.decision == "wait for bump until Thu 2026-11-26 10:00 in UTC"
    assert one.next_at == MONDAY + timedelta(days=3)


async def test_it_leaves_when_explain_said_that_it_would(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(
            tmp_path,
            database_url,
            port=server.port,
            limits="{per_day: 1, gap: 10 minutes, jitter: 5 minutes}",
            steps=OFFICE,
        )
        async with opened(workspace) as world:
            await world.enroll(2)
            closed = await _told(world, LeadId(1))
            world.clock.at = MONDAY + timedelta(hours=2)
            await world.run()
            second = next(
                row for row in await world.rows("enrollments") if row["step"] == "intro"
            )
            capped = await _told(world, LeadId(second["lead_id"]))
            assert capped.next_at is not None
            world.clock.at = capped.next_at - timedelta(seconds=1)
            await world.run()
            early = len(server.accepted)
            world.clock.at = capped.next_at
            await world.run()
    assert _verdict(closed, "window") == ("wait", "window")
    assert closed.next_at == MONDAY + timedelta(hours=2)
    assert _verdict(capped, "cap") == ("wait", "cap")
    assert _verdict(capped, "gap") == ("wait", "gap")
    assert capped.next_at == MONDAY + timedelta(days=1, hours=2)
    assert (early, len(server.accepted)) == (1, 2)


async def test_a_suppression_a_paused_sender_and_missing_data_are_told(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(1, first_name="")
        engine = world.deployment.engine
        blank = await _told(world)
        async with engine.database.writing() as connection:
            await lanes.pause(connection, "anna", "535 no", engine.now())
        paused = await _told(world)
        async with engine.database.writing() as connection:
            await suppression.suppress_address(
                connection, "lead0@co0.example", "manual", "test", engine.now()
            )
        found = await explain(engine, LEAD)
    assert _verdict(blank, "data") == ("pause", "missing_data")
    assert "first_name" in blank.why
    assert _verdict(paused, "sender") == ("wait", "sender_paused")
    assert found.suppressed == "manual"
    assert _verdict(found.enrollments[0], "suppression") == ("stop", "suppressed")


async def test_a_claim_is_told_as_about_to_leave(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, limits="{gap: 60s}")) as world:
        await world.enroll(1)
        await world.tick()
        one = await _told(world)
    assert (one.touch, one.next_at) == ("claimed", None)
    assert one.why == "claimed: it is about to leave"
    # Its own claim is no reason against it.
    assert {verdict.answer for verdict in one.gates} == {Answer.PASS}


async def test_a_pause_is_told_with_its_end(tmp_path: Path, database_url: str) -> None:
    steps = STEPS.replace("  - id: intro", "  - pause: 5 days\n  - id: intro")
    async with opened(write(tmp_path, database_url, steps=steps)) as world:
        await world.enroll(1)
        await world.run()
        one = await _told(world)
    assert (one.state, one.reason) == ("paused", "sequence")
    assert one.next_at == MONDAY + timedelta(days=5)


async def test_what_is_finished_is_not_explained_and_nobody_is_not_found(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        await opt_out(engine, Trace(LEAD, "hello", 1, "intro"), source="page")
        found = await explain(engine, LEAD)
        with pytest.raises(NotFound):
            await explain(engine, LeadId(99))
    assert found.enrollments == ()
    assert found.suppressed == "opt_out"


async def test_a_version_that_cannot_be_read_is_told_and_stops_nothing_else(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await world.enroll(1)
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await connection.exec_driver_sql("UPDATE versions SET source = X'3a'")
    async with opened(write(tmp_path, sqlite_url)) as world:
        one = await _told(world)
        found = await status(world.deployment.engine)
    assert one.decision == "none: its sequence version cannot be read"
    assert (one.gates, one.next_at) == ((), None)
    assert found.next is not None


BRASILIA = """\
name: hello
senders: {email: [anna]}
window: {days: working, hours: "09:00-17:30", timezone: lead, holidays: lead}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
  - wait_for: {event: link.clicked, within: 2 days}
    then: [{id: demo, email: {thread: intro, body: "You clicked."}}]
    else: [{id: bye, email: {thread: intro, body: "Bye."}}]
"""


def _gate(one: Explained, name: str) -> Verdict:
    return next(verdict for verdict in one.gates if verdict.gate == name)


async def test_a_holiday_is_named_and_ends_where_the_window_opens(
    tmp_path: Path, sqlite_url: str
) -> None:
    workspace = write(tmp_path, sqlite_url, steps=BRASILIA)
    async with opened(workspace) as world:
        world.clock.at = datetime(2026, 12, 25, 15, tzinfo=UTC)  # a Friday
        await world.enroll(1, country="BR", timezone="America/Sao_Paulo")
        one = await _told(world)
    opens_at = datetime(2026, 12, 28, 12, tzinfo=UTC)
    assert _gate(one, "window").answer is Answer.PASS
    assert _gate(one, "holiday") == Verdict(
        "holiday",
        Answer.WAIT,
        "holiday",
        "Christmas Day in BR (Fri 25 Dec)",
        opens_at,
    )
    assert (one.held, one.next_at, one.zone) == (
        "holiday",
        opens_at,
        "America/Sao_Paulo",
    )


async def test_who_is_behind_others_is_told_how_many_and_until_when(
    tmp_path: Path, database_url: str
) -> None:
    limits = "{per_day: 40, ramp: {from: 2, by: 3}}"
    async with opened(write(tmp_path, database_url, limits=limits)) as world:
        await world.enroll(4)
        first, second, third, fourth = [
            await _told(world, LeadId(n)) for n in range(1, 5)
        ]
        overview = await explain_many(world.deployment.engine, sender="anna")
    assert [first.held, second.held, third.held, fourth.held] == [
        *("ready", "ready", "ramp", "ramp")
    ]
    assert (first.ahead, fourth.ahead) == (0, 3)
    said = "day 1 of the ramp: 2 of 40, 0 in 24 hours, 3 due before it"
    midnight = MONDAY.replace(hour=0) + timedelta(days=1)
    assert _gate(fourth, "ramp") == Verdict("ramp", Answer.WAIT, "ramp", said, midnight)
    assert fourth.next_at == fourth.sends_at == midnight
    assert [(g.reason, g.detail, g.count) for g in overview.groups] == [
        ("ramp", "anna", 2),
        ("ready", "", 2),
    ]


async def test_a_step_that_thinks_tells_the_message_that_comes_if_nothing_does(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port, steps=BRASILIA)
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
            one = await _told(world)
    assert (one.held, one.sends, one.why) == (
        *("event", "bye", "its delay or link.clicked"),
    )
    assert one.next_at == one.sends_at == MONDAY + timedelta(days=2)
    assert [verdict.gate for verdict in one.gates] == GATES


async def test_the_numbers_name_what_the_paused_lack(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(2, first_name="")
        engine = world.deployment.engine
        before = await explain_many(engine, sequence="hello")
        await world.tick()
        await world.deliver()
        after = await explain_many(engine, sequence="hello")
        with pytest.raises(NotFound):
            await explain_many(engine, sequence="hullo")
        with pytest.raises(NotFound):
            await explain_many(engine, sender="nobody")
    (tried,) = before.groups
    assert (tried.reason, tried.count, before.tried) == ("missing_data", 2, 2)
    (paused,) = after.groups
    assert (paused.reason, paused.detail, paused.count) == (
        *("paused", "missing_data"),
        2,
    )
    ((cause, count),) = paused.causes
    assert (cause.startswith("first_name is empty"), count) == (True, 2)
