"""What Twilio's answer to a message means, and who is to blame. A table: nothing here speaks.

Source: twilio.com/docs/api/errors. A code that is not here is judged by its HTTP status; where
neither says who is to blame, the lead is not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import Blame, Deferred, Rejected, Sent, Unknown
from outreach.core.verdict import legible

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Outcome

OPTED_OUT = 21610  # the person has texted STOP to this number or service
THROTTLE_REST = timedelta(minutes=1)

_CREATED = 2  # a status code's first digit
_OUR_FAULT, _THEIR_FAULT = 4, 5
_TIMED_OUT, _CONFLICT = 408, 409
_TOO_MANY = 429

# Too many of ours wait already: the next message would fare no better.
THROTTLED = frozenset({14107, 20429, 21611, 63018, 63038})

BLAME = {
    # the number itself
    21211: Blame.ADDRESS,  # no valid number
    21214: Blame.ADDRESS,  # cannot be reached
    21217: Blame.ADDRESS,  # does not look valid
    21265: Blame.ADDRESS,  # a short code
    21266: Blame.ADDRESS,  # our own number
    21268: Blame.ADDRESS,  # a premium number
    21269: Blame.ADDRESS,  # an information service
    21604: Blame.ADDRESS,  # none was given
    OPTED_OUT: Blame.ADDRESS,
    21614: Blame.ADDRESS,  # takes no texts
    21635: Blame.ADDRESS,  # a landline
    63003: Blame.ADDRESS,  # not on WhatsApp
    63024: Blame.ADDRESS,  # no valid recipient on WhatsApp
    # the account, its number or its address
    10001: Blame.SENDER,  # the account is not active
    20001: Blame.SENDER,
    20003: Blame.SENDER,  # not authenticated
    20005: Blame.SENDER,  # the account is not active
    20006: Blame.SENDER,
    20008: Blame.SENDER,  # test credentials
    20403: Blame.SENDER,
    20404: Blame.SENDER,  # no such account
    21212: Blame.SENDER,  # no valid From
    21219: Blame.SENDER,  # a trial account, and a number it has not verified
    21267: Blame.SENDER,
    21601: Blame.SENDER,  # From sends no texts
    21603: Blame.SENDER,
    21606: Blame.SENDER,
    21607: Blame.SENDER,
    21608: Blame.SENDER,  # trial, as 21219
    21609: Blame.SENDER,  # public_url is none that Twilio can call
    21659: Blame.SENDER,  # From is not of this account
    21660: Blame.SENDER,
    21661: Blame.SENDER,
    21701: Blame.SENDER,  # no such service
    21703: Blame.SENDER,  # the service has no number
    21705: Blame.SENDER,
    21910: Blame.SENDER,  # From is of another channel than To
    30002: Blame.SENDER,  # suspended
    63001: Blame.SENDER,
    63007: Blame.SENDER,  # From is no WhatsApp sender
    63020: Blame.SENDER,
    90010: Blame.SENDER,
    # the message, or this number with it: a person is to look
    21408: Blame.MESSAGE,  # the account does not text to that country
    21602: Blame.MESSAGE,  # no body
    21612: Blame.MESSAGE,  # To and From do not go together
    21617: Blame.MESSAGE,  # too long
    21619: Blame.MESSAGE,
    21654: Blame.MESSAGE,  # no template
    21655: Blame.MESSAGE,  # no such template
    21656: Blame.MESSAGE,  # its variables
    30007: Blame.MESSAGE,  # filtered
    63005: Blame.MESSAGE,
    63013: Blame.MESSAGE,  # WhatsApp's policy
    63016: Blame.MESSAGE,  # free text outside of the 24 hours
    63027: Blame.MESSAGE,  # the template is not there
    63028: Blame.MESSAGE,  # its variables
}


def twilio_verdict(
    status: int,
    code: int | None,
    text: str,
    *,
    reference: str = "",
    not_before: datetime | None = None,
    now: datetime,
) -> Outcome:
    """Return what an answer means: any status, code and text has a verdict.

    Twilio knows no idempotency key, so whatever may have been taken in is Unknown.
    """
    detail = legible(f"{code or status} {text}")
    kind = status // 100
    if kind == _CREATED:
        return Sent(legible(reference))
    if code in THROTTLED or status == _TOO_MANY:
        rest = max(not_before or now + THROTTLE_REST, now + timedelta(seconds=1))
        return Deferred(detail, rest, Blame.SENDER, reached=True)
    if kind != _OUR_FAULT or status in (_TIMED_OUT, _CONFLICT):
        if kind in (1, 3):
            # Nobody at that address takes messages in: it is not Twilio's.
            return Rejected(Blame.SENDER, detail, str(status))
        # One that fails leaves each message it gets in doubt: the fewer it gets the better.
        return Unknown(detail, reached=kind != _THEIR_FAULT)
    blame = BLAME.get(code or 0) or _by_status(status)
    return Rejected(blame, detail, str(code or status), opted_out=code == OPTED_OUT)


def _by_status(status: int) -> Blame:
    return Blame.MESSAGE if status in (400, 413, 422) else Blame.SENDER
