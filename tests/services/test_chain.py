"""Sequences that call each other: a circle ends by itself, a stage is heard by all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from tests.services.running import enroll, make, opened, write

if TYPE_CHECKING:
    from pathlib import Path

CALLS = """\
name: {name}
steps:
  - {{tag: "{name}"}}
  - {{enroll: {other}}}
on:
  finished.no_reply: [{{enroll: {other}}}, {{enroll: {name}}}]
"""
FORWARD = """\
name: hello
steps:
  - {stage: meeting}
"""
LISTENS = """\
name: other
exit_on: [reply, bounce, opt_out]
steps:
  - wait_for: {event: custom.never, within: 30 days}
on:
  stage.meeting: [{tag: heard}]
"""


async def test_a_circle_of_sequences_ends_and_takes_each_lead_once(
    tmp_path: Path, database_url: str
) -> None:
    steps = CALLS.format(name="hello", other="other")
    write(tmp_path, database_url, steps=steps)
    other = CALLS.format(name="other", other="hello")
    (tmp_path / "sequences" / "other.yaml").write_text(other)
    workspace = write(tmp_path, database_url, steps=steps)
    async with opened(workspace) as world:
        first = await make(world.deployment, 1)
        second = await make(
            world.deployment, 1, identity="email:b@b.example", email="b@b.example"
        )
        await enroll(world.deployment, second, "other")
        await enroll(world.deployment, first)
        await world.run()
        rows = await world.rows("enrollments")
        leads = await world.rows("leads")
        refused = [
            row["data"]["code"]
            for row in await world.rows("events")
            if row["kind"] == "enroll.refused"
        ]
    entered = sorted((row["lead_id"], row["sequence"], row["state"]) for row in rows)
    assert entered == [
        (1, "hello", "finished"),
        (1, "other", "finished"),
        (2, "hello", "finished"),
        (2, "other", "finished"),
    ]
    assert {tuple(sorted(lead["tags"])) for lead in leads} == {("hello", "other")}
    assert set(refused) == {"already_enrolled"}


async def test_a_stage_set_by_one_sequence_is_heard_by_the_other(
    tmp_path: Path, sqlite_url: str
) -> None:
    write(tmp_path, sqlite_url, steps=FORWARD)
    (tmp_path / "sequences" / "other.yaml").write_text(LISTENS)
    async with opened(write(tmp_path, sqlite_url, steps=FORWARD)) as world:
        await make(world.deployment, 1)
        await enroll(world.deployment, [LeadId(1)], "other")
        await world.run()
        await enroll(world.deployment, [LeadId(1)])
        await world.run()
        (lead,) = await world.rows("leads")
    assert (lead["stage"], lead["tags"]) == ("meeting", ["heard"])
