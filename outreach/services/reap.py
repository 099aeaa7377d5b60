"""Frees what the broker lost, and admits what nobody can know any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.model import (
    EnrollmentId,
    EnrollmentState,
    Event,
    LeadId,
    Sent,
    TouchId,
)
from outreach.core.planner import Position
from outreach.services import react
from outreach.services.finish import let_in
from outreach.services.place import placed, to_think
from outreach.services.settle import Result, settle
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import task as tasks
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

BATCH = 500


@dataclass(slots=True)
class Reaped:
    """How many claims were freed and how many touches are now in doubt."""

    released: int = 0
    in_doubt: int = 0


async def reap(engine: Engine) -> Reaped:
    """Release claims past their lease; put touches whose worker is gone in doubt."""
    now = engine.now()
    done = Reaped()
    async with engine.database.reading() as connection:
        stale = await touches.stale_claims(connection, now, BATCH)
        orphans = await touches.orphans(connection, now, BATCH)
    if stale:
        async with engine.database.writing() as connection:
            done.released = await release_all(engine, connection, stale)
    if orphans:
        async with engine.database.writing() as connection:
            done.in_doubt = await _doubt(engine, connection, orphans)
    return done


async def release_all(
    engine: Engine, connection: Connection, claims: Sequence[Row]
) -> int:
    """Give these claims back, or skip them where their enrollment is over; return how many."""
    held = await leads.lock(connection, (touch["lead_id"] for touch in claims))
    rows = await enrollments.get(connection, {t["enrollment_id"] for t in claims})
    freed = 0
    for touch in claims:
        row = rows[touch["enrollment_id"]]
        if await release(engine, connection, held[touch["lead_id"]], row, touch):
            freed += 1
    return freed


async def release(
    engine: Engine,
    connection: Connection,
    lead: Lead,
    row: Row,
    touch: Row,
) -> bool:
    """Give one claim back and let its enrollment be due again. The lead is held."""
    if row["state"] == EnrollmentState.FINISHED:
        return await touches.skip(connection, touch, row["reason"], engine.now())
    if not await touches.release(connection, touch):
        return False
    columns: dict[str, object] = {}
    if touch["first"] and touch["attempt"] == 1:
        columns["touched"] = False
        await let_in(connection, row, engine.now())
    if row["state"] == EnrollmentState.ACTIVE:
        columns |= await _due_again(engine, connection, lead, row)
    if columns:
        await enrollments.write(connection, row["id"], **columns)
    return True


async def _due_again(
    engine: Engine, connection: Connection, lead: Lead, row: Row
) -> dict[str, object]:
    release_ = await engine.catalogue.find(connection, row["version"])
    enrollment = enrollments.enrollment_of(row)
    if release_ is None or enrollment.step not in release_.sequence.steps:
        return to_think(row, engine.now())
    situation = engine.situation(release_, lead, enrollment, ())
    here = Position(enrollment.step, enrollment.anchor_at)
    return placed(situation, enrollment.senders, here)


async def _doubt(engine: Engine, connection: Connection, orphans: Sequence[Row]) -> int:
    held = await leads.lock(connection, (touch["lead_id"] for touch in orphans))
    facts: list[Event] = []
    now = engine.now()
    proven = [await _proof(connection, touch) for touch in orphans]
    await settle(engine, connection, [result for result in proven if result])
    for touch in orphans:
        moved = await touches.doubt(connection, touch, "its worker is gone", now)
        if moved:
            data = {"step": touch["step"], "detail": "its worker is gone"}
            facts.append(
                Event(
                    "in_doubt",
                    now,
                    LeadId(touch["lead_id"]),
                    EnrollmentId(touch["enrollment_id"]),
                    touch["id"],
                    data,
                )
            )
    await react.record(engine, connection, held, facts)
    return len(facts)


async def _proof(connection: Connection, touch: Row) -> Result | None:
    """Return what is known all the same: a task that was made is a touch handed over."""
    if touch["channel"] != "linkedin":
        return None
    task_id = await tasks.of_touch(connection, touch["id"])
    if task_id is None:
        return None
    return Result(TouchId(touch["id"]), touch["attempt"], Sent(f"task {task_id}"))
