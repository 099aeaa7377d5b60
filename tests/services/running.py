"""A small workspace to run the engine in: a clock to turn, leads to reach, a mail server to see."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from outreach import config
from outreach.bootstrap import open_engine
from outreach.core.model import LeadId, TouchId
from outreach.services import react
from outreach.services.enroll import Enrolled, enroll_leads
from outreach.services.tick import Ticked, tick
from outreach.store import lead as leads
from outreach.store import schema
from outreach.store import version as versions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from outreach.bootstrap import Deployment, Workspace
    from outreach.store.database import Row

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

SENDER = """\
  {name}:
    channel: email
    address: {name} <{name}@acme.example>
    smtp: {{host: 127.0.0.1, port: {port}, security: none}}
    limits: {limits}
"""
STEPS = """\
name: hello
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email:
      subject: "Hello {{ first_name }}"
      body: |
        Hi {{ first_name }},

        a question about {{ company }}.
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Did you see it, {{ first_name }}?"}
"""


@dataclass(slots=True)
class Clock:
    """A clock that only moves when it is told to."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass(slots=True)
class Shelf:
    """A queue that nobody empties by itself."""

    messages: list[tuple[str, list[Any]]] = field(default_factory=list)

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        self.messages.append((job, list(ids)))

    def taken(self, job: str) -> list[Any]:
        """Take the ids of all messages of a job."""
        ids = [each for name, ids in self.messages if name == job for each in ids]
        self.messages = [one for one in self.messages if one[0] != job]
        return ids


@dataclass(slots=True)
class World:
    """One process of a deployment, and the hands that turn it."""

    deployment: Deployment
    clock: Clock
    shelf: Shelf

    async def enroll(
        self, count: int, sequence: str = "hello", **more: Any
    ) -> Enrolled:
        """Make so many leads and enroll them."""
        ids = await make(self.deployment, count, **more)
        return await enroll(self.deployment, ids, sequence)

    async def tick(self) -> Ticked:
        return await tick(self.deployment.engine)

    async def deliver(self) -> None:
        """Deliver what the shelf holds."""
        ids: list[TouchId] = self.shelf.taken("deliver")
        await self.deployment.courier.deliver(ids)

    async def run(self) -> None:
        """Tick and deliver until nothing is to be done now."""
        while not (await self.tick()).idle:
            await self.deliver()

    async def rows(self, table: str) -> list[Row]:
        """Return all rows of a table, by id."""
        columns = schema.metadata.tables[table]
        async with self.deployment.engine.database.reading() as connection:
            found = await connection.execute(select(columns).order_by(columns.c[0]))
            return list(found.mappings())

    async def states(self) -> list[tuple[str, str]]:
        """Return each touch's state and reason."""
        return [(row["state"], row["reason"]) for row in await self.rows("touches")]


def write(
    folder: Path,
    database_url: str,
    *,
    port: int = 1,
    limits: str = "{}",
    senders: Sequence[str] = ("anna",),
    broker: str = "memory://",
    extra: str = "",
    after: str = "",
    steps: str = STEPS,
    env: Mapping[str, str] | None = None,
) -> Workspace:
    """Write a workspace into a folder and read it."""
    folder.mkdir(exist_ok=True)
    (folder / "sequences").mkdir(exist_ok=True)
    (folder / "sequences" / "hello.yaml").write_text(steps)
    each = "".join(SENDER.format(name=n, port=port, limits=limits) for n in senders)
    (folder / "outreach.yaml").write_text(
        f"name: acme\ndatabase: {database_url}\nbroker: {broker}\n{extra}senders:\n{each}{after}"
    )
    return config.load(folder, env or {})


@asynccontextmanager
async def opened(
    workspace: Workspace, clock: Clock | None = None, **more: Any
) -> AsyncIterator[World]:
    """Open a workspace on a clock that stands, with a shelf for a queue."""
    clock, shelf = clock or Clock(), Shelf()
    async with open_engine(workspace, clock=clock, queue=shelf, **more) as deployment:
        await deployment.heart.beat()
        yield World(deployment, clock, shelf)


async def make(deployment: Deployment, count: int, **more: Any) -> list[LeadId]:
    """Insert leads, each with a company of its own."""
    now = deployment.engine.now()
    rows = [
        {
            "identity": f"email:lead{n}@co{n}.example",
            "email": f"lead{n}@co{n}.example",
            "first_name": f"Lea{n}",
            "company": f"Co {n}",
            "company_key": f"co{n}.example",
            "timezone": "UTC",
            "tags": [],
            "fields": {},
            "stage": "prospect",
            "created_at": now,
            "updated_at": now,
            **more,
        }
        for n in range(count)
    ]
    statement = insert(schema.leads).returning(
        schema.leads.c.id, sort_by_parameter_order=True
    )
    async with deployment.engine.database.writing() as connection:
        return [LeadId(row.id) for row in await connection.execute(statement, rows)]


async def enroll(
    deployment: Deployment,
    ids: Sequence[LeadId],
    sequence: str = "hello",
    *,
    again: bool = False,
) -> Enrolled:
    """Make the folder's sequence known and enroll these leads in it."""
    engine = deployment.engine
    async with engine.database.writing() as connection:
        await versions.keep(connection, deployment.bundle(sequence), engine.now())
        held = await leads.lock(connection, ids)
        done = await enroll_leads(
            engine, connection, sequence, list(held.values()), by="test", again=again
        )
        await react.record(engine, connection, held, done.facts)
    return done
