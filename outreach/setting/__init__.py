"""What outreach.yaml may say: its models, typed; who reads it and from where is not known here."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Discriminator,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from outreach.core import away, cap, guard, pacing, pipeline, sequence
from outreach.core.language.settings import DEFAULT_STAGES, DEFAULT_WINDOW
from outreach.setting import value
from outreach.setting.auth import Auth
from outreach.setting.inbound import Inbound
from outreach.setting.intent import IntentEndpoint
from outreach.setting.mail import Imap, Smtp
from outreach.setting.model import Setting
from outreach.setting.place import is_loopback

__all__ = [
    "Auth",
    "Imap",
    "Inbound",
    "IntentEndpoint",
    "Setting",
    "Smtp",
]  # beside what stands here

CLOSED = ("won", "lost")

_MOST_A_DAY = 1_000_000


class Ramp(Setting):
    """A cap that grows with each day of sending."""

    from_: Annotated[int, Field(alias="from", ge=1, le=_MOST_A_DAY)]
    by: Annotated[int, Field(ge=0, le=_MOST_A_DAY)]


class Limits(Setting):
    """What a sender is held to, over any 24 hours and between two touches."""

    per_day: Annotated[int, Field(ge=1, le=_MOST_A_DAY)] | None = None
    gap: value.Span = timedelta(0)
    jitter: value.Span = timedelta(0)
    ramp: Ramp | None = None

    def pacing(self) -> pacing.Limits:
        """Return them as the core takes them."""
        ramp = None
        if self.ramp is not None:
            ramp = pacing.Ramp(self.ramp.from_, self.ramp.by)
        return pacing.Limits(self.per_day, self.gap, self.jitter, ramp)


class Caps(Setting):
    """What all senders together are held to, over any 24 hours."""

    per_domain: value.PerDomain | None = None
    """One number for each domain of recipients, or `{default: 20, gmail.com: 200}`."""
    per_company: Annotated[int, Field(ge=1, le=_MOST_A_DAY)] | None = None
    """Touches to the leads of one company; free-mail domains make none."""
    max_new_per_day: Annotated[int, Field(ge=1, le=_MOST_A_DAY)] | None = None
    """First touches, over all sequences."""

    def core(self) -> cap.Caps:
        """Return them as the core takes them."""
        domains = dict(self.per_domain or {})
        default = domains.pop("default", None)
        return cap.Caps(domains, default, self.per_company, self.max_new_per_day)


class BounceGuard(Setting):
    """When a sender whose mails bounce is paused until a person resumes it."""

    rate: value.Percent = 0.02
    """The share of its leads that may bounce, over 28 days; one alone always may."""
    sample: Annotated[int, Field(ge=1, le=_MOST_A_DAY)] = 20
    """So many leads must have been written to before the share means anything."""


class OutOfOffice(Setting):
    """How long a lead is left in peace whose machine says that it is away."""

    after: value.Rest = away.AFTER
    """It goes on so long after midnight, the lead's own, of the day of return."""
    undated: value.Rest = away.UNDATED
    """It goes on after so long where the note names no day of return."""
    longest: value.Rest = away.LONGEST
    """Who is away for longer waits for a person."""

    def core(self) -> away.Away:
        """Return it as the core takes it."""
        return away.Away(self.after, self.undated, self.longest)


class OptOut(Setting):
    """Whom an opt-out or a complaint is for."""

    scope: Literal["address", "domain"] = "address"
    """`domain`: everybody of its domain, mail providers' domains excepted."""


class Window(Setting):
    """When messages may leave."""

    days: value.Days = None
    """`working`, the working week of the lead's country, or weekdays."""
    hours: value.Ranges = DEFAULT_WINDOW.hours
    timezone: value.ZoneOrLead = "lead"
    holidays: value.Holidays = "lead"

    def core(self) -> sequence.Window:
        """Return it as the core takes it."""
        days = None if self.days is None else frozenset(self.days)
        return sequence.Window(days, self.hours, self.timezone, self.holidays)


class EmailSender(Setting):
    """A mailbox: what leaves through it, and what is heard in it."""

    channel: Literal["email"]
    address: value.Address
    smtp: Smtp
    imap: Imap | None = None
    auth: Auth | None = None
    """The login to both servers, where they have no password or `auth` of their own."""
    limits: Limits = Limits()
    window: Window | None = None
    """Hours of the sender's own, within those of the sequence."""
    dkim_selector: value.Filled | None = None
    """The name its mails are signed under; `doctor` tries the usual ones without it."""

    def auths(self) -> list[Auth]:
        """Return the logins by token that it has."""
        servers = (self, self.smtp, self.imap)
        return [each.auth for each in servers if each is not None and each.auth]

    return_path: Literal["address", "plus"] = "address"
    """`plus` gives each touch a return path of its own, as `anna+o.TAG@acme.example`."""

    @model_validator(mode="after")
    def _shows_no_token(self) -> Self:
        for server in (self.smtp, self.imap):
            if server is None or server.security != "none" or is_loopback(server.host):
                continue
            if server.auth or (self.auth and not server.password.get_secret_value()):
                message = (
                    f"an access token would go to {server.host} in the clear: "
                    "set its security to tls or starttls"
                )
                raise PydanticCustomError("bad-value", message)
        return self


class WebhookSender(Setting):
    """A lane for webhook steps."""

    channel: Literal["webhook"]
    headers: dict[str, value.Secret] = Field(default={})
    """Sent with every call, as `Authorization`; never shown."""
    limits: Limits = Limits()
    window: Window | None = None


class Twilio(Setting):
    """The Twilio account that texts and WhatsApp messages leave through."""

    account_sid: value.AccountSid
    auth_token: value.Token
    from_: Annotated[value.Origin | None, Field(alias="from")] = None
    """A number, `"+15550100"`, in quotes; for texts a short code or a name too."""
    messaging_service: value.ServiceSid | None = None
    """A service that picks the number instead."""
    base_url: value.Url = "https://api.twilio.com"

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.from_ is None) == (self.messaging_service is None):
            message = "name where it comes from: one of `from` and `messaging_service`"
            raise PydanticCustomError("missing-key", message)
        return self


class TextSender(Setting):
    """A number that texts or WhatsApp messages leave from, and are answered to."""

    channel: Literal["sms", "whatsapp"]
    twilio: Twilio
    limits: Limits = Limits()
    window: Window | None = None


class Provider(Setting):
    """A service of a third party that acts on LinkedIn, by HTTP."""

    url: value.Url
    secret: value.SigningSecret
    headers: dict[str, value.Secret] = Field(default={})
    """Sent with every call, as `Authorization`; never shown."""


class LinkedInSender(Setting):
    """A LinkedIn seat: somebody's to act from, or a provider's."""

    channel: Literal["linkedin"]
    by: Literal["person"] | None = None
    """`person`: each touch is a task for somebody. So it is without a `webhook`."""
    webhook: Provider | None = None
    limits: Limits = Limits()
    window: Window | None = None

    @model_validator(mode="after")
    def _is_one_hand(self) -> Self:
        if self.by is not None and self.webhook is not None:
            message = "a person or a webhook does it: take `by` or `webhook` out"
            raise PydanticCustomError("bad-value", message)
        return self


Sender = Annotated[
    EmailSender | WebhookSender | TextSender | LinkedInSender, Discriminator("channel")
]


class Rule(Setting):
    """An event of this kind moves the lead to this stage, forward only."""

    on: value.Filled
    stage: value.Filled


class Pipeline(Setting):
    """The stages of a lead, in order, and what moves it."""

    stages: value.Names = DEFAULT_STAGES
    closed: tuple[value.Filled, ...] = CLOSED
    """Stages that only a person leaves."""
    rules: tuple[Rule, ...] = (
        Rule(on="sent", stage="contacted"),
        Rule(on="reply", stage="replied"),
        Rule(on="reply.interested", stage="qualified"),
    )

    def core(self) -> pipeline.Pipeline:
        """Return it as the core takes it; defaults that name no stage here are left out."""
        known = frozenset(self.stages)
        rules = (pipeline.Rule(rule.on, rule.stage) for rule in self.rules)
        return pipeline.Pipeline(
            self.stages,
            known & frozenset(self.closed),
            tuple(rule for rule in rules if rule.stage in known),
        )


class HubSpot(Setting):
    """A HubSpot account, by a private app's token."""

    token: value.Token
    stages: dict[str, value.Filled] = Field(default={})
    """Our stage -> `hs_lead_status` there."""
    lifecycle: dict[str, value.Filled] = Field(default={})
    """Our stage -> `lifecyclestage` there."""
    fields: dict[str, value.Filled] = Field(default={})
    """Our field -> contact property there."""
    stop_on: tuple[value.Filled, ...] = ()
    """Statuses that, set there by a person, stop the lead."""
    base_url: value.Url = "https://api.hubapi.com"


class CsvFile(Setting):
    """A CSV file, relative to the workspace."""

    path: value.Filled


class Webhook(Setting):
    """A URL that is told of every lead and note, signed with the secret."""

    url: value.Url
    secret: value.SigningSecret


class Crm(Setting):
    """The CRMs to keep in step."""

    hubspot: HubSpot | None = None
    csv: CsvFile | None = None
    webhook: Webhook | None = None


class Tracking(Setting):
    """What is watched of a reader; off by default."""

    clicks: bool = False
    """Links lead through `public_url`, and a click is an event."""
    opens: bool = False
    """HTML mails load a pixel from `public_url`. An open is a weak sign: it moves no stage."""


class Events(Setting):
    """Events of your own, that another system reports to the web process."""

    secret: value.SigningSecret
    """What a report is signed with (Standard Webhooks), from the environment."""


class Log(Setting):
    """What a process that runs tells, on standard error."""

    format: Literal["console", "json"] = "console"
    """`json` is one object a line, for a machine."""
    level: Literal["debug", "info", "warning", "error"] = "info"
    addresses: bool = False
    """Whether a line may name people; secrets are never told."""


class Config(Setting):
    """The whole of outreach.yaml."""

    name: value.Filled = "outreach"
    timezone: value.Zone = "UTC"
    """For a lead whose own is unknown."""
    database: value.DatabaseUrl = Field(default="sqlite:///outreach.db", repr=False)
    broker: value.BrokerUrl = Field(default="memory://", repr=False)
    public_url: value.PublicUrl = ""
    """Where opt-out links, clicks and webhooks reach the web process."""
    listen: value.Place = value.Listen("127.0.0.1", 8000)
    metrics: value.Place | None = None
    """Where a scheduler or a worker answers health checks and Prometheus; else it does not."""
    log: Log = Log()
    name_server: value.Place | None = None
    """Whom `doctor` asks for DNS records, as `HOST:PORT`; else the machine's own resolver."""
    tracking: Tracking = Tracking()
    postal_address: value.Prose = ""
    """Stands in the footer of every mail."""
    fields: value.Fields = ()
    """A lead's own fields, beside the built-in ones."""
    senders: dict[value.Name, Sender] = Field(default={})
    limits: Caps = Caps()
    """What all senders together are held to."""
    bounce_guard: Annotated[
        BounceGuard | None, value.Off, Field(json_schema_extra=value.or_off)
    ] = BounceGuard()
    """What pauses a sender whose mails bounce, or `off`."""
    out_of_office: OutOfOffice = OutOfOffice()
    """How long who is away is left in peace."""
    opt_out: OptOut = OptOut()
    """Whom an opt-out or a complaint is for."""
    window: Window = Window()
    pipeline: Pipeline = Pipeline()
    crm: Crm = Crm()
    inbound: Inbound | None = None
    """Lets a mail provider [push](web.md#mail-that-is-pushed) what it receives for you."""
    intent: IntentEndpoint | None = None
    """Asks a model what [replies mean](intent.md#a-model), beside the rules."""
    events: Events | None = None
    """Lets another system report [events](events.md#your-own-events), as `custom.webinar`."""

    def guard(self) -> guard.Guard | None:
        """Return what pauses a sender whose mails bounce, as the core takes it."""
        told = self.bounce_guard
        return None if told is None else guard.Guard(told.rate, told.sample)

    @property
    def is_loopback(self) -> bool:
        """Whether the public URL leads to this machine alone."""
        host = urlsplit(self.public_url).hostname or ""
        return is_loopback(host)

    def one_click(self, *, sandbox: bool = False) -> bool:
        """Tell whether mails may offer one-click opt-out (RFC 8058 asks for https)."""
        secure = self.public_url.startswith("https://")
        return secure or (sandbox and self.is_loopback)
