"""Ends enrollments and pauses them; lets the next of a company in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentId, EnrollmentState, Event, Finish, LeadId
from outreach.store import enrollment as enrollments

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


async def finish(
    engine: Engine, connection: Connection, rows: Iterable[Row], how: Finish
) -> list[Event]:
    """End these enrollments; return the facts to record.

    A claim among them is skipped when its delivery comes to the gate.
    """
    now = engine.now()
    facts: list[Event] = []
    for row in rows:
        await enrollments.write(
            connection,
            row["id"],
            state=EnrollmentState.FINISHED,
            reason=how,
            due_at=None,
            waits_for="",
            finished_at=now,
        )
        if row["company_key"] is not None:
            await enrollments.wake_company(
                connection, row["sequence"], row["company_key"], now
            )
        facts.append(
            Event(
                f"finished.{how}",
                now,
                LeadId(row["lead_id"]),
                EnrollmentId(row["id"]),
                data={"sequence": row["sequence"]},
            )
        )
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
    """Pause these enrollments until an instant, or (None) until a person resumes them."""
    now = engine.now()
    facts: list[Event] = []
    for row in rows:
        await enrollments.write(
            connection,
            row["id"],
            state=EnrollmentState.PAUSED,
            reason=reason,
            due_at=until,
            waits_for="",
        )
        data = {
            "reason": reason,
            "until": until and until.isoformat(),
            "detail": detail,
        }
        lead_id, enrollment_id = LeadId(row["lead_id"]), EnrollmentId(row["id"])
        facts.append(Event("paused", now, lead_id, enrollment_id, data=data))
    return facts
