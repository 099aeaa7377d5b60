"""Counts for people: what is due and under way, what was done. Grouped by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from outreach.core.model import EnrollmentState, TouchState
from outreach.store.inbound import RECEIVED
from outreach.store.outbox import PENDING
from outreach.store.schema import (
    crm_outbox,
    enrollments,
    events,
    inbound,
    leads,
    touches,
    workers,
)
from outreach.store.touch import IN_DOUBT, OPEN

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

# Asking a colleague to call is no message, and a webhook reaches no person.
NOBODY_HEARS = ("task", "webhook")
# What may be told apart in a report: nothing, or by these columns of a touch.
WHOLE: tuple[str, ...] = ()
SEQUENCE = ("sequence",)
STEP = ("sequence", "step")
SENDER = ("lane",)

_ENROLLMENT = enrollments.c
_TOUCH = touches.c
_EVENT = events.c
# Not a bound value: PostgreSQL groups by expressions that it sees to be equal.
_NONE: ColumnElement[str] = literal_column("''", String)


async def standing(connection: AsyncConnection, now: datetime) -> list[RowMapping]:
    """Count unfinished enrollments by lane, window key, state, reason and what they wait for.

    `due`: 1 at or before `now`, 0 after it, None at no time; `earliest` is the first of them.
    """
    due = case(
        (_ENROLLMENT.due_at.is_(None), None), (_ENROLLMENT.due_at <= now, 1), else_=0
    )
    keys = (
        _ENROLLMENT.lane,
        _ENROLLMENT.window_key,
        _ENROLLMENT.state,
        _ENROLLMENT.reason,
        _ENROLLMENT.waits_for,
    )
    rows = await connection.execute(
        select(
            *keys,
            cast(due, Integer).label("due"),
            func.count().label("count"),
            func.min(_ENROLLMENT.due_at).label("earliest"),
        )
        .where(_ENROLLMENT.state != EnrollmentState.FINISHED)
        .group_by(*keys, "due")
        .order_by(*keys, "due")
    )
    return list(rows.mappings())


async def dues(connection: AsyncConnection, now: datetime) -> list[RowMapping]:
    """Return by lane and window key the earliest due instant, and the earliest after `now`."""
    later = case((_ENROLLMENT.due_at > now, _ENROLLMENT.due_at))
    rows = await connection.execute(
        select(
            _ENROLLMENT.lane,
            _ENROLLMENT.window_key,
            func.min(_ENROLLMENT.due_at).label("earliest"),
            func.min(later).label("later"),
        )
        .where(
            _ENROLLMENT.state == literal("active", literal_execute=True),
            _ENROLLMENT.due_at.is_not(None),
        )
        .group_by(_ENROLLMENT.lane, _ENROLLMENT.window_key)
        .order_by(_ENROLLMENT.lane, _ENROLLMENT.window_key)
    )
    return list(rows.mappings())


async def under_way(connection: AsyncConnection) -> list[RowMapping]:
    """Count by lane the touches that are claimed, sending or in doubt, and since when."""
    found: list[RowMapping] = []
    # No bare column, or SQLite walks all touches in the order of lanes for the grouping's sake.
    lane = (_TOUCH.lane + "").label("lane")
    for part in (OPEN, IN_DOUBT):
        rows = await connection.execute(
            select(
                lane,
                _TOUCH.state,
                func.count().label("count"),
                func.min(_TOUCH.sending_at).label("since"),
            )
            .where(part)
            .group_by(lane, _TOUCH.state)
            .order_by(lane, _TOUCH.state)
        )
        found += rows.mappings()
    return found


async def leases(
    connection: AsyncConnection,
) -> tuple[datetime | None, datetime | None, bool]:
    """Return the oldest claim, the oldest heartbeat of who sends, and whether one has none."""
    claim = await connection.execute(
        select(func.min(_TOUCH.claimed_at)).where(
            OPEN, _TOUCH.state == TouchState.CLAIMED
        )
    )
    beats = await connection.execute(
        select(workers.c.heartbeat_at)
        .select_from(touches.outerjoin(workers, workers.c.id == _TOUCH.worker))
        .where(OPEN, _TOUCH.state == TouchState.SENDING)
        .distinct()
    )
    known = list(beats.scalars())
    alive = [beat for beat in known if beat is not None]
    return claim.scalar_one(), min(alive, default=None), None in known


async def outbox_lags(connection: AsyncConnection) -> list[RowMapping]:
    """Return by CRM how much is pending, and since when the oldest of it."""
    rows = await connection.execute(
        select(
            crm_outbox.c.crm,
            func.count().label("count"),
            func.min(_EVENT.recorded_at).label("since"),
        )
        .select_from(crm_outbox.outerjoin(events, _EVENT.id == crm_outbox.c.event_id))
        .where(PENDING)
        .group_by(crm_outbox.c.crm)
        .order_by(crm_outbox.c.crm)
    )
    return list(rows.mappings())


async def uninterpreted(connection: AsyncConnection) -> int:
    """Count the messages that are kept and not interpreted yet."""
    counted = await connection.execute(
        select(func.count()).select_from(inbound).where(RECEIVED)
    )
    return counted.scalar_one()


async def stages(connection: AsyncConnection, sequence: str | None) -> dict[str, int]:
    """Count leads by the stage they stand in."""
    query = select(leads.c.stage, func.count()).group_by(leads.c.stage)
    if sequence is not None:
        query = query.where(leads.c.id.in_(_enrolled(sequence)))
    rows = await connection.execute(query)
    return dict(iter(rows))


async def stages_reached(
    connection: AsyncConnection, sequence: str | None, since: datetime | None
) -> dict[str, int]:
    """Count by stage the leads that ever came to it."""
    query = (
        select(_EVENT.kind, func.count(_EVENT.lead_id.distinct()))
        .where(_EVENT.kind.like("stage.%"), _EVENT.retracted_at.is_(None))
        .group_by(_EVENT.kind)
    )
    if sequence is not None:
        query = query.where(_EVENT.lead_id.in_(_enrolled(sequence)))
    if since is not None:
        query = query.where(_EVENT.at >= since)
    rows = await connection.execute(query)
    return {kind.removeprefix("stage."): count for kind, count in rows}


def _enrolled(sequence: str) -> Select[tuple[int]]:
    return select(_ENROLLMENT.lead_id).where(_ENROLLMENT.sequence == sequence)


async def touch_counts(
    connection: AsyncConnection,
    by: tuple[str, ...],
    sequence: str | None,
    since: datetime | None,
) -> list[RowMapping]:
    """Count by these columns: touches sent, people they went to, people one was tried for."""
    keys = [_TOUCH[name] for name in by]
    sent = _TOUCH.state == TouchState.SENT
    query = select(
        *keys,
        func.count(case((sent, 1))).label("sent"),
        func.count(case((sent, _TOUCH.lead_id)).distinct()).label("contacted"),
        func.count(_TOUCH.lead_id.distinct()).label("tried"),
        func.count(case((_TOUCH.state == TouchState.IN_DOUBT, 1))).label("in_doubt"),
        func.count(case((_TOUCH.state == TouchState.REJECTED, 1))).label("rejected"),
        func.min(_TOUCH.id).label("first"),
    ).where(
        _TOUCH.sending_at.is_not(None),
        _TOUCH.channel.not_in(NOBODY_HEARS),
        *_of(_TOUCH.sequence, sequence),
        *_since(_TOUCH.sending_at, since),
    )
    rows = await connection.execute(query.group_by(*keys).order_by("first"))
    return list(rows.mappings())


async def answer_counts(
    connection: AsyncConnection,
    by: tuple[str, ...],
    sequence: str | None,
    since: datetime | None,
) -> list[RowMapping]:
    """Count events that touches led to, by these columns and by kind.

    `people` counts leads, `undelivered` touches that were sent and came back.
    """
    keys = [_columns()[name] for name in by]
    query = select(
        *(key.label(name) for key, name in zip(keys, by, strict=True)),
        _EVENT.kind,
        func.count().label("count"),
        func.count(case((_TOUCH.state == TouchState.SENT, _TOUCH.id)).distinct()).label(
            "undelivered"
        ),
    )
    query = _answers(query, sequence, since).group_by(*keys, _EVENT.kind)
    rows = await connection.execute(query.order_by(*keys, _EVENT.kind))
    return list(rows.mappings())


async def answer_people(
    connection: AsyncConnection,
    by: tuple[str, ...],
    sequence: str | None,
    since: datetime | None,
) -> list[RowMapping]:
    """Count by these columns the leads who replied, bounced, opted out and clicked."""
    keys = [_columns()[name] for name in by]
    query = select(
        *(key.label(name) for key, name in zip(keys, by, strict=True)),
        *(
            func.count(case((_is_a(kind), _EVENT.lead_id)).distinct()).label(name)
            for name, kind in PEOPLE.items()
        ),
    )
    query = _answers(query, sequence, since).group_by(*keys)
    rows = await connection.execute(query.order_by(*keys))
    return list(rows.mappings())


PEOPLE = {
    "replied": "reply",
    "bounced": "bounce",
    "opted_out": "opt_out",
    "clicked": "link.clicked",
    "complained": "complaint",
}


def _columns() -> dict[str, ColumnElement[str]]:
    """Return where an event's sequence, step and lane are read: its touch's, if it has one."""
    return {
        "sequence": func.coalesce(_TOUCH.sequence, _ENROLLMENT.sequence, _NONE),
        "step": func.coalesce(_TOUCH.step, _NONE),
        "lane": func.coalesce(_TOUCH.lane, _NONE),
    }


def _answers(
    query: Select[*tuple[Any, ...]], sequence: str | None, since: datetime | None
) -> Select[*tuple[Any, ...]]:
    joined = events.outerjoin(touches, _TOUCH.id == _EVENT.touch_id).outerjoin(
        enrollments, _ENROLLMENT.id == _EVENT.enrollment_id
    )
    return query.select_from(joined).where(
        or_(*(_is_a(kind) for kind in (*PEOPLE.values(), "auto_reply"))),
        _EVENT.retracted_at.is_(None),
        *_of(_columns()["sequence"], sequence),
        *_since(_EVENT.at, since),
    )


def _is_a(kind: str) -> ColumnElement[bool]:
    # The half-open range of "kind." to "kind/" is one an index can serve.
    narrower = and_(_EVENT.kind >= f"{kind}.", _EVENT.kind < f"{kind}/")
    return or_(_EVENT.kind == kind, narrower)


def _of(column: ColumnElement[str], sequence: str | None) -> list[ColumnElement[bool]]:
    return [] if sequence is None else [column == sequence]


def _since(
    column: ColumnElement[datetime], since: datetime | None
) -> list[ColumnElement[bool]]:
    return [] if since is None else [column >= since]
