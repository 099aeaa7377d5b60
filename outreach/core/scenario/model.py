"""What a scenario is once it has been read, and what a timeline is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from outreach.core.lead_row import Row
    from outreach.core.scenario.moment import Spot
    from outreach.core.sequence import Delay


@dataclass(frozen=True, slots=True)
class Reply:
    """A person answers the message of `step`, or the last one of a channel.

    `text` is read as any reply is.
    """

    text: str
    step: str = ""
    by: str = "email"  # or sms, whatsapp


@dataclass(frozen=True, slots=True)
class OutOfOffice:
    """A machine answers for a person who is away, perhaps until a day, or `gone` for good."""

    back_on: date | None
    gone: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server reports that it could not deliver: for good, for now, or refusing us."""

    kind: str  # hard | soft | block
    step: str = ""


@dataclass(frozen=True, slots=True)
class Complain:
    """The lead presses "spam", and its provider passes that on."""

    step: str = ""


@dataclass(frozen=True, slots=True)
class Click:
    """The first link of the mail of `step` is followed."""

    step: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """The lead says stop: by the link of its last mail, or in a reply."""

    by: str  # link | reply


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A person does the task of `step`, or the one of that title."""

    task: str


@dataclass(frozen=True, slots=True)
class Occur:
    """An event of this kind comes in from outside, or from a tracker."""

    kind: str


@dataclass(frozen=True, slots=True)
class StopLead:
    """A person stops the lead."""


@dataclass(frozen=True, slots=True)
class PauseLead:
    """A person pauses the lead, until an instant or until somebody resumes it."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class ResumeLead:
    """A person resumes the lead."""


@dataclass(frozen=True, slots=True)
class SetLead:
    """A person or an import writes fields of the lead."""

    row: Row


@dataclass(frozen=True, slots=True)
class MoveLead:
    """A person moves the lead to a stage."""

    stage: str


Deed = (
    Reply
    | OutOfOffice
    | Bounce
    | Complain
    | Click
    | OptOut
    | TaskDone
    | Occur
    | StopLead
    | PauseLead
    | ResumeLead
    | SetLead
    | MoveLead
)


@dataclass(frozen=True, slots=True)
class When:
    """At an instant; else `after` a delay from when `since` was done.

    `since` is a step; "" is the happening before, or the start.
    """

    at: datetime | None = None
    after: Delay | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is done to a lead: `who` is a colleague, "" the lead itself."""

    deed: Deed
    when: When
    who: str
    said: str  # as the file says it, for messages
    line: int


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry that a timeline is to have; what is left out may be anything."""

    kind: str
    what: str
    line: int
    spots: tuple[Spot, ...] = ()
    who: str = ""
    sequence: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    until: Spot | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Then:
    """What is expected of a timeline: all of it in order, or (`partly`) some of it in order."""

    entries: tuple[Expected, ...]
    never: tuple[Expected, ...] = ()
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A lead of a scenario; `who` is "" for the one it is about."""

    who: str
    row: Row


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: who, from when, what happens to them, and what is expected."""

    name: str
    sequence: str
    start: datetime
    zone: ZoneInfo
    people: tuple[Person, ...]
    happenings: tuple[Happening, ...]
    then: Then | None  # None: it is still to be written
    until: datetime | None
    limits: bool
    line: int
    then_line: int | None  # of the key `then`
    variants: Mapping[str, str] = field(default_factory=dict)  # to be drawn, by step
    senders: Mapping[str, str] = field(default_factory=dict)  # the same, by channel

    @property
    def start_on(self) -> date:
        """The day it starts, on its own clock."""
        return self.start.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """The scenarios of one file, which test one sequence."""

    path: str
    sequence: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: its kind and name, when, to whom, in which sequence.

    `why` is what the engine knows of its reason.
    """

    kind: str
    what: str
    at: datetime
    who: str = ""
    sequence: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None
    text: str = ""
    why: str = ""


# What reaches a person, or ends or starts something, is listed; the rest may be left out.
LISTED = frozenset({"send", "task", "notify", "pause", "enroll", "refused", "finish"})
