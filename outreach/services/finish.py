"""Ends enrollments and pauses them; lets the next of a company in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentId, EnrollmentState, Event, Finish, LeadId
from outreach.services.give_place import give_places
from outreach.store import company as companies
from outreach.store import enrollment as enrollments
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


async def finish(
    engine: Engine, connection: Connection, rows: Iterable[Row], how: Finish
) -> list[Event]:
    """End those of these enrollments that are not over; return the facts to record.

    What they have put off is skipped, a claim when its delivery comes to the gate.
    """
    now = engine.now()
    facts: list[Event] = []
    ending = list(rows)
    if not ending:
        return facts
    await lock_companies(connection, ending)
    ended = await enrollments.move_many(
        connection,
        (row["id"] for row in ending),
        state=EnrollmentState.FINISHED,
        reason=how,
        due_at=None,
        waits_for="",
        finished_at=now,
    )
    over = [row for row in ending if row["id"] in ended]
    if over:
        await _let_in_all(connection, over, now)
        await touches.drop(connection, ended, how, now)
        await give_places(connection, over, now)
    for row in over:
        data = {"sequence": row["sequence"]}
        lead_id, enrollment_id = LeadId(row["lead_id"]), EnrollmentId(row["id"])
        facts.append(Event(f"finished.{how}", now, lead_id, enrollment_id, data=data))
    return facts


async def pause(
    engine: Engine,
    connection: Connection,
    rows: Iterable[Row],
    reason: str,
    until: datetime | None,
    *,
    detail: str = "",
) -> list[Event]:
    """Pause those that are not over until an instant, or (None) until a person resumes them."""
    now = engine.now()
    facts: list[Event] = []
    pausing = list(rows)
    await lock_companies(connection, (row for row in pausing if not row["touched"]))
    for row in pausing:
        paused = await enrollments.move(
            connection,
            row["id"],
            state=EnrollmentState.PAUSED,
            reason=reason,
            due_at=until,
            waits_for="",
        )
        if not paused:
            continue
        await give_places(connection, [row], now)
        if not row["touched"]:
            # It may be the one that was let in: another takes its place.
            await let_in(connection, row, now)
        data = {
            "reason": reason,
            "until": until and until.isoformat(),
            "detail": detail,
        }
        lead_id, enrollment_id = LeadId(row["lead_id"]), EnrollmentId(row["id"])
        facts.append(Event("paused", now, lead_id, enrollment_id, data=data))
    return facts


async def lock_companies(connection: Connection, rows: Iterable[Row]) -> None:
    """Before any of the rows is written: whoever waits for them may hold a company."""
    await companies.lock(
        connection,
        (
            (row["sequence"], row["company_key"])
            for row in rows
            if row["company_key"] is not None
        ),
    )


async def _let_in_all(
    connection: Connection, rows: Iterable[Row], now: datetime
) -> None:
    """Let as many of each company in as these were; their companies are locked."""
    left = [(row["sequence"], row["company_key"]) for row in rows]
    waiting = await companies.waiting(connection, (each for each in left if each[1]))
    for company in left:
        if company in waiting:
            await companies.wake(connection, *company, now)


async def let_in(connection: Connection, row: Row, now: datetime) -> None:
    """Let the next of this one's company look whether there is room now."""
    if row["company_key"] is not None:
        company = (row["sequence"], row["company_key"])
        await companies.lock(connection, [company])
        await companies.wake(connection, *company, now)
