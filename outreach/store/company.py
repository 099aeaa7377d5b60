"""Companies: how many of their leads a sequence has under way, and whose turn is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, text, update

from outreach.core.model import EnrollmentState
from outreach.store.enrollment import OPEN
from outreach.store.many import among
from outreach.store.schema import enrollments

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = enrollments.c
_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
    " FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS each(name, place)"
)

_TRY_LOCK = text(
    "SELECT name, pg_try_advisory_xact_lock(hashtextextended(name, 0))"
    " FROM unnest(CAST(:names AS text[])) AS each(name)"
)


async def active(connection: AsyncConnection, sequence: str, company_key: str) -> int:
    """Count the company's unfinished enrollments in a sequence that have been touched."""
    counted = await connection.execute(
        select(func.count())
        .select_from(enrollments)
        .where(
            _ROW.sequence == sequence,
            _ROW.company_key == company_key,
            _ROW.state.in_(OPEN),
            _ROW.state != literal("finished", literal_execute=True),
            _ROW.touched,
        )
    )
    return counted.scalar_one()


_ACTIVE = (
    select(_ROW.sequence, _ROW.company_key, func.count())
    .where(
        among(_ROW.company_key, "keys"),
        _ROW.state.in_(OPEN),
        _ROW.state != literal("finished", literal_execute=True),
        _ROW.touched,
    )
    .group_by(_ROW.sequence, _ROW.company_key)
)


async def active_in(
    connection: AsyncConnection, companies: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Count the same for each of these companies in its sequence."""
    found = dict.fromkeys(companies, 0)
    if found:
        keys = sorted({key for _, key in found})
        for sequence, key, count in await connection.execute(_ACTIVE, {"keys": keys}):
            if (sequence, key) in found:
                found[sequence, key] = count
    return found


async def wake(
    connection: AsyncConnection, sequence: str, company_key: str, now: datetime
) -> None:
    """Let the next of the company that waits for room in a sequence look again."""
    first = (
        select(_ROW.id)
        .where(
            _ROW.sequence == sequence,
            _ROW.company_key == company_key,
            _ROW.state == EnrollmentState.ACTIVE,
            _ROW.state != literal("finished", literal_execute=True),
            _ROW.waits_for == "company",
            _ROW.due_at.is_(None),
        )
        .order_by(_ROW.enrolled_at, _ROW.id)
        .limit(1)
        .scalar_subquery()
    )
    await connection.execute(
        update(enrollments)
        .where(
            _ROW.id == first,
            # Said again for PostgreSQL, which waits for a locked row and reads it anew.
            _ROW.state == EnrollmentState.ACTIVE,
            _ROW.waits_for == "company",
            _ROW.due_at.is_(None),
        )
        .values(due_at=now, waits_for="")
    )


async def waiting(
    connection: AsyncConnection, companies: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return those of these companies, each in a sequence, that have leads waiting for room."""
    asked = set(companies)
    if not asked:
        return asked
    rows = await connection.execute(
        select(_ROW.sequence, _ROW.company_key)
        .distinct()
        .where(
            _ROW.company_key.in_(sorted({key for _, key in asked})),
            _ROW.state != literal("finished", literal_execute=True),
            _ROW.state == EnrollmentState.ACTIVE,
            _ROW.waits_for == "company",
            _ROW.due_at.is_(None),
        )
    )
    return {(row.sequence, row.company_key) for row in rows} & asked


async def lock(
    connection: AsyncConnection, companies: Iterable[tuple[str, str]]
) -> None:
    """Lock companies, each in a sequence, in order, until the transaction ends.

    Without it one who counts a company and one who makes room in it miss each other.
    """
    if connection.dialect.name != "postgresql":
        return
    names = [f"{sequence}\n{key}" for sequence, key in sorted(set(companies))]
    if names:
        await connection.execute(_LOCK, {"names": names})


async def try_lock(
    connection: AsyncConnection, companies: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Lock those of these companies, each in a sequence, that no other scheduler holds.

    Return which; SQLite has one writer, so there the locks are held already.
    """
    asked = {f"{sequence}\n{key}": (sequence, key) for sequence, key in companies}
    if connection.dialect.name != "postgresql" or not asked:
        return set(asked.values())
    rows = await connection.execute(_TRY_LOCK, {"names": sorted(asked)})
    return {asked[name] for name, taken in rows if taken}
