"""What waits for a person, as the tables have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select

from outreach.store.schema import (
    crm_outbox,
    enrollments,
    events,
    inbound,
    lanes,
    leads,
    touches,
)
from outreach.store.touch import IN_DOUBT

if TYPE_CHECKING:
    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

_WHO = (leads.c.email, leads.c.phone)


async def paused(connection: AsyncConnection) -> list[RowMapping]:
    """Return enrollments that no time resumes, with the event that paused each, oldest first."""
    each = events.alias()
    last = (
        select(func.max(each.c.id))
        .where(
            each.c.lead_id == enrollments.c.lead_id,
            each.c.enrollment_id == enrollments.c.id,
            each.c.kind == "paused",
        )
        .correlate(enrollments)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(
            enrollments.c.id,
            enrollments.c.lead_id,
            enrollments.c.sequence,
            enrollments.c.reason,
            events.c.at.label("since"),
            events.c.data,
            *_WHO,
        )
        .select_from(
            enrollments.join(leads, leads.c.id == enrollments.c.lead_id).outerjoin(
                events, events.c.id == last
            )
        )
        .where(
            enrollments.c.state == literal("paused", literal_execute=True),
            enrollments.c.due_at.is_(None),
        )
        .order_by(enrollments.c.id)
    )
    return list(rows.mappings())


async def in_doubt(connection: AsyncConnection) -> list[RowMapping]:
    """Return touches of which nobody knows whether they went out, oldest first."""
    rows = await connection.execute(
        select(touches, *_WHO)
        .join(leads, leads.c.id == touches.c.lead_id)
        .where(IN_DOUBT)
        .order_by(touches.c.id)
    )
    return list(rows.mappings())


async def unmatched(connection: AsyncConnection, limit: int) -> list[RowMapping]:
    """Return mail of people that is nobody's, and what could not be read; newest first."""
    columns = [column for column in inbound.c if column.name != "content"]
    rows = await connection.execute(
        select(*columns)
        .where(
            inbound.c.state.in_(("unmatched", "unreadable")),
            inbound.c.kind.not_in(("system", "other")),
        )
        .order_by(inbound.c.id.desc())
        .limit(limit)
    )
    return list(rows.mappings())


async def refused(connection: AsyncConnection) -> list[RowMapping]:
    """Return what a CRM would not take, oldest first."""
    rows = await connection.execute(
        select(crm_outbox, *_WHO)
        .join(leads, leads.c.id == crm_outbox.c.lead_id)
        .where(crm_outbox.c.state == "refused")
        .order_by(crm_outbox.c.id)
    )
    return list(rows.mappings())


async def paused_lanes(connection: AsyncConnection) -> list[RowMapping]:
    """Return senders that wait for a person, by name."""
    rows = await connection.execute(
        select(lanes).where(lanes.c.paused != "").order_by(lanes.c.name)
    )
    return list(rows.mappings())
