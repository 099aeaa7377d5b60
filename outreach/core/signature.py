"""How calls are signed, so that a receiver knows whose they are: ours, and those of Twilio.

Source: github.com/standard-webhooks/standard-webhooks, 1.0.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha1, sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = "whsec_"


def signed(secret: str, key: str, stamp: str, content: bytes) -> dict[str, str]:
    """Return the three headers that sign a call; `stamp` is in seconds since 1970.

    A secret that starts with "whsec_" is base64 after that; any other stands for itself.
    """
    message = b".".join((key.encode(), stamp.encode(), content))
    digest = hmac.new(_bytes(secret), message, sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _bytes(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        return base64.b64decode(secret.removeprefix(_PREFIX))
    return secret.encode()


def twilio_signature(token: str, url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return what Twilio signs a call of ours with: HMAC-SHA1 of the URL and its parameters.

    Source: twilio.com/docs/usage/security; a parameter's values count once each.
    """
    text = url + "".join(f"{name}{value}" for name, value in sorted(set(pairs)))
    digest = hmac.new(token.encode(), text.encode(errors="replace"), sha1).digest()
    return base64.b64encode(digest).decode()
