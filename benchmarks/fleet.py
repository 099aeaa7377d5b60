"""A workspace with a fleet of senders, each with leads enrolled on its lane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import text

from outreach.bootstrap import load_workspace
from outreach.services.enroll import enroll_leads
from outreach.store import lead as leads
from outreach.store import version as versions
from outreach.store.schema import leads as lead_table

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Deployment
    from outreach.config import Workspace

PARIS = "Europe/Paris"
# A Tuesday, ten seconds before nine in Paris.
EVE = datetime(2026, 3, 3, 7, 59, 50, tzinfo=UTC)
WORKSPACE = """
name: fleet
timezone: Europe/Paris
postal_address: Acme SAS, 1 rue X, 75001 Paris
database: sqlite:///outreach.db
listen: 127.0.0.1:0
bounce_guard: {{rate: 10%, sample: 50}}
senders:
  s0:
    channel: email
    address: Anna Lee <s0@acme.example>
    smtp: {{host: 127.0.0.1, port: {port}, security: none}}
    limits: {limits}
"""
SEQUENCE = """
name: fleet
senders: {email: [s0]}
window: {days: working, hours: "09:00-17:00", timezone: lead, holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""
# Every lead is a copy of the first of its zone, on the lane of its number.
_COPIES = """
INSERT INTO enrollments (lead_id, sequence, version, ordinal, state, step, senders,
  anchor_at, due_at, enrolled_at, lane, window_key, touched)
SELECT l.id, e.sequence, e.version, 1, 'active', e.step,
  json_object('email', 's' || (l.id % :lanes)), e.anchor_at, e.due_at,
  e.enrolled_at, 's' || (l.id % :lanes), e.window_key, e.touched
FROM leads l JOIN enrollments e
  ON e.lead_id = 1 + ((l.id - 1) / :lanes) % :zones
WHERE l.id > :zones
"""


class Running:
    """A clock that runs as the real one does, from another instant on."""

    def __init__(self, start: datetime) -> None:
        self._start, self._since = start, perf_counter()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=perf_counter() - self._since)


@dataclass(slots=True)
class Still:
    """A clock that stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        return self.at


class Nowhere:
    """A queue whose touches nobody delivers."""

    async def put(self, job: str, ids: object) -> None:
        """Forget it."""


def workspace_of(
    folder: Path, senders: int, *, limits: str, port: int = 1
) -> Workspace:
    """Write a workspace with one sender and read it; the others are made as it is.

    A file of ten thousand is over the megabyte that one may have.
    """
    (folder / "sequences").mkdir(parents=True)
    (folder / "templates").mkdir()
    settings = WORKSPACE.format(port=port, limits=limits)
    (folder / "outreach.yaml").write_text(settings)
    (folder / "sequences" / "fleet.yaml").write_text(SEQUENCE)
    workspace = load_workspace(folder)
    pattern = workspace.config.senders["s0"]
    several = {f"s{number}": pattern for number in range(senders)}
    config = workspace.config.model_copy(update={"senders": several})
    return replace(workspace, config=config)


async def fill(
    deployment: Deployment, lanes: int, each: int, zones: tuple[str, ...] = (PARIS,)
) -> None:
    """Enroll `each` leads a lane, of each zone in turn; all are due from now on."""
    engine = deployment.engine
    async with engine.database.writing() as connection:
        await versions.keep(connection, deployment.bundle("fleet"), engine.now())
        for start in range(0, lanes * each, 10_000):
            rows = [
                _lead(number, zones[number // lanes % len(zones)], engine.now())
                for number in range(start, min(start + 10_000, lanes * each))
            ]
            # The first of each zone are what the others are copied from.
            for number, zone in enumerate(zones):
                if start <= number < start + len(rows):
                    rows[number - start]["timezone"] = zone
            await connection.execute(lead_table.insert(), rows)
        first = await leads.by_address(
            connection, [_address(number) for number in range(len(zones))]
        )
        await enroll_leads(engine, connection, "fleet", first, by="benchmark")
        await connection.execute(text(_COPIES), {"zones": len(zones), "lanes": lanes})


def _address(number: int) -> str:
    return f"p{number}@c{number}.example"


def _lead(number: int, zone: str, now: datetime) -> dict[str, object]:
    return {
        "identity": f"email:{_address(number)}",
        "email": _address(number),
        "first_name": f"P{number}",
        "company_key": f"c{number}.example",
        "timezone": zone,
        "tags": [],
        "fields": {},
        "stage": "prospect",
        "created_at": now,
        "updated_at": now,
    }
