"""Takes a person's word on a touch that nobody else can know about."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from outreach.core.model import (
    Blame,
    EnrollmentId,
    EnrollmentState,
    Event,
    LeadId,
    Rejected,
    Sent,
    TouchId,
    TouchState,
)
from outreach.core.planner import Position
from outreach.errors import NotFound, Refused
from outreach.services import react
from outreach.services.place import placed
from outreach.services.settle import Result, settle
from outreach.store import doubt as doubts
from outreach.store import enrollment as enrollments
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.model import Lead, Outcome
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


class Evidence(StrEnum):
    """What a person found out."""

    SENT = "sent"  # it is in the Sent folder, or arrived
    REJECTED = "rejected"  # the server refused it: the enrollment pauses
    NOT_SENT = "not_sent"  # it never left: it may be tried again


async def settle_doubt(
    engine: Engine, touch_id: TouchId, evidence: Evidence, *, by: str
) -> None:
    """Settle a touch in doubt on a person's evidence, and record who gave it.

    Raises NotFound, and Refused for a touch that is not in doubt.
    """
    async with engine.database.writing() as connection:
        touch = await _touch(connection, touch_id)
        held = await leads.lock(connection, [touch["lead_id"]])
        await lanes.lock(connection, [touch["lane"]])
        touch = await _touch(connection, touch_id)  # as it stands under the locks
        _refuse_known(touch)
        data = {"as": evidence.value, "by": by, "step": touch["step"]}
        event = Event(
            "doubt.settled",
            engine.now(),
            LeadId(touch["lead_id"]),
            EnrollmentId(touch["enrollment_id"]),
            touch_id,
            data,
        )
        recorded = await react.record(engine, connection, held, [event])
        match evidence:
            case Evidence.SENT:
                await _record(engine, connection, touch, Sent(f"by {by}"))
            case Evidence.REJECTED:
                refused = Rejected(Blame.MESSAGE, f"{by} found it was refused")
                await _record(engine, connection, touch, refused)
            case Evidence.NOT_SENT:
                lead = recorded.leads[event.lead_id]
                await _let_go(engine, connection, lead, touch, by)
            case _:
                assert_never(evidence)


async def require_doubt(engine: Engine, touch_id: TouchId) -> None:
    """Raise NotFound, and Refused for a touch that is not in doubt."""
    async with engine.database.reading() as connection:
        _refuse_known(await _touch(connection, touch_id))


def _refuse_known(touch: Row) -> None:
    if touch["state"] != TouchState.IN_DOUBT:
        message = f"touch {touch['id']} is {touch['state']}: nothing is to be settled"
        raise Refused("not_in_doubt", message)


async def _touch(connection: Connection, touch_id: TouchId) -> Row:
    found = (await touches.get(connection, [touch_id])).get(touch_id)
    if found is None:
        raise NotFound(
            f"no touch {touch_id}; `outreach touches list` names those in doubt"
        )
    return found


async def _record(
    engine: Engine, connection: Connection, touch: Row, outcome: Outcome
) -> None:
    result = Result(TouchId(touch["id"]), touch["attempt"], outcome)
    await settle(engine, connection, [result])


async def _let_go(
    engine: Engine, connection: Connection, lead: Lead, touch: Row, by: str
) -> None:
    """Defer it, so that it may be claimed as its next attempt; skip it where that is over.

    It is looked for all the same: a person who missed it must not have it sent twice.
    """
    now = engine.now()
    if touch["message_id"] is not None:
        await doubts.note(connection, touch, now)
    row = (await enrollments.get(connection, [touch["enrollment_id"]]))[
        touch["enrollment_id"]
    ]
    over = row["state"] == EnrollmentState.FINISHED or row["step"] != touch["step"]
    await touches.settle(
        connection,
        TouchId(touch["id"]),
        touch["attempt"],
        state=TouchState.SKIPPED if over else TouchState.DEFERRED,
        reason=(row["reason"] or "moved") if over else "",
        not_before=None if over else now,
        detail=f"{by} found it was never sent",
        settled_at=now,
    )
    if row["state"] == EnrollmentState.ACTIVE and not over:
        release = await engine.catalogue.get(connection, row["version"])
        enrollment = enrollments.enrollment_of(row)
        situation = engine.situation(release, lead, enrollment, ())
        here = Position(enrollment.step, enrollment.anchor_at)
        columns = placed(situation, enrollment.senders, here, not_before=now)
        await enrollments.write(connection, enrollment.id, **columns)
