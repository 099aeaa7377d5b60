"""What the use cases work with, assembled once at boot: ports, settings and the catalogue."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.away import Away
from outreach.core.cap import NO_CAPS, Caps
from outreach.core.consequence import consequence
from outreach.core.model import SenderName
from outreach.core.pacing import Limits
from outreach.core.planner import Situation
from outreach.errors import RenderError
from outreach.log import get_logger
from outreach.services.lull import Lulls
from outreach.services.meter import Meter
from outreach.services.values import values_of
from outreach.store import version as versions
from outreach.store.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Sequence as Several
    from datetime import datetime

    from outreach.core.consequence import Change
    from outreach.core.guard import Guard
    from outreach.core.model import Enrollment, Event, Lead, VersionHash
    from outreach.core.pipeline import Pipeline
    from outreach.core.sequence import Action, Sequence, Window
    from outreach.core.version import Bundle
    from outreach.core.window import Calendar
    from outreach.ports import Clock, IntentReader, Queue, Templates
    from outreach.store.database import Connection, Database

RELEASES_KEPT = 200

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """An account touches leave through. `hears` says that an inbox is configured for it."""

    name: SenderName
    channel: str
    display_name: str
    address: str
    limits: Limits
    hears: bool
    folders: tuple[str, ...] = ()
    finds_folders: bool = False  # the mailbox itself tells where answers may lie
    window: Window | None = None  # the hours it keeps itself, beside the lead's
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # of its calls
    dkim_selector: str | None = None  # that its mails are signed under
    url: str = ""  # of the provider that acts for it
    secret: str = field(default="", repr=False)  # that its calls are signed with
    sent_folder: str = ""  # "": found by its mark or usual name
    copies: bool = False  # put what was sent into that folder
    host: str = ""  # the server it leaves through, with its port, shared with others
    return_path: str = (
        ""  # "plus": an address of its own for each touch to come back to
    )


@dataclass(frozen=True, slots=True)
class Release:
    """A sequence version, ready to run: from the database's bytes alone."""

    version: VersionHash
    sequence: Sequence
    templates: Templates
    files: Mapping[str, bytes]


class Catalogue:
    """Sequence versions, read from the database once and kept."""

    def __init__(self, read: Callable[[Bundle], Release]) -> None:
        self._read = read
        self._releases: OrderedDict[VersionHash, Release] = OrderedDict()

    @property
    def limits_new(self) -> bool:
        """Whether any version that was asked for takes in only so many new leads a day."""
        return any(
            each.sequence.max_new_per_day is not None
            for each in self._releases.values()
        )

    async def get(self, connection: Connection, version: VersionHash) -> Release:
        """Return a version. Raises NotFound if the database does not hold it."""
        release = self._releases.get(version)
        if release is None:
            release = self._read(await versions.load(connection, version))
            self._releases[version] = release
            if len(self._releases) > RELEASES_KEPT:
                self._releases.popitem(last=False)
        return release

    async def find(
        self, connection: Connection, version: VersionHash
    ) -> Release | None:
        """Return a version; None, and a line in the log, for one that cannot be made ready.

        For where a stop must not fail because its sequence does.
        """
        try:
            return await self.get(connection, version)
        except DatabaseError:
            raise
        except Exception:  # whatever an old version's bytes bring about
            log.exception("version.unreadable", version=version)
            return None


@dataclass(frozen=True, slots=True)
class House:
    """What the workspace says of itself, and the secret its tokens are sealed with."""

    name: str
    zone: str
    secret: bytes = field(repr=False)
    public_url: str = ""
    postal_address: str = ""
    track_clicks: bool = False
    track_opens: bool = False
    events_secret: str = field(default="", repr=False)  # of those who report events
    inbound_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    one_click: bool = False  # public_url is https, or loopback in the sandbox
    away: Away = field(
        default_factory=Away
    )  # how long who is out of office is left in peace
    whole_domain: bool = False  # an opt-out is for everybody of its domain


@dataclass(frozen=True, slots=True)
class CrmProfile:
    """How a CRM takes part: `stop_on` are the statuses, set there, that stop a lead.

    `stage_of` gives the stage of a status there, `told_as` the statuses a stage is told as:
    several stages may share one.
    """

    name: str
    stop_on: frozenset[str] = frozenset()
    stage_of: Mapping[str, str] = field(default_factory=dict)
    told_as: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def stage_for(self, value: str, standing: str) -> str | None:
        """Return the stage a person's status means for a lead that stands in `standing`."""
        if value in self.told_as.get(standing, ()):
            return None
        return self.stage_of.get(value)


@dataclass(frozen=True, slots=True)
class Engine:
    """One deployment's ports and settings; use cases take it as their first argument."""

    database: Database
    clock: Clock
    queue: Queue
    calendar: Calendar
    catalogue: Catalogue
    house: House
    pipeline: Pipeline
    senders: Mapping[str, Sender]
    crms: Mapping[str, CrmProfile]
    worker: str  # this process, in the heartbeat table
    caps: Caps = NO_CAPS  # over all senders
    guard: Guard | None = None  # against bounces
    reader: IntentReader | None = None  # asked what replies mean, beside the rules
    meter: Meter = field(default_factory=Meter, compare=False)
    lulls: Lulls = field(default_factory=Lulls, compare=False)

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock.now()

    def today(self, now: datetime) -> str:
        """Return the workspace's date, for a ramp's days."""
        return now.astimezone(ZoneInfo(self.house.zone)).date().isoformat()

    def sender(self, lane: str, channel: str) -> Sender:
        """Return a lane's sender; one without limits or a name for an open lane."""
        known = self.senders.get(lane)
        if known is not None:
            return known
        name = self.house.name
        return Sender(SenderName(lane), channel, name, "", Limits(), hears=False)

    def situation(
        self,
        release: Release,
        lead: Lead,
        enrollment: Enrollment,
        events: Several[Event],
    ) -> Situation:
        """Return what the planner is to look at."""
        since = enrollment.enrolled_at

        def holds(
            expression: str, lead: Lead, events: Several[Event], now: datetime
        ) -> bool:
            values = {"lead": lead, "events": events, "now": now}
            return release.templates.holds(expression, values)

        def changes(action: Action, lead: Lead) -> Change:
            fill = partial(self.filled, release)
            return consequence(action, lead, self.pipeline, fill)

        return Situation(
            sequence=release.sequence,
            lead=lead,
            events=[event for event in events if event.at >= since],
            enrolled_at=since,
            zone=self.house.zone,
            calendar=self.calendar,
            holds=holds,
            changes=changes,
        )

    def filled(self, release: Release, text: str, lead: Lead) -> str:
        """Return a text that only colleagues read; one that cannot be filled in as written."""
        if not text:
            return ""
        house, sequence = self.house.name, release.sequence.name
        values = values_of(house, sequence, lead, None, step="")
        try:
            return release.templates.render(text, values, dice=str(lead.id))
        except RenderError:
            return text
