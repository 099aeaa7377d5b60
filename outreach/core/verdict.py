"""What an SMTP reply means, and who is to blame. A table, not a protocol: nothing here speaks.

Sources: RFC 5321 section 4.2, RFC 3463 and RFC 7504 for the codes, the vendors' own pages for
the rest. Where a reply does not say who is to blame, the lead is not.
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from outreach.core.model import Blame, Deferred, Rejected, Sent, Unknown

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Outcome

NO_REPLY = -1  # what aiosmtplib reports of a reply that cannot be read
GOING_AWAY = 421  # RFC 5321 3.8: may answer any command

_DONE, _NOT_NOW, _NEVER = 2, 4, 5  # a reply code's first digit, RFC 5321 4.2.1
_NO_ROOM = 452
_TOO_BIG = 552

TROUBLE_REST = timedelta(minutes=1)
THROTTLE_REST = timedelta(minutes=15)
QUOTA_REST = timedelta(hours=24)  # Google counts and locks out over rolling 24 hours
HOURLY_REST = timedelta(hours=1)
GREYLIST_WAIT = timedelta(minutes=5)  # Postgrey's default delay
MAILBOX_FULL_WAIT = timedelta(hours=6)

LONGEST_DETAIL = 300


class Stage(IntEnum):
    """How far an SMTP session has come: the command that was last put on the wire."""

    CONNECT = 0
    GREETING = 1
    EHLO = 2
    STARTTLS = 3
    AUTH = 4
    MAIL = 5
    RCPT = 6
    DATA = 7
    BODY = 8
    DOT = 9


# Subject and detail of RFC 3463; the class is the reply code's first digit.
_BLAME_BY_STATUS = {
    "1.1": Blame.ADDRESS,  # bad mailbox
    "1.2": Blame.ADDRESS,  # bad domain
    "1.3": Blame.ADDRESS,  # bad syntax
    "1.4": Blame.ADDRESS,  # ambiguous
    "1.6": Blame.ADDRESS,  # has moved
    "1.7": Blame.SENDER,  # our own address has bad syntax
    "1.8": Blame.SENDER,  # our own domain is bad
    "1.10": Blame.ADDRESS,  # RFC 7505: the domain takes no mail
    "2.1": Blame.ADDRESS,  # mailbox disabled
    "2.3": Blame.MESSAGE,  # too long for the mailbox
    "3.4": Blame.MESSAGE,  # too big for the system
    "7.17": Blame.ADDRESS,  # RFC 7293: the mailbox has a new owner
    "7.18": Blame.ADDRESS,  # RFC 7293: the domain has a new owner
    "2.252": Blame.SENDER,  # Exchange Online: may not send as this sender
    # Exchange Online: this mailbox or group hears insiders only, or we may not write to it.
    "7.12": Blame.MESSAGE,
    "7.124": Blame.MESSAGE,
    "7.129": Blame.MESSAGE,
    "7.703": Blame.MESSAGE,
    "7.133": Blame.MESSAGE,
    "7.134": Blame.MESSAGE,
    "7.135": Blame.MESSAGE,
    "7.136": Blame.MESSAGE,
}
_BLAME_BY_CODE = {
    530: Blame.SENDER,  # RFC 4954: login demanded, too weak, refused, unencrypted
    534: Blame.SENDER,
    535: Blame.SENDER,
    538: Blame.SENDER,
}
_BLAME_BY_RCPT_CODE = {
    521: Blame.ADDRESS,  # RFC 7504: the host, or the domain, takes no mail
    551: Blame.ADDRESS,  # user not local
    553: Blame.ADDRESS,  # mailbox name not allowed
    554: Blame.SENDER,  # at RCPT, a policy that does not name itself
    556: Blame.ADDRESS,
}
_MAILBOX_FULL = "2.2"
_RECEIVED_ENOUGH = {"2.121", "2.122"}  # Exchange Online: this recipient, this hour
# Gmail's, and Exchange Online's for recipients, a trial and the tenant.
_QUOTAS = {"4.5", "1.90", "7.232", "7.233"}
_TOO_MANY_RECIPIENTS = "5.3"
_LANE_STATUSES = {"3.1", "3.2", *_QUOTAS, _TOO_MANY_RECIPIENTS}
_SENDER_AUTHENTICATION = re.compile(r"7\.(2\d|5\d\d|6\d\d)")  # RFC 7372, Exchange

_ABOUT_SENDER = re.compile(
    r"\bsender\b|\bmail from\b|return.path|callback|callout|send ?as ?denied"
    r"|outboundspam",
    re.IGNORECASE,
)
_UNKNOWN_USER = re.compile(
    r"\b(unknown|no such|invalid|non-?existent) "
    r"(local |virtual )?(user|recipient|mailbox|person|account|address)\b"
    r"|\b(user|recipient|mailbox|account|address|alias)\b[^.;]{0,60}?"
    r"(\bunknown\b|n[o']t exist|\bnot found\b|\bdisabled\b|\bno longer\b"
    r"|\binactive\b|\bdeactivated\b)"
    r"|n[o']t have an? \S{1,80} account|\bunrouteable address"
    r"|\bdomain (name )?(does not exist|not found)|no mail hosts for domain",
    re.IGNORECASE,
)
_INSIDERS_ONLY = re.compile(r"\bRESOLVER\.RST\.")  # Exchange, of one mailbox or group
_ABOUT_POLICY = re.compile(
    r"block|black|spamhaus|\brbl\b|dnsbl|\blisted\b|reputation|\bspf\b|dkim|dmarc"
    r"|relay|rcpthosts|authenti|\bpolicy\b|\bdenied\b|\bhelo\b|reverse dns|\bptr\b"
    r"|unsolicited|\bbanned\b",
    re.IGNORECASE,
)
_ABOUT_CONTENT = re.compile(
    r"content|virus|malware|phish|attachment|\burls?\b|\blinks?\b|\bheaders?\b|spam",
    re.IGNORECASE,
)
_OF_CONTENT = re.compile(r"\bits content\b|\bvirus|malware", re.IGNORECASE)
_SENDING_LIMIT = re.compile(
    r"\b(daily|hourly|sending)\b[\w ]{0,40} (limit|quota)"
    r"|\bmax[\w ]{0,20} (e?mails|messages|recipients) per (hour|day)",
    re.IGNORECASE,
)
_HOURLY = re.compile(r"\bhour", re.IGNORECASE)
_THROTTLE = re.compile(
    r"too many|too (fast|often)|throttl|rate.?limit|\bslow down\b|concurren"
    r"|\brate\b[\w ]{0,40} exceeded|\bthread limit\b",
    re.IGNORECASE,
)
# What is said of this recipient alone, though it sounds like a throttle.
_RECEIVES_TOO_MUCH = re.compile(
    r"receiving mail (too|at a rate)|\breceive limit|recipient thread", re.IGNORECASE
)
_FULL = re.compile(
    r"over ?-?quota|quota (is )?exceeded|mailbox (is |has been )?(full|exceeded)"
    r"|mailbox size limit|exceeded (its |the |their )?(storage|mailbox)",
    re.IGNORECASE,
)
_GREYLIST = re.compile(r"gr[ea]y.?list", re.IGNORECASE)
_STATUS = re.compile(r"(?:^|\(#)\s*([245]\.\d{1,3}\.\d{1,3})\b")
_ILLEGIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")


def smtp_verdict(
    stage: Stage, code: int, enhanced: str | None, text: str, now: datetime
) -> Outcome:
    """Return what a reply, or none (`NO_REPLY`), means for the message and for its lane.

    Hand in only what is not simply the go-ahead to the next stage. Any int and any text has a
    verdict. Before the final dot nothing has been sent, whatever was said.
    """
    detail = _detail(stage, code, text)
    kind = code // 100
    if kind == _DONE and stage is Stage.DOT:
        return Sent(legible(text))
    if is_temporary(code):
        return _temporary(stage, code, _subject(enhanced), text, detail, now)
    if kind == _NEVER:
        return _permanent(stage, code, enhanced, text, now)
    if stage is Stage.DOT:
        return Unknown(detail, reached=False)
    return _trouble(stage, detail, now)


def is_temporary(code: int) -> bool:
    """Tell whether a reply code says: not now."""
    return code // 100 == _NOT_NOW


def is_refusal(code: int) -> bool:
    """Tell whether a reply code says no, for now or for good, in words one can rely on."""
    return code // 100 in (_NOT_NOW, _NEVER)


def enhanced_status(text: str) -> str | None:
    """Return the RFC 3463 status a reply's text begins with ("5.1.1"), or qmail's "(#5.1.1)"."""
    found = _STATUS.search(text)
    return found[1] if found else None


def legible(text: str) -> str:
    """Return a server's words as one short printable line, fit for a database and a screen."""
    return _ILLEGIBLE.sub(" ", text).strip()[:LONGEST_DETAIL]


def _detail(stage: Stage, code: int, text: str) -> str:
    said = f"{code} {text}" if code != NO_REPLY else text
    return f"{stage.name.lower()}: {legible(said)}"


def _subject(enhanced: str | None) -> str:
    """Return an enhanced status without its class: "1.1" of "5.1.1"."""
    return enhanced.partition(".")[2] if enhanced else ""


def _trouble(stage: Stage, detail: str, now: datetime) -> Deferred:
    """Return the verdict of a break or of babble, at a time when nothing was sent."""
    if stage < Stage.MAIL:
        return Deferred(detail, now + TROUBLE_REST, Blame.SENDER, reached=False)
    # The message may be what breaks the server: it must not hold up the whole lane.
    return Deferred(detail, reached=False)


def _temporary(
    stage: Stage, code: int, subject: str, text: str, detail: str, now: datetime
) -> Deferred:
    if code == GOING_AWAY or stage < Stage.MAIL:
        throttled = subject.startswith("7.") and code == GOING_AWAY
        wait = THROTTLE_REST if throttled or _throttles(text) else TROUBLE_REST
        # What it says before it knows who calls, it says to everybody.
        answers = stage >= Stage.AUTH
        return Deferred(detail, now + wait, Blame.SENDER, reached=answers)
    if _GREYLIST.search(text):
        return Deferred(detail, now + GREYLIST_WAIT, reached=True)
    if _is_full(stage, subject, text):
        return Deferred(detail, now + MAILBOX_FULL_WAIT, reached=True)
    if _is_quota(subject, text):
        return Deferred(detail, now + _quota_rest(text), Blame.SENDER, reached=True)
    if _concerns_lane(stage, code, subject, text):
        return Deferred(detail, now + THROTTLE_REST, Blame.SENDER, reached=True)
    return Deferred(detail, reached=True)


def _concerns_lane(stage: Stage, code: int, subject: str, text: str) -> bool:
    """Tell whether the next message would be put off for the same reason."""
    return (
        stage is Stage.MAIL
        or subject.startswith("7.")
        or _BLAME_BY_STATUS.get(subject) is Blame.SENDER
        or subject in _LANE_STATUSES
        or _throttles(text)
        or (code == _NO_ROOM and stage is not Stage.RCPT and not subject)
    )


def _throttles(text: str) -> bool:
    return bool(_THROTTLE.search(text)) and not _RECEIVES_TOO_MUCH.search(text)


def _is_quota(subject: str, text: str) -> bool:
    """Tell whether it is our account that has sent all it may for now."""
    if _RECEIVES_TOO_MUCH.search(text):
        return False
    return subject in _QUOTAS or bool(_SENDING_LIMIT.search(text))


def _quota_rest(text: str) -> timedelta:
    return HOURLY_REST if _HOURLY.search(text) else QUOTA_REST


def _is_full(stage: Stage, subject: str, text: str) -> bool:
    """Tell whether the lead's mailbox is full: only its owner can help, and may."""
    if subject == _MAILBOX_FULL:
        return True
    unsaid = not subject or subject.startswith("2.")
    unsaid = unsaid and not _is_quota(subject, text)
    return stage >= Stage.RCPT and unsaid and _FULL.search(text) is not None


def _permanent(
    stage: Stage, code: int, enhanced: str | None, text: str, now: datetime
) -> Outcome:
    subject = _subject(enhanced)
    if stage >= Stage.MAIL:
        later = _for_now(stage, code, subject, text, now)
        if later is not None:
            return later
    status = f"{code} {enhanced}" if enhanced else str(code)
    blame = _blame(stage, code, subject, text)
    return Rejected(blame, _detail(stage, code, text), status)


def _for_now(
    stage: Stage, code: int, subject: str, text: str, now: datetime
) -> Deferred | None:
    """Return the verdict of a final reply that is none: what it tells of passes by itself."""
    detail = _detail(stage, code, text)
    if _is_full(stage, subject, text):
        return Deferred(detail, now + MAILBOX_FULL_WAIT, reached=True)
    if subject in _RECEIVED_ENOUGH:
        return Deferred(detail, now + HOURLY_REST, reached=True)
    if _is_quota(subject, text):
        return Deferred(detail, now + _quota_rest(text), Blame.SENDER, reached=True)
    if stage is Stage.RCPT and subject == _TOO_MANY_RECIPIENTS:
        # There is only one: it is those before it that were too many.
        return Deferred(detail, now + THROTTLE_REST, Blame.SENDER, reached=True)
    if stage is Stage.RCPT and code == _TOO_BIG and not subject:
        # RFC 5321 4.5.3.1.10: to RCPT it means no more than a 452.
        return Deferred(detail, reached=True)
    return None


def _blame(stage: Stage, code: int, subject: str, text: str) -> Blame:
    if stage < Stage.MAIL:
        return Blame.SENDER
    blame = (
        _blame_by_status(stage, subject, text)
        or _BLAME_BY_CODE.get(code)
        or _blame_by_words(stage, text)
        or _blame_by_stage(stage, code)
    )
    # Until RCPT the server has not heard of the lead.
    if stage is Stage.MAIL and blame is Blame.ADDRESS:
        return Blame.SENDER
    return blame


def _blame_by_status(stage: Stage, subject: str, text: str) -> Blame | None:
    exact = _BLAME_BY_STATUS.get(subject)
    if exact:
        return exact
    if stage >= Stage.RCPT and _INSIDERS_ONLY.search(text):
        return Blame.MESSAGE
    if subject.startswith("6."):
        return Blame.MESSAGE
    if subject.startswith("7."):
        return _blame_of_policy(stage, subject, text)
    # Exchange Online's edge knows its recipients and says so with 5.4.1.
    if subject == "4.1" and "recipient address rejected" in text.lower():
        return Blame.ADDRESS
    return None


def _blame_of_policy(stage: Stage, subject: str, text: str) -> Blame:
    """Return who broke a policy: the text, once it was read and is named, else the sender."""
    if stage < Stage.DOT or _SENDER_AUTHENTICATION.fullmatch(subject):
        return Blame.SENDER
    if _OF_CONTENT.search(text):
        return Blame.MESSAGE
    if _ABOUT_CONTENT.search(text) and not _ABOUT_POLICY.search(text):
        return Blame.MESSAGE
    return Blame.SENDER


def _blame_by_words(stage: Stage, text: str) -> Blame | None:
    if _ABOUT_SENDER.search(text):
        return Blame.SENDER
    if _UNKNOWN_USER.search(text):
        return Blame.ADDRESS
    if _ABOUT_POLICY.search(text):
        return _blame_of_policy(stage, "", text)
    return None


def _blame_by_stage(stage: Stage, code: int) -> Blame:
    """Return whom to blame when the reply says nothing: never the lead, for want of proof."""
    if code == _TOO_BIG:
        return Blame.MESSAGE
    match stage:
        case Stage.RCPT:
            return _BLAME_BY_RCPT_CODE.get(code, Blame.MESSAGE)
        case Stage.BODY | Stage.DOT:
            return Blame.MESSAGE
        case _:
            return Blame.SENDER
