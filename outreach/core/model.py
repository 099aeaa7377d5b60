"""The nouns every part shares: leads, enrollments, touches, outcomes, events."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LeadId = NewType("LeadId", int)
EnrollmentId = NewType("EnrollmentId", int)
TouchId = NewType("TouchId", int)
EventId = NewType("EventId", int)
InboundId = NewType("InboundId", int)
SenderName = NewType("SenderName", str)
StepKey = NewType("StepKey", str)
VersionHash = NewType("VersionHash", str)

BUILT_IN_FIELDS = (
    "email",
    "first_name",
    "last_name",
    "name",
    "company",
    "domain",
    "title",
    "phone",
    "linkedin",
    "country",
    "timezone",
    "language",
    "tags",
    "stage",
    "score",
    "owner",
)


class EnrollmentState(StrEnum):
    """Where the machine stands with an enrollment. Not the lead's stage."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"


class Finish(StrEnum):
    """How an enrollment ended."""

    REPLIED = "replied"
    NO_REPLY = "no_reply"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"
    GOAL = "goal"
    STOPPED = "stopped"
    FAILED = "failed"


class TouchState(StrEnum):
    """The ledger's states; DESIGN section 4 has the table of moves."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"


class Blame(StrEnum):
    """Whose fault a rejection is: what follows is decided by it."""

    ADDRESS = "address"  # stop the lead
    MESSAGE = "message"  # stop the step, tell the author
    SENDER = "sender"  # pause the lane, never punish the lead


@dataclass(frozen=True, slots=True)
class Sent:
    """The far side took responsibility for the message."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Certainly not sent, and worth another try, not before `not_before`.

    With `blame` SENDER the whole lane rests until then (throttled, server gone), for the
    next message would fare no better. `reached` says whether the far server answered (True),
    or failed whoever asks (False); None: nothing is known of it.
    """

    detail: str
    not_before: datetime | None = None
    blame: Blame = Blame.MESSAGE
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Certainly not sent, for good. `status` is the far side's code, as "550 5.1.1".

    `opted_out` says that the person has asked the far side to be left alone.
    """

    blame: Blame
    detail: str
    status: str = ""
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been sent. No machine sends it again. `reached` is as of Deferred."""

    detail: str
    reached: bool | None = None


Outcome = Sent | Deferred | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Lead:
    """A person to reach. Absent text is "", never None: templates see one kind of blank."""

    id: LeadId
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    title: str = ""
    phone: str = ""
    linkedin: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    timezone: str = ""  # IANA name
    language: str = ""
    tags: tuple[str, ...] = ()
    stage: str = ""
    score: float = 0.0
    owner: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The part of the address after the @, lower case; "" without an address."""
        return self.email.rpartition("@")[2].lower()

    @property
    def name(self) -> str:
        """First and last name, as far as known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    def values(self) -> dict[str, object]:
        """Return every field a template or an expression may name, built-in and declared."""
        built_in: dict[str, object] = {
            name: getattr(self, name) for name in BUILT_IN_FIELDS
        }
        return {**self.fields, **built_in}


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One lead in one sequence version.

    `ordinal` counts this lead's times in this sequence, from 1.
    """

    id: EnrollmentId
    lead_id: LeadId
    sequence: str
    version: VersionHash
    ordinal: int
    state: EnrollmentState
    reason: str  # of a pause, or the Finish; "" while active
    step: StepKey | None  # the step to do next; None when finished
    senders: Mapping[str, SenderName]  # channel -> the sender pinned at enrollment
    anchor_at: datetime  # what the next step's `after` counts from
    due_at: datetime | None  # None: nothing to do until something happens
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """An append-only fact about a lead.

    Kinds are dotted, the general part first: `sent`, `bounced`, `reply.interested`,
    `link.clicked`, `task.done`, `stage.qualified`, `finished.no_reply`, `opt_out`.
    """

    kind: str
    at: datetime
    lead_id: LeadId
    enrollment_id: EnrollmentId | None = None
    touch_id: TouchId | None = None
    data: Mapping[str, object] = field(default_factory=dict)

    def is_a(self, kind: str) -> bool:
        """Tell whether this event is of `kind`, which also names its narrower kinds."""
        return self.kind == kind or self.kind.startswith(kind + ".")
