"""Why a mail did not arrive, and whether the address, the moment or the sender is to blame.

Words decide first, for servers choose their codes carelessly; then the status (RFC 3463),
then the SMTP reply code. The words are those that servers in use really say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from outreach.core.inbound.bounce_phrase import PHRASES
from outreach.core.inbound.meaning import BounceType, Reason

__all__ = ["BLOCK", "HARD", "Reason", "reason_of", "type_of"]

MAX_SAID = 2_000  # characters of what a server said that are read

HARD = {
    Reason.USER_UNKNOWN,
    Reason.HOST_UNKNOWN,
    Reason.MOVED,
    Reason.NO_MAIL,
    Reason.SUPPRESSED,
}
BLOCK = {
    Reason.AUTH,
    Reason.BLOCKED,
    Reason.POLICY,
    Reason.RATE,
    Reason.REJECTED,
    Reason.RELAY,
    Reason.SPAM,
    Reason.VIRUS,
}

# Written and sought in lower case, which is faster than to ignore the case.
_COMPILED = tuple((reason, re.compile(words)) for reason, words in PHRASES)
_AT_DATA = re.compile(
    r"in reply to (?:end of )?DATA|after end of data|>>> DATA\s{1,4}<<< 5|SMTP "
    r"command\s+DATA|TEXT command|(?:final|our) DATA",
    re.IGNORECASE,
)
_AT_RCPT = re.compile(
    r"\brcpt\b|does not like recipient|remote host said|recipient(?: address)? "
    r"(?:was )?reject|reject\w* (?:the )?recipient|invalid recipient|\[RCPT_TO\]"
    r"|5\d\d:? <?[^\s<>]{1,128}@[^\s<>]{1,255}?>?: ",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\d.])5\d\d(?![\d.]|[ -]{1,2}#?5\.[1-9])")
# Some list the envelope below: it tells nothing of when the refusal came.
_ENVELOPE = re.compile(
    r"^\s{0,8}mail from:.{0,300}\n\s{0,8}rcpt to:.{0,300}$",
    re.IGNORECASE | re.MULTILINE,
)
# Nothing of what these statuses tell is said of content.
_OF_ADDRESS = re.compile(r"[245]\.(?:1\.\d{1,3}|2\.[1-9]\d{0,2}|[345]\.\d{1,3})$")
_DEAD = re.compile(r"[45]\.1\.(?:1|2|6|10)$")
_NO_ACCOUNT = re.compile(r"does ?n[o']t have an? \S{1,80} account", re.IGNORECASE)
_AT_MAIL = re.compile(
    r"(?:in reply to|after|our) MAIL FROM|\[MAIL_FROM\]", re.IGNORECASE
)
_STATUS_REASONS = (
    (re.compile(r"[245]\.1\.(?:[0136]|10)$"), Reason.USER_UNKNOWN),
    (re.compile(r"5\.(?:1\.2|4\.4)$"), Reason.HOST_UNKNOWN),
    (re.compile(r"[245]\.1\.[78]$"), Reason.REJECTED),
    (re.compile(r"[245]\.2\.1$"), Reason.SUSPENDED),
    (re.compile(r"[245]\.2\.2$"), Reason.MAILBOX_FULL),
    (re.compile(r"[245]\.(?:2\.3|3\.4)$"), Reason.TOO_BIG),
    (re.compile(r"[245]\.4\.[16]$"), Reason.NETWORK),
    (re.compile(r"[245]\.4\.7$"), Reason.EXPIRED),
    (re.compile(r"[245]\.[34]\.\d+$"), Reason.SYSTEM),
    (re.compile(r"[245]\.6\.\d+$"), Reason.POLICY),
    (re.compile(r"[245]\.7\.\d+$"), Reason.POLICY),
)


def reason_of(diagnostic: str, status: str = "", context: str = "") -> Reason:
    """Return why, from what the server said, its status and the report around it."""
    text = " ".join(diagnostic[:MAX_SAID].split())
    said = _by_words(text)
    if said in HARD:
        said = _in_doubt(said, status, f"{diagnostic}\n{context}"[: 2 * MAX_SAID])
    if said in (Reason.UNKNOWN, Reason.SYSTEM, Reason.POLICY):
        said = _by_status(status) or said
    return said


def _in_doubt(said: Reason, status: str, exchange: str) -> Reason:
    """Return what "unknown" means, given its status and when in the dialogue it was said."""
    exchange = _ENVELOPE.sub("", exchange)
    if _AT_MAIL.search(exchange):
        return Reason.REJECTED  # no recipient had been named yet
    if said is not Reason.USER_UNKNOWN or _DEAD.match(status):
        return said
    if _NO_ACCOUNT.search(exchange):
        return said  # big hosts look the recipient up only then, but they do look
    at_recipient = _AT_RCPT.search(exchange)
    if (status.startswith("5.7.") and not at_recipient) or _AT_DATA.search(exchange):
        # Who knows the recipient only after the content hides a filter behind the words.
        return Reason.FILTERED
    if not _OF_ADDRESS.match(status) and _BARE.search(exchange):
        # A bare 550 tells a dead address only where the report tells that the recipient
        # was refused: gateways say the same words of content.
        return said if at_recipient else Reason.FILTERED
    return said


@lru_cache(maxsize=256)  # one report may say the same of two hundred recipients
def _by_words(text: str) -> Reason:
    lowered = text.lower()
    for reason, words in _COMPILED:
        if words.search(lowered):
            return reason
    return Reason.UNKNOWN


def _by_status(status: str) -> Reason | None:
    for shape, reason in _STATUS_REASONS:
        if shape.match(status):
            return reason
    return None


def type_of(reason: Reason, status: str = "", *, temporary: bool = False) -> BounceType:
    """Return what follows from the reason; what is temporary never kills an address."""
    if reason in HARD:
        lasting = not temporary and not status.startswith("4.")
        return BounceType.HARD if lasting else BounceType.SOFT
    return BounceType.BLOCK if reason in BLOCK else BounceType.SOFT
