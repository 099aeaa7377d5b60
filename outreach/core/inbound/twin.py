"""What copies of one mail have in common, whichever mailbox each came to."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail


def twin_of(mail: InboundMail) -> str | None:
    """Return the same for every copy of a mail; None where nothing tells it from others.

    Its id alone would not do: some programs give one id to all they send.
    """
    if not (mail.message_id or mail.sent_at):
        return None
    at = "" if mail.sent_at is None else mail.sent_at.isoformat()
    told = (mail.message_id, mail.from_address, mail.subject, at, mail.text)
    return sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()
