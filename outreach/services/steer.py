"""Stops, pauses and resumes what a lead is in, at a person's word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentState, Finish
from outreach.errors import InputError, Refused
from outreach.services import react
from outreach.services.enroll import objections
from outreach.services.find import find_held
from outreach.services.finish import finish, pause
from outreach.services.goal import GOAL_MET, goals_met
from outreach.services.reopen import may_reopen, refuse_unwanted, reopen
from outreach.store import enrollment as enrollments

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Event, Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

BY_HAND = "manual"
LEFT = "opted_out_of"


async def stop_lead(
    engine: Engine, meant: str, *, by: str, sequence: str | None = None
) -> list[str]:
    """End what a lead is in, or one sequence of it; return the sequences' names.

    Committed when it returns: nothing that is not on the wire by then goes out any more.
    Raises NotFound, and Refused where there is nothing to stop.
    """
    async with engine.database.writing() as connection:
        lead = await find_held(connection, meant)
        rows = await _open(connection, lead, sequence)
        facts = await finish(engine, connection, rows, Finish.STOPPED)
        await _record(engine, connection, lead, facts, by)
    return [row["sequence"] for row in rows]


async def pause_lead(
    engine: Engine,
    meant: str,
    *,
    by: str,
    sequence: str | None = None,
    until: datetime | None = None,
) -> list[str]:
    """Pause what a lead is in until an instant, or (None) until a person resumes it.

    Returns the sequences' names. Raises NotFound, Refused where there is nothing to pause,
    and InputError for an instant that is over.
    """
    require_future(engine, until)
    async with engine.database.writing() as connection:
        lead = await find_held(connection, meant)
        rows = await _open(connection, lead, sequence)
        facts = await pause(engine, connection, rows, BY_HAND, until)
        await _record(engine, connection, lead, facts, by)
    return [row["sequence"] for row in rows]


def require_future(engine: Engine, until: datetime | None) -> None:
    """Raise InputError for an end that is over: a slip of the year would go on at once."""
    if until is not None and until <= engine.now():
        message = f"until {until:%Y-%m-%d %H:%M}: that is over, name a day to come"
        raise InputError(message)


async def resume_lead(
    engine: Engine, meant: str, *, by: str, sequence: str | None = None
) -> list[str]:
    """Let what is paused go on from where it stands; return the sequences' names.

    A sequence that is named goes on even if a person or a reply had ended it. Raises
    NotFound, and Refused: `not_paused`, `suppressed`, `opted_out_of`, `closed_stage`,
    `goal_met`.
    """
    async with engine.database.writing() as connection:
        lead = await find_held(connection, meant)
        rows = await _resumable(connection, lead, sequence)
        if not rows:
            where = f" in {sequence}" if sequence else ""
            fact = f"nothing{where} is paused or was stopped on the way"
            raise Refused("not_paused", f"{lead.email or lead.id}: {fact}")
        await refuse_unwanted(engine, connection, lead)
        facts: list[Event] = []
        for row in rows:
            await _refuse_left(engine, connection, lead, row["sequence"])
            await _refuse_met(engine, connection, lead, row)
            facts += await reopen(engine, connection, lead, row)
        await _record(engine, connection, lead, facts, by)
    return [row["sequence"] for row in rows]


async def _refuse_left(
    engine: Engine, connection: Connection, lead: Lead, sequence: str
) -> None:
    """Raise Refused for a sequence that the lead itself has left, whatever had ended it."""
    told = await objections(engine, connection, sequence, [lead.id])
    code, why = told.get(lead.id, ("", ""))
    if code == LEFT:
        raise Refused(code, f"{why}: `outreach suppress remove` comes first")


async def _refuse_met(
    engine: Engine, connection: Connection, lead: Lead, row: Row
) -> None:
    """Raise Refused for what was over when its goal was met, so that nothing ended it."""
    if row["state"] != EnrollmentState.FINISHED:
        return
    release = await engine.catalogue.get(connection, row["version"])
    met = await goals_met(engine, connection, release.sequence, [lead])
    if lead.id in met:
        sequence = row["sequence"]
        raise Refused(
            GOAL_MET,
            f"the goal of {sequence} is met already: {met[lead.id]}; "
            f"`outreach enroll {sequence} --again --met` starts it anew",
        )


async def _resumable(
    connection: Connection, lead: Lead, sequence: str | None
) -> list[Row]:
    rows = await enrollments.of_lead(connection, lead.id)
    if sequence is None:
        return [row for row in rows if row["state"] == EnrollmentState.PAUSED]
    # The last time it was in it is the one that is meant.
    last = [row for row in rows if row["sequence"] == sequence][-1:]
    return [row for row in last if may_reopen(row)]


async def _open(connection: Connection, lead: Lead, sequence: str | None) -> list[Row]:
    rows = [
        row
        for row in await enrollments.open_of(connection, [lead.id])
        if sequence in (None, row["sequence"])
    ]
    if not rows:
        where = f"is not in {sequence} now" if sequence else "is in no sequence now"
        raise Refused("not_enrolled", f"{lead.email or lead.id} {where}")
    return rows


async def _record(
    engine: Engine, connection: Connection, lead: Lead, facts: list[Event], by: str
) -> None:
    told = [replace(fact, data={**fact.data, "by": by}) for fact in facts]
    await react.record(engine, connection, {lead.id: lead}, told)
