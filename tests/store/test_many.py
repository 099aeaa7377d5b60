"""More may be asked for at once than a statement takes: a company may be as large as it likes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import EnrollmentId, EnrollmentState, Lead, LeadId
from outreach.store import enrollment, lead, suppression, touch
from outreach.store.database import Database
from outreach.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from outreach.store.database import Connection

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MANY = 70_000  # PostgreSQL takes 65,535 parameters in a statement, SQLite half of that
LEADS = [LeadId(n) for n in range(1, MANY + 1)]
ENROLLMENTS = [EnrollmentId(n) for n in range(1, MANY + 1)]
FINISHED = EnrollmentState.FINISHED
# Each label of a domain is a key of its own.
DEEP = [
    Lead(LeadId(n), f"ada@{'.'.join(f'a{n}' for _ in range(80))}.example")
    for n in range(1, 900)
]


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: lead.lock(c, LEADS),
        lambda c: enrollment.get(c, ENROLLMENTS),
        lambda c: enrollment.open_of(c, LEADS),
        lambda c: enrollment.move_many(c, ENROLLMENTS, state=FINISHED),
        lambda c: enrollment.wake(c, LEADS, ["reply.other"], NOW),
        lambda c: touch.drop(c, ENROLLMENTS, "replied", NOW),
        lambda c: suppression.reasons(c, DEEP, b"secret"),
    ],
    ids=["lock", "get", "open_of", "move_many", "wake", "drop", "reasons"],
)
async def test_any_number_may_be_asked_for_at_once(
    database_url: str, ask: Callable[[Connection], Awaitable[object]]
) -> None:
    database = Database(database_url)
    async with database.writing() as connection:
        await connection.run_sync(metadata.create_all)
        assert not await ask(connection)
    await database.close()
