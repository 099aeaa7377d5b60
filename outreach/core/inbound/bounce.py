"""Whether a mail reports a failed delivery: of which mail, to whom and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.bounce_reason import Reason, reason_of, type_of
from outreach.core.inbound.bounce_text import Failure, Report, failures, read_report
from outreach.core.inbound.dsn import (
    REPLY,
    STATUS,
    Delivery,
    best_status,
    read_deliveries,
)
from outreach.core.inbound.header import addresses, ids
from outreach.core.inbound.meaning import BounceType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.inbound.mail import InboundMail

__all__ = ["Bounce", "BounceType", "BouncedRecipient", "Reason", "read_bounce"]


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


_DAEMON = re.compile(
    r"mailer-?daemon|post_?master|mail[._-]?delivery|maildaemon|double-bounce|(?:mail"
    r"|delivery)[ ._-](?:delivery )?(?:sub)?system|system administrator|mailer@",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|not delivered|delivery (?:status notification|failure|error|has "
    r"failed|problem|report|incomplete|notification)|(?:mail|message|delivery"
    r"|email)[\w ]{0,20}fail(?:ed|ure)|failure (?:notice|delivery)|failed (?:delivery"
    r"|mail)|returned (?:mail|to sender)|returning|mail system error|could not be "
    r"delivered|(?:non|un)[- ]?deliver|nondeliver|error sending|warning: (?:message"
    r"|could not send)|delayed (?:mail|\d)|mail (?:status|error)|bounce|unzustellbar"
    r"|zustellung|nicht zugestellt|non remis|échec|non distribué|non (?:è stato "
    r")?(?:recapitat|consegnat)|mancata consegna|no se pudo entregar|no entregado"
    r"|devuelto|não (?:foi )?(?:entregue|pôde)|onbestelbaar|niet (?:bezorgd"
    r"|afgeleverd)|niedostarcz|не (?:доставлен|может быть доставлен)|недостав|配信"
    r"|送信できません|エラー通知|退信|无法(?:投递|送达)"
    r"|無法傳遞|배달되지|teslim edilemedi|loop alert|smtp "
    r"server: errors from",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:could ?n[o']t|cannot|can ?not|could not|was not|not be|unable to|wasn't "
    r"able to|were unable to|fail(?:ed|ure)? to|has not yet been|did not|not) (?:be "
    r")?(?:deliver|reach|sen[dt]\b|receive this)|undeliver|deliver\w* (?:to "
    r".{0,80})?(?:has )?(?:fail|been delayed|error)|permanent (?:fatal )?error|fatal "
    r"errors?|delivery problems|failed permanently|permanently failed|failure reasons"
    r"|transcript of session|returned to sender|error (?:has occurred|message"
    r"|delivering)|(?:following|these) (?:recipients?|address(?:es)?)[\w "
    r"()]{0,40}(?:fail|error|not|reject)|trouble delivering|unknown user|user unknown"
    r"|no such user|invalid user|message not delivered|remote host said|smtp error"
    r"|rcpt to:|failed addresses|mailbox is full|said: [45]\d\d|duplicated message-id"
    r"|nicht zugestellt|konnte nicht|n'a pas pu|no se ha podido|não foi possível|non "
    r"è stato possibile|не может быть доставлен|送信できません|配信できません|配信が"
    r"|投稿できな|无法|無法|is "
    r"not a (?:valid )?(?:member|group)|recipient.{0,40}reject|unspecified error",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"has(?: been)? (?:been )?delayed|delivery .{0,20}delay|not yet been delivered"
    r"|will (?:be )?re-?tr|will continue|delayed \d+ hours|\(delay\)|warning message "
    r"only|still (?:trying|being)|do not need to resend|could not send message for "
    r"past|will keep trying|temporary (?:failure|problem)",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"permanent|giv(?:en|ing) up|(?:been )?failed|not going to try|final|unable to "
    r"deliver",
    re.IGNORECASE,
)
_MAILBOX_LOOP = re.compile(r"^(?:re|aw|sv|antw|tr|fwd?|wg)\s*:", re.IGNORECASE)


def read_bounce(mail: InboundMail) -> Bounce | None:
    """Return what the mail reports as failed or delayed; None if it is no such report."""
    report = read_report(mail.text)
    why = _evidence(mail, report)
    return _standard(mail, report, why) or _by_text(mail, report, why)


def _standard(mail: InboundMail, report: Report, why: str) -> Bounce | None:
    deliveries = _deliveries(mail, why)
    failed = [one for one in deliveries if one.action not in _SUCCESSES]
    if not failed:
        return None
    found = failures(report, _ours(mail))
    recipients = tuple(
        _recipient(one, _said(one, found, report, len(failed)), found) for one in failed
    )
    return Bounce(
        recipients=recipients,
        message_id=_returned_id(mail, report),
        is_delay=all(one.delayed for one in recipients),
        standard=True,
        why=f"delivery-status: {failed[0].action} {failed[0].status}".strip(),
    )


_SUCCESSES = {"delivered", "relayed", "expanded"}
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}


def _deliveries(mail: InboundMail, why: str) -> tuple[Delivery, ...]:
    """Return the report's fields, from their part or, where a report lost it, its text."""
    found = [
        delivery
        for part in mail.root.walk_own()
        if part.content_type in _STATUS_TYPES
        for delivery in read_deliveries(part.text())
    ]
    if not found and why and _FIELDS.search(mail.text[:50_000]):
        found = [one for one in read_deliveries(mail.text[:50_000]) if one.action]
    return tuple(found)


_FIELDS = re.compile(r"^(?:Final|Original)-Recipient\s?:", re.IGNORECASE | re.MULTILINE)


def _said(
    delivery: Delivery, found: Sequence[Failure], report: Report, count: int
) -> str:
    """Return the report's own lines about this recipient."""
    for failure in found:
        if failure.address in (delivery.address, delivery.final):
            return failure.diagnostic
    return report.said if count == 1 else ""


def _recipient(
    delivery: Delivery, context: str, found: Sequence[Failure]
) -> BouncedRecipient:
    status = best_status(delivery.status, delivery.diagnostic)
    if not status or status.endswith(".0.0"):
        status = best_status(status, context)
    reason = reason_of(delivery.diagnostic, status, context)
    if reason is Reason.UNKNOWN and context:
        reason = reason_of(context, status)
    address = delivery.address or (found[0].address if len(found) == 1 else "")
    return BouncedRecipient(
        address=address,
        type=type_of(reason, status),
        reason=reason,
        status=status,
        reply=_reply(delivery.diagnostic) or _reply(context),
        diagnostic=_one_line(delivery.diagnostic or context),
        delayed=delivery.action == "delayed",
        final_address="" if delivery.final == address else delivery.final,
    )


def _by_text(mail: InboundMail, report: Report, why: str) -> Bounce | None:
    if not why:
        return None
    named = [
        address
        for value in mail.headers.get("x-failed-recipients", ())[:20]
        for _, address in addresses(value)
    ]
    said = {one.address: one.diagnostic for one in failures(report, _ours(mail))}
    delayed = _is_delay(mail, report)
    named = named or ([] if said else _returned_to(mail))
    recipients = [
        _from_text(one, said.get(one, report.said), mail.subject, delayed=delayed)
        for one in dict.fromkeys(named or said)
    ]
    message_id = _returned_id(mail, report)
    if not recipients and not message_id and not STATUS.search(report.said):
        return None
    if not recipients:
        recipients = [_from_text("", report.said, mail.subject, delayed=delayed)]
    return Bounce(tuple(recipients), message_id, delayed, standard=False, why=why)


def _evidence(mail: InboundMail, report: Report) -> str:
    """Return the two signs that make a report of a mail, joined; "" if they are not there."""
    sender = _DAEMON.search(mail.from_address) or _DAEMON.search(mail.from_name)
    null_path = mail.return_path == "" or _DAEMON.match(mail.return_path or "")
    is_answer = bool(_MAILBOX_LOOP.match(mail.subject))
    subject = None if is_answer else _SUBJECT.search(mail.subject)
    if "x-failed-recipients" in mail.headers and (sender or subject or null_path):
        return "x-failed-recipients"
    signs = [sign.group() for sign in (sender, subject) if sign]
    suspected = bool(signs) or (null_path and not is_answer)
    failed = _FAILED.search(report.said[:20_000]) if suspected else None
    if failed:
        return "; ".join([*signs, failed.group()])[:200]
    return "; ".join(signs) if sender and subject else ""


def _ours(mail: InboundMail) -> frozenset[str]:
    """Return whom the report speaks to or as: never the address that failed."""
    return frozenset({mail.from_address, *mail.to} - {""})


def _from_text(
    address: str, diagnostic: str, subject: str, *, delayed: bool
) -> BouncedRecipient:
    status = best_status("", diagnostic)
    reason = reason_of(_server_words(diagnostic), status, diagnostic)
    if reason is Reason.UNKNOWN:
        reason = reason_of(f"{diagnostic}\n{subject}", status)
    return BouncedRecipient(
        address=address,
        type=type_of(reason, status),
        reason=reason,
        status=status,
        reply=_reply(diagnostic),
        diagnostic=_one_line(_server_words(diagnostic) or diagnostic),
        delayed=delayed,
    )


def _returned_to(mail: InboundMail) -> list[str]:
    """Return whom the mail that came back as a part was written to."""
    for part in mail.root.walk():
        if part is not mail.root and "to" in part.headers:
            return [address for _, address in addresses(part.header("to"))]
    return []


def _is_delay(mail: InboundMail, report: Report) -> bool:
    if _DELAYED.search(mail.subject):
        return True
    return bool(_DELAYED.search(report.said)) and not _GAVE_UP.search(report.said)


def _server_words(text: str) -> str:
    """Return the lines from the first with an SMTP code on; "" where no server spoke."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        match = REPLY.search(line) or STATUS.search(line)
        if match:
            return "\n".join([line[match.start() :], *lines[index + 1 : index + 6]])
    return ""


def _reply(text: str) -> str:
    match = REPLY.search(text)
    return match[1] if match else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]


def _returned_id(mail: InboundMail, report: Report) -> str:
    """Return the Message-ID of the mail that came back, from its part or from the text."""
    for part in mail.root.walk():
        if part is not mail.root and "message-id" in part.headers:
            return "".join(ids(part.header("message-id"))[:1])
        if part.content_type == "text/rfc822-headers":
            found = Report("", part.text()).message_id
            if found:
                return found
    return report.message_id
