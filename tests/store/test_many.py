"""More may be asked for at once than a statement takes: a company may be as large as it likes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String, literal, select

from outreach.core.model import EnrollmentId, EnrollmentState, Event, Lead, LeadId
from outreach.store import enrollment, event, lead, suppression, touch
from outreach.store.database import Database
from outreach.store.many import among
from outreach.store.schema import leads, metadata

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from outreach.store.database import Connection

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MANY = 70_000  # PostgreSQL takes 65,535 parameters in a statement, SQLite half of that
LEAD = {
    "identity": "email:ada@lovelace.example",
    "tags": [],
    "fields": {},
    "stage": "prospect",
    "created_at": NOW,
    "updated_at": NOW,
}
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


async def test_many_rows_are_written_as_one_by_one(database_url: str) -> None:
    database = Database(database_url)
    facts = [
        Event("sent", NOW, LeadId(1), EnrollmentId(7), data={"subject": 'a "b" é'}),
        Event("reply", NOW, LeadId(1)),
    ]
    try:
        async with database.writing() as connection:
            await connection.run_sync(metadata.create_all)
            await connection.execute(leads.insert().values(**LEAD))
            await event.add(connection, facts, NOW)
            await event.add(connection, [], NOW)
            await event.append(connection, facts, NOW)
            found = await event.of_leads(connection, [LeadId(1)])
    finally:
        await database.close()
    assert found == {1: [*facts, *facts]}


@given(st.lists(st.text(st.characters(exclude_characters="\x00", codec="utf-8"))))
async def test_what_is_among_many_is_found_whatever_it_says(names: list[str]) -> None:
    found: list[str] = []
    database = Database("sqlite://")
    try:
        async with database.reading() as connection:
            for wanted in ("ada", *names):
                column = literal(wanted, String)
                asked = select(column).where(among(column, "names"))
                rows = await connection.execute(asked, {"names": names})
                found += rows.scalars()
    finally:
        await database.close()
    assert found == [each for each in ("ada", *names) if each in names]
