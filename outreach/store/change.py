"""Leads in flight, as `plan` counts and `apply` holds them; and who applied what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, cast, func, or_, select

from outreach.core.model import EnrollmentId, LeadId, TouchState
from outreach.store.enrollment import OPEN
from outreach.store.many import among, batched, insert_many
from outreach.store.schema import changes, enrollments, touches, versions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Sequence as Several

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = enrollments.c
_TOUCH = touches.c
_STATES = tuple(state.value for state in OPEN)
_WENT_OUT = (TouchState.SENT, TouchState.IN_DOUBT, TouchState.SENDING)
_SENT_AS = select(_TOUCH.enrollment_id, _TOUCH.step, _TOUCH.sent_as).where(
    among(_TOUCH.enrollment_id, "ids"),
    _TOUCH.sent_as.is_not(None),
    _TOUCH.state.in_(_WENT_OUT),
)


async def in_flight(
    connection: AsyncConnection, sequences: Collection[str]
) -> list[RowMapping]:
    """Count unfinished enrollments of these sequences by version, oldest version first."""
    rows = await connection.execute(
        select(
            _ROW.sequence, _ROW.version, versions.c.created_at, func.count().label("n")
        )
        .join(versions, versions.c.hash == _ROW.version)
        .where(_ROW.sequence.in_(sorted(sequences)), _ROW.state.in_(_STATES))
        .group_by(_ROW.sequence, _ROW.version, versions.c.created_at)
        .order_by(_ROW.sequence, versions.c.created_at, _ROW.version)
    )
    return list(rows.mappings())


async def ids(
    connection: AsyncConnection, sequence: str, old: Collection[str]
) -> list[EnrollmentId]:
    """Return the unfinished enrollments of a sequence in these versions, by id."""
    rows = await connection.execute(
        select(_ROW.id)
        .where(
            _ROW.sequence == sequence,
            _ROW.state.in_(_STATES),
            _ROW.version.in_(sorted(old)),
        )
        .order_by(_ROW.id)
    )
    return [EnrollmentId(each) for each in rows.scalars()]


async def lead_ids(
    connection: AsyncConnection, enrollment_ids: Several[EnrollmentId]
) -> list[LeadId]:
    """Return the leads of these enrollments, by id, each once."""
    found: set[int] = set()
    for some in batched(enrollment_ids):
        rows = await connection.execute(select(_ROW.lead_id).where(_ROW.id.in_(some)))
        found.update(rows.scalars())
    return [LeadId(each) for each in sorted(found)]


async def hold(
    connection: AsyncConnection, enrollment_ids: Several[EnrollmentId]
) -> None:
    """Lock these enrollments, in id order, against claims, which hold no lead."""
    for some in batched(enrollment_ids):
        await connection.execute(
            select(_ROW.id)
            .where(_ROW.id.in_(some))
            .order_by(_ROW.id)
            .with_for_update(key_share=True)
        )


async def companies_of(
    connection: AsyncConnection, enrollment_ids: Several[EnrollmentId]
) -> set[tuple[str, str]]:
    """Return the companies, each in its sequence, of these enrollments."""
    found: set[tuple[str, str]] = set()
    for some in batched(enrollment_ids):
        rows = await connection.execute(
            select(_ROW.sequence, _ROW.company_key)
            .distinct()
            .where(_ROW.id.in_(some), _ROW.company_key.is_not(None))
        )
        found.update((row.sequence, row.company_key) for row in rows)
    return found


async def facts(
    connection: AsyncConnection,
    enrollment_ids: Several[EnrollmentId],
    old: Collection[str],
) -> list[Several[Any]]:
    """Return what decides on most, a row each: its id, its lead's, and the FACTS.

    Of those of these enrollments, which are in order, that are in one of the versions.
    """
    wanted = set(enrollment_ids)
    ends = (enrollment_ids[0], enrollment_ids[-1])  # asked for one by one takes longer
    rows = await connection.execute(
        select(
            _ROW.id,
            _ROW.lead_id,
            _ROW.version,
            _ROW.step,
            _ROW.state,
            _ROW.waits_for,
            cast(_ROW.senders, String),
            _TOUCH.state,
            _TOUCH.reason,
        )
        .outerjoin(
            touches, and_(_TOUCH.enrollment_id == _ROW.id, _TOUCH.step == _ROW.step)
        )
        .where(_ROW.id.between(*ends), _ROW.version.in_(sorted(old)))
        .order_by(_ROW.id)
    )
    return [row for row in map(tuple, rows) if row[0] in wanted]


FACTS = ("version", "step", "state", "waits_for", "senders", "touch", "reason")


async def had(
    connection: AsyncConnection, sequence: str, version: str
) -> dict[str | None, set[str]]:
    """Return, by the step leads in flight stand on, of which steps they have touches."""
    rows = await connection.execute(
        select(_ROW.step, _TOUCH.step.label("had"))
        .distinct()
        .join(touches, _TOUCH.enrollment_id == _ROW.id)
        .where(
            _ROW.sequence == sequence,
            _ROW.state.in_(_STATES),
            _ROW.version == version,
        )
    )
    found: dict[str | None, set[str]] = {}
    for row in rows:
        found.setdefault(row.step, set()).add(row.had)
    return found


async def standing(
    connection: AsyncConnection,
    enrollment_ids: Several[EnrollmentId],
    steps: Iterable[str] = (),
) -> dict[EnrollmentId, dict[str, RowMapping]]:
    """Return each one's touch of the step it stands at, and those of these steps, by step."""
    found: dict[EnrollmentId, dict[str, RowMapping]] = {}
    rows = await connection.execute(
        select(
            _TOUCH.enrollment_id,
            _TOUCH.step,
            _TOUCH.state,
            _TOUCH.reason,
            _TOUCH.not_before,
            _TOUCH.sending_at,
            _TOUCH.settled_at,
        )
        .join(enrollments, _ROW.id == _TOUCH.enrollment_id)
        .where(
            _ROW.id.in_(enrollment_ids),
            or_(_TOUCH.step == _ROW.step, _TOUCH.step.in_(sorted(steps))),
        )
    )
    for row in rows.mappings():
        found.setdefault(row["enrollment_id"], {})[row["step"]] = row
    return found


async def sent_as(
    connection: AsyncConnection, enrollment_ids: Iterable[EnrollmentId]
) -> dict[EnrollmentId, dict[str, str]]:
    """Return, by enrollment and step, the names that steps went out under but have no more."""
    found: dict[EnrollmentId, dict[str, str]] = {}
    rows = await connection.execute(_SENT_AS, {"ids": list(enrollment_ids)})
    for row in rows:
        found.setdefault(EnrollmentId(row.enrollment_id), {})[row.step] = row.sent_as
    return found


async def record(
    connection: AsyncConnection, rows: Several[Mapping[str, object]]
) -> None:
    """Write down what was applied, given as rows."""
    await insert_many(connection, changes, rows)


async def history(
    connection: AsyncConnection, limit: int | None = None
) -> list[RowMapping]:
    """Return what was applied, the latest first."""
    rows = await connection.execute(
        select(changes).order_by(changes.c.id.desc()).limit(limit)
    )
    return list(rows.mappings())
