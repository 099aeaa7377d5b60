"""Makes of a mail a trial of it: marked, to somebody else, and without a way to stop."""

from __future__ import annotations

import hmac
import re
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core import header
from outreach.core.address import display

if TYPE_CHECKING:
    from datetime import datetime

MARK = "[test]"
MARKED_BY = "X-Outreach-Test"

_FIELD = re.compile(rb"([!-9;-~]+):(?:[^\r]|\r\n[ \t])*\r\n")
_REPLACED = frozenset({b"to", b"subject", b"date"})
# A trial stops nobody: a mail program's button must not offer to.
_LEFT_OUT = frozenset({b"list-unsubscribe", b"list-unsubscribe-post"})


def secret_of_trials(secret: bytes, once: str) -> bytes:
    """Return what trials are sealed with, so that no link or Message-ID of one is a real one.

    `once` tells one round of trials from the next: mail programs hide a second copy.
    """
    return hmac.digest(secret, b"outreach-trial:" + once.encode(), sha256)


def marked(content: bytes, subject: str, to: str, at: datetime) -> bytes:
    """Return a mail that `compose` made, as a trial sent to `to` now; all else is as it was.

    A Date to come, as the mail itself will have, would be held against it by filters.
    Raises RenderError for an address that is none.
    """
    head, _, body = content.partition(b"\r\n\r\n")
    fields = [(match[1].lower(), match[0]) for match in _FIELD.finditer(head + b"\r\n")]
    kept = b"".join(
        field for name, field in fields if name not in _REPLACED | _LEFT_OUT
    )
    mine = (
        header.fold("To", [display("", to)]),
        header.unstructured("Subject", f"{MARK} {subject}"),
        f"Date: {format_datetime(at)}",
        f"{MARKED_BY}: 1",
    )
    return "\r\n".join((*mine, "")).encode("ascii") + kept + b"\r\n" + body
