"""How each provider pushes a mail: by what it proves itself, and where the raw mail stands.

Sources: documentation.mailgun.com (receiving messages via HTTP, securing webhooks),
postmarkapp.com/developer/webhooks/inbound-webhook, twilio.com/docs/sendgrid (inbound parse).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.errors import InputError
from outreach.web.form import fields_of
from outreach.web.signature import unsigned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

# Mailgun tries for eight hours. What it signs is not the mail, so each token is taken once.
MAILGUN_WITHIN = timedelta(hours=12)
LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call that may push a mail."""

    secret: str
    headers: Mapping[str, str]
    body: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Unproved:
    """Why a call is not taken for the provider's."""

    why: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """A mail as it was received, the provider's name for it, and to whom it was sent."""

    key: str
    content: bytes
    recipients: tuple[str, ...] = ()


STRANGER = Unproved("the URL's user and password are not ours")


def read_signed(call: Call) -> Pushed | Unproved:
    """Return a raw mail that is the whole body, signed as Standard Webhooks says."""
    doubt = unsigned(call.secret, call.headers, call.body, call.now)
    if doubt:
        return Unproved(doubt)
    if not call.body.strip():
        raise InputError("the mail is empty")
    return Pushed(call.headers["webhook-id"], call.body)


def read_mailgun(call: Call) -> Pushed | Unproved:
    """Return the mail of a Mailgun route whose URL ends in `mime`."""
    try:
        form = fields_of(call.headers.get("content-type", ""), call.body)
    except InputError as error:
        return Unproved(str(error))
    stamp, token = _text(form, "timestamp"), _text(form, "token")
    wanted = hmac.new(call.secret.encode(), (stamp + token).encode(), sha256)
    said = _text(form, "signature").encode()
    if not hmac.compare_digest(wanted.hexdigest().encode(), said):
        return Unproved("`signature` does not sign the timestamp and the token")
    if not (stamp.isdecimal() and len(stamp) <= 12 and len(token) <= LONGEST_TOKEN):  # noqa: PLR2004 - to the year 33658
        return Unproved("`timestamp` and `token` are not Mailgun's")
    if abs(call.now.timestamp() - int(stamp)) > MAILGUN_WITHIN.total_seconds():
        return Unproved("`timestamp` is over twelve hours from now: set the clock")
    content = form.get("body-mime")
    if not content:
        raise InputError("no `body-mime`: end the route's URL in /inbound/mailgun/mime")
    return Pushed(token, content, _addresses(_text(form, "recipient")))


def read_postmark(call: Call) -> Pushed | Unproved:
    """Return the mail of Postmark's inbound webhook."""
    if not is_login(call):
        return STRANGER
    try:
        said = json.loads(call.body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is no JSON in UTF-8") from error
    raw = said.get("RawEmail") if isinstance(said, dict) else None
    if not isinstance(raw, str) or not raw:
        raise InputError("no `RawEmail`: have Postmark include the raw email content")
    key, to = said.get("MessageID"), said.get("OriginalRecipient")
    content = raw.encode("utf-8", "surrogateescape")
    recipients = _addresses(to) if isinstance(to, str) else ()
    return Pushed(key if isinstance(key, str) else "", content, recipients)


def read_sendgrid(call: Call) -> Pushed | Unproved:
    """Return the mail of SendGrid's Inbound Parse, which names none."""
    if not is_login(call):
        return STRANGER
    form = fields_of(call.headers.get("content-type", ""), call.body)
    content = form.get("email")
    if not content:
        raise InputError("no `email`: have SendGrid post the raw, full MIME message")
    return Pushed("", content, _envelope(form.get("envelope", b"")))


def is_login(call: Call) -> bool:
    """Tell whether the caller gave the user and password of its URL (RFC 7617)."""
    scheme, _, sealed = call.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(sealed.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    is_basic = scheme.lower() == "basic"
    return hmac.compare_digest(given, call.secret.encode()) and is_basic


def _text(form: Mapping[str, bytes], name: str) -> str:
    return form.get(name, b"").decode("utf-8", "replace")


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",")[:100] if each.strip())


def _envelope(said: bytes) -> tuple[str, ...]:
    try:
        to = json.loads(said)["to"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return ()
    return (
        tuple(each for each in to if isinstance(each, str))
        if isinstance(to, list)
        else ()
    )


# The path under /inbound, by the name of the provider's secret.
PATHS = {
    "": "",
    "mailgun": "/mailgun/mime",
    "postmark": "/postmark",
    "sendgrid": "/sendgrid",
}
READERS: Mapping[str, Callable[[Call], Pushed | Unproved]] = {
    "": read_signed,
    "mailgun": read_mailgun,
    "postmark": read_postmark,
    "sendgrid": read_sendgrid,
}
BY_LOGIN = frozenset({"postmark", "sendgrid"})
