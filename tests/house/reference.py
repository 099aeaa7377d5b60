"""Writes the page of settings from the models that read them: `make docs`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, SecretStr

from outreach import setting
from outreach.core import duration
from outreach.core.language.settings import DEFAULT_WINDOW
from outreach.core.language.settings import window_to_json as plain_window
from outreach.core.sequence import Delay
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic.fields import FieldInfo

PAGE = ROOT / "docs" / "reference" / "settings.md"


class Section(NamedTuple):
    """A mapping of outreach.yaml: where it stands, and the model that reads it."""

    place: str
    model: type[BaseModel]


SECTIONS = (
    Section("outreach.yaml", setting.Config),
    Section("senders.NAME with `channel: email`", setting.EmailSender),
    Section("senders.NAME.smtp", setting.Smtp),
    Section("senders.NAME.imap", setting.Imap),
    Section(
        "senders.NAME.auth, senders.NAME.smtp.auth and senders.NAME.imap.auth",
        setting.Auth,
    ),
    Section("senders.NAME.limits", setting.Limits),
    Section("senders.NAME.limits.ramp", setting.Ramp),
    Section("senders.NAME with `channel: webhook`", setting.WebhookSender),
    Section("senders.NAME with `channel: sms` or `whatsapp`", setting.TextSender),
    Section("senders.NAME.twilio", setting.Twilio),
    Section("senders.NAME with `channel: linkedin`", setting.LinkedInSender),
    Section("senders.NAME.webhook", setting.Provider),
    Section("window", setting.Window),
    Section("limits", setting.Caps),
    Section("bounce_guard", setting.BounceGuard),
    Section("out_of_office", setting.OutOfOffice),
    Section("opt_out", setting.OptOut),
    Section("log", setting.Log),
    Section("tracking", setting.Tracking),
    Section("inbound", setting.Inbound),
    Section("intent", setting.IntentEndpoint),
    Section("events", setting.Events),
    Section("pipeline", setting.Pipeline),
    Section("pipeline.rules, each", setting.Rule),
    Section("crm", setting.Crm),
    Section("crm.hubspot", setting.HubSpot),
    Section("crm.csv", setting.CsvFile),
    Section("crm.webhook", setting.Webhook),
)
# What a field means, where the model leaves it to its name.
MEANINGS = {
    "Config.name": "What the workspace is called; a sender without a name signs with it.",
    "Config.database": "`sqlite:///FILE`, relative to the workspace, or `postgresql://...`.",
    "Config.broker": "`memory://` within one process, or `redis://...` for several.",
    "Config.listen": "Where the web process answers, as `HOST:PORT`.",
    "Config.log": "What a process tells while it runs.",
    "Log.level": "From which severity on.",
    "Config.tracking": "What is watched of a reader.",
    "Config.senders": "The accounts that touches leave through, by name.",
    "Config.window": "When messages may leave, unless a sequence or step says otherwise.",
    "Config.limits": "What all senders together are held to, beside the limits of each.",
    "Config.pipeline": "The stages of a lead, and what moves it.",
    "Config.crm": "The CRMs to keep in step.",
    "EmailSender.channel": "What the account is for.",
    "EmailSender.address": "As `Anna Lee <anna@acme.example>`.",
    "EmailSender.smtp": "The server it sends through.",
    "EmailSender.imap": "The server its answers are read from; without it none are heard.",
    "EmailSender.limits": "What it is held to.",
    "EmailSender.window": "Hours the sender keeps itself, beside the window of the lead.",
    "WebhookSender.channel": "What the lane is for.",
    "WebhookSender.limits": "What it is held to.",
    "WebhookSender.headers": "Sent with every call, as `Authorization`; never shown.",
    "WebhookSender.window": "Hours the sender keeps itself, beside the window of the step.",
    "TextSender.channel": "What the number is for.",
    "TextSender.twilio": "The account it leaves through.",
    "TextSender.limits": "What it is held to.",
    "TextSender.window": "Hours the sender keeps itself, beside the window of the lead.",
    "Twilio.account_sid": "`AC` and 32 hexadecimal digits.",
    "Twilio.auth_token": "From the environment; its callbacks are signed with it too.",
    "Twilio.base_url": "Where the API answers.",
    "LinkedInSender.channel": "What the seat is for.",
    "LinkedInSender.webhook": "A provider that acts for it.",
    "LinkedInSender.limits": "What it is held to.",
    "LinkedInSender.window": "Hours the sender keeps itself, beside the window of the lead.",
    "Provider.url": "Where each touch is posted.",
    "Provider.secret": "What the posts are signed with, from the environment.",
    "Smtp.host": "The server's name.",
    "Smtp.port": "The server's port.",
    "Smtp.password": "From the environment; written here it is a `literal-secret`.",
    "Smtp.verify": "Whether the server's certificate must be valid.",
    "Imap.host": "The server's name.",
    "Imap.security": "How the connection is secured.",
    "Imap.port": "The server's port.",
    "Imap.username": "Who logs in.",
    "Imap.password": "From the environment; written here it is a `literal-secret`.",
    "Imap.sent": (
        "The folder that keeps what was sent, where a touch [in doubt](states.md#doubt) "
        "is looked for; else the one that its server marks as such, or that has a usual "
        "name."
    ),
    "Imap.copy_sent": (
        "Puts a copy of each mail sent there, marked as read. Most providers do so "
        "themselves."
    ),
    "Imap.folders": (
        "The folders to read; add Junk, answers land there too. Or `auto`: INBOX and, by "
        "their marks, Junk, Trash and All Mail."
    ),
    "Imap.ca_file": "Certificates to trust, in a PEM file, instead of the machine's.",
    "Auth.client_id": "The client's, as the provider shows it.",
    "Auth.client_secret": "From the environment; a public client has none.",
    "Limits.per_day": "Most touches in any 24 hours.",
    "Limits.gap": "Least time between two touches.",
    "Limits.jitter": "Up to so much more, by the touch, on top of the gap.",
    "Limits.ramp": "A lower cap at first.",
    "Ramp.from_": "The cap on the first day of sending.",
    "Ramp.by": "How much it grows with each day on which the sender has sent.",
    "Window.hours": "A range or several, on one day, up to `24:00`.",
    "Window.timezone": "`lead`, the lead's own, or one for all, as `Europe/Paris`.",
    "Window.holidays": "`lead`, those of the lead's country; `none`; or of these countries.",
    "Rule.on": "A [kind of event](events.md); it names its narrower kinds too.",
    "Rule.stage": "One of the stages.",
    "Pipeline.stages": "Their names, in order.",
    "Pipeline.rules": "What moves a lead, beside people and `stage:` steps.",
    "Crm.hubspot": "A HubSpot account.",
    "Crm.csv": "A CSV file that people read and edit.",
    "Crm.webhook": "A URL of your own.",
    "HubSpot.token": "A private app's token, from the environment.",
    "HubSpot.base_url": "Where the API answers.",
    "CsvFile.path": "Relative to the workspace; notes go beside it, to `NAME-notes.csv`.",
    "Webhook.url": "Where lead and note are posted.",
    "Webhook.secret": "What the posts are signed with, from the environment.",
}
_DEFAULTS = {
    "Smtp.port": "587, 465 with `tls`, 25 with `none`",
    "Imap.port": "993, 143 without `tls`",
    "Window.days": "`working`",
    "Window.hours": f"`{', '.join(plain_window(DEFAULT_WINDOW)['hours'])}`",
    "Config.listen": "`127.0.0.1:8000`",
    "BounceGuard.rate": "`2%`",
    "Pipeline.rules": "`sent` to contacted, `reply` to replied, `reply.interested` to qualified",
}
_KINDS = {
    "Imap.folders": "`auto` or a list, as `[INBOX, Junk]`",
    "Auth.token_command": "a command",
    "Window.days": "`working` or a list, as `[tue, wed]`",
    "Window.hours": "text or a list",
    "Window.holidays": "text or a list, as `[FR, DE]`",
    "Config.senders": "mapping",
    "Limits.gap": "duration",
    "Caps.per_domain": "integer or mapping",
    "BounceGuard.rate": "share, as `2%`",
    "Limits.jitter": "duration",
}
_HEAD = """# Settings

`outreach.yaml` at the top of the workspace. This page is written from the code by `make docs`.

`${NAME}` stands for a variable of the environment, `${NAME:-default}` for one with a default
that takes its place when it is unset or empty. A password, token or secret is never written in
the file: `check` refuses it as `literal-secret`. Durations read as `90s`, `2 minutes`,
`6 hours`, `3 days`, `2 weeks`.
"""


def page() -> str:
    """Return the page of settings."""
    parts = [_HEAD]
    for section in SECTIONS:
        parts.append(f"## {_title(section.place)}\n\n{_doc(section.model)}\n")
        parts.append("| setting | is | default | meaning |\n|---|---|---|---|")
        parts += _rows(section.model)
        parts.append("")
    return "\n".join(parts)


def models() -> Iterator[type[BaseModel]]:
    """Yield every model of outreach.yaml."""
    for value in vars(setting).values():
        own = isinstance(value, type) and value.__module__.startswith(setting.__name__)
        if own and issubclass(value, BaseModel) and value is not setting.Setting:
            yield value


def _title(place: str) -> str:
    name, space, rest = place.partition(" ")
    return f"`{name.rstrip(',')}`{space}{rest}"


def _doc(model: type[BaseModel]) -> str:
    return str(model.__doc__)


def _rows(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema()
    for name, field in model.model_fields.items():
        key = f"{model.__name__}.{name}"
        meaning = MEANINGS.get(key) or (field.description or "").strip()
        written = field.alias or name
        kind = _KINDS.get(key) or _kind(schema["properties"][written])
        cells = (f"`{written}`", kind, _default(key, field), meaning)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(told: dict[str, Any]) -> str:
    choices = told.get("anyOf") or told.get("oneOf")
    if choices:
        return _kind(next(one for one in choices if one.get("type") != "null"))
    if "const" in told:
        return f"`{told['const']}`"
    if "enum" in told:
        return ", ".join(f"`{each}`" for each in told["enum"])
    if "$ref" in told:
        return "mapping"
    if told.get("format") == "password":
        return "secret"
    kinds = {"array": "list", "object": "mapping", "string": "text"}
    kinds |= {"integer": "whole number", "boolean": "`true` or `false`"}
    return kinds[told["type"]]


def _default(key: str, field: FieldInfo) -> str:
    if key in _DEFAULTS:
        return _DEFAULTS[key]
    if field.is_required():
        return "required"
    match field.default:
        case None | "" | () | {} | BaseModel():
            return ""
        case SecretStr():
            return ""
        case timedelta() as span:
            return f"`{duration.words(Delay(span))}`" if span else "none"
        case bool() as value:
            return f"`{str(value).lower()}`"
        case tuple() as several:
            return f"`[{', '.join(map(str, several))}]`"
        case value:
            return f"`{value}`"


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
