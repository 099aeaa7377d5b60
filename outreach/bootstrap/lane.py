"""Makes the senders of a workspace as the use cases know them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from outreach import setting
from outreach.core.model import SenderName
from outreach.services.engine import Sender

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import SecretStr


def senders_of(config: setting.Config) -> dict[str, Sender]:
    """Return every sender by its name."""
    return {name: _sender(name, sender) for name, sender in config.senders.items()}


def _sender(name: str, sender: setting.Sender) -> Sender:
    plain = Sender(
        SenderName(name),
        sender.channel,
        name,
        "",
        sender.limits.pacing(),
        hears=False,
        window=None if sender.window is None else sender.window.core(),
    )
    match sender:
        case setting.EmailSender(address=address, smtp=smtp, imap=imap):
            return replace(
                plain,
                display_name=address.name,
                address=address.address,
                hears=imap is not None,
                folders=_folders(imap),
                finds_folders=imap is not None and imap.finds_folders,
                dkim_selector=sender.dkim_selector,
                return_path=sender.return_path,
                sent_folder=(imap.sent or "") if imap else "",
                copies=imap is not None and imap.copy_sent,
                host=f"{smtp.host.lower()}:{smtp.port}",
            )
        case setting.WebhookSender(headers=headers):
            # Its steps name the servers, any number of them: it has no host of its own.
            return replace(plain, headers=_opened(headers))
        case setting.TextSender(twilio=twilio):
            secret = twilio.auth_token.get_secret_value()
            return replace(plain, secret=secret, host=_host(twilio.base_url))
        case setting.LinkedInSender(webhook=provider):
            return plain if provider is None else _provided(plain, provider)
        case _:
            assert_never(sender)


def _folders(imap: setting.Imap | None) -> tuple[str, ...]:
    if imap is None:
        return ()
    return ("INBOX",) if imap.finds_folders else imap.folders


def _provided(plain: Sender, provider: setting.Provider) -> Sender:
    return replace(
        plain,
        url=provider.url,
        host=_host(provider.url),
        secret=provider.secret.get_secret_value(),
        headers=_opened(provider.headers),
    )


def _host(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.hostname}:{port}"


def _opened(headers: Mapping[str, SecretStr]) -> dict[str, str]:
    return {name: secret.get_secret_value() for name, secret in headers.items()}
