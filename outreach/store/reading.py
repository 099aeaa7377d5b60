"""Readings: what was made of each message, what that did, and how it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from outreach.core.model import LeadId
from outreach.store.many import batched
from outreach.store.schema import (
    crm_outbox,
    events,
    inbound,
    leads,
    suppressions,
    tasks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from outreach.store.database import Connection, Row

_ROW = inbound.c
INTERPRETED = ("read", "unmatched")
HEAVIEST = (
    32 * 2**20
)  # bytes of a page's messages, but for one that is heavier by itself


async def of_leads(connection: Connection, lead_ids: Iterable[LeadId]) -> list[Row]:
    """Return the interpreted messages of these leads without their bytes, oldest first."""
    columns = [column for column in inbound.c if column.name != "content"]
    found: list[Row] = []
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(
            select(*columns).where(_ROW.lead_id.in_(some), _ROW.state == "read")
        )
        found += rows.mappings()
    return sorted(found, key=lambda row: int(row["id"]))


async def page(
    connection: Connection,
    after: int,
    limit: int,
    *,
    since: datetime | None = None,
    kinds: Sequence[str] = (),
    most: int = HEAVIEST,
) -> list[Row]:
    """Return the next interpreted messages by id, bytes and all, as far as memory goes.

    Some at least; fewer than `limit` are not the last.
    """
    query = select(_ROW.id, func.length(_ROW.content).label("size")).where(
        _ROW.id > after, _ROW.state.in_(INTERPRETED), *_wanted(since, kinds)
    )
    weight, ids = 0, list[int]()
    for row in await connection.execute(query.order_by(_ROW.id).limit(limit)):
        weight += row.size
        if ids and weight > most:
            break
        ids.append(row.id)
    rows = await connection.execute(
        select(inbound).where(_ROW.id.in_(ids)).order_by(_ROW.id)
    )
    return list(rows.mappings())


async def count(
    connection: Connection,
    states: Sequence[str] = INTERPRETED,
    *,
    since: datetime | None = None,
    kinds: Sequence[str] = (),
) -> int:
    """Count the messages in these states."""
    query = select(func.count()).where(_ROW.state.in_(states), *_wanted(since, kinds))
    found = await connection.execute(query)
    return found.scalar_one()


def _wanted(since: datetime | None, kinds: Sequence[str]) -> list[ColumnElement[bool]]:
    arrived = func.coalesce(_ROW.received_at, _ROW.kept_at)
    conditions: list[ColumnElement[bool]] = [] if since is None else [arrived >= since]
    return [*conditions, _ROW.kind.in_(kinds)] if kinds else conditions


async def note(
    connection: Connection,
    inbound_id: int,
    lead_id: LeadId,
    effects: Mapping[str, object],
) -> None:
    """Keep what a reading did to one of the leads whose word it is, beside the others."""
    known = await connection.execute(select(_ROW.effects).where(_ROW.id == inbound_id))
    told = {**(known.scalar_one_or_none() or {}), str(lead_id): dict(effects)}
    await connection.execute(
        update(inbound).where(_ROW.id == inbound_id).values(effects=told)
    )


async def noted(connection: Connection, inbound_id: int) -> set[LeadId]:
    """Return the leads beside whom it is noted what the reading did."""
    known = await connection.execute(select(_ROW.effects).where(_ROW.id == inbound_id))
    return {LeadId(int(each)) for each in known.scalar_one_or_none() or {}}


async def lead_rows(
    connection: Connection, lead_ids: Iterable[LeadId]
) -> dict[LeadId, Row]:
    """Return these leads as their table holds them."""
    found: dict[LeadId, Row] = {}
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(select(leads).where(leads.c.id.in_(some)))
        found |= {row["id"]: row for row in rows.mappings()}
    return found


async def last_ids(connection: Connection) -> tuple[int, int]:
    """Return the ids of the newest event and the newest task; 0 where there is none."""
    event = select(func.max(events.c.id)).scalar_subquery()
    task = select(func.max(tasks.c.id)).scalar_subquery()
    row = (await connection.execute(select(event, task))).one()
    return row[0] or 0, row[1] or 0


async def events_after(
    connection: Connection, lead_ids: Iterable[LeadId], after: int
) -> list[Row]:
    """Return what was recorded of these leads since, but for what was taken back."""
    found: list[Row] = []
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(
            select(events).where(
                events.c.lead_id.in_(some),
                events.c.id > after,
                events.c.retracted_at.is_(None),
            )
        )
        found += rows.mappings()
    return sorted(found, key=lambda row: int(row["id"]))


async def company_answered(
    connection: Connection, lead_id: LeadId, but: LeadId, after: int
) -> bool:
    """Tell whether a colleague of the lead, but for one, has replied since."""
    mine = select(leads.c.company_key).where(leads.c.id == lead_id).scalar_subquery()
    others = select(leads.c.id).where(
        leads.c.company_key == mine, leads.c.id.not_in((lead_id, but))
    )
    rows = await connection.execute(
        select(events.c.id)
        .where(
            events.c.lead_id.in_(others),
            events.c.id > after,
            events.c.kind.startswith("reply."),
            events.c.retracted_at.is_(None),
        )
        .limit(1)
    )
    return rows.first() is not None


async def tasks_after(
    connection: Connection, lead_ids: Iterable[LeadId], after: int
) -> list[int]:
    """Return the ids of the tasks that were added about these leads since."""
    found: list[int] = []
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(
            select(tasks.c.id).where(tasks.c.lead_id.in_(some), tasks.c.id > after)
        )
        found += rows.scalars()
    return sorted(found)


async def retract(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Let these events count no more; what no CRM has heard of them, none hears."""
    for some in batched(sorted(ids)):
        await connection.execute(
            update(events).where(events.c.id.in_(some)).values(retracted_at=now)
        )
        await connection.execute(
            delete(crm_outbox).where(
                crm_outbox.c.event_id.in_(some),
                crm_outbox.c.kind == "note",
                crm_outbox.c.state == "pending",
            )
        )


async def tasks_of(connection: Connection, ids: Sequence[int]) -> list[Row]:
    """Return these tasks."""
    rows = await connection.execute(
        select(tasks).where(tasks.c.id.in_(ids)).order_by(tasks.c.id)
    )
    return list(rows.mappings())


async def withdraw(
    connection: Connection, ids: Sequence[int], by: str, now: datetime
) -> list[Row]:
    """Close those of these tasks that nobody has done; return them all as they stood."""
    stood = await tasks_of(connection, ids)
    await connection.execute(
        update(tasks)
        .where(tasks.c.id.in_(ids), tasks.c.done_at.is_(None))
        .values(done_at=now, done_by=by)
    )
    return stood


async def put_back(
    connection: Connection, key: tuple[str, str], was: Mapping[str, object] | None
) -> None:
    """Let a suppression be what it was, or none."""
    here = (suppressions.c.kind == key[0], suppressions.c.value == key[1])
    if was is None:
        await connection.execute(delete(suppressions).where(*here))
    else:
        await connection.execute(update(suppressions).where(*here).values(**was))
