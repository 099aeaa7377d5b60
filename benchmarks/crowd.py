"""A workspace with a crowd of enrolled leads behind small caps, most windows closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from outreach.services.enroll import enroll_leads
from outreach.store import lead as leads
from outreach.store import version as versions
from outreach.store.schema import leads as lead_table

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Deployment

# 23:30 in Paris: open in Tokyo and Auckland alone, of those below.
NIGHT = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)
ZONES = (
    ("Europe/Paris", "FR"),
    ("Europe/London", "GB"),
    ("Europe/Berlin", "DE"),
    ("Europe/Madrid", "ES"),
    ("Europe/Warsaw", "PL"),
    ("America/Sao_Paulo", "BR"),
    ("Asia/Kolkata", "IN"),
    ("Asia/Tehran", "IR"),
    ("Africa/Lagos", "NG"),
    ("Pacific/Auckland", "NZ"),
)

WORKSPACE = """
name: crowd
timezone: Europe/Paris
postal_address: Acme SAS, 1 rue X, 75001 Paris
database: sqlite:///outreach.db
listen: 127.0.0.1:{listen}
senders:
  anna:
    channel: email
    address: Anna Lee <anna@acme.example>
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
    limits: {{per_day: 40, gap: 90s, jitter: 60s}}
  ben:
    channel: email
    address: Ben Ito <ben@acme.example>
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
    limits: {{per_day: 40, gap: 90s, jitter: 60s}}
"""
SEQUENCE = """
name: crowd
senders: {email: [anna, ben]}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""


@dataclass(slots=True)
class Still:
    """A clock that stands where it is put."""

    at: datetime = NIGHT

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


def write_workspace(folder: Path, *, smtp: int, listen: int = 0) -> None:
    """Write the workspace into an empty folder."""
    (folder / "sequences").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / "outreach.yaml").write_text(WORKSPACE.format(smtp=smtp, listen=listen))
    (folder / "sequences" / "crowd.yaml").write_text(SEQUENCE)


async def fill(deployment: Deployment, count: int) -> None:
    """Enroll `count` leads, spread over the zones: ten in earnest, the others as copies."""
    engine = deployment.engine
    async with engine.database.writing() as connection:
        await versions.keep(connection, deployment.bundle("crowd"), engine.now())
        for start in range(0, count, 10_000):
            rows = [
                _lead(i, engine.now()) for i in range(start, min(start + 10_000, count))
            ]
            await connection.execute(lead_table.insert(), rows)
        first = await leads.by_address(
            connection, [f"p{i}@c{i}.example" for i in range(len(ZONES))]
        )
        await enroll_leads(engine, connection, "crowd", first, by="benchmark")
        await connection.execute(text(_COPIES), {"zones": len(ZONES)})


def _lead(number: int, now: datetime) -> dict[str, object]:
    zone, country = ZONES[number % len(ZONES)]
    address = f"p{number}@c{number}.example"
    return {
        "identity": f"email:{address}",
        "email": address,
        "first_name": f"P{number}",
        "timezone": zone,
        "country": country,
        "tags": [],
        "fields": {},
        "stage": "prospect",
        "created_at": now,
        "updated_at": now,
    }


# The zone of a copy is that of its pattern; every other one leaves through the other lane.
_COPIES = """
INSERT INTO enrollments (lead_id, sequence, version, ordinal, state, step, senders,
  anchor_at, due_at, enrolled_at, lane, window_key, touched)
SELECT l.id, e.sequence, e.version, 1, 'active', e.step, e.senders, e.anchor_at, e.due_at,
  e.enrolled_at, CASE WHEN (l.id / 10) % 2 = 0 THEN 'anna' ELSE 'ben' END, e.window_key,
  e.touched
FROM leads l JOIN enrollments e ON e.lead_id = 1 + (l.id - 1) % :zones
WHERE l.id > :zones
"""
