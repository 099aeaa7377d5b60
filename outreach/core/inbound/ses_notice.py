"""Amazon SES notices of bounces, delays and complaints that are mailed as JSON, not as a report.

A topic's e-mail subscription mails the notice with a footer, its e-mail-JSON subscription
an SNS envelope around it. Source: docs.aws.amazon.com/ses/latest/dg/notification-contents
and event-publishing-retrieving-sns-contents.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from outreach.core.inbound.bounce_reason import Reason, reason_of, type_of
from outreach.core.inbound.bounced import Bounce, BouncedRecipient, one_line, reply_in
from outreach.core.inbound.dsn import STATUS, best_status
from outreach.core.inbound.header import addresses
from outreach.core.inbound.meaning import BounceType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_NOTICE = 500_000  # characters
MAX_RECIPIENTS = 200
_OPENS = re.compile(r"\s{0,100}\{")
_NAMES = re.compile(r"\"(?:notificationType|eventType)\\?\"")
# Lines over RFC 5321's limit are broken so by an old Sendmail on the way.
_BROKEN = re.compile(r"!\n ")
_SUBTYPES = {
    "General": Reason.UNKNOWN,
    "NoEmail": Reason.USER_UNKNOWN,
    "Suppressed": Reason.SUPPRESSED,
    "OnAccountSuppressionList": Reason.SUPPRESSED,
    "UnsubscribedRecipient": Reason.SUPPRESSED,
    "MailboxFull": Reason.MAILBOX_FULL,
    "MessageTooLarge": Reason.TOO_BIG,
    "ContentRejected": Reason.POLICY,
    "AttachmentRejected": Reason.POLICY,
    "SpamDetected": Reason.SPAM,
    "IPFailure": Reason.BLOCKED,
    "RecipientServerError": Reason.SYSTEM,
    "TransientCommunicationFailure": Reason.NETWORK,
    "InternalFailure": Reason.SYSTEM,
    "BYOIPHostNameLookupUnavailable": Reason.SYSTEM,
}

Notice = dict[str, Any]


def read_ses_bounce(text: str) -> Bounce | None:
    """Return what an SES notice says of a bounce, rejection or delay; None if it is none."""
    notice = _notice(text)
    if notice is None:
        return None
    kind = _kind(notice)
    match kind:
        case "Bounce":
            told = _recipients(notice, "bounce", "bouncedRecipients", "bounceSubType")
        case "DeliveryDelay":
            told = _recipients(
                notice, "deliveryDelay", "delayedRecipients", "delayType"
            )
        case "Reject":
            told = tuple(_refused(notice))
        case _:
            return None
    return Bounce(
        recipients=told,
        message_id=message_id(notice),
        is_delay=kind == "DeliveryDelay",
        standard=True,
        why=f"ses notice: {kind}",
    )


def read_ses_complaint(text: str) -> tuple[str, tuple[str, ...], str] | None:
    """Return an SES complaint's kind, recipients and Message-ID; None if it is none."""
    notice = _notice(text)
    if notice is None or _kind(notice) != "Complaint":
        return None
    complaint = _mapping(notice.get("complaint"))
    named = [
        address
        for one in _listed(complaint.get("complainedRecipients"))
        for address in [_address(_mapping(one).get("emailAddress"))]
        if address
    ]
    kind = _text(complaint.get("complaintFeedbackType")) or "abuse"
    return kind.lower(), tuple(dict.fromkeys(named)), message_id(notice)


def _notice(text: str) -> Notice | None:
    if not _OPENS.match(text) or not _NAMES.search(text[:MAX_NOTICE]):
        return None
    outer = _decoded(text[:MAX_NOTICE])
    if "Message" in outer and isinstance(outer["Message"], str):
        return _decoded(outer["Message"])
    return outer


def _decoded(text: str) -> Notice:
    """Return the object a text begins with; {} where it begins with none."""
    text = _BROKEN.sub("", text).lstrip()
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return _mapping(found)


def _kind(notice: Notice) -> str:
    return _text(notice.get("notificationType")) or _text(notice.get("eventType"))


def _recipients(
    notice: Notice, name: str, list_name: str, subtype_name: str
) -> tuple[BouncedRecipient, ...]:
    event = _mapping(notice.get(name))
    told = [_mapping(one) for one in _listed(event.get(list_name))]
    subtype = _text(event.get(subtype_name))
    kind = _text(event.get("bounceType"))
    delayed = name == "deliveryDelay"
    found = [_recipient(one, kind, subtype, delayed=delayed) for one in told]
    return tuple(found)


def _recipient(
    told: Mapping[str, Any], kind: str, subtype: str, *, delayed: bool
) -> BouncedRecipient:
    said = _text(told.get("diagnosticCode"))
    said = said.removeprefix("smtp;").strip()
    declared = STATUS.search(_text(told.get("status")))
    status = best_status(declared[1] if declared else "", said)
    reason = _reason(said, status, kind, subtype)
    temporary = delayed or kind == "Transient"
    return BouncedRecipient(
        address=_address(told.get("emailAddress")),
        type=BounceType.SOFT
        if delayed
        else type_of(reason, status, temporary=temporary),
        reason=reason,
        status=status,
        reply=reply_in(said),
        diagnostic=one_line(said or subtype),
        delayed=delayed,
    )


def _reason(said: str, status: str, kind: str, subtype: str) -> Reason:
    """Return why: the provider's own finding first, for it says what it knows; then the words."""
    known = _SUBTYPES.get(subtype, Reason.UNKNOWN)
    if known is not Reason.UNKNOWN:
        return known
    heard = reason_of(said, status)
    if heard is Reason.UNKNOWN and kind == "Permanent":
        return Reason.USER_UNKNOWN
    return heard


def _refused(notice: Notice) -> Iterator[BouncedRecipient]:
    """Yield whom a mail did not go to because SES found a virus in it."""
    said = _text(_mapping(notice.get("reject")).get("reason"))
    destination = _listed(_mapping(notice.get("mail")).get("destination"))
    for one in destination:
        yield BouncedRecipient(
            _address(one), BounceType.BLOCK, Reason.VIRUS, "", "", one_line(said)
        )


def message_id(notice: Notice) -> str:
    """Return our own id of the mail, which SES keeps beside the one that it gave."""
    mail = _mapping(notice.get("mail"))
    for header in _listed(mail.get("headers")):
        field = _mapping(header)
        if _text(field.get("name")).lower() == "message-id":
            return _bracketed(_text(field.get("value")))
    return _bracketed(_text(_mapping(mail.get("commonHeaders")).get("messageId")))


def _bracketed(value: str) -> str:
    bare = value.strip().strip("<>")
    return f"<{bare}>" if bare and " " not in bare else ""


def _address(value: object) -> str:
    found = addresses(_text(value)[:1_000])
    return found[0][1] if found else ""


def _mapping(value: object) -> Notice:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[object]:
    return value[:MAX_RECIPIENTS] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
