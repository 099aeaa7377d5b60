"""Which adapter a name stands for. Others may add theirs by the entry points of one group."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from outreach.errors import ConfigError

GROUP = "outreach.adapters"

ADAPTERS = {
    "account.imap": "outreach.adapters.inbox.imap:ImapAccount",
    "account.smtp": "outreach.adapters.channels.email:SmtpAccount",
    "account.twilio": "outreach.adapters.channels.twilio:TwilioAccount",
    "channel.email": "outreach.adapters.channels.email:EmailChannel",
    "channel.linkedin": "outreach.adapters.channels.linkedin:LinkedInChannel",
    "channel.twilio": "outreach.adapters.channels.twilio:TwilioChannel",
    "channel.webhook": "outreach.adapters.channels.webhook:WebhookChannel",
    "inbox.imap": "outreach.adapters.inbox.imap:ImapInbox",
    "crm.csv": "outreach.adapters.crm.csv_file:CsvFile",
    "crm.hubspot": "outreach.adapters.crm.hubspot:HubSpot",
    "crm.webhook": "outreach.adapters.crm.webhook:Webhook",
    "intent.chat": "outreach.adapters.chat:ChatReader",
    "tokens.client": "outreach.adapters.token.oauth:Client",
    "tokens.oauth": "outreach.adapters.token.oauth:OAuthTokens",
}


def adapter(name: str) -> Any:
    """Return the class a name stands for, loaded now. Raises ConfigError for an unknown one."""
    place = ADAPTERS.get(name)
    if place is not None:
        module, _, attribute = place.partition(":")
        return getattr(import_module(module), attribute)
    for found in entry_points(group=GROUP, name=name):
        return found.load()
    raise ConfigError(f"no adapter {name!r}: install the package that brings it")
