"""What people must do: listed, and marked done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.meaning import BounceType
from outreach.core.model import EnrollmentId, EnrollmentState, Event, Finish, LeadId
from outreach.errors import NotFound, Refused
from outreach.services import react
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import task as tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


# Ends of an enrollment after which nothing that it asked for may reach the lead.
STOPS = frozenset(
    {Finish.REPLIED, Finish.BOUNCED, Finish.OPTED_OUT, Finish.STOPPED, Finish.GOAL}
)
# Pauses that are the lead's or a person's word: not those for a trouble of ours with
# another step.
RESTS = frozenset(
    {
        *("manual", "out_of_office", "gone", "company_replied"),
        *(f"bounced_{type_}" for type_ in BounceType),
    }
)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """One thing to do, for one lead. `late` says that it was due before now.

    `stopped` says why it must not be done any more, or not now: the lead has answered or
    opted out, say, or is paused.
    """

    id: int
    kind: str
    title: str
    note: str
    lead_id: LeadId
    email: str
    name: str
    owner: str
    created_at: datetime
    due_at: datetime | None
    late: bool
    stopped: str


async def list_tasks(engine: Engine) -> list[OpenTask]:
    """Return what is still to be done, the soonest due first."""
    now = engine.now()
    async with engine.database.reading() as connection:
        rows = await tasks.open_ones(connection)
        stopped = await _stopped(engine, connection, rows)
    return [
        OpenTask(
            id=row["id"],
            kind=row["kind"],
            title=row["title"],
            note=row["note"],
            lead_id=LeadId(row["lead_id"]),
            email=row["email"],
            name=f"{row['first_name']} {row['last_name']}".strip(),
            owner=row["owner"],
            created_at=row["created_at"],
            due_at=row["due_at"],
            late=row["due_at"] is not None and row["due_at"] < now,
            stopped=stopped.get(row["id"], ""),
        )
        for row in rows
    ]


async def _stopped(
    engine: Engine, connection: Connection, rows: Sequence[Row]
) -> dict[int, str]:
    """Return why touches that were handed over must not be done now, by task."""
    handed = [row for row in rows if row["touch_id"] is not None]
    if not handed:
        return {}
    held = await leads.get(connection, {LeadId(row["lead_id"]) for row in handed})
    reasons = await suppressions.reasons(connection, held.values(), engine.house.secret)
    ids = {EnrollmentId(row["enrollment_id"]) for row in handed}
    standing = await enrollments.get(connection, ids)
    known = await events.of_leads(connection, held)
    found: dict[int, str] = {}
    for row in handed:
        lead_id = LeadId(row["lead_id"])
        answered = any(
            event.is_a("reply") and event.at >= row["created_at"]
            for event in known.get(lead_id, ())
        )
        enrollment = standing[row["enrollment_id"]]
        found[row["id"]] = reasons.get(lead_id) or _held_back(
            enrollment, answered=answered
        )
    return found


def _held_back(enrollment: Row, *, answered: bool) -> str:
    state, reason = enrollment["state"], enrollment["reason"]
    if state == EnrollmentState.FINISHED and reason in STOPS:
        return str(reason)
    # A sequence pauses by itself too: the step before that is to be done.
    rests = reason in RESTS or (reason == "sequence" and answered)
    return f"paused ({reason})" if state == EnrollmentState.PAUSED and rests else ""


async def finish_task(engine: Engine, task_id: int, *, by: str = "person") -> None:
    """Mark a task done, and wake what waits for it. Raises NotFound, Refused (already_done)."""
    async with engine.database.writing() as connection:
        row = await tasks.get(connection, task_id)
        if row is None:
            raise NotFound(f"no task {task_id}; `outreach tasks list` shows them")
        held = await leads.lock(connection, [LeadId(row["lead_id"])])
        now = engine.now()
        if not await tasks.done(connection, task_id, by, now):
            raise Refused("already_done", f"task {task_id} is done already")
        enrollment_id = row["enrollment_id"]
        event = Event(
            "task.done",
            now,
            LeadId(row["lead_id"]),
            None if enrollment_id is None else EnrollmentId(enrollment_id),
            data={
                "task": task_id,
                "kind": row["kind"],
                "title": row["title"],
                "by": by,
            },
        )
        await react.record(engine, connection, held, [event])
