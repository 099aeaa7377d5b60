"""Caps are locked before companies, so that couriers never wait for each other in a ring."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import text

from outreach.core.cap import Caps
from outreach.core.model import Blame, Outcome, Rejected
from outreach.core.pacing import Limits
from outreach.services.deliver import Courier
from outreach.store import company as companies
from outreach.store import suppression
from outreach.store.database import Database
from tests.services import deployment
from tests.services.arena import Arena, Wire, arena
from tests.services.test_caps import ONE
from tests.services.test_log import told

if TYPE_CHECKING:
    from outreach.core.model import TouchId
    from outreach.store.database import Connection

DEAD = Rejected(Blame.ADDRESS, "no such user", "550 5.1.1")
COMPANY = ("hello", "acme.example")
WAITING = text(
    "SELECT count(*) FROM pg_locks"
    " WHERE locktype = 'advisory' AND NOT granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass(slots=True)
class Shared:
    """Two couriers' wires, seen as one."""

    wires: list[Wire] = field(default_factory=list)

    def wire(self, **says: list[Outcome]) -> Wire:
        made = Wire({f"{who}@x.example": each for who, each in says.items()})
        self.wires.append(made)
        return made

    @property
    def carried(self) -> list[str]:
        return [address for wire in self.wires for address, _ in wire.carried]


async def claims_of(it: Arena, *names: str) -> list[TouchId]:
    for number, name in enumerate(names):
        await it.leads(
            1, first=number, email=f"{name}@x.example", company_key=COMPANY[1]
        )
    await it.enter([row["id"] for row in await it.rows("leads")])
    claimed = (await it.tick()).claimed
    by_lead = {row["lead_id"]: row["id"] for row in await it.rows("touches")}
    assert len(claimed) == len(names)
    return [by_lead[row["id"]] for row in await it.rows("leads")]


async def blocked(connection: Connection, count: int) -> None:
    """Return once so many wait for an advisory lock."""
    while (await connection.execute(WAITING)).scalar_one() < count:
        pass


async def test_a_bounce_and_a_stop_of_one_company_wait_in_turn(
    postgres_url: str,
) -> None:
    caps = Caps(default_domain=9)
    senders = {name: deployment.sender(name, Limits()) for name in ("anna", "ben")}
    steps = ONE.replace("[anna, ben]", "[anna]")
    both, database = Shared(), Database(postgres_url)
    async with arena(postgres_url, steps=steps, senders=senders, caps=caps) as it:
        dead, alive, stopped = await claims_of(it, "dead", "alive", "stopped")
        # Of another lane, but the same cap and company.
        await it.write("touches", stopped, lane="ben")
        await it.write("enrollments", 3, lane="ben", senders={"email": "ben"})
        async with it.engine.database.writing() as connection:
            await suppression.suppress_address(
                connection, "stopped@x.example", "manual", "test", it.clock.now()
            )
        # One in the air at a time: what comes of the first is recorded as the next is marked.
        first = Courier(it.engine, {"email": both.wire(dead=[DEAD])}, wire=1)
        other = replace(it.engine, database=database, worker="w2")
        second = Courier(other, {"email": both.wire()})
        with told(json=True) as lines:
            async with it.engine.database.writing() as connection:
                await companies.lock(connection, [COMPANY])
                one = asyncio.create_task(first.deliver([dead, alive]))
                await blocked(connection, 1)
                two = asyncio.create_task(second.deliver([stopped]))
                await blocked(connection, 2)
            await asyncio.gather(one, two)
        assert "deliver.failed" not in lines.getvalue()
        assert sorted(both.carried) == ["alive@x.example", "dead@x.example"]
        assert [state for state, _ in await it.ledger()] == [
            "rejected",
            "sent",
            "skipped",
        ]
    await database.close()
