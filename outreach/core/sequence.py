"""What a sequence is once it has been read: a flat table of steps, each naming what follows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time, timedelta

    from outreach.core.model import StepKey


@dataclass(frozen=True, slots=True)
class Delay:
    """A span to wait: clock time, or a number of days on which the lead's window opens."""

    span: timedelta
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """When a message may leave, on the clock of `timezone` ("lead": the lead's own).

    `days` is None for the working week of the lead's country, else weekday numbers, Monday 0.
    `hours` are (from, to) pairs; `to` is exclusive, and time.min as `to` means 24:00.
    `holidays` is "lead", "none" or country codes joined by commas. A `waking` one keeps to
    the hours, too, in which the law lets the lead's number be texted.
    """

    days: frozenset[int] | None
    hours: tuple[tuple[time, time], ...]
    timezone: str
    holidays: str
    waking: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the texts an email step may send. `name` is "" where there is just one.

    `body` is a file under templates/ when it is one line ending in .md, .txt or .html; any
    other is inline Markdown.
    """

    name: str
    weight: int
    subject: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Email:
    """Send a mail, as a reply in the thread of step `thread` where given."""

    variants: tuple[Variant, ...]
    thread: StepKey | None = None
    attachments: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Call `url` with a JSON body whose strings are templates."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    json: object = None


LONGEST_TEXT = 1_600  # Twilio's limit for a Body, SMS and WhatsApp alike
LONGEST_INVITE = 300  # LinkedIn's limit for the note of an invitation


@dataclass(frozen=True, slots=True)
class Sms:
    """Send a text message to the lead's phone; `body` is a template or names a .txt file."""

    body: str


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """Send a WhatsApp message: an approved template, or free text.

    `content` is the id of the template, `variables` fill it in (templates themselves).
    `body` is free text, which WhatsApp takes only within 24 hours of the lead's last word.
    """

    content: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class LinkedIn:
    """Visit, invite or write to the lead's profile; `body` is the note or the message."""

    kind: str  # visit | invite | message
    body: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Ask a person to do something; does not block the sequence."""

    kind: str
    title: str
    due: Delay | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass."""

    delay: Delay


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Wait until an event of a kind, at most `within`; then one way or the other."""

    event: str
    within: Delay
    then: StepKey | None
    otherwise: StepKey | None


@dataclass(frozen=True, slots=True)
class Branch:
    """Go one way if the expression holds, else the other."""

    expression: str
    then: StepKey | None
    otherwise: StepKey | None


@dataclass(frozen=True, slots=True)
class SetStage:
    """Move the lead to a stage (forward only)."""

    stage: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Put a tag on the lead."""

    tag: str


@dataclass(frozen=True, slots=True)
class SetFields:
    """Write fields of the lead; values are templates."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Enroll:
    """Enroll the lead in another sequence."""

    sequence: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a person; the text is a template."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause the enrollment: for a while, or until a person resumes it."""

    delay: Delay | None


@dataclass(frozen=True, slots=True)
class Goal:
    """The sequence reached what it is for: finish as `goal`."""

    name: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish as `stopped`."""

    reason: str = ""


Action = (
    Email
    | Webhook
    | Sms
    | WhatsApp
    | LinkedIn
    | Task
    | Wait
    | WaitFor
    | Branch
    | SetStage
    | Tag
    | SetFields
    | Enroll
    | Notify
    | Pause
    | Goal
    | Stop
)

CHANNEL_OF: dict[type, str] = {
    Email: "email",
    Webhook: "webhook",
    Sms: "sms",
    WhatsApp: "whatsapp",
    LinkedIn: "linkedin",
    Task: "task",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One node. `key` is its id, or its path ("2", "looked.then.1") where it has none.

    `next` is what follows when it is done or skipped; the last step of a `then` or `else`
    names what follows the whole `wait_for` or `branch`.
    """

    key: StepKey
    action: Action
    next: StepKey | None
    after: Delay | None = None
    condition: str | None = None
    at: time | None = None
    window: Window | None = None
    sender: str | None = None
    line: int = 0

    @property
    def channel(self) -> str | None:
        """The channel this step reaches a person through; None for steps that only think."""
        return CHANNEL_OF.get(type(self.action))

    @property
    def sends(self) -> bool:
        """Whether something leaves for the outside: any channel's message, not tasks."""
        return CHANNEL_OF.get(type(self.action), "task") != "task"


def gate_of(step: Step, inherited: Window) -> Window | None:
    """Return the window a step must leave in: none for what asks nothing of the outside.

    A webhook, which wakes nobody, keeps only a window of its own; a text wakes people.
    """
    if not step.sends:
        return None
    if isinstance(step.action, Webhook):
        return step.window
    window = step.window or inherited
    return replace(window, waking=True) if isinstance(step.action, Sms) else window


@dataclass(frozen=True, slots=True)
class CompanyRule:
    """What the leads of one company mean for each other."""

    on_reply: str = "nothing"  # nothing | pause | stop
    max_active: int | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence with everything inherited from the workspace filled in."""

    name: str
    description: str
    senders: Mapping[str, tuple[str, ...]]  # channel -> pool
    window: Window
    require: tuple[str, ...]
    exit_on: frozenset[str]
    company: CompanyRule
    steps: Mapping[StepKey, Step]  # in the file's order
    first: StepKey | None
    reactions: Mapping[str, tuple[Action, ...]]  # event kind -> what to do
    migrate: Mapping[str, str] = field(
        default_factory=dict
    )  # old id -> id, stop or pin
    max_new_per_day: int | None = None  # first touches in any 24 hours
