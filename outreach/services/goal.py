"""Tells whose goal in a sequence is met already, be it after their time in it was over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.pipeline import forward
from outreach.core.reaction import concerns, is_a, reaches
from outreach.store import enrollment as enrollments
from outreach.store import event as events

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.model import Event, Lead, LeadId
    from outreach.core.sequence import Sequence
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

GOAL_MET = "goal_met"
NONE = 0  # no enrollment's id


async def goals_met(
    engine: Engine,
    connection: Connection,
    sequence: Sequence,
    several: Collection[Lead],
) -> dict[LeadId, str]:
    """Return, for those of the leads whose goal is met, the kind of event that met it.

    What counts has come in since the lead was first in the sequence, and would end it there.
    A stage counts while the lead stands in it or beyond.
    """
    ids = [lead.id for lead in several]
    rows = [
        row
        for row in await enrollments.of_leads(connection, ids)
        if row["sequence"] == sequence.name
    ]
    began = {row["lead_id"]: row["enrolled_at"] for row in reversed(rows)}
    own = {row["id"] for row in rows}
    known = await events.of_leads(connection, began)
    found: dict[LeadId, str] = {}
    for lead in several:
        for event in known.get(lead.id, ()):
            if event.at < began[lead.id]:
                continue
            if _meets(engine, sequence, lead, event, own):
                found[lead.id] = event.kind
    return found


def _meets(
    engine: Engine, sequence: Sequence, lead: Lead, event: Event, own: Collection[int]
) -> bool:
    is_own = event.enrollment_id in own
    if not (is_own or concerns(event.kind, event.enrollment_id, NONE)):
        return False
    if is_a(event.kind, "stage"):
        stage = event.kind.partition(".")[2]
        if forward(engine.pipeline, stage, lead.stage) != lead.stage:
            return False  # somebody has moved it back since
    # A goal of its own step or reaction ends it whatever `exit_on` says.
    return (is_own and is_a(event.kind, "goal")) or reaches(sequence, event.kind)
