"""What follows where a message that Twilio took in was not delivered.

Source: twilio.com/docs/api/errors and twilio.com/docs/sms/api/message-resource.
"""

from __future__ import annotations

from outreach.core.inbound.meaning import BounceType
from outreach.core.twilio_verdict import OPTED_OUT

FATE = {
    OPTED_OUT: BounceType.HARD,
    21211: BounceType.HARD,
    21614: BounceType.HARD,
    21635: BounceType.HARD,
    30005: BounceType.HARD,  # no such handset
    30006: BounceType.HARD,  # a landline, or no route to it
    63003: BounceType.HARD,
    63024: BounceType.HARD,
    30004: BounceType.BLOCK,  # blocked by the carrier or the person
    30007: BounceType.BLOCK,  # filtered
    30032: BounceType.BLOCK,  # a toll-free number that is not verified
    30034: BounceType.BLOCK,  # a number that is not registered (A2P 10DLC)
    30002: BounceType.BLOCK,  # the account is suspended
    63013: BounceType.BLOCK,
    63016: BounceType.BLOCK,
    63049: BounceType.BLOCK,  # WhatsApp chose not to deliver it
}


def twilio_fate(code: int | None) -> BounceType:
    """Return what follows where a message was not delivered; what is not known is soft."""
    return FATE.get(code or 0, BounceType.SOFT)
