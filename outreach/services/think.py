"""Moves enrollments through the steps that ask nothing of the outside, and ends pauses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentId, EnrollmentState, Event, Finish, LeadId
from outreach.core.planner import Do, Due, End, Hold, Position, Send, Skip, plan
from outreach.core.sequence import Task
from outreach.services import act, react
from outreach.services.finish import finish, pause
from outreach.services.place import UNDER_WAY, beyond, placed
from outreach.services.quarantine import quarantine
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.planner import Plan, Situation
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

    Work = Callable[
        [Engine, Connection, dict[LeadId, Lead], Sequence[Row]], Awaitable[None]
    ]

BATCH = 200
MOST_BATCHES = 50  # a tick; the rest is for the next one


@dataclass(slots=True)
class Thought:
    """How many enrollments were looked at."""

    resumed: int = 0
    moved: int = 0


async def think(engine: Engine) -> Thought:
    """Resume pauses that are over, then walk due enrollments through their thinking steps."""
    done = Thought()
    for _ in range(MOST_BATCHES):
        resumed = await _resume_some(engine)
        done.resumed += resumed
        if resumed < BATCH:
            break
    for _ in range(MOST_BATCHES):
        moved = await _think_some(engine)
        done.moved += moved
        if moved < BATCH:
            break
    return done


async def _resume_some(engine: Engine) -> int:
    async with engine.database.reading() as connection:
        rows = await enrollments.to_resume(connection, engine.now(), BATCH)
    return await _together(engine, rows, _resume_all)


async def _together(engine: Engine, rows: Sequence[Row], work: Work) -> int:
    """Work on these in one transaction; where that fails, on each in one of its own.

    Of several of one lead the rest is for the next time: what is done to one may move it.
    """
    mine = list({row["lead_id"]: row for row in reversed(rows)}.values())
    try:
        await _work(engine, mine, work)
    except Exception as error:
        if passes(error):
            raise
        for row in mine:
            await _alone(engine, row, work)
    return len(rows)


async def _work(engine: Engine, rows: Sequence[Row], work: Work) -> None:
    if not rows:
        return
    async with engine.database.writing() as connection:
        held = await leads.lock_free(connection, (row["lead_id"] for row in rows))
        await work(engine, connection, held, await _still(connection, rows, held))


async def _alone(engine: Engine, row: Row, work: Work) -> None:
    try:
        await _work(engine, [row], work)
    except Exception as error:  # noqa: BLE001 - one that fails stops no other
        await quarantine(engine, EnrollmentId(row["id"]), error)


async def _resume_all(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    rows: Sequence[Row],
) -> None:
    facts: list[Event] = []
    for row in rows:
        facts += await resume(engine, connection, held[row["lead_id"]], row)
    await react.record(engine, connection, held, facts)


async def resume(
    engine: Engine, connection: Connection, lead: Lead, row: Row
) -> list[Event]:
    """Let a paused enrollment go on from where it stands; return the facts to record."""
    release = await engine.catalogue.get(connection, row["version"])
    enrollment = enrollments.enrollment_of(row)
    situation = engine.situation(release, lead, enrollment, ())
    here = Position(enrollment.step, enrollment.anchor_at)
    now = engine.now()
    of_steps = (await touches.of_steps(connection, [enrollment.id]))[enrollment.id]
    standing = of_steps.get(enrollment.step or "")
    not_before = now
    if standing is not None:
        here = beyond(situation, standing, now, here.anchor_at) or here
        not_before = max(now, standing["not_before"] or now)
    columns = placed(situation, enrollment.senders, here, not_before=not_before)
    if standing is not None and standing["state"] in UNDER_WAY:
        columns["due_at"] = None  # what is under way decides when it goes on
    await enrollments.write(
        connection, enrollment.id, state=EnrollmentState.ACTIVE, reason="", **columns
    )
    data = {"was": row["reason"]}
    return [Event("resumed", now, lead.id, enrollment.id, data=data)]


async def _still(
    connection: Connection,
    rows: Sequence[Row],
    held: dict[LeadId, Lead],
) -> list[Row]:
    """Read the rows again under their leads' locks; keep those that stand as they stood."""
    free = {row["id"]: row for row in rows if row["lead_id"] in held}
    fresh = await enrollments.get(connection, free)
    return [
        row
        for row in fresh.values()
        if all(
            row[name] == free[row["id"]][name] for name in ("state", "step", "due_at")
        )
    ]


async def _think_some(engine: Engine) -> int:
    async with engine.database.reading() as connection:
        rows = await enrollments.thinking(connection, engine.now(), BATCH)
    return await _together(engine, rows, _walk_all)


@dataclass(slots=True)
class _Walked:
    """What a batch of walks came to, to be written together."""

    placed: list[dict[str, object]] = field(default_factory=list)
    ended: dict[Finish, list[Row]] = field(default_factory=dict)
    facts: list[Event] = field(default_factory=list)


async def _walk_all(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    rows: Sequence[Row],
) -> None:
    known = await events.of_leads(connection, held)
    walked = _Walked()
    for row in rows:
        held = await _walk(engine, connection, held, row, known[row["lead_id"]], walked)
    await enrollments.write_many(connection, walked.placed)
    for how, ended in walked.ended.items():
        walked.facts += await finish(engine, connection, ended, how)
    await react.record(engine, connection, held, walked.facts)


async def _walk(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    row: Row,
    known: Sequence[Event],
    walked: _Walked,
) -> dict[LeadId, Lead]:
    """Plan one enrollment, do what the plan says on the way, and note where it stands."""
    release = await engine.catalogue.get(connection, row["version"])
    enrollment = enrollments.enrollment_of(row)
    lead = held[enrollment.lead_id]
    situation = engine.situation(release, lead, enrollment, known)
    position = Position(enrollment.step, enrollment.anchor_at)
    planned = plan(situation, position, engine.now())
    for effect in planned.effects:
        match effect:
            case Skip(step=step):
                walked.facts.append(_skipped(engine, row, step))
            case Do(action=Task(), step=step) if await _is_asked(connection, row, step):
                pass
            case Do(action=action, step=step):
                scene = act.Scene(engine, connection, held[lead.id], row, step=step.key)
                acted = await act.do(scene, action)
                held = {**held, lead.id: acted.lead}
                walked.facts += acted.events
                if isinstance(action, Task):
                    await _account(engine, connection, row, step)
    # What was done on the way may have moved the lead to another clock.
    there = replace(situation, lead=held[lead.id])
    await _settle(engine, connection, there, row, planned, walked)
    return held


async def _settle(
    engine: Engine,
    connection: Connection,
    situation: Situation,
    row: Row,
    planned: Plan,
    walked: _Walked,
) -> None:
    columns = placed(situation, row["senders"], planned.position)
    match planned.decision:
        case Due(at=at, event=event):
            columns["due_at"] = at
            columns["waits_for"] = event
        case Hold(reason=reason, until=until):
            await enrollments.write(connection, row["id"], **columns)
            walked.facts += await pause(engine, connection, [row], reason, until)
            return
        case End(how=how):
            walked.ended.setdefault(how, []).append(row)
        case Send():
            pass
    walked.placed.append({"id": row["id"], **columns})


async def _is_asked(connection: Connection, row: Row, step: Step) -> bool:
    """Tell whether this task was asked before: an edit may have put its step ahead again."""
    here = EnrollmentId(row["id"])
    return step.key in (await touches.of_steps(connection, [here]))[here]


async def _account(
    engine: Engine, connection: Connection, row: Row, step: Step
) -> None:
    """Enter a task in the ledger: it is a touch too, done as soon as it is asked."""
    now: datetime = engine.now()
    touch = {
        "enrollment_id": row["id"],
        "lead_id": row["lead_id"],
        "sequence": row["sequence"],
        "step": step.key,
        "version": row["version"],
        "channel": "task",
        "lane": "task",
        "state": "sent",
        "first": False,
        "attempt": 1,
        "claimed_at": now,
        "sending_at": now,
        "settled_at": now,
    }
    await touches.claim(connection, [touch])


def _skipped(engine: Engine, row: Row, step: Step) -> Event:
    data = {"step": step.key, "reason": "condition"}
    return Event(
        "step.skipped",
        engine.now(),
        LeadId(row["lead_id"]),
        EnrollmentId(row["id"]),
        data=data,
    )
