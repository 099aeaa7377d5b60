"""An engine for tests: real databases and calendars, a clock that stands still, a list as queue."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outreach.adapters import contact, source
from outreach.adapters.calendar import HolidayCalendar
from outreach.adapters.templates import JinjaTemplates
from outreach.core.language import Settings
from outreach.core.lead_row import Judges
from outreach.core.model import SenderName
from outreach.core.pacing import Limits
from outreach.core.pipeline import Pipeline, Rule
from outreach.core.version import Bundle, hash_of, sequence_of
from outreach.services.engine import (
    Catalogue,
    CrmProfile,
    Engine,
    House,
    Release,
    Sender,
)
from outreach.store import version as versions
from outreach.store.database import Database
from outreach.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)  # a Tuesday
STAGES = ("prospect", "contacted", "replied", "qualified", "won", "lost")
PIPELINE = Pipeline(
    STAGES,
    frozenset({"won", "lost"}),
    (
        Rule("sent", "contacted"),
        Rule("reply", "replied"),
        Rule("reply.interested", "qualified"),
    ),
)
JUDGES = Judges(contact.address, contact.phone)
FIELDS = ("city", "notes")
SETTINGS = Settings(
    timezone="Europe/Paris",
    senders={"anna": "email", "ben": "email"},
    stages=STAGES,
    fields=FIELDS,
)
SEQUENCE = """
senders: {email: [anna, ben]}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
"""


@dataclass(slots=True)
class Clock:
    """A clock that moves when it is told to."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass(slots=True)
class ListQueue:
    """A queue that only remembers."""

    jobs: list[tuple[str, list[int | str]]] = field(default_factory=list)

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        self.jobs.append((job, list(ids)))


def read_release(bundle: Bundle) -> Release:
    """Make a version ready, as the boot does."""
    return Release(
        version=hash_of(bundle),
        sequence=sequence_of(bundle, source.read),
        templates=JinjaTemplates(bundle.files, bundle.settings.fields),
        files=bundle.files,
    )


def sender(name: str, limits: Limits | None = None) -> Sender:
    """Return a mailbox."""
    return Sender(
        SenderName(name),
        "email",
        name.title(),
        f"{name}@acme.example",
        limits or Limits(),
        hears=False,
    )


@asynccontextmanager
async def engine(
    url: str,
    *,
    clock: Clock | None = None,
    crms: Mapping[str, CrmProfile] | None = None,
) -> AsyncIterator[Engine]:
    """Yield an engine over a database with today's tables."""
    database = Database(url)
    try:
        await migrate(database)
        yield Engine(
            database=database,
            clock=clock or Clock(),
            queue=ListQueue(),
            calendar=HolidayCalendar(),
            catalogue=Catalogue(read_release),
            house=House("Acme", "Europe/Paris", b"a secret of thirty-two bytes, no?"),
            pipeline=PIPELINE,
            senders={name: sender(name) for name in ("anna", "ben")},
            crms=crms or {},
            worker="test",
        )
    finally:
        await database.close()


async def keep(
    engine: Engine, name: str = "hello", text: str = SEQUENCE, **settings: object
) -> None:
    """Make a sequence known to the database."""
    changed = Settings.from_json({**SETTINGS.to_json(), **settings})
    bundle = Bundle(name, f"name: {name}\n{text}".encode(), changed)
    async with engine.database.writing() as connection:
        await versions.keep(connection, bundle, engine.now())


def write_csv(folder: Path, text: str | bytes, name: str = "leads.csv") -> Path:
    """Write a file of leads and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
