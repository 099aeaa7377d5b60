"""Asks the planner which of those due at a sending step a tick passes over, not sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentId, LeadId
from outreach.core.planner import Position, plan
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Event, Lead
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row


async def passed_over(
    engine: Engine,
    connection: Connection,
    asked: Mapping[EnrollmentId, Release],
    now: datetime,
) -> frozenset[EnrollmentId]:
    """Return those of these due enrollments that go on without a message from their step."""
    rows = await enrollments.get(connection, asked)
    ids = [LeadId(row["lead_id"]) for row in rows.values()]
    held = await leads.get(connection, ids)
    known = await events.of_leads(connection, ids)
    return frozenset(
        each
        for each, row in rows.items()
        if _moves_on(
            engine, asked[each], row, held[row["lead_id"]], known[row["lead_id"]], now
        )
    )


def _moves_on(
    engine: Engine,
    release: Release,
    row: Row,
    lead: Lead,
    known: Sequence[Event],
    now: datetime,
) -> bool:
    situation = engine.situation(release, lead, enrollments.enrollment_of(row), known)
    try:
        planned = plan(situation, Position(row["step"], row["anchor_at"]), now)
    except Exception:  # noqa: BLE001 - the tick sets it aside, and it holds nobody up
        return True
    return planned.moves_on
