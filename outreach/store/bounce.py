"""How many of those a lane has written to have bounced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, func, or_, select

from outreach.core.model import Blame, TouchState
from outreach.store.lane import COUNTED, DAY
from outreach.store.schema import events, touches

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

BOUNCES = ("bounce.hard", "bounce.block")


async def of_lane(
    connection: AsyncConnection, name: str, since: datetime
) -> tuple[int, int]:
    """Return how many leads a lane has mailed since, and how many of them have bounced.

    Be it that a server refused the address at once, or that a report came later.
    """
    mailed = and_(
        touches.c.lane == name,
        touches.c.channel == "email",
        touches.c.sending_at > since,
    )
    refused = and_(
        touches.c.state == TouchState.REJECTED, touches.c.reason == Blame.ADDRESS
    )
    contacted = await connection.execute(
        select(func.count(distinct(touches.c.lead_id))).where(
            mailed, or_(touches.c.state.in_(COUNTED), refused)
        )
    )
    # By kind and time, for the index; a far clock may be behind ours.
    reported = touches.c.id.in_(
        select(events.c.touch_id).where(
            events.c.kind.in_(BOUNCES), events.c.at > since - DAY
        )
    )
    bounced = await connection.execute(
        select(func.count(distinct(touches.c.lead_id))).where(
            mailed, or_(refused, and_(touches.c.state.in_(COUNTED), reported))
        )
    )
    return contacted.scalar_one(), bounced.scalar_one()
