"""Opens a workspace for rehearsals: over memory, on a clock that is turned, reaching nobody."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from outreach import config
from outreach.adapters.calendar import HolidayCalendar
from outreach.adapters.rehearsal import IdleQueue, MemoryInbox, Recorder, TurnedClock
from outreach.bootstrap.deployment import release_of
from outreach.bootstrap.lane import senders_of
from outreach.core.pacing import Limits
from outreach.core.sequence import CHANNEL_OF
from outreach.errors import CheckFailed
from outreach.services.deliver import Courier
from outreach.services.engine import Catalogue, Engine, House, Release
from outreach.services.hand_over import hand_over
from outreach.services.rehearse import Stage
from outreach.store.database import Database
from outreach.store.migrate import migrate
from outreach.store.rehearsal import IN_MEMORY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from outreach.config import Workspace
    from outreach.core.source import Complaint
    from outreach.core.version import Bundle

# What may stand for a variable that is not set: the first that its setting can be.
PLACEHOLDERS = (
    "placeholder",
    "1",
    "https://placeholder.example",
    "placeholder@placeholder.example",
    "sqlite:///:memory:",
    "memory://",
    "127.0.0.1:8000",
    "UTC",
    "09:00-17:00",
    "true",
    "x" * 40,
)
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_SECRET = b"the secret of a rehearsal, which seals nothing that leaves"
_MISSING = "missing-variable"


def workspace_to_rehearse(folder: Path) -> Workspace:
    """Read a workspace, with something in the place of each variable that is not set.

    Nothing of it is ever connected to. Raises CheckFailed for any other fault.
    """
    env = dict(config.environment())
    tries: dict[str, int] = {}
    while True:
        workspace, complaints = config.inspect(folder, env)
        if workspace is not None:
            return workspace
        faults = [each for each in complaints if not each.warning]
        names = _unset(faults)
        if names:
            tries |= dict.fromkeys(names, 0)
        elif not _try_next(folder, tries, faults):
            raise CheckFailed("\n".join(map(str, faults)))
        env |= {name: PLACEHOLDERS[n] for name, n in tries.items()}


def _unset(faults: list[Complaint]) -> list[str]:
    return [
        each.message.partition(":")[0].removeprefix("no variable ")
        for each in faults
        if each.code == _MISSING
    ]


def _try_next(folder: Path, tries: dict[str, int], faults: list[Complaint]) -> bool:
    """Try another placeholder for the variables that stand where the faults are."""
    lines = (folder / config.FILE).read_bytes().decode("utf-8", "replace").splitlines()
    moved = False
    for name, tried in list(tries.items()):
        at_fault = any(
            each.path == config.FILE and f"${{{name}" in lines[each.line - 1]
            for each in faults
            if each.line <= len(lines)
        )
        if at_fault and tried + 1 < len(PLACEHOLDERS):
            tries[name] = tried + 1
            moved = True
    return moved


@asynccontextmanager
async def open_stages(
    workspace: Workspace, bundles: Mapping[str, Bundle]
) -> AsyncIterator[dict[bool, Stage]]:
    """Open where these sequences are rehearsed: with the senders' limits, and without."""
    async with AsyncExitStack() as stack:
        database = Database(IN_MEMORY)
        stack.push_async_callback(database.close)
        await migrate(database)
        yield {
            limits: staged(workspace, database, bundles, limits=limits)
            for limits in (True, False)
        }


def staged(
    workspace: Workspace,
    database: Database,
    bundles: Mapping[str, Bundle],
    *,
    limits: bool = True,
) -> Stage:
    """Return a stage over a database in memory."""
    seen: set[tuple[str, str]] = set()
    clock, tape = TurnedClock(_BEGINNING), Recorder()
    senders = senders_of(workspace.config)
    if not limits:
        senders = {name: replace(one, limits=Limits()) for name, one in senders.items()}
    engine = Engine(
        database=database,
        clock=clock,
        queue=IdleQueue(),
        calendar=HolidayCalendar(),
        catalogue=Catalogue(lambda read: _watched(release_of(read), seen)),
        house=_house(workspace),
        pipeline=workspace.config.pipeline.core(),
        senders=senders,
        crms={},
        worker="rehearsal",
    )
    tape.hand_over = partial(hand_over, engine)
    channels = dict.fromkeys(sorted({*CHANNEL_OF.values()}), tape)
    inboxes = {name: MemoryInbox() for name, one in senders.items() if one.hears}
    return Stage(engine, Courier(engine, channels), clock, tape, inboxes, bundles, seen)


def _house(workspace: Workspace) -> House:
    settings = workspace.config
    return House(
        name=settings.name,
        zone=settings.timezone,
        secret=_SECRET,
        public_url=settings.public_url,
        postal_address=settings.postal_address,
        track_clicks=settings.tracking.clicks,
        track_opens=settings.tracking.opens,
        one_click=settings.one_click(),
        away=settings.out_of_office.core(),
    )


class _Watched(dict):  # type: ignore[type-arg] # of steps by key
    """Steps that note which of them were come to."""

    def __init__(
        self, steps: Mapping[str, object], name: str, seen: set[tuple[str, str]]
    ) -> None:
        super().__init__(steps)
        self._name = name
        self._seen = seen

    def __getitem__(self, key: str) -> object:
        self._seen.add((self._name, key))
        return super().__getitem__(key)


def _watched(release: Release, seen: set[tuple[str, str]]) -> Release:
    sequence = release.sequence
    steps = _Watched(sequence.steps, sequence.name, seen)  # type: ignore[arg-type] # as above
    return replace(release, sequence=replace(sequence, steps=steps))
