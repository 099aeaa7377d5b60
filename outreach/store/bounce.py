"""How many of those a lane has written to have bounced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, func, or_, select

from outreach.core.model import Blame, TouchState
from outreach.store.lane import COUNTED, DAY
from outreach.store.schema import events, touches

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

BOUNCES = ("bounce.hard", "bounce.block")


async def bounced(connection: AsyncConnection, name: str, since: datetime) -> int:
    """Return how many of the leads that a lane has mailed since have bounced.

    Be it that a server refused the address at once, or that a report came later: each is an
    event, and these are few.
    """
    # By kind and time, for the index; a far clock may be behind ours.
    reported = select(events.c.touch_id).where(
        events.c.kind.in_(BOUNCES),
        events.c.at > since - DAY,
        events.c.retracted_at.is_(None),
    )
    found = await connection.execute(
        select(func.count(distinct(touches.c.lead_id))).where(
            touches.c.id.in_(reported),
            # Not by the lane's index, or all that it has sent is walked.
            touches.c.lane.concat("") == name,
            *_mailed(since),
        )
    )
    return found.scalar_one()


async def contacted(
    connection: AsyncConnection, name: str, since: datetime, most: int
) -> int:
    """Return how many leads a lane has mailed since, counting no more than so many."""
    leads = select(touches.c.lead_id).where(touches.c.lane == name, *_mailed(since))
    some = leads.distinct().limit(most).subquery()
    found = await connection.execute(select(func.count()).select_from(some))
    return found.scalar_one()


def _mailed(since: datetime) -> tuple[ColumnElement[bool], ...]:
    refused = and_(
        touches.c.state == TouchState.REJECTED, touches.c.reason == Blame.ADDRESS
    )
    return (
        touches.c.channel == "email",
        touches.c.sending_at > since,
        or_(touches.c.state.in_(COUNTED), refused),
    )
