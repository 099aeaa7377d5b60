"""Events: appended, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from outreach.core.model import EnrollmentId, Event, LeadId, TouchId
from outreach.core.preference import LIFTED, PAUSE, SEQUENCE
from outreach.store.database import text
from outreach.store.many import Prepared, among, batched, insert_many
from outreach.store.schema import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

PREFERENCES = (SEQUENCE, PAUSE, LIFTED)
_LATER = ("id", "retracted_at")
_COLUMNS = [column.name for column in events.c if column.name not in _LATER]
_ADD = Prepared(insert(events).values({name: bindparam(name) for name in _COLUMNS}))


def event_of(row: RowMapping | Mapping[str, Any]) -> Event:
    """Return the event a row of `events` holds."""
    return Event(
        kind=row["kind"],
        at=row["at"],
        lead_id=LeadId(row["lead_id"]),
        enrollment_id=row["enrollment_id"] and EnrollmentId(row["enrollment_id"]),
        touch_id=row["touch_id"] and TouchId(row["touch_id"]),
        data=row["data"],
    )


async def append(
    connection: AsyncConnection,
    new: Sequence[Event],
    recorded_at: datetime,
    inbound_id: int | None = None,
) -> list[int]:
    """Append events; return their ids, in order."""
    rows = [_row(event, recorded_at, inbound_id) for event in new]
    return await insert_many(connection, events, rows)


async def add(
    connection: AsyncConnection,
    new: Sequence[Event],
    recorded_at: datetime,
    inbound_id: int | None = None,
) -> None:
    """Append events whose ids nobody asks for, which is quicker."""
    await _ADD.run(connection, [_row(event, recorded_at, inbound_id) for event in new])


def _row(event: Event, recorded_at: datetime, inbound_id: int | None) -> dict[str, Any]:
    return {
        "lead_id": event.lead_id,
        "enrollment_id": event.enrollment_id,
        "touch_id": event.touch_id,
        "inbound_id": inbound_id,
        "kind": event.kind,
        "at": event.at,
        "recorded_at": recorded_at,
        "data": _legible(event.data),
    }


def _legible(value: Any) -> Any:
    match value:
        case str():
            return text(value)
        case Mapping():
            return {text(str(key)): _legible(item) for key, item in value.items()}
        case list() | tuple():
            return [_legible(item) for item in value]
        case _:
            return value


async def of_leads(
    connection: AsyncConnection, lead_ids: Iterable[LeadId]
) -> dict[LeadId, list[Event]]:
    """Return each lead's events but for misreadings, in the order in which they occurred."""
    found: dict[LeadId, list[Event]] = {lead_id: [] for lead_id in lead_ids}
    query = select(events).where(
        among(events.c.lead_id, "ids"), events.c.retracted_at.is_(None)
    )
    in_order = query.order_by(events.c.at, events.c.id)
    for some in batched(sorted(found)):
        rows = await connection.execute(in_order, {"ids": some})
        for row in rows.mappings():
            found[LeadId(row["lead_id"])].append(event_of(row))
    return found


async def story(
    connection: AsyncConnection, lead_id: LeadId
) -> list[tuple[Event, int | None, bool]]:
    """Return all of a lead's events in order, of which message each came and if it was misread."""
    query = select(events).where(events.c.lead_id == lead_id)
    rows = await connection.execute(query.order_by(events.c.at, events.c.id))
    return [
        (event_of(row), row["inbound_id"], row["retracted_at"] is not None)
        for row in rows.mappings()
    ]


async def preferences(
    connection: AsyncConnection, lead_ids: Iterable[LeadId]
) -> dict[LeadId, list[Event]]:
    """Return what each of the leads chose itself, short of an end, in order."""
    found: dict[LeadId, list[Event]] = {lead_id: [] for lead_id in lead_ids}
    # Few ever choose: their index is looked through, and not each lead's whole story.
    chosen = select(events).where(events.c.kind.in_(PREFERENCES))
    for some in batched(sorted(found)):
        rows = await connection.execute(
            chosen.where(among(events.c.lead_id, "ids")).order_by(events.c.id),
            {"ids": some},
        )
        for row in rows.mappings():
            found[LeadId(row["lead_id"])].append(event_of(row))
    return found


async def told_of(
    connection: AsyncConnection, lead_ids: Iterable[LeadId], kind: str
) -> set[LeadId]:
    """Return those of the leads that have an event of this very kind, not taken back."""
    # No index finds an expression: SQLite would go through all of the kind there are, for
    # one lead as for a thousand.
    of_kind = events.c.kind.concat("") == kind
    query = select(events.c.lead_id).where(of_kind, events.c.retracted_at.is_(None))
    found: set[LeadId] = set()
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(
            query.where(among(events.c.lead_id, "ids")).distinct(), {"ids": some}
        )
        found.update(LeadId(lead_id) for lead_id in rows.scalars())
    return found


async def latest(connection: AsyncConnection) -> datetime | None:
    """Return when the event recorded last occurred; None before there is one."""
    found = await connection.execute(
        select(events.c.recorded_at).order_by(events.c.id.desc()).limit(1)
    )
    return found.scalar_one_or_none()
