"""Lanes that rest, because their server asked for it or would not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, or_, select, update

from outreach.core.model import EnrollmentState, TouchState
from outreach.core.retry import LONGEST_ASKED
from outreach.store import lane
from outreach.store.many import batched
from outreach.store.schema import enrollments, lanes, touches

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

LONGEST_REST = LONGEST_ASKED + lane.DAY  # with the attempt that led to it


async def begin(
    connection: AsyncConnection, name: str, until: datetime, now: datetime
) -> None:
    """Let the lane rest until an instant, or longer if it already does: that is one rest."""
    begins = or_(lanes.c.rest_until.is_(None), lanes.c.rest_until <= now)
    await connection.execute(
        update(lanes)
        .where(
            and_(
                lanes.c.name == name,
                or_(lanes.c.rest_until.is_(None), lanes.c.rest_until < until),
            )
        )
        .values(rest_until=until, rests=lanes.c.rests + case((begins, 1), else_=0))
    )


async def cause(connection: AsyncConnection, row: RowMapping) -> str:
    """Return what the server said to the touch that the lane rests for; "" if not known."""
    found = await connection.execute(
        select(touches.c.status, touches.c.detail)
        .where(
            touches.c.lane == row["name"],
            # No rest is longer, so that few rows are looked at.
            touches.c.sending_at > row["rest_until"] - LONGEST_REST,
            touches.c.state == TouchState.DEFERRED,
            touches.c.not_before == row["rest_until"],
        )
        .order_by(touches.c.sending_at.desc())
        .limit(1)
    )
    said = found.one_or_none()
    return "" if said is None else f"{said.status} {said.detail}".strip()


async def end(connection: AsyncConnection, name: str, now: datetime) -> bool:
    """Let a resting lane try again now, its put off touches first; False if it does not rest.

    The caller holds its lock.
    """
    row = (await lane.rows(connection, [name]))[name]
    if row["rest_until"] is None or row["rest_until"] <= now:
        return False
    await connection.execute(
        update(lanes).where(lanes.c.name == name).values(rest_until=None, rests=0)
    )
    # Those that the rest alone put off: one put off for itself has failures.
    put_off = await connection.execute(
        update(touches)
        .where(
            touches.c.lane == name,
            touches.c.sending_at > now - LONGEST_REST,
            touches.c.state == TouchState.DEFERRED,
            touches.c.not_before > now,
            touches.c.not_before <= row["rest_until"],
            touches.c.failures == 0,
        )
        .values(not_before=now)
        .returning(touches.c.enrollment_id)
    )
    for some in batched(list(put_off.scalars())):
        await connection.execute(
            update(enrollments)
            .where(
                enrollments.c.id.in_(some),
                enrollments.c.state == EnrollmentState.ACTIVE,
                enrollments.c.lane == name,
                enrollments.c.due_at > now,
            )
            .values(due_at=now)
        )
    return True
