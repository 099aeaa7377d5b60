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
from outreach.log import get_logger
from outreach.services import react
from outreach.services.finish import let_in, pause
from outreach.services.place import placed, to_think
from outreach.services.quarantine import REASON
from outreach.services.settle import Result, settle
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import task as tasks
from outreach.store import touch as touches
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

    Work = Callable[[Engine, Connection, Sequence[Row]], Awaitable[int]]

BATCH = 500
GONE = "its worker is gone"

log = get_logger(__name__)


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
    done.released = await _together(engine, stale, release_all, _release_bare)
    done.in_doubt = await _together(engine, orphans, _doubt, _doubt_bare)
    return done


async def _together(
    engine: Engine, several: Sequence[Row], work: Work, bare: Work
) -> int:
    """Work on these in one transaction; where that fails, on each in one of its own.

    What fails alone is done with barely, so that nothing of it is read.
    """
    if not several:
        return 0
    try:
        return await _work(engine, several, work)
    except Exception as error:
        if passes(error):
            raise
        if len(several) > 1:
            return sum([await _together(engine, [one], work, bare) for one in several])
        log.exception("reap.failed", touch=several[0]["id"])
        return await _work(engine, several, bare)


async def _work(engine: Engine, several: Sequence[Row], work: Work) -> int:
    async with engine.database.writing() as connection:
        return await work(engine, connection, several)


async def _release_bare(
    engine: Engine, connection: Connection, claims: Sequence[Row]
) -> int:
    """Give claims back whose enrollments cannot be read; these pause for a person."""
    freed = 0
    for touch in claims:
        await leads.lock(connection, [touch["lead_id"]])
        freed += await touches.release(connection, touch)
        rows = await enrollments.get(connection, [touch["enrollment_id"]])
        facts = await pause(engine, connection, rows.values(), REASON, None)
        await events.append(connection, facts, engine.now())
    return freed


async def _doubt_bare(
    engine: Engine, connection: Connection, orphans: Sequence[Row]
) -> int:
    now = engine.now()
    moved = [await touches.doubt(connection, t, GONE, now) for t in orphans]
    return sum(moved)


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
        moved = await touches.doubt(connection, touch, GONE, now)
        if moved:
            data = {"step": touch["step"], "detail": GONE}
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
