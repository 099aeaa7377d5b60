"""The ledger: every move of a touch, each conditional on its id, state and attempt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from outreach.core.model import EnrollmentId, LeadId, TouchId, TouchState
from outreach.store.many import Prepared, among, batched, insert_many
from outreach.store.schema import touches, workers
from outreach.store.worker import LEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

CLAIM_LEASE = timedelta(seconds=60)
_ROW = touches.c
# Word for word what the partial indexes say, or SQLite passes them by.
OPEN = text("touches.state IN ('claimed', 'sending')")
IN_DOUBT = text("touches.state = 'in_doubt'")


async def claim(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]]
) -> list[TouchId]:
    """Insert first claims, given as rows; return their ids, in order."""
    return [TouchId(each) for each in await insert_many(connection, touches, rows)]


async def claim_again(
    connection: AsyncConnection, touch_id: TouchId, lane: str, now: datetime
) -> bool:
    """Claim a deferred touch, or one skipped for want of data, as its next attempt."""
    moved = await connection.execute(
        update(touches)
        .where(
            _ROW.id == touch_id,
            or_(
                _ROW.state == TouchState.DEFERRED,
                and_(_ROW.state == TouchState.SKIPPED, _ROW.reason == "missing_data"),
            ),
        )
        .values(
            state=TouchState.CLAIMED,
            attempt=_ROW.attempt + 1,
            claimed_at=now,
            not_before=None,
            settled_at=None,
            reason="",
            worker=None,
            lane=lane,
        )
    )
    return moved.rowcount == 1


async def release(connection: AsyncConnection, touch: RowMapping) -> bool:
    """Give a claim back: nothing went out and no attempt is counted.

    A first claim leaves no row behind; a later one is deferred again, as it was.
    """
    same = and_(
        _ROW.id == touch["id"],
        _ROW.state == TouchState.CLAIMED,
        _ROW.attempt == touch["attempt"],
    )
    if touch["attempt"] == 1:
        moved = await connection.execute(delete(touches).where(same))
    else:
        moved = await connection.execute(
            update(touches)
            .where(same)
            .values(
                state=TouchState.DEFERRED, attempt=_ROW.attempt - 1, claimed_at=None
            )
        )
    return moved.rowcount == 1


async def skip(
    connection: AsyncConnection, touch: RowMapping, reason: str, now: datetime
) -> bool:
    """End a claim for good, unsent."""
    moved = await connection.execute(
        update(touches)
        .where(
            _ROW.id == touch["id"],
            _ROW.state == TouchState.CLAIMED,
            _ROW.attempt == touch["attempt"],
        )
        .values(state=TouchState.SKIPPED, reason=reason, settled_at=now)
    )
    return moved.rowcount == 1


async def drop(
    connection: AsyncConnection,
    enrollment_ids: Iterable[EnrollmentId],
    reason: str,
    now: datetime,
) -> None:
    """Skip what these enrollments, which are over, have put off: nobody claims it again."""
    for some in batched(list(enrollment_ids)):
        await connection.execute(
            update(touches)
            .where(_ROW.enrollment_id.in_(some), _ROW.state == TouchState.DEFERRED)
            .values(
                state=TouchState.SKIPPED, reason=reason, not_before=None, settled_at=now
            )
        )


async def revive(connection: AsyncConnection, touch_id: TouchId) -> bool:
    """Let a touch that a stop had skipped be claimed again: it never went out."""
    moved = await connection.execute(
        update(touches)
        .where(_ROW.id == touch_id, _ROW.state == TouchState.SKIPPED)
        .values(state=TouchState.DEFERRED, reason="", not_before=None)
    )
    return moved.rowcount == 1


_WRITTEN = ("worker", "version", "sent_as", "message_id", "subject", "variant")
_BY_IDS = select(touches).where(among(_ROW.id, "ids"))
_OF_STEPS = select(touches).where(among(_ROW.enrollment_id, "ids"))
_LANES = (
    select(_ROW.id, _ROW.lane)
    .where(among(_ROW.id, "ids"), _ROW.state == TouchState.CLAIMED)
    .order_by(_ROW.id)
)
_SENT = Prepared(
    update(touches)
    .where(
        _ROW.id == bindparam("at_id"),
        _ROW.attempt == bindparam("at_attempt"),
        or_(_ROW.state == TouchState.SENDING, _ROW.state == TouchState.IN_DOUBT),
    )
    .values(
        state=TouchState.SENT,
        settled_at=bindparam("now"),
        detail=bindparam("to_detail"),
        reason="",
    )
)
_MARK = Prepared(
    update(touches)
    .where(
        _ROW.id == bindparam("at_id"),
        _ROW.state == TouchState.CLAIMED,
        _ROW.attempt == bindparam("at_attempt"),
    )
    .values(
        state=TouchState.SENDING,
        sending_at=bindparam("now"),
        **{name: bindparam(f"to_{name}") for name in _WRITTEN},
    )
)


async def mark_sending(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]], now: datetime
) -> int:
    """Mark claims as `sending`, given as rows; `sent_as` where it is not the step's id."""
    if not rows:
        return 0
    marked = [
        {
            "at_id": row["id"],
            "at_attempt": row["attempt"],
            "now": now,
            **{f"to_{name}": row[name] for name in _WRITTEN},
        }
        for row in ({"sent_as": None, **row} for row in rows)
    ]
    return await _MARK.run(connection, marked)


async def doubt(
    connection: AsyncConnection, touch: RowMapping, detail: str, now: datetime
) -> bool:
    """Admit that nobody knows whether this attempt went out."""
    moved = await connection.execute(
        update(touches)
        .where(
            _ROW.id == touch["id"],
            _ROW.attempt == touch["attempt"],
            _ROW.state == TouchState.SENDING,
        )
        .values(state=TouchState.IN_DOUBT, detail=detail, settled_at=now)
    )
    return moved.rowcount == 1


async def settle(
    connection: AsyncConnection,
    touch_id: TouchId,
    attempt: int,
    **values: object,
) -> bool:
    """Record what came of one attempt, be it late: from `sending` or `in_doubt`."""
    moved = await connection.execute(
        update(touches)
        .where(
            _ROW.id == touch_id,
            _ROW.attempt == attempt,
            _ROW.state.in_((TouchState.SENDING, TouchState.IN_DOUBT)),
        )
        .values(**values)
    )
    return moved.rowcount == 1


async def settle_sent(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]], now: datetime
) -> None:
    """Record many attempts as sent; each row has id, attempt, detail; the caller holds them."""
    told = [
        {
            "at_id": row["id"],
            "at_attempt": row["attempt"],
            "to_detail": row["detail"],
            "now": now,
        }
        for row in rows
    ]
    await _SENT.run(connection, told)


async def get(
    connection: AsyncConnection, ids: Iterable[TouchId]
) -> dict[TouchId, RowMapping]:
    """Return these touches' rows."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await connection.execute(_BY_IDS, {"ids": wanted})
    return {TouchId(row["id"]): row for row in rows.mappings()}


async def of_steps(
    connection: AsyncConnection, enrollment_ids: Iterable[EnrollmentId]
) -> dict[EnrollmentId, dict[str, RowMapping]]:
    """Return each enrollment's touches, by step."""
    found: dict[EnrollmentId, dict[str, RowMapping]] = {
        enrollment_id: {} for enrollment_id in enrollment_ids
    }
    if not found:
        return found
    rows = await connection.execute(_OF_STEPS, {"ids": list(found)})
    for row in rows.mappings():
        found[EnrollmentId(row["enrollment_id"])][row["step"]] = row
    return found


async def of_lead(connection: AsyncConnection, lead_id: LeadId) -> list[RowMapping]:
    """Return the lead's touches, oldest first."""
    rows = await connection.execute(
        select(touches).where(_ROW.lead_id == lead_id).order_by(_ROW.id)
    )
    return list(rows.mappings())


async def by_message_ids(
    connection: AsyncConnection, message_ids: Iterable[str]
) -> list[RowMapping]:
    """Return the touches that went out under these Message-IDs."""
    wanted = sorted(set(message_ids))
    if not wanted:
        return []
    rows = await connection.execute(
        select(touches).where(_ROW.message_id.in_(wanted)).order_by(_ROW.id)
    )
    return list(rows.mappings())


async def claims_of(
    connection: AsyncConnection, enrollment_ids: Iterable[EnrollmentId]
) -> list[RowMapping]:
    """Return the unsent claims of these enrollments."""
    rows = await connection.execute(
        select(touches).where(
            _ROW.enrollment_id.in_(list(enrollment_ids)),
            _ROW.state == TouchState.CLAIMED,
        )
    )
    return list(rows.mappings())


async def lanes_of_claims(
    connection: AsyncConnection, ids: Iterable[TouchId]
) -> dict[TouchId, str]:
    """Return the lanes of those of these touches that are claimed."""
    rows = await connection.execute(_LANES, {"ids": list(ids)})
    return {TouchId(row.id): row.lane for row in rows}


async def claimed_ids(
    connection: AsyncConnection, limit: int | None = None
) -> list[TouchId]:
    """Return the ids of the unsent claims, oldest first, all or so many."""
    rows = await connection.execute(
        select(_ROW.id)
        .where(OPEN, _ROW.state == TouchState.CLAIMED)
        .order_by(_ROW.id)
        .limit(limit)
    )
    return [TouchId(each) for each in rows.scalars()]


async def stale_claims(
    connection: AsyncConnection, now: datetime, limit: int
) -> list[RowMapping]:
    """Return claims nobody marked within their lease: the broker lost them."""
    rows = await connection.execute(
        select(touches)
        .where(
            OPEN,
            _ROW.state == TouchState.CLAIMED,
            _ROW.claimed_at <= now - CLAIM_LEASE,
        )
        .order_by(_ROW.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def orphans(
    connection: AsyncConnection, now: datetime, limit: int
) -> list[RowMapping]:
    """Return touches in `sending` whose worker has let its heartbeat lapse."""
    lives = (
        select(workers.c.id)
        .where(workers.c.id == _ROW.worker, workers.c.heartbeat_at > now - LEASE)
        .exists()
    )
    rows = await connection.execute(
        select(touches)
        .where(OPEN, _ROW.state == TouchState.SENDING, ~lives)
        .order_by(_ROW.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def counts(connection: AsyncConnection) -> list[RowMapping]:
    """Count touches by channel, lane, state and reason."""
    rows = await connection.execute(
        select(
            _ROW.channel,
            _ROW.lane,
            _ROW.state,
            _ROW.reason,
            func.count().label("count"),
        )
        .group_by(_ROW.channel, _ROW.lane, _ROW.state, _ROW.reason)
        .order_by(_ROW.channel, _ROW.lane, _ROW.state, _ROW.reason)
    )
    return list(rows.mappings())


async def in_doubt(connection: AsyncConnection) -> list[RowMapping]:
    """Return every touch in doubt, oldest first."""
    rows = await connection.execute(select(touches).where(IN_DOUBT).order_by(_ROW.id))
    return list(rows.mappings())


async def any_open(connection: AsyncConnection) -> bool:
    """Tell whether anything is claimed or on the wire."""
    found = await connection.execute(select(_ROW.id).where(OPEN).limit(1))
    return found.first() is not None
