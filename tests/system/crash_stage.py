"""What is played in a crash campaign: a workspace, its leads, and people who stop them."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text

from outreach import config
from outreach.bootstrap import open_engine
from outreach.core.model import LeadId
from outreach.services import react
from outreach.services.enroll import enroll_leads
from outreach.store import lead as leads
from outreach.store import schema
from outreach.store import version as versions
from tests.services.running import Shelf
from tests.system.crash_trail import Witness, lay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from outreach.bootstrap import Deployment, Workspace
    from outreach.services.engine import Engine
    from outreach.store.database import Row
    from tests.system.crash_clock import SharedClock

CAPS = {"ben": 30, "cleo": 8}
GAP_SECONDS = {"cleo": 1}
ROOM = 2  # of a company
LATELY = timedelta(seconds=5)
SECRETS = {"HOOK": "signed-with-this"}
SETTINGS = """\
name: acme
database: {database}
broker: {broker}
senders:
  anna: {{channel: email, address: a@acme.example, smtp: {smtp}}}
  ben: {{channel: email, address: b@acme.example, smtp: {smtp}, limits: {{per_day: 30}}}}
  cleo: {{channel: email, address: c@acme.example, smtp: {smtp}, limits: {{per_day: 8, gap: 1s}}}}
crm:
  webhook: {{url: "{crm}", secret: "${{HOOK}}"}}
"""
STEPS = """\
name: hello
senders: {email: [anna, ben, cleo]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
company: {max_active: 2}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, a question."}
  - id: met
    tag: met
  - id: call
    after: 30 minutes
    task: {kind: call, title: "Call {{ first_name }}"}
  - id: bump
    after: 1 hour
    email: {thread: intro, body: "Did you see it, {{ first_name }}?"}
  - id: seen
    wait_for: {event: custom.seen, within: 2 hours}
    then:
      - id: demo
        email: {thread: intro, body: "Shall I show you?"}
    else:
      - id: bye
        email: {thread: intro, body: "Bye, {{ first_name }}."}
on:
  reply.interested: [{stage: qualified}]
"""


@dataclass(slots=True)
class Stage:
    """The deployment as the campaign itself sees it, on the clock that all share."""

    workspace: Workspace
    deployment: Deployment
    clock: SharedClock
    shelf: Shelf
    witness: Witness
    _numbers: Iterator[int]

    @property
    def engine(self) -> Engine:
        """The engine whose writing transactions are witnessed."""
        return replace(self.deployment.engine, database=self.witness)

    async def enroll(self, many: int) -> None:
        """Make so many new leads, three of a company, and enroll them."""
        engine = self.deployment.engine
        now = engine.now()
        rows = [_lead(next(self._numbers), now) for _ in range(many)]
        statement = insert(schema.leads).returning(schema.leads.c.id)
        async with engine.database.writing() as connection:
            ids = [LeadId(row.id) for row in await connection.execute(statement, rows)]
            bundle = self.deployment.bundle("hello")
            await versions.keep(connection, bundle, now)
            held = await leads.lock(connection, ids)
            done = await enroll_leads(
                engine, connection, "hello", list(held.values()), by="campaign"
            )
            await react.record(engine, connection, held, done.facts)

    async def rows(self, table: str) -> list[Row]:
        """Return all rows of a table, by its first column."""
        columns = schema.metadata.tables[table]
        async with self.deployment.engine.database.reading() as connection:
            found = await connection.execute(select(columns).order_by(columns.c[0]))
            return list(found.mappings())

    async def ask(self, statement: str, **values: Any) -> list[Row]:
        """Return what a query gives."""
        async with self.deployment.engine.database.reading() as connection:
            found = await connection.execute(text(statement), values)
            return list(found.mappings())

    async def waiting(self) -> int:
        """Return how many leads are due or lately claimed that no cap holds up.

        What was claimed long ago was lost with its broker, or with its worker.
        """
        of, touch = schema.enrollments.c, schema.touches.c
        due = select(func.count()).where(
            of.state == "active", of.due_at <= self.clock.now(), of.lane.not_in(CAPS)
        )
        claimed = select(func.count()).where(
            touch.state == "claimed",
            touch.claimed_at > self.clock.now() - LATELY,
            touch.lane.not_in(CAPS),
        )
        async with self.deployment.engine.database.reading() as connection:
            counts = [await connection.execute(each) for each in (due, claimed)]
            return sum(int(each.scalar_one()) for each in counts)


def _lead(n: int, now: object) -> dict[str, object]:
    company = f"co{n // 3}.example"
    return {
        "identity": f"email:lead{n}@{company}",
        "email": f"lead{n}@{company}",
        "first_name": f"Lea{n}",
        "company": f"Co {n // 3}",
        "company_key": company,
        "timezone": "UTC",
        "tags": [],
        "fields": {},
        "stage": "prospect",
        "created_at": now,
        "updated_at": now,
    }


def write(
    folder: Path, *, database: str, broker: str, port: int, crm: str
) -> Workspace:
    """Write the workspace into a folder and read it."""
    (folder / "sequences").mkdir(parents=True, exist_ok=True)
    (folder / "sequences" / "hello.yaml").write_text(STEPS)
    smtp = f"{{host: 127.0.0.1, port: {port}, security: none}}"
    settings = SETTINGS.format(database=database, broker=broker, smtp=smtp, crm=crm)
    (folder / "outreach.yaml").write_text(settings)
    return config.load(folder, SECRETS)


def lift(folder: Path) -> Workspace:
    """Take the senders' limits off the workspace and read it."""
    path = folder / "outreach.yaml"
    path.write_text(re.sub(r", limits: {.*?}", "", path.read_text()))
    return config.load(folder, SECRETS)


@asynccontextmanager
async def staged(workspace: Workspace, clock: SharedClock) -> AsyncIterator[Stage]:
    """Open the workspace for a campaign; every move of a touch is written down from now on."""
    shelf = Shelf()
    async with open_engine(workspace, clock=clock, queue=shelf) as deployment:
        await lay(deployment.engine.database)
        witness = Witness(workspace.database_url)
        try:
            yield Stage(workspace, deployment, clock, shelf, witness, count())
        finally:
            await witness.close()
