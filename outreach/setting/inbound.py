"""The providers that push mail to the web process, as outreach.yaml writes them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError

from outreach.setting import value
from outreach.setting.model import Setting

_LOGIN = re.compile(r"[^\s:]+:[^\s]{12,}\Z")


def _login(login: SecretStr) -> SecretStr:
    if not _LOGIN.match(login.get_secret_value()):
        message = "write it as user:password, with 12 characters or more after the :"
        raise PydanticCustomError("bad-value", message)
    return login


Login = Annotated[value.Token, AfterValidator(_login)]


class Inbound(Setting):
    """Mail that a provider pushes to the web process, instead of `imap` or beside it."""

    secret: value.SigningSecret | None = None
    """What raw mail that is posted to `/inbound` is signed with (Standard Webhooks)."""
    mailgun: value.Token | None = None
    """Mailgun's webhook signing key, for a route to `/inbound/mailgun/mime`."""
    postmark: Login | None = None
    """`user:password`, as they stand in the URL of `/inbound/postmark` that Postmark is given."""
    sendgrid: Login | None = None
    """The same for `/inbound/sendgrid` and SendGrid's Inbound Parse."""

    def secrets(self) -> dict[str, str]:
        """Return the secret of each that is given, by its name; ours is ""."""
        named = {
            "": self.secret,
            "mailgun": self.mailgun,
            "postmark": self.postmark,
            "sendgrid": self.sendgrid,
        }
        return {name: each.get_secret_value() for name, each in named.items() if each}
