"""What a report of failed deliveries says, however it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.dsn import REPLY

if TYPE_CHECKING:
    from outreach.core.inbound.bounce_reason import Reason
    from outreach.core.inbound.meaning import BounceType

MAX_DIAGNOSTIC = 500  # characters


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One address a mail did not reach (or not yet, when `delayed`)."""

    address: str  # the one written to, lower case; "" where the report hides it
    type: BounceType
    reason: Reason
    status: str  # RFC 3463, as it stands in the mail; "" if none does
    reply: str  # the SMTP code, as "550"; "" if none
    diagnostic: str  # one line
    delayed: bool = False
    final_address: str = ""  # where it was forwarded to, when that differs


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report of failed or delayed deliveries. `why` are the words that gave it away."""

    recipients: tuple[BouncedRecipient, ...]
    message_id: str  # of the mail that bounced, with brackets; "" if unknown
    is_delay: bool  # every recipient is still being tried: nothing has failed
    standard: bool  # RFC 3464, or else read from the text
    why: str


def reply_in(text: str) -> str:
    """Return the first SMTP reply code of a text; "" if none."""
    match = REPLY.search(text)
    return match[1] if match else ""


def one_line(text: str) -> str:
    """Return the text as a diagnostic: one line, cut."""
    return " ".join(text.split())[:MAX_DIAGNOSTIC]
