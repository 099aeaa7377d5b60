"""Enrollments: where each lead stands, and which are due on which lane."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    String,
    bindparam,
    cast,
    func,
    literal,
    select,
    update,
)

from outreach.core.model import (
    Enrollment,
    EnrollmentId,
    EnrollmentState,
    LeadId,
    StepKey,
    VersionHash,
)
from outreach.store.many import Prepared, among, batched, insert_many
from outreach.store.schema import enrollments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

OPEN = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED)
_ROW = enrollments.c
_BY_IDS = select(enrollments).where(among(_ROW.id, "ids"))
_ALL_OF = select(enrollments).where(among(_ROW.lead_id, "ids"))
_OPEN_OF = select(enrollments).where(among(_ROW.lead_id, "ids"), _ROW.state.in_(OPEN))


def enrollment_of(row: RowMapping | Mapping[str, Any]) -> Enrollment:
    """Return the enrollment a row of `enrollments` holds."""
    return Enrollment(
        id=EnrollmentId(row["id"]),
        lead_id=LeadId(row["lead_id"]),
        sequence=row["sequence"],
        version=VersionHash(row["version"]),
        ordinal=row["ordinal"],
        state=EnrollmentState(row["state"]),
        reason=row["reason"],
        step=row["step"] and StepKey(row["step"]),
        senders=row["senders"],
        anchor_at=row["anchor_at"],
        due_at=row["due_at"],
        enrolled_at=row["enrolled_at"],
    )


async def add(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]]
) -> list[EnrollmentId]:
    """Insert enrollments, given as rows; return their ids, in order."""
    ids = await insert_many(connection, enrollments, rows)
    return [EnrollmentId(each) for each in ids]


async def get(
    connection: AsyncConnection, ids: Iterable[EnrollmentId]
) -> dict[EnrollmentId, RowMapping]:
    """Return these enrollments' rows."""
    found: dict[EnrollmentId, RowMapping] = {}
    for some in batched(list(ids)):
        rows = await connection.execute(_BY_IDS, {"ids": some})
        found |= {EnrollmentId(row["id"]): row for row in rows.mappings()}
    return found


async def due(
    connection: AsyncConnection,
    lane: str,
    window_key: str,
    *,
    touched: bool,
    now: datetime,
    limit: int,
    locked: bool = True,
) -> list[RowMapping]:
    """Return, locked, up to `limit` due enrollments in order; those held elsewhere left out.

    Not `locked`, for looking only, all of them are there.
    """
    query = (
        select(enrollments)
        .where(
            _ROW.state == literal("active", literal_execute=True),
            _ROW.lane == lane,
            _ROW.window_key == window_key,
            _ROW.touched == touched,
            _ROW.due_at <= now,
        )
        .order_by(_ROW.due_at, _ROW.id)
        .limit(limit)
    )
    if locked:
        query = query.with_for_update(skip_locked=True)
    rows = await connection.execute(query)
    return list(rows.mappings())


async def thinking(
    connection: AsyncConnection, now: datetime, limit: int
) -> list[RowMapping]:
    """Return due enrollments whose next step asks nothing of the outside, unlocked."""
    found: list[RowMapping] = []
    for touched in (True, False):  # one range of the index each
        rows = await connection.execute(
            select(enrollments)
            .where(
                _ROW.state == literal("active", literal_execute=True),
                _ROW.lane == "",
                _ROW.window_key == "",
                _ROW.touched == touched,
                _ROW.due_at <= now,
            )
            .order_by(_ROW.due_at, _ROW.id)
            .limit(limit - len(found))
        )
        found += rows.mappings()
    return found


async def to_resume(
    connection: AsyncConnection, now: datetime, limit: int
) -> list[RowMapping]:
    """Return paused enrollments whose pause is over, unlocked."""
    rows = await connection.execute(
        select(enrollments)
        .where(
            _ROW.state == literal("paused", literal_execute=True), _ROW.due_at <= now
        )
        .order_by(_ROW.due_at, _ROW.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def open_of(
    connection: AsyncConnection, lead_ids: Iterable[LeadId]
) -> list[RowMapping]:
    """Return the unfinished enrollments of these leads, by id."""
    found: list[RowMapping] = []
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(_OPEN_OF, {"ids": some})
        found += rows.mappings()
    return sorted(found, key=itemgetter("id"))


async def of_lead(connection: AsyncConnection, lead_id: LeadId) -> list[RowMapping]:
    """Return all the lead's enrollments, oldest first."""
    rows = await connection.execute(
        select(enrollments).where(_ROW.lead_id == lead_id).order_by(_ROW.id)
    )
    return list(rows.mappings())


async def of_sender(
    connection: AsyncConnection, name: str, after: int, limit: int
) -> list[RowMapping]:
    """Return the next unfinished enrollments whose `senders` name it, by id."""
    rows = await connection.execute(
        select(enrollments)
        .where(
            _ROW.id > after,
            _ROW.state.in_(OPEN),
            cast(_ROW.senders, String).contains(f'"{name}"', autoescape=True),
        )
        .order_by(_ROW.id)
        .limit(limit)
    )
    return list(rows.mappings())


async def of_leads(
    connection: AsyncConnection, lead_ids: Iterable[LeadId]
) -> list[RowMapping]:
    """Return all enrollments of these leads, oldest first."""
    found: list[RowMapping] = []
    for some in batched(sorted(set(lead_ids))):
        rows = await connection.execute(_ALL_OF, {"ids": some})
        found += rows.mappings()
    return sorted(found, key=itemgetter("id"))


async def write(
    connection: AsyncConnection,
    enrollment_id: EnrollmentId,
    **values: object,
) -> None:
    """Write columns of one enrollment."""
    await connection.execute(
        update(enrollments).where(_ROW.id == enrollment_id).values(**values)
    )


async def move(
    connection: AsyncConnection,
    enrollment_id: EnrollmentId,
    **values: object,
) -> bool:
    """Write columns of one enrollment unless it is finished; False if it is."""
    moved = await connection.execute(
        update(enrollments)
        .where(_ROW.id == enrollment_id, _ROW.state.in_(OPEN))
        .values(**values)
    )
    return moved.rowcount == 1


async def move_many(
    connection: AsyncConnection,
    enrollment_ids: Iterable[EnrollmentId],
    **values: object,
) -> set[EnrollmentId]:
    """Write columns of those of these enrollments that are not finished; return which."""
    found: set[EnrollmentId] = set()
    for some in batched(list(enrollment_ids)):
        moved = await connection.execute(
            update(enrollments)
            .where(_ROW.id.in_(some), _ROW.state.in_(OPEN))
            .values(**values)
            .returning(_ROW.id)
        )
        found |= set(moved.scalars())
    return found


async def write_many(
    connection: AsyncConnection, rows: Sequence[Mapping[str, object]]
) -> None:
    """Write the same columns of many enrollments; each row names its `id`."""
    if not rows:
        return
    columns = tuple(name for name in rows[0] if name != "id")
    await _writing(columns).run(connection, rows)


@lru_cache(maxsize=64)
def _writing(columns: tuple[str, ...]) -> Prepared:
    return Prepared(
        update(enrollments)
        .where(_ROW.id == bindparam("id"))
        .values({name: bindparam(name) for name in columns})
    )


async def wake(
    connection: AsyncConnection,
    lead_ids: Iterable[LeadId],
    kinds: Iterable[str],
    now: datetime,
) -> None:
    """Let these leads' enrollments that wait for such an event look again now.

    One that is woken for nothing waits on: waking costs a look, no more.
    """
    general = {
        ".".join(parts[: i + 1])
        for parts in (kind.split(".") for kind in kinds)
        for i in range(len(parts))
    }
    for some in batched(sorted(set(lead_ids))):
        await connection.execute(
            update(enrollments)
            .where(
                _ROW.lead_id.in_(some),
                _ROW.state == EnrollmentState.ACTIVE,
                _ROW.waits_for.in_(sorted(general)),
                _ROW.due_at > now,
            )
            .values(due_at=now)
        )


async def next_ordinals(
    connection: AsyncConnection, sequence: str, lead_ids: Iterable[LeadId]
) -> dict[LeadId, int]:
    """Return, for leads that have been in the sequence, the ordinal that comes next."""
    rows = await connection.execute(
        select(_ROW.lead_id, func.max(_ROW.ordinal))
        .where(_ROW.sequence == sequence, _ROW.lead_id.in_(list(lead_ids)))
        .group_by(_ROW.lead_id)
    )
    return {LeadId(lead_id): most + 1 for lead_id, most in rows}


async def earliest_resume(connection: AsyncConnection) -> datetime | None:
    """Return when the first pause is over by itself."""
    found = await connection.execute(
        select(_ROW.due_at)
        .where(
            _ROW.state == literal("paused", literal_execute=True),
            _ROW.due_at.is_not(None),
        )
        .order_by(_ROW.due_at)
        .limit(1)
    )
    at: datetime | None = found.scalar_one_or_none()
    return at


async def counts(connection: AsyncConnection) -> list[RowMapping]:
    """Count enrollments by sequence, state and reason."""
    rows = await connection.execute(
        select(_ROW.sequence, _ROW.state, _ROW.reason, func.count().label("count"))
        .group_by(_ROW.sequence, _ROW.state, _ROW.reason)
        .order_by(_ROW.sequence, _ROW.state, _ROW.reason)
    )
    return list(rows.mappings())
