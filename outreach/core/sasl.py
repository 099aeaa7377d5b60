"""What a login by access token says on the wire (SASL), for IMAP and SMTP alike.

XOAUTH2 is Google's (developers.google.com/workspace/gmail/imap/xoauth2-protocol), and
Microsoft's too; OAUTHBEARER is RFC 7628.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Literal

from outreach.errors import InputError

Mechanism = Literal["xoauth2", "oauthbearer"]

LONGEST_TOKEN = 16_384  # octets; what providers give out has at most some 4,000
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750 section 2.1, b64token
_UNSAFE = set("\0\x01\r\n")


def check_token(token: str) -> str:
    """Return the token. Raises InputError for what would end a command early, or is none."""
    if len(token) > LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise InputError("this is no access token: it has other letters, or too many")
    return token


def first_words(
    mechanism: Mechanism, user: str, token: str, *, host: str, port: int
) -> bytes:
    """Return what the client says first, before it is base64. Raises InputError."""
    if set(user) & _UNSAFE:
        raise InputError("the username holds a control character: set it again")
    bearer = f"auth=Bearer {check_token(token)}\x01\x01"
    match mechanism:
        case "xoauth2":
            return f"user={user}\x01{bearer}".encode()
        case "oauthbearer":
            # RFC 5801 section 4: these two letters would end the name.
            named = user.replace("=", "=3D").replace(",", "=2C")
            return f"n,a={named},\x01host={host}\x01port={port}\x01{bearer}".encode()


def last_words(mechanism: Mechanism) -> bytes:
    """Return what the client says to a challenge that tells why it is refused.

    Nothing at all for XOAUTH2, a lone ^A for OAUTHBEARER (RFC 7628 3.2.3); then the server
    ends the exchange.
    """
    return b"" if mechanism == "xoauth2" else b"\x01"


def reason_of(challenge: bytes) -> str:
    """Return what such a challenge says, for a person; "" where it says nothing legible.

    It is JSON with a `status`, as `400` or `invalid_token`; `challenge` may be base64 yet.
    """
    for text in (challenge, _decoded(challenge)):
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict):
            status = said.get("status")
            return f"status {status}"[:40] if isinstance(status, str | int) else ""
    return ""


def _decoded(challenge: bytes) -> bytes:
    try:
        return base64.b64decode(challenge, validate=True)
    except (ValueError, binascii.Error):
        return b""
