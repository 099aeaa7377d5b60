"""The real services over a real database, with a wire that answers as it is told."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from outreach.core.model import EnrollmentId, LeadId, Outcome, Sent, TouchId
from outreach.core.pacing import Limits
from outreach.ports import Mail, Parcel
from outreach.services import react
from outreach.services.deliver import Courier
from outreach.services.enroll import Enrolled, enroll_leads
from outreach.services.mark import Marked, mark
from outreach.services.settle import Result, settle
from outreach.services.think import resume
from outreach.services.tick import Ticked, open_lanes, tick
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import schema
from outreach.store import touch as touches
from outreach.store import worker as workers
from tests.services import deployment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from outreach.services.engine import Engine
    from outreach.store.database import Row


@dataclass(slots=True)
class Wire:
    """A channel that remembers what was put on it. `says` answers by address, else Sent."""

    says: dict[str, list[Outcome]] = field(default_factory=dict)
    carried: list[tuple[str, str]] = field(default_factory=list)
    ways: dict[str, str] = field(default_factory=dict)  # each one's last return path
    meanwhile: Callable[[], None] | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        """Take a parcel and answer."""
        if not isinstance(parcel, Mail):
            raise TypeError(parcel)
        message_id = parcel.content.split(b"Message-ID: ")[1].split(b"\r\n")[0]
        self.carried.append((parcel.rcpt_to, message_id.decode()))
        self.ways[parcel.rcpt_to] = parcel.mail_from
        if self.meanwhile is not None:
            self.meanwhile()
        answers = self.says.get(parcel.rcpt_to)
        return answers.pop(0) if answers else Sent()

    async def close(self) -> None:
        """Let go of nothing."""

    @property
    def counts(self) -> Counter[str]:
        """How many mails each address was sent."""
        return Counter(address for address, _ in self.carried)


@dataclass(slots=True)
class Arena:
    """One process and the hands that turn it."""

    engine: Engine
    clock: deployment.Clock
    wire: Wire
    courier: Courier

    async def enroll(
        self, count: int, sequence: str = "hello", *, first: int = 0, **more: object
    ) -> list[EnrollmentId]:
        """Make so many leads, enroll them, and return their enrollments."""
        ids = await self.leads(count, first=first, **more)
        await self.enter(ids, sequence)
        return [EnrollmentId(row["id"]) for row in await self.rows("enrollments")]

    async def leads(
        self, count: int, *, first: int = 0, **more: object
    ) -> list[LeadId]:
        """Make so many leads, each of a company of its own unless said otherwise."""
        now = self.clock.now()
        rows = [
            {
                "identity": f"email:lead{n}@co{n}.example",
                "email": f"lead{n}@co{n}.example",
                "first_name": f"Lea{n}",
                "company_key": f"co{n}.example",
                "timezone": "UTC",
                "tags": [],
                "fields": {},
                "stage": "prospect",
                "created_at": now,
                "updated_at": now,
                **more,
            }
            for n in range(first, first + count)
        ]
        statement = insert(schema.leads).returning(
            schema.leads.c.id, sort_by_parameter_order=True
        )
        async with self.engine.database.writing() as connection:
            found = await connection.execute(statement, rows)
            return [LeadId(row.id) for row in found]

    async def enter(self, ids: Sequence[LeadId], sequence: str = "hello") -> Enrolled:
        """Enroll leads."""
        async with self.engine.database.writing() as connection:
            held = await leads.lock(connection, ids)
            done = await enroll_leads(
                self.engine, connection, sequence, list(held.values()), by="test"
            )
            await react.record(self.engine, connection, held, done.facts)
        return done

    async def tick(self) -> Ticked:
        return await tick(self.engine)

    async def deliver(self, ids: Sequence[TouchId]) -> None:
        await self.courier.deliver(ids)

    async def run(self) -> None:
        """Tick and deliver until nothing is to be done now."""
        for _ in range(50):
            ticked = await self.tick()
            await self.deliver(ticked.claimed)
            if ticked.idle:
                return
        raise AssertionError("it never comes to rest")

    async def mark(self, ids: Sequence[TouchId]) -> list[Marked]:
        """Mark touches as a worker that then dies does."""
        async with self.engine.database.writing() as connection:
            found = await touches.get(connection, ids)
            return await mark(self.engine, connection, list(found.values()))

    async def settle(self, touch_id: TouchId, attempt: int, outcome: Outcome) -> None:
        async with self.engine.database.writing() as connection:
            await settle(self.engine, connection, [Result(touch_id, attempt, outcome)])

    async def resume(self, enrollment_id: EnrollmentId) -> None:
        """Resume a paused enrollment, as a person does."""
        engine = self.engine
        async with engine.database.writing() as connection:
            row = (await enrollments.get(connection, [enrollment_id]))[enrollment_id]
            held = await leads.lock(connection, [row["lead_id"]])
            facts = await resume(engine, connection, held[row["lead_id"]], row)
            await react.record(engine, connection, held, facts)

    async def beat(self) -> None:
        """Say that this process lives."""
        async with self.engine.database.writing() as connection:
            await workers.beat(
                connection, self.engine.worker, "test", "here", 1, self.clock.now()
            )

    async def rows(self, table: str) -> list[Row]:
        """Return all rows of a table, by id."""
        columns = schema.metadata.tables[table]
        async with self.engine.database.reading() as connection:
            found = await connection.execute(select(columns).order_by(columns.c[0]))
            return list(found.mappings())

    async def write(self, table: str, id_: object, **values: object) -> None:
        """Write columns of a row, as no use case does."""
        columns = schema.metadata.tables[table]
        async with self.engine.database.writing() as connection:
            await connection.execute(
                update(columns).where(columns.c[0] == id_).values(**values)
            )

    async def states(self) -> list[tuple[str, str]]:
        """Return each enrollment's state and reason."""
        return [(row["state"], row["reason"]) for row in await self.rows("enrollments")]

    async def ledger(self) -> list[tuple[str, int]]:
        """Return each touch's state and attempt."""
        return [(row["state"], row["attempt"]) for row in await self.rows("touches")]

    async def kinds(self) -> list[str]:
        """Return the kinds of all events, in order."""
        return [row["kind"] for row in await self.rows("events")]


@asynccontextmanager
async def arena(
    url: str,
    *,
    limits: Limits | None = None,
    clock: deployment.Clock | None = None,
    steps: str = deployment.SEQUENCE,
    **more: Any,
) -> AsyncIterator[Arena]:
    """Open an engine whose two senders keep these limits, with one sequence."""
    clock = clock or deployment.Clock()
    async with deployment.engine(url, clock=clock) as opened:
        senders = {
            name: deployment.sender(name, limits or Limits())
            for name in ("anna", "ben")
        }
        engine = replace(opened, **{"senders": senders, **more})
        await open_lanes(engine)
        await deployment.keep(engine, text=steps)
        wire = Wire()
        courier = Courier(engine, {"email": wire})
        yield Arena(engine, clock, wire, courier)
