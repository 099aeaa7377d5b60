"""Whether a mail reports a failed delivery: of which mail, to whom and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.bounce_reason import Reason, reason_of, type_of
from outreach.core.inbound.bounce_return import returned_id, returned_to
from outreach.core.inbound.bounce_sign import is_delay, sign_of
from outreach.core.inbound.bounce_text import (
    Failure,
    Report,
    failures,
    local_user,
    read_report,
)
from outreach.core.inbound.bounced import Bounce, BouncedRecipient, one_line, reply_in
from outreach.core.inbound.delivery_report import deliveries
from outreach.core.inbound.dsn import (
    REPLY,
    STATUS,
    SUCCESSES,
    Delivery,
    best_status,
    says_status,
)
from outreach.core.inbound.header import addresses
from outreach.core.inbound.meaning import BounceType
from outreach.core.inbound.ses_notice import read_ses_bounce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.inbound.mail import InboundMail

__all__ = ["Bounce", "BounceType", "BouncedRecipient", "Reason", "read_bounce"]

# Some say the words first, and the code behind them.
_CLOSING = re.compile(r"\)\W{0,5}$")
_DISABLED = re.compile(r"disabled|inactive", re.IGNORECASE)


def read_bounce(mail: InboundMail) -> Bounce | None:
    """Return what the mail reports as failed or delayed; None if it is no such report."""
    if (noticed := read_ses_bounce(mail.text)) is not None:
        return noticed
    report = read_report(mail.text)
    sign = sign_of(mail, report)
    told = deliveries(mail, sign)
    if told:
        return _standard(mail, report, told)
    return _by_text(mail, report, sign)


def _standard(
    mail: InboundMail, report: Report, told: Sequence[Delivery]
) -> Bounce | None:
    missed = [one for one in told if one.action not in SUCCESSES]
    if not missed:
        return None
    found = failures(report, _ours(mail))
    still_trying = is_delay(mail.subject, report.said)
    recipients = tuple(
        _recipient(
            one, _said(one, found, report, len(missed)), still_trying=still_trying
        )
        for one in missed
    )
    return Bounce(
        recipients=recipients,
        message_id=returned_id(mail.root, report),
        is_delay=all(one.delayed for one in recipients),
        standard=True,
        why=f"delivery-status: {missed[0].action} {missed[0].status}".strip(),
    )


def _said(
    delivery: Delivery, found: Sequence[Failure], report: Report, count: int
) -> Failure:
    """Return the report's own lines about this recipient, under the address it gives."""
    for failure in found:
        if {failure.address, failure.final} & {delivery.address, delivery.final} - {""}:
            return failure
    if count > 1:
        return Failure("", "")
    return Failure(found[0].address if len(found) == 1 else "", report.said)


def _recipient(
    delivery: Delivery, said: Failure, *, still_trying: bool
) -> BouncedRecipient:
    status = best_status(delivery.status, delivery.diagnostic)
    if not status or (status.endswith(".0.0") and not says_status(delivery.diagnostic)):
        status = best_status(status, said.diagnostic)
    words = delivery.diagnostic or said.diagnostic
    reason = reason_of(words, status, said.diagnostic)
    if reason is Reason.UNKNOWN and said.diagnostic:
        reason = reason_of(said.diagnostic, status)
    if reason is Reason.USER_UNKNOWN and _DISABLED.search(delivery.comment):
        reason = Reason.SUSPENDED  # the reporter itself tells another story
    address, final = delivery.address or said.address, delivery.final
    if said.final and delivery.address == delivery.final:
        address = said.address  # the text alone tells of the forwarding
    delayed = delivery.action == "delayed" or (not delivery.action and still_trying)
    return BouncedRecipient(
        address=address,
        type=BounceType.SOFT if delayed else type_of(reason, status),
        reason=reason,
        status=status,
        reply=reply_in(delivery.diagnostic) or reply_in(said.diagnostic),
        diagnostic=one_line(delivery.diagnostic or said.diagnostic),
        delayed=delayed,
        final_address="" if final == address else final,
    )


def _by_text(mail: InboundMail, report: Report, sign: str) -> Bounce | None:
    if not sign:
        return None
    found = failures(report, _ours(mail))
    told = {key: one for one in found for key in (one.final, one.address) if key}
    named = _named(mail)
    if not (named or told):
        own = local_user(report, mail.from_address.rpartition("@")[2])
        named = returned_to(mail.root) or [one for one in (own,) if one]
    message_id = returned_id(mail.root, report)
    if not named and not told and not message_id and not STATUS.search(report.said):
        return None
    delayed = is_delay(mail.subject, report.said)
    recipients = tuple(
        _from_text(
            told.get(one, Failure(one, report.said)), mail.subject, delayed=delayed
        )
        for one in dict.fromkeys(named or [each.address for each in found] or [""])
    )
    return Bounce(recipients, message_id, delayed, standard=False, why=sign)


def _named(mail: InboundMail) -> list[str]:
    return [
        address
        for value in mail.headers.get("x-failed-recipients", ())[:20]
        for _, address in addresses(value)
    ]


def _ours(mail: InboundMail) -> frozenset[str]:
    """Return whom the report speaks to or as: never the address that failed."""
    to = {
        address
        for name in ("to", "cc", "delivered-to")
        for value in mail.headers.get(name, ())[:10]
        for _, address in addresses(value)
    }
    return frozenset({mail.from_address, *to} - {""})


def _from_text(failure: Failure, subject: str, *, delayed: bool) -> BouncedRecipient:
    said = failure.diagnostic
    status = best_status("", said)
    reason = reason_of(_server_words(said), status, said)
    if reason is Reason.UNKNOWN:
        reason = reason_of(f"{said}\n{subject}", status)
    return BouncedRecipient(
        address=failure.address,
        type=BounceType.SOFT if delayed else type_of(reason, status),
        reason=reason,
        status=status,
        reply=reply_in(said),
        diagnostic=one_line(_server_words(said) or said),
        delayed=delayed,
        final_address=failure.final,
    )


def _server_words(text: str) -> str:
    """Return the lines from the first with an SMTP code on; "" where no server spoke."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        match = REPLY.search(line) or STATUS.search(line)
        if match:
            start = 0 if _CLOSING.match(line, match.end()) else match.start()
            return "\n".join([line[start:], *lines[index + 1 : index + 6]])
    return ""
