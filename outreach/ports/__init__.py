"""What the program needs of the world, and what it promises in return.

Each port is a small Protocol; its adapters live in `adapters/`, one vendor a file, and pass
one contract suite a port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from outreach.ports.mailbox import (
    Batch,
    Browsable,
    Cursor,
    Head,
    Inbox,
    Listing,
    RawMessage,
    Ringing,
    Scannable,
    SentFolder,
    Tokens,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.body import Body
    from outreach.core.inbound.meaning import Meaning
    from outreach.core.model import Outcome, SenderName

__all__ = [  # those of a mailbox, beside what stands here
    "Batch",
    "Browsable",
    "Cursor",
    "Head",
    "Inbox",
    "Listing",
    "RawMessage",
    "Ringing",
    "Scannable",
    "SentFolder",
    "Tokens",
]


class Clock(Protocol):
    """The one source of `now`."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


@runtime_checkable
class Following(Protocol):
    """A Clock that goes by another's time than this machine's."""

    def own(self) -> datetime:
        """Return what this machine's own clock says, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail: what goes on the wire, byte for byte, and its envelope."""

    sender: SenderName
    mail_from: str
    rcpt_to: str
    content: bytes  # CRLF lines, not dot-stuffed, ends in CRLF


@dataclass(frozen=True, slots=True)
class Call:
    """A finished HTTP request of a webhook step."""

    sender: SenderName
    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A finished text or WhatsApp message: its `body`, or a `template` and what fills it in."""

    sender: SenderName
    channel: str  # sms | whatsapp
    to: str  # E.164
    body: str = ""
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    callback: str = ""  # where the far side is to tell what becomes of it

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with the words."""
        said = {"To": self.to, "Template": self.template, **self.variables}
        return {name: text for name, text in said.items() if text}

    @property
    def content(self) -> bytes:
        """The words themselves."""
        return self.body.encode()


@dataclass(frozen=True, slots=True)
class Errand:
    """What a person is to do by hand for one touch, named by its Message-ID."""

    sender: SenderName
    touch: str
    kind: str  # linkedin.visit | linkedin.invite | linkedin.message
    title: str
    url: str
    text: str

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with the words."""
        return {"Task": self.kind, "Title": self.title, "Profile": self.url}

    @property
    def content(self) -> bytes:
        """The words themselves."""
        return self.text.encode()


Parcel = Mail | Call | TextMessage | Errand


P_contra = TypeVar("P_contra", contravariant=True)


class Channel(Protocol[P_contra]):
    """A way out. One instance serves all senders of its kind and pools their connections."""

    async def send(self, parcel: P_contra) -> Outcome:
        """Put one parcel on the wire, once, and say what came of it.

        Never raises for what the far side said or failed to say: that is the Outcome.
        Cancelled once the far side may have the whole message, it returns Unknown.
        """
        ...

    async def close(self) -> None:
        """Let go of every connection, politely."""
        ...


@runtime_checkable
class Reachable(Protocol):
    """A channel that can be tried without sending anything."""

    async def reach(self, sender: SenderName) -> Outcome:
        """Connect and log in as for a message, and send none; Sent says that one could go."""
        ...


@dataclass(frozen=True, slots=True)
class CrmLead:
    """What a CRM is told of a lead; `external_id` is its id there, once known."""

    external_id: str | None
    email: str
    first_name: str
    last_name: str
    company: str
    title: str
    phone: str
    stage: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CrmNote:
    """A touch or a reply, for the record's timeline.

    `key` is stable: a retry does not repeat it.
    """

    key: str
    at: datetime
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """Done. `written` are the properties set there, for the echo ledger.

    `kept` are those that a person set and we left alone: heard here first, since a status
    that has not changed lately is in no `pull`.
    """

    external_id: str
    written: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PushLater:
    """Not now: throttled or out of order. Try again, not before `not_before`."""

    detail: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class PushRefused:
    """Never as it is: this record needs a person. Others go on."""

    detail: str


CrmOutcome = Pushed | PushLater | PushRefused


@dataclass(frozen=True, slots=True)
class CrmChange:
    """A property somebody changed in the CRM."""

    external_id: str
    email: str
    property: str
    value: str
    at: datetime


class Crm(Protocol):
    """A CRM to keep in step. Never raises for what the far side said: that is the outcome."""

    async def push_lead(self, lead: CrmLead) -> CrmOutcome:
        """Create or update the lead's record, by id where known, else by address."""
        ...

    async def push_note(self, external_id: str, note: CrmNote) -> CrmOutcome:
        """Put a note on a record's timeline, once per `note.key`."""
        ...

    async def pull(self, cursor: str) -> tuple[Sequence[CrmChange], str]:
        """Return status changes past `cursor` ("" at first) and the next cursor.

        Raises Unavailable when the CRM does not answer.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and files."""
        ...


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model takes a reply to mean, how sure it is (0 to 1), and which one it is."""

    meaning: Meaning
    confidence: float
    model: str


class IntentReader(Protocol):
    """A model that is asked what a reply means. What it is told is data, never an order."""

    async def read(self, text: str) -> Opinion | None:
        """Return its opinion; None where it has none, answers nonsense or nothing in time.

        Never raises for what the far side said or failed to say.
        """
        ...


class Queue(Protocol):
    """Carries ids to workers. May lose or repeat them: the database is the truth."""

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        """Enqueue one message of `job` for these ids. Raises Unavailable."""
        ...


@runtime_checkable
class Countable(Protocol):
    """A queue that can say how much of it waits."""

    async def backlog(self, job: str) -> int:
        """Return how many messages of `job` no worker has taken yet. Raises Unavailable."""
        ...


class Resolver(Protocol):
    """Asks DNS. A name that does not exist has no records."""

    async def texts(self, name: str) -> Sequence[str]:
        """Return the TXT records of a name. Raises Unavailable."""
        ...

    async def exchangers(self, name: str) -> Sequence[str]:
        """Return the mail servers of a name; "." where it takes none. Raises Unavailable."""
        ...


class Timekeeper(Protocol):
    """A server with a clock of its own."""

    async def server_time(self) -> datetime | None:
        """Return its present instant; None where it has none. Raises Unavailable."""
        ...


class Browser(Protocol):
    """Fetches a page, as the world would."""

    async def get(self, url: str) -> tuple[int, str, datetime | None]:
        """Return a page's status, its text and its server's date. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """What is wrong in a template or an expression, at a place counted from 1 in its text."""

    line: int
    column: int
    code: str  # bad-template, undefined-variable, bad-expression, missing-template
    message: str


@dataclass(frozen=True, slots=True)
class Uses:
    """Which fields of a lead a text names, without going into it for one lead.

    Of those `present` it matters only whether they are empty, of those `valued` what they
    hold; `beyond` says that it asks about events or the time too.
    """

    present: frozenset[str]
    valued: frozenset[str]
    beyond: bool = False


class Templates(Protocol):
    """A template language that bounds what a text may reach and how much work it may cause."""

    def problems(self, text: str, *, html: bool = False) -> Sequence[TemplateProblem]:
        """Return what is wrong with a template: its syntax, its names, its bounds."""
        ...

    def expression_problems(self, text: str) -> Sequence[TemplateProblem]:
        """Return what is wrong with an expression: its syntax, its names, its bounds."""
        ...

    def constant(self, expression: str) -> bool | None:
        """Tell whether an expression is true or false of everybody; None: it depends."""
        ...

    def uses(self, text: str, *, expression: bool = False) -> Uses:
        """Return which fields a text names, its includes too; none of one with problems."""
        ...

    def includes(self, text: str) -> Sequence[str]:
        """Return the names of the files a template includes, in its order."""
        ...

    def render(
        self, text: str, values: Mapping[str, object], *, dice: str, html: bool = False
    ) -> str:
        """Return the text filled in; `dice` keys every `spin()`.

        Raises MissingData, BoundExceeded or RenderError.
        """
        ...

    def body(self, body: str, values: Mapping[str, object], *, dice: str) -> Body:
        """Return a message's renditions; `body` is a file's name or inline Markdown.

        A .md file and inline text make both, .txt only text, .html HTML and derived text.
        Raises as `render` does.
        """
        ...

    def holds(self, expression: str, values: Mapping[str, object]) -> bool:
        """Tell whether the expression is true of `values`. Raises as `render` does."""
        ...
