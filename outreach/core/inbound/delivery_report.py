"""Where a mail holds its RFC 3464 fields: a part, an attachment, text or a wrapped mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.bounce_return import STATUS_TYPES
from outreach.core.inbound.bounce_sign import is_from_daemon
from outreach.core.inbound.dsn import Delivery, read_deliveries, read_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.mime import Part

SEARCHED = 50_000  # characters of a text in which fields are sought
MAX_ATTACHMENT = 200_000  # bytes
_FIELDS = re.compile(r"^(?:Final|Original)-Recipient\s?:", re.IGNORECASE | re.MULTILINE)
_REFUSED = re.compile(
    r"\b(?:reject|refus)|quota|abgelehnt|zurückgewiesen", re.IGNORECASE
)
_MAY_HOLD = re.compile(r"text/(?:plain|x-)|application/octet-stream|message/")


def deliveries(mail: InboundMail, sign: str) -> tuple[Delivery, ...]:
    """Return what a report says of each recipient; () where it says nothing by the book.

    `sign` are the other signs of a bounce. Without any, it takes a multipart/report or a
    machine as the sender, for a person may send a report on.
    """
    is_report = mail.root.content_type == "multipart/report"
    if not (sign or is_report or is_from_daemon(mail)):
        return ()
    found = _declared(mail.root.walk_own()) or _refusals(mail)
    if not found and sign:
        found = (
            _declared(mail.root.walk())
            or _lost(mail.text[:SEARCHED])
            or [one for part in mail.root.walk_own() for one in _attached(part)]
        )
    return tuple(found)


def _declared(parts: Iterable[Part]) -> list[Delivery]:
    return [
        delivery
        for part in parts
        if part.content_type in STATUS_TYPES
        for delivery in read_deliveries(part.text())
    ]


def _refusals(mail: InboundMail) -> list[Delivery]:
    """Return the refusals that a mailbox sent as a notice of disposition."""
    if not _REFUSED.search(f"{mail.subject}\n{mail.text[:2_000]}"):
        return []  # an automatic deletion may be no more than an expired unread mail
    refusers = [
        read_refusal(part.text())
        for part in mail.root.walk_own()
        if part.content_type == "message/disposition-notification"
    ]
    words = " ".join(mail.text[:2_000].split())
    return [Delivery(one, one, "failed", "", words) for one in refusers if one]


def _lost(text: str) -> list[Delivery]:
    """Return the fields that stand in a text; they need an action to be told from prose."""
    if not _FIELDS.search(text):
        return []
    return [one for one in read_deliveries(text) if one.action]


def _attached(part: Part) -> list[Delivery]:
    is_small = len(part.body) <= MAX_ATTACHMENT
    if part.children or not is_small or not _MAY_HOLD.match(part.content_type):
        return []
    return _lost(part.text()[:SEARCHED])
