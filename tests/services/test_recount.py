"""What a release without caps sends beside one with them counts against the caps."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.cap import NO_CAPS, Caps
from outreach.services.beat import Heart
from outreach.services.deliver import Courier
from outreach.services.recount import TRIES, settle_caps
from outreach.store import worker as workers
from outreach.store.database import DatabaseError
from tests.services.arena import Arena, Wire
from tests.services.test_caps import DAY, ONE, capped, most_in_a_day, run_for, sent_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

COMPANY = "acme.example"


# As PostgreSQL undoes one of two that wait for each other. A sequence is never rolled back.
UNDOES = """
CREATE SEQUENCE undone;

CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('undone') <= {times} THEN
    RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '{code}';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER undo BEFORE UPDATE ON touches
  FOR EACH STATEMENT EXECUTE FUNCTION undo();
"""
DEADLOCK = "40P01"


async def undo(it: Arena, times: int, code: str = DEADLOCK) -> None:
    """Have the database undo so many transactions that write touches."""
    async with it.engine.database.writing() as connection:
        for statement in UNDOES.format(times=times, code=code).split("\n\n"):
            await connection.exec_driver_sql(statement)


async def undone(it: Arena) -> int:
    """Return how often somebody tried to write touches."""
    async with it.engine.database.reading() as connection:
        found = await connection.exec_driver_sql("SELECT last_value FROM undone")
        return int(found.scalar_one())


@asynccontextmanager
async def lately(url: str) -> AsyncIterator[Arena]:
    """Open an arena that takes a cap into use after it has sent without."""
    async with capped(url, NO_CAPS) as it:
        await it.enroll(1, company_key=COMPANY)
        await it.run()
        it.engine = it.courier.engine = replace(it.engine, caps=Caps(per_company=3))
        yield it


async def test_caps_are_settled_though_the_database_undoes_it(
    postgres_url: str,
) -> None:
    async with lately(postgres_url) as it:
        await undo(it, TRIES - 1)
        await settle_caps(it.engine)
        assert (await sent_at(it, "company_key")).keys() == {COMPANY}
        assert await undone(it) == TRIES


@pytest.mark.parametrize(
    ("code", "tries"), [(DEADLOCK, TRIES), ("23514", 1)], ids=["for ever", "a fault"]
)
async def test_they_are_not_tried_for_ever(
    postgres_url: str, code: str, tries: int
) -> None:
    async with lately(postgres_url) as it:
        await undo(it, 1000, code)
        with pytest.raises(DatabaseError):
            await settle_caps(it.engine)
        assert await undone(it) == tries


@asynccontextmanager
async def beside(it: Arena) -> AsyncIterator[Arena]:
    """Open a process of a release that knows no caps, on the same database."""
    engine = replace(it.engine, caps=NO_CAPS, worker="old")
    wire = Wire()
    old = Arena(engine, it.clock, wire, Courier(engine, {"email": wire}))
    await old.beat()  # as it always did: it says nothing of caps
    yield old
    async with engine.database.writing() as connection:
        await workers.leave(connection, "old")


async def beat(it: Arena) -> None:
    await Heart(it.engine, "worker", "here", 1).beat()


async def total(it: Arena) -> int:
    return sum(row["state"] == "sent" for row in await it.rows("touches"))


async def test_what_an_old_worker_sends_after_the_boot_counts(
    database_url: str,
) -> None:
    async with capped(database_url, Caps(per_company=3)) as it:
        await settle_caps(it.engine)
        await beat(it)
        async with beside(it) as old:
            await it.enroll(2, company_key=COMPANY)
            await old.run()
            await it.enroll(4, first=2, company_key=COMPANY)
            await it.run()
            assert await total(it) == 3
            # It goes on, and nobody can keep it from that; but what it sends is counted.
            it.clock.forward(DAY)
            await old.beat()
            await it.enroll(1, first=6, company_key=COMPANY)
            await old.run()
            sent = await total(it)
        # The last it sent is counted though it has gone.
        await it.enroll(1, first=7, company_key=COMPANY)
        await run_for(it, timedelta(minutes=1))
        assert (sent, await total(it)) == (4, 6)
        assert len((await sent_at(it, "company_key"))[COMPANY]) == 6
        keys = {row["key"] for row in await it.rows("settings")}
        assert "caps_strangers" not in keys


async def test_a_claim_of_an_old_scheduler_is_held_to_the_cap(
    database_url: str,
) -> None:
    async with capped(database_url, Caps(per_company=2)) as it:
        await settle_caps(it.engine)
        async with beside(it) as old:
            await it.enroll(5, company_key=COMPANY)
            claimed = (await old.tick()).claimed
            assert len(claimed) == 5
            await it.deliver(claimed)
            assert await total(it) == 2
        await run_for(it, 3 * DAY)
        assert most_in_a_day((await sent_at(it, "company_key"))[COMPANY]) == 2
        assert await total(it) == 5


async def test_a_sequences_own_cap_counts_it_too(database_url: str) -> None:
    steps = ONE.replace("steps:", "max_new_per_day: 2\nsteps:")
    async with capped(database_url, NO_CAPS, steps) as it:
        await it.enroll(4)
        await it.run()
        assert await total(it) == 2
        # As a release sends that knows nothing of it.
        for row in await it.rows("touches"):
            await it.write("touches", row["id"], new_in=None)
        async with beside(it):
            await it.enroll(2, first=4)
            await it.run()
            assert await total(it) == 2


async def test_processes_of_the_same_caps_cost_no_count(database_url: str) -> None:
    async with capped(database_url, Caps(per_company=3)) as it:
        await settle_caps(it.engine)
        await beat(it)
        await it.enroll(2, company_key=COMPANY)
        await it.run()
        for row in await it.rows("touches"):
            await it.write("touches", row["id"], company_key=None)
        await it.run()
        assert {row["company_key"] for row in await it.rows("touches")} == {None}
