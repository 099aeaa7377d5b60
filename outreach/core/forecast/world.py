"""What a forecast starts from: sequences, senders, leads, and what is assumed of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outreach.core.cap import NO_CAPS, Caps
from outreach.core.pacing import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from collections.abc import Sequence as Several

    from outreach.core.cap import Queue
    from outreach.core.freeze import Freeze
    from outreach.core.model import Event, Lead, LeadId, StepKey
    from outreach.core.pipeline import Pipeline
    from outreach.core.planner import Holds
    from outreach.core.rest import Rest
    from outreach.core.sequence import Sequence, Step, Window
    from outreach.core.window import Calendar

TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A touch that is about to be written."""

    lead: Lead
    ordinal: int
    step: Step
    lane: str
    sent: Collection[str]  # the steps that have gone out before


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One version of a sequence, ready to run. Compared by identity.

    `missing` returns why a touch cannot be written, "" if it can; `fill` fills in a text of
    a `set` step. `asks` are the kinds of event that decide something in it later; None: any
    may, and more of them than that they happened.
    """

    sequence: Sequence
    version: str
    holds: Holds
    missing: Callable[[Letter], str]
    fill: Callable[[str, Lead], str]
    asks: frozenset[str] | None
    mails: int  # the most a lead can be sent on one path


@dataclass(frozen=True, slots=True)
class Sender:
    """A lane as it is when the forecast begins.

    `sent_at` are its attempts of the 24 hours before, oldest first; `last_sent_on` is the
    workspace's date (ISO 8601) of the last that was sent.
    """

    name: str
    channel: str
    limits: Limits = field(default_factory=Limits)
    window: Window | None = None
    hears: bool = False
    known: bool = True
    paused: str = ""
    rest_until: datetime | None = None
    sent_at: tuple[datetime, ...] = ()
    last_attempt_at: datetime | None = None
    sent_days: int = 0
    last_sent_on: str = ""
    freeze: Freeze | None = None


@dataclass(frozen=True, slots=True)
class Assumed:
    """What people are taken to do.

    `reply_rate` and `bounce_rate` are shares of the leads written to, as reports count them:
    the reply comes to one of the mails, the bounce to the first. `click_rate` is a share of
    the mails. The same seed draws the same.
    """

    reply_rate: float = 0.0
    bounce_rate: float = 0.0
    click_rate: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class World:
    """Everything but the leads. `start_at` is also the origin of the ticks."""

    start_at: datetime
    days: int
    zone: str
    calendar: Calendar
    pipeline: Pipeline
    courses: Mapping[str, Course]  # what new enrollments get, by sequence
    senders: Mapping[str, Sender]
    assumed: Assumed = field(default_factory=Assumed)
    tick: timedelta = TICK
    caps: Caps = NO_CAPS
    # By the key of a cap: what has left in the 24 hours before, and what is promised.
    spent: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        """The instant at which the forecast breaks off."""
        return self.start_at + timedelta(days=self.days)

    @property
    def limits(self) -> dict[str, Limits]:
        """The limits of the senders there are, by name."""
        return {
            name: sender.limits for name, sender in self.senders.items() if sender.known
        }


@dataclass(frozen=True, slots=True)
class Entrant:
    """A lead that asks to be let into a sequence now."""

    lead: Lead
    course: Course
    company: str | None = None
    ordinal: int = 1  # the lead's next time in the sequence
    suppressed: str = ""  # why it must not be contacted
    said: Several[Event] = ()  # what it chose itself, short of an end
    rest: Rest | None = None  # how it is away
    answers_for: str = ""  # in whose thread it has answered, before any sequence


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An enrollment that exists, as its row stands."""

    lead: Lead
    course: Course
    company: str | None
    ordinal: int
    senders: Mapping[str, str]
    enrolled_at: datetime
    state: str
    reason: str
    step: StepKey | None
    anchor_at: datetime
    due_at: datetime | None
    waits_for: str
    touched: bool
    suppressed: str = ""
    events: Several[Event] = ()
    sent: Collection[str] = ()
    said: Several[Event] = ()
    rest: Rest | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """A lead that is not let in, and why."""

    lead_id: LeadId
    sequence: str
    code: str
    detail: str = ""
