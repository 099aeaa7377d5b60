"""What is unfinished, in numbers and in the order in which lanes take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, cast, exists, func, literal, or_, select

from outreach.core.model import EnrollmentState, Lead, LeadId
from outreach.store.enrollment import OPEN
from outreach.store.schema import enrollments, events, leads, suppressions, touches
from outreach.store.suppression import kinds_of, reasons

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

PAGE = 10_000  # rows in memory at once
_ROW = enrollments.c
_LEAD = leads.c
_ACTIVE = _ROW.state == literal("active", literal_execute=True)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the unfinished enrollments: of a sequence, of a sender, or all.

    A sender's are those that stand at a step which leaves through it, and those at a step
    that only thinks whose messages it will send.
    """

    sequence: str = ""
    sender: str = ""

    def holds(self, row: RowMapping) -> bool:
        """Tell whether a row that stands at a sending step is in it."""
        return self.sequence in ("", row["sequence"]) and self.sender in (
            "",
            row["lane"],
        )

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions that an enrollment of it meets."""
        found: list[ColumnElement[bool]] = [_ROW.state.in_(OPEN)]
        if self.sequence:
            found.append(_ROW.sequence == self.sequence)
        if self.sender:
            pinned = cast(_ROW.senders, String).contains(
                f'"{self.sender}"', autoescape=True
            )
            found.append(or_(_ROW.lane == self.sender, and_(_ROW.lane == "", pinned)))
        return found


async def resting(
    connection: AsyncConnection, part: Part, now: datetime
) -> list[RowMapping]:
    """Count what is paused, or stands at a step that asks nothing of the outside.

    By state, reason and event waited for, with the earliest instant and two of the leads.
    """
    due = case((_ROW.due_at.is_(None), None), (_ROW.due_at <= now, 1), else_=0)
    keys = (_ROW.state, _ROW.reason, _ROW.waits_for)
    sits = or_(_ROW.state == EnrollmentState.PAUSED, _ROW.lane == "")
    rows = await connection.execute(
        select(
            *keys,
            due.label("due"),
            func.count().label("count"),
            func.min(_ROW.due_at).label("first_at"),
            func.min(_ROW.lead_id).label("one"),
            func.max(_ROW.lead_id).label("other"),
        )
        .where(*part.where(), sits)
        .group_by(*keys, "due")
        .order_by(*keys, "due")
    )
    return list(rows.mappings())


async def in_order(
    connection: AsyncConnection, now: datetime, *, later: bool
) -> AsyncGenerator[RowMapping, None]:
    """Yield what is due, or under way, at sending steps, as lanes take it; with `later` all.

    A page at a time: it may be a million.
    """
    lanes = select(_ROW.lane).distinct().where(_ACTIVE, _ROW.lane != "")
    for lane in (await connection.execute(lanes.order_by(_ROW.lane))).scalars().all():
        due = _PLACES.where(_ROW.lane == lane, _ROW.due_at.is_not(None))
        due = due.order_by(_ROW.due_at, _ROW.id)
        if not later:
            due = due.where(_ROW.due_at <= now)
        for touched in (True, False):
            async for row in _paged(connection, due.where(_ROW.touched == touched)):
                yield row
        parked = _PLACES.where(_ROW.lane == lane, _ROW.due_at.is_(None))
        async for row in _paged(connection, parked.order_by(_ROW.id)):
            yield row


_PLACES = (
    select(
        *(_ROW.id, _ROW.lead_id, _ROW.sequence, _ROW.ordinal, _ROW.version),
        *(_ROW.step, _ROW.lane, _ROW.window_key, _ROW.touched, _ROW.due_at),
        *(_ROW.company_key, _ROW.waits_for),
        touches.c.state.label("touch"),
        touches.c.first,
    )
    .select_from(
        enrollments.outerjoin(
            touches,
            and_(touches.c.enrollment_id == _ROW.id, touches.c.step == _ROW.step),
        )
    )
    .where(_ACTIVE)
)


async def _paged(
    connection: AsyncConnection, query: Select[tuple[Any, ...]]
) -> AsyncGenerator[RowMapping, None]:
    beyond: list[ColumnElement[bool]] = []
    while True:
        page = await connection.execute(query.where(*beyond).limit(PAGE))
        rows = page.mappings().all()
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        last = rows[-1]
        after = _ROW.id > last["id"]
        if last["due_at"] is not None:
            same = and_(_ROW.due_at == last["due_at"], after)
            after = or_(_ROW.due_at > last["due_at"], same)
        beyond = [after]


async def crowded(
    connection: AsyncConnection, sequences: Collection[str]
) -> dict[tuple[str, str], int]:
    """Count by sequence and company who of it is under way."""
    if not sequences:
        return {}
    rows = await connection.execute(
        select(_ROW.sequence, _ROW.company_key, func.count())
        .where(
            _ROW.sequence.in_(sorted(sequences)),
            _ROW.company_key.is_not(None),
            _ROW.state.in_(OPEN),
            _ROW.touched,
        )
        .group_by(_ROW.sequence, _ROW.company_key)
    )
    return {(sequence, company): count for sequence, company, count in rows}


async def versions(connection: AsyncConnection) -> list[str]:
    """Return the versions that anything stands in which is due at a sending step."""
    rows = await connection.execute(
        select(_ROW.version).distinct().where(_ACTIVE, _ROW.lane != "")
    )
    return list(rows.scalars())


async def suppressed(connection: AsyncConnection, secret: bytes) -> set[LeadId]:
    """Return which leads at sending steps are suppressed; none are but by a late entry."""
    kinds = await kinds_of(connection)
    if not kinds:
        return set()
    rows = await connection.execute(
        _at_sending().where(
            or_(
                _listed("address", func.substr(_LEAD.identity, len("email:") + 1)),
                _listed("handle", _LEAD.phone),
                _listed("handle", _LEAD.linkedin),
            )
        )
    )
    found = {LeadId(row.id) for row in rows}
    if kinds - {"address", "handle"}:
        found |= await _by_name(connection, secret)
    return found


def _at_sending() -> Select[tuple[int, str, str, str]]:
    return (
        select(_LEAD.id, _LEAD.email, _LEAD.phone, _LEAD.linkedin)
        .distinct()
        .select_from(leads.join(enrollments, _ROW.lead_id == _LEAD.id))
        .where(_ACTIVE, _ROW.lane != "")
    )


def _listed(kind: str, value: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(
        suppressions.c.kind == kind, suppressions.c.value == value, value != ""
    )


async def _by_name(connection: AsyncConnection, secret: bytes) -> set[LeadId]:
    """Return whose domain, or whose hash, is listed: what no join can find."""
    found: set[LeadId] = set()
    after = 0
    query = _at_sending().order_by(_LEAD.id).limit(PAGE)
    while True:
        several = (await connection.execute(query.where(_LEAD.id > after))).all()
        some = [
            Lead(LeadId(row.id), row.email, phone=row.phone, linkedin=row.linkedin)
            for row in several
        ]
        found |= set(await reasons(connection, some, secret))
        if len(several) < PAGE:
            return found
        after = several[-1].id


async def pause_details(
    connection: AsyncConnection, part: Part, reason: str, limit: int
) -> list[str]:
    """Return what was said when up to `limit` of these were paused for this reason."""
    last = (
        select(func.max(events.c.id))
        .where(
            events.c.lead_id == _ROW.lead_id,
            events.c.enrollment_id == _ROW.id,
            events.c.kind == "paused",
        )
        .correlate(enrollments)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(events.c.data)
        .select_from(enrollments.join(events, events.c.id == last))
        .where(*part.where(), _ROW.state == "paused", _ROW.reason == reason)
        .limit(limit)
    )
    return [str(data.get("detail", "")) for data in rows.scalars()]
