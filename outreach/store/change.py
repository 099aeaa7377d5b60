"""What `apply` does in the database: leads in flight held, their touches renamed, who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from outreach.core.model import EnrollmentId, LeadId, TouchState
from outreach.store.database import is_alone
from outreach.store.enrollment import OPEN
from outreach.store.many import batched, insert_many
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
# No step is called so: names are put here on their way, so that two may change places.
_ON_THE_WAY = "\x1f"


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
    if is_alone(connection):
        return
    for some in batched(enrollment_ids):
        await connection.execute(
            select(_ROW.id)
            .where(_ROW.id.in_(some))
            .order_by(_ROW.id)
            .with_for_update(key_share=True)
        )


async def standing(
    connection: AsyncConnection,
    enrollment_ids: Several[EnrollmentId],
    steps: Iterable[str] = (),
) -> dict[EnrollmentId, dict[str, RowMapping]]:
    """Return each one's touch of the step it stands at, and those of these steps, by step."""
    found: dict[EnrollmentId, dict[str, RowMapping]] = {}
    rows = await connection.execute(
        select(touches)
        .join(enrollments, _ROW.id == _TOUCH.enrollment_id)
        .where(
            _ROW.id.in_(enrollment_ids),
            or_(_TOUCH.step == _ROW.step, _TOUCH.step.in_(sorted(steps))),
        )
    )
    for row in rows.mappings():
        found.setdefault(row["enrollment_id"], {})[row["step"]] = row
    return found


async def move(
    connection: AsyncConnection,
    enrollment_ids: Several[EnrollmentId],
    **values: object,
) -> None:
    """Write the same columns of these enrollments, no more of them than a statement takes."""
    await connection.execute(
        update(enrollments).where(_ROW.id.in_(enrollment_ids)).values(**values)
    )


async def rename(
    connection: AsyncConnection,
    enrollment_ids: Several[EnrollmentId],
    names: Mapping[str, str],
) -> None:
    """Give touches of these enrollments the new names of their steps, all at once.

    Where two come to one name, or one is there that stays, the one that went out has it.
    """
    for went_out in (True, False):
        for was, now in names.items():
            await _lift(connection, enrollment_ids, was, now, names, went_out=went_out)
    if names:
        await connection.execute(
            update(touches)
            .where(
                _TOUCH.enrollment_id.in_(enrollment_ids),
                _TOUCH.step.in_([f"{_ON_THE_WAY}{now}" for now in set(names.values())]),
            )
            .values(step=func.substr(_TOUCH.step, 2))
        )


async def _lift(
    connection: AsyncConnection,
    enrollment_ids: Several[EnrollmentId],
    was: str,
    now: str,
    names: Mapping[str, str],
    *,
    went_out: bool,
) -> None:
    other = touches.alias()
    taken = [f"{_ON_THE_WAY}{now}", *([] if now in names else [now])]
    same = (other.c.enrollment_id == _TOUCH.enrollment_id, other.c.step.in_(taken))
    state = _TOUCH.state.in_(_WENT_OUT)
    await connection.execute(
        update(touches)
        .where(
            _TOUCH.enrollment_id.in_(enrollment_ids),
            _TOUCH.step == was,
            state if went_out else ~state,
            ~select(other.c.id).where(*same).exists(),
        )
        .values(step=f"{_ON_THE_WAY}{now}", sent_as=func.coalesce(_TOUCH.sent_as, was))
    )


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
