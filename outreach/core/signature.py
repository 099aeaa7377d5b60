"""How a call is signed, so that its receiver knows whose it is: Standard Webhooks 1.0.

Source: github.com/standard-webhooks/standard-webhooks.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

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
