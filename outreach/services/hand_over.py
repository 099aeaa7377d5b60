"""Hands a touch over to a person: what a program may not do itself becomes a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import (
    Blame,
    EnrollmentId,
    Event,
    LeadId,
    Rejected,
    Sent,
    TouchId,
)
from outreach.services import react
from outreach.store import lead as leads
from outreach.store import task as tasks
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.model import Outcome
    from outreach.ports import Errand
    from outreach.services.engine import Engine


async def hand_over(engine: Engine, errand: Errand) -> Outcome:
    """Make the task of a touch, once; Sent says that a person has it to do now."""
    async with engine.database.writing() as connection:
        found = await touches.by_message_ids(connection, [errand.touch])
        if not found:
            return Rejected(Blame.MESSAGE, f"there is no touch {errand.touch}")
        touch = found[-1]
        lead_id = LeadId(touch["lead_id"])
        held = await leads.lock(connection, [lead_id])
        task_id = await tasks.of_touch(connection, touch["id"])
        if task_id is not None:
            return Sent(f"task {task_id}")
        task_id = await tasks.add(
            connection,
            lead_id=lead_id,
            enrollment_id=touch["enrollment_id"],
            touch_id=touch["id"],
            kind=errand.kind,
            title=errand.title,
            note="\n\n".join(part for part in (errand.url, errand.text) if part),
            created_at=engine.now(),
        )
        data = {"task": task_id, "kind": errand.kind, "title": errand.title}
        event = Event(
            "task.created",
            engine.now(),
            lead_id,
            EnrollmentId(touch["enrollment_id"]),
            TouchId(touch["id"]),
            data,
        )
        await react.record(engine, connection, held, [event])
    return Sent(f"task {task_id}")
