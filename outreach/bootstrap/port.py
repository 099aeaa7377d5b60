"""Makes the ports of a workspace: channels, inboxes and CRMs, by what outreach.yaml says."""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from outreach.adapters.http import http_client
from outreach.adapters.registry import adapter
from outreach.bootstrap.descriptor import make_room
from outreach.core.address import normalise
from outreach.errors import ConfigError
from outreach.services.engine import CrmProfile
from outreach.services.hand_over import hand_over
from outreach.services.lineup import LANE_WIRE
from outreach.setting import EmailSender, TextSender

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AsyncExitStack

    from outreach.bootstrap.login import Logins
    from outreach.config import Workspace
    from outreach.ports import Channel, Clock, Crm, Inbox, IntentReader
    from outreach.services.engine import Engine
    from outreach.setting import Config

IMAP_THREADS = 40  # more than are read at once, for those that listen too
CRM_TIMEOUT = timedelta(seconds=30)


def channels_of(
    workspace: Workspace, engine: Engine, logins: Logins
) -> dict[str, Channel[Any]]:
    """Return every way out, by the channel's name."""
    clock = engine.clock
    account = adapter("account.smtp")
    accounts = {
        name: account(**_smtp(workspace, sender, logins))
        for name, sender in workspace.config.senders.items()
        if isinstance(sender, EmailSender)
    }
    webhook = adapter("channel.webhook")(clock=clock)
    twilio = adapter("channel.twilio")(_twilio(workspace.config), clock=clock)
    return {
        "email": adapter("channel.email")(
            accounts, clock=clock, max_connections_per_account=LANE_WIRE
        ),
        "webhook": webhook,
        "sms": twilio,
        "whatsapp": twilio,
        "linkedin": adapter("channel.linkedin")(partial(hand_over, engine), webhook),
    }


def _twilio(config: Config) -> dict[str, Any]:
    account = adapter("account.twilio")
    return {
        name: account(
            sender.twilio.account_sid,
            sender.twilio.auth_token.get_secret_value(),
            sender.twilio.from_ or "",
            sender.twilio.messaging_service or "",
            sender.twilio.base_url.rstrip("/"),
        )
        for name, sender in config.senders.items()
        if isinstance(sender, TextSender)
    }


def _smtp(workspace: Workspace, sender: EmailSender, logins: Logins) -> dict[str, Any]:
    smtp = sender.smtp
    login = logins.of(sender, smtp)
    # By token nobody logs in without a name, and with providers it is the address.
    usual = sender.address.address if login else ""
    return {
        "host": smtp.host,
        "port": smtp.port,
        "security": smtp.security,
        "username": smtp.username or usual,
        "password": smtp.password.get_secret_value(),
        "ca_file": _file(workspace, smtp.ca_file),
        "verify": smtp.verify,
        "hello": smtp.hello,
        **login,
    }


def inboxes_of(workspace: Workspace, logins: Logins) -> dict[str, Inbox]:
    """Return the mailbox of each sender that has one, by the sender's name."""
    mailboxes = {
        name: sender
        for name, sender in workspace.config.senders.items()
        if isinstance(sender, EmailSender) and sender.imap is not None
    }
    if not mailboxes:
        return {}
    make_room(len(mailboxes))
    # Of all together: a thread a mailbox would be a thousand. Each starts when it is needed.
    threads = ThreadPoolExecutor(IMAP_THREADS, "imap")
    return {
        name: _inbox(workspace, sender, logins, threads)
        for name, sender in mailboxes.items()
    }


def _inbox(
    workspace: Workspace,
    sender: EmailSender,
    logins: Logins,
    threads: ThreadPoolExecutor,
) -> Inbox:
    imap = sender.imap
    if imap is None:
        raise ConfigError("a mailbox without imap: name its server")
    account = adapter("account.imap")(
        host=imap.host,
        port=imap.port,
        security=imap.security,
        username=imap.username,
        password=imap.password.get_secret_value(),
        folders=imap.folders,
        idle=imap.idle,
        own=frozenset({normalise(sender.address.address)}),
        **logins.of(sender, imap),
    )
    tls = None
    if imap.ca_file is not None:
        tls = ssl.create_default_context(cafile=_file(workspace, imap.ca_file))
    inbox: Inbox = adapter("inbox.imap")(account, tls=tls, threads=threads)
    return inbox


def _file(workspace: Workspace, written: str | None) -> str | None:
    return None if written is None else str(workspace.path(written))


def reader_of(
    config: Config, clock: Clock, stack: AsyncExitStack
) -> IntentReader | None:
    """Return who is asked what replies mean, if anybody; `stack` closes what it uses."""
    told = config.intent
    if told is None:
        return None
    client = http_client(timeout=told.timeout, max_connections=4)
    stack.push_async_callback(client.aclose)
    reader: IntentReader = adapter("intent.chat")(
        client,
        endpoint=told.endpoint,
        model=told.model,
        api_key=told.api_key.get_secret_value(),
        timeout=told.timeout,
        rest=told.rest,
        clock=clock,
    )
    return reader


def profiles_of(config: Config) -> dict[str, CrmProfile]:
    """Return how each CRM takes part, by its name."""
    profiles = {}
    if config.crm.hubspot is not None:
        there = config.crm.hubspot
        stage_of = {value: stage for stage, value in there.lifecycle.items()}
        stage_of |= {value: stage for stage, value in there.stages.items()}
        stop_on = frozenset(there.stop_on)
        profiles["hubspot"] = CrmProfile("hubspot", stop_on, stage_of)
    if config.crm.csv is not None:
        stages = {stage: stage for stage in config.pipeline.stages}
        profiles["csv"] = CrmProfile("csv", stage_of=stages)
    if config.crm.webhook is not None:
        profiles["webhook"] = CrmProfile("webhook")
    return profiles


def crms_of(
    workspace: Workspace, clock: Clock, stack: AsyncExitStack
) -> Mapping[str, Crm]:
    """Return each CRM's port, by its name; `stack` closes what they share."""
    crm = workspace.config.crm
    found: dict[str, Crm] = {}
    if crm.csv is not None:
        found["csv"] = adapter("crm.csv")(workspace.path(crm.csv.path))
    if crm.hubspot is None and crm.webhook is None:
        return found
    client = http_client(timeout=CRM_TIMEOUT)
    stack.push_async_callback(client.aclose)
    if crm.hubspot is not None:
        found["hubspot"] = adapter("crm.hubspot")(
            client,
            token=crm.hubspot.token.get_secret_value(),
            clock=clock,
            stages=crm.hubspot.stages,
            lifecycle=crm.hubspot.lifecycle,
            properties=crm.hubspot.fields,
            hold=crm.hubspot.stop_on,
            url=crm.hubspot.base_url,
        )
    if crm.webhook is not None:
        found["webhook"] = adapter("crm.webhook")(
            client,
            url=crm.webhook.url,
            secret=crm.webhook.secret.get_secret_value(),
            clock=clock,
        )
    return found
