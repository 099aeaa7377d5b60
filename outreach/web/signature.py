"""Tells whether a call is signed as Standard Webhooks says, and fresh."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.signature import signed
from outreach.services.record_event import LONGEST_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Both ways: clocks differ, and what is older may be somebody's copy.
TOLERANCE = timedelta(minutes=5)


def unsigned(
    secret: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> str:
    """Return why a call is not taken for one who knows the secret, "" if it is."""
    key, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST_KEY):
        return f"webhook-id names each report, in up to {LONGEST_KEY} characters"
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):  # noqa: PLR2004 - to the year 33658
        return "webhook-timestamp is the time in seconds since 1970"
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        return "webhook-timestamp is over five minutes from now: set the clock"
    wanted = signed(secret, key, stamp, body)["webhook-signature"].encode()
    given = headers.get("webhook-signature", "").encode("utf-8", "replace").split()
    # Several are given while a secret is changed for another.
    if not any(hmac.compare_digest(wanted, each) for each in given):
        return "webhook-signature does not sign webhook-id.webhook-timestamp.body"
    return ""
