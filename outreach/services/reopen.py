"""Takes an enrollment up again where it was stopped, because a person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outreach.core.model import EnrollmentId, EnrollmentState, Finish, StepKey
from outreach.errors import Refused
from outreach.services.think import resume
from outreach.store import enrollment as enrollments
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import Event, Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

# A bounce and an objection are no opinions: they are lifted where they stand, in the
# suppression list, or by a person's word on the very mail.
REOPENED = (Finish.REPLIED, Finish.STOPPED)


def may_reopen(row: Row) -> bool:
    """Tell whether a person may let it go on: it is paused, or was stopped on the way."""
    if row["state"] == EnrollmentState.PAUSED:
        return True
    ended = row["state"] == EnrollmentState.FINISHED and row["reason"] in REOPENED
    return bool(ended and row["step"])


async def refuse_unwanted(engine: Engine, connection: Connection, lead: Lead) -> None:
    """Raise Refused for a lead that must not be contacted."""
    reasons = await suppressions.reasons(connection, [lead], engine.house.secret)
    if lead.id in reasons:
        raise Refused(
            "suppressed",
            f"{lead.email or lead.phone} is suppressed ({reasons[lead.id]}): "
            "`outreach suppress remove` comes first",
        )
    if lead.stage in engine.pipeline.closed:
        raise Refused("closed_stage", f"stands in {lead.stage}: move the stage first")


async def is_unwanted(engine: Engine, connection: Connection, lead: Lead) -> str:
    """Return why a lead must not be contacted; "" where it may be."""
    try:
        await refuse_unwanted(engine, connection, lead)
    except Refused as error:
        return str(error)
    return ""


async def reopen(
    engine: Engine, connection: Connection, lead: Lead, row: Row
) -> list[Event]:
    """Let it go on now from the step it stood at; return the facts.

    A touch that the stop had skipped is due again; a step whose message was refused, or has
    gone out, is passed over. The lead is held, and `may_reopen` is true of the row.
    """
    return await put_back(engine, connection, lead, row, None)


async def put_back(
    engine: Engine,
    connection: Connection,
    lead: Lead,
    row: Row,
    paused: Mapping[str, Any] | None,
) -> list[Event]:
    """Let it go on as `reopen` does, whatever had ended it, or be `paused` as it was."""
    here = EnrollmentId(row["id"])
    columns: dict[str, object] = {"finished_at": None}
    if row["step"] is not None:
        columns |= await _beyond(engine, connection, row)
    await enrollments.write(connection, here, **{**columns, **(paused or {})})
    if paused is not None:
        return []
    fresh = (await enrollments.get(connection, [here]))[here]
    return await resume(engine, connection, lead, fresh)


async def _beyond(
    engine: Engine, connection: Connection, row: Row
) -> dict[str, object]:
    """Return where it goes on, if not at its step."""
    here = EnrollmentId(row["id"])
    standing = (await touches.of_steps(connection, [here]))[here].get(row["step"])
    if standing is None:
        return {}
    if await touches.revive(connection, standing["id"]):
        return {}
    if standing["state"] not in ("rejected", "sent"):
        return {}
    release = await engine.catalogue.get(connection, row["version"])
    following: StepKey | None = release.sequence.steps[row["step"]].next
    return {"step": following, "anchor_at": standing["sending_at"] or engine.now()}
