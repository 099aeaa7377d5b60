"""The one verdict on an inbound mail: its kind, why, and all that follows from it is data.

Order matters: real bounces carry `Auto-Submitted: auto-replied`, complaints look like
bounces, and a machine's note must never be read as a person's wish. But a person who writes
through a help desk, which marks all it sends as automatic, is heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from outreach.core.inbound.autoreply import AutoReply, read_auto_reply
from outreach.core.inbound.bounce import Bounce, read_bounce
from outreach.core.inbound.bounce_sign import tells_of_delivery
from outreach.core.inbound.challenge import read_challenge
from outreach.core.inbound.complaint import HARMLESS, Complaint, read_complaint
from outreach.core.inbound.intent import Intent, read_intent
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.opt_out import doubted_opt_out, read_opt_out
from outreach.core.inbound.replytext import Reply, read_reply

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.inbound.mail import InboundMail

VERSION = 3  # of the rules, so that older verdicts can be told and made again
MAX_IDS = 100
# Where a clock was wrong: days are counted from here, forth and back.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
DOUBTFUL = 0.5  # below what is acted on
MOST_WORDS = 4
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What an inbound mail is."""

    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    DELAY = "delay"
    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"
    CHALLENGE = "challenge"  # answer or the mail is not delivered
    SYSTEM = "system"  # a machine's mail that says nothing of ours
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """A verdict. `text` is the person's reply with the quotes inline answers stand between.

    `our_message_ids` are those the mail names, nearest first; which are ours the store knows.
    """

    kind: Kind
    confidence: float  # 0 to 1
    why: str  # the words or fields that decided
    text: str = ""
    our_message_ids: tuple[str, ...] = ()
    bounce: Bounce | None = None  # of bounce and delay
    auto_reply: AutoReply | None = None
    complaint: Complaint | None = None
    intent: Intent | None = None  # of a reply
    doubt: str = ""  # words of a reply that may ask to be left alone: a person decides
    version: int = VERSION


_MACHINE = re.compile(
    r"(?:no-?reply|do-?not-?reply|noreply|mailer-daemon"
    r"|postmaster)\b",
    re.IGNORECASE,
)
_SUBSCRIBED = re.compile(
    r"you are receiving this (?:e-?mail|message|newsletter) because", re.IGNORECASE
)
_BULK = re.compile(r"bulk|list|junk", re.IGNORECASE)


def classify(
    mail: InboundMail, *, received_at: datetime, own_domains: Collection[str] = ()
) -> Reading:
    """Judge a mail as of the instant it was received. Deterministic; never raises.

    Mail from `own_domains` (lower case) by a person is `other`: a colleague is no lead. A
    whole address among them stands for itself alone.
    """
    reported = _reported(mail)
    if reported is not None:
        return reported
    received_at = min(max(received_at, EARLIEST), LATEST)
    reply = read_reply(mail.text)
    return (
        _automatic(mail, reply, received_at)
        or _machine(mail, reply)
        or _human(mail, reply, received_at, own_domains)
    )


def _reported(mail: InboundMail) -> Reading | None:
    """Return a complaint, bounce, delay or harmless report."""
    complaint = read_complaint(mail)
    if complaint is not None:
        known = (complaint.message_id,) if complaint.message_id else ()
        harmless = complaint.feedback_type in HARMLESS
        return Reading(
            kind=Kind.SYSTEM if harmless else Kind.COMPLAINT,
            confidence=0.95,
            why=f"{complaint.why}: {complaint.feedback_type}",
            our_message_ids=_named(mail, *known),
            complaint=complaint,
        )
    bounce = read_bounce(mail)
    if bounce is None:
        return _harmless_report(mail)
    return Reading(
        kind=Kind.DELAY if bounce.is_delay else Kind.BOUNCE,
        confidence=0.99 if bounce.standard else 0.9,
        why=bounce.why,
        our_message_ids=_named(mail, bounce.message_id),
        bounce=bounce,
    )


def _harmless_report(mail: InboundMail) -> Reading | None:
    """Return a report of success or a read receipt: it is nobody's note of absence."""
    if mail.root.content_type == "multipart/report":
        why = f"report: {mail.root.parameters.get('report-type', '')}"
    elif not mail.in_reply_to and tells_of_delivery(mail):
        why = "a notice of delivery"
    else:
        return None
    return Reading(Kind.SYSTEM, 0.9, why, our_message_ids=_named(mail))


def _automatic(
    mail: InboundMail, reply: Reply, received_at: datetime
) -> Reading | None:
    """Return a one-click opt-out, a challenge or a note of absence."""
    if _is_mailed_opt_out(mail):
        # A mail client wrote it at the person's click, so it may call itself automatic.
        return _opted_out(mail, reply)
    note = read_auto_reply(mail, reply.own, received_at.date())
    marked = mail.auto_submitted or _MACHINE.match(mail.from_address)
    challenge = read_challenge(mail, reply.own, automatic=bool(note or marked))
    if challenge:
        return _said(mail, reply, Kind.CHALLENGE, 0.8, challenge)
    if note is None:
        return None
    if not note.marked and (wish := _answered_stop(mail, reply)):
        return wish
    return Reading(
        kind=Kind.AUTO_REPLY,
        confidence=note.confidence,
        why=note.why,
        text=reply.text,
        our_message_ids=_named(mail),
        auto_reply=note,
    )


def _is_mailed_opt_out(mail: InboundMail) -> bool:
    wish = read_opt_out(mail, "")
    return wish is not None and not mail.in_reply_to


def _answered_stop(mail: InboundMail, reply: Reply) -> Reading | None:
    """Return the wish in an answer that looks automatic, yet may be a person's all the same.

    One who is written to after a stop minds more than one who is left alone by mistake.
    """
    answers = mail.in_reply_to or mail.references
    return _opted_out(mail, reply) if answers else None


def _machine(mail: InboundMail, reply: Reply) -> Reading | None:
    """Return a system mail: a report, a list, or a sender nobody can answer."""
    why = ""
    if mail.auto_submitted not in ("", "no"):
        why = f"auto-submitted: {mail.auto_submitted}"
    elif not mail.in_reply_to and _is_bulk(mail):
        why = "list or bulk mail"
    elif _MACHINE.search(mail.from_address.partition("@")[0]):
        why = f"from: {mail.from_address}"
    if not why:
        return None
    system = Reading(Kind.SYSTEM, 0.8, why, our_message_ids=_named(mail))
    return _answered_stop(mail, reply) or system


def _is_bulk(mail: InboundMail) -> bool:
    # A person behind a mailing list may answer us: only what answers nothing is bulk.
    return (
        "list-id" in mail.headers
        or "list-unsubscribe" in mail.headers
        or bool(_BULK.match(mail.header("precedence")))
        or bool(_SUBSCRIBED.search(mail.text))
    )


def _human(
    mail: InboundMail,
    reply: Reply,
    received_at: datetime,
    own_domains: Collection[str],
) -> Reading:
    domain = mail.from_address.rpartition("@")[2]
    if not mail.from_address or {domain, mail.from_address} & set(own_domains):
        why = f"from our own domain {domain}" if domain else "no sender"
        return _said(mail, reply, Kind.OTHER, 0.9, why)
    if (found := _opted_out(mail, reply)) is not None:
        return found
    answers = bool(mail.in_reply_to or mail.references)
    intent = read_intent(reply.own, received_at.date())
    doubt = doubted_opt_out(reply.own)
    return Reading(
        kind=Kind.REPLY,
        confidence=0.95 if answers else 0.8,
        why="in reply to a message" if answers else "a person's mail",
        text=reply.text,
        our_message_ids=_named(mail),
        intent=_unsure(intent, doubt) if doubt else intent,
        doubt=doubt,
    )


def _unsure(intent: Intent, doubt: str) -> Intent:
    """Return the intent of what may be a wish to be left alone: a person decides."""
    meant = intent.guess or intent.meaning
    return replace(
        intent,
        meaning=Meaning.OTHER,
        confidence=min(intent.confidence, DOUBTFUL),
        words=(doubt, *intent.words)[:MOST_WORDS],
        guess=Meaning.NOT_INTERESTED if meant is Meaning.INTERESTED else intent.guess,
        ask_again_on=None,
        contact=None,
    )


def _opted_out(mail: InboundMail, reply: Reply) -> Reading | None:
    wish = read_opt_out(mail, reply.own, titled=True)
    if wish is None:
        return None
    return _said(mail, reply, Kind.OPT_OUT, wish.confidence, wish.why)


def _said(
    mail: InboundMail, reply: Reply, kind: Kind, confidence: float, why: str
) -> Reading:
    return Reading(kind, confidence, why, text=reply.text, our_message_ids=_named(mail))


def _named(mail: InboundMail, *first: str) -> tuple[str, ...]:
    """Return the message ids the mail answers to, nearest first, each once."""
    nearest = (*first, *mail.in_reply_to, *reversed(mail.references))
    return tuple(dict.fromkeys(one for one in nearest if one))[:MAX_IDS]
