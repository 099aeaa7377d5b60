"""Feedback reports: a mailbox provider passes on that somebody pressed "spam"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.header import addresses, ids
from outreach.core.inbound.late_pattern import CaselessPattern
from outreach.core.inbound.ses_notice import read_ses_complaint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.mime import Part

__all__ = ["Complaint", "read_complaint"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """RFC 5965: which mail, to whom, and of what kind.

    Where the reporter hides the recipient, `message_id` and `unsubscribe` still tell whose
    mail it was.
    """

    feedback_type: (
        str  # abuse | fraud | virus | not-spam | opt-out | auth-failure | ...
    )
    recipients: tuple[str, ...]  # lower case, may be redacted by the reporter or absent
    message_id: str  # of the reported mail, with brackets; "" if unknown
    why: str
    unsubscribe: str = ""  # the reported mail's List-Unsubscribe field


# Reports about mail in general, or kind ones, that stop nobody.
HARMLESS = {"not-spam", "not_spam", "auth-failure", "auth-failure-report", "dmarc"}
MAX_FIELDS = 50_000  # characters of a report that are read
MAX_WORDS = 3_000  # of what stands around it

_REPORT = {"message/feedback-report", "text/feedback-report"}
_MAIL = {"message/rfc822", "message/global", "text/rfc822-headers"}
_FIELD = re.compile(
    r"^[ \t]{0,4}([A-Za-z][A-Za-z-]{1,60})[ \t]{0,9}:[ \t]{0,9}(.{0,500})$",
    re.MULTILINE,
)
_TYPE_FIELD = re.compile(
    r"^[ \t]{0,4}Feedback-Type[ \t]{0,9}:", re.IGNORECASE | re.MULTILINE
)
_REPORTED = CaselessPattern(
    r"complaint about (?:the )?(?:message|e-?mail)|\b(?:abuse|spam|feedback loop|fbl) "
    r"(?:report|complaint)|\bfeedback report for ip|reported (?:as|for) (?:spam|junk"
    r"|abuse)|marked (?:as|it as|this as) (?:spam|junk)|\[spamcop|user complaint"
    r"|spam-?beschwerde|жалоба на (?:спам|письмо)|迷惑メール(?:報告|申告)|垃圾邮件(?:投诉|举报)"
)
_REPORTER = CaselessPattern(
    r"abuse|feedback|\bfbl\b|fbl[-_.]|complain|scomp@|spam|staff@(?:hotmail|outlook)"
    r"|jmrp|postmaster|no-?reply"
)
_ID_IN_WORDS = re.compile(
    r"message-?id(?: of| is)?\s{0,5}:?\s{0,5}<?([^<>\s,;]{1,400}@[^<>\s,;]{1,255})",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"redact|undisclosed|hashed|hidden|removed|anonym|unknown|x{3,}|\*", re.IGNORECASE
)
# Where reporters and servers keep whom a mail was really for.
_RECIPIENT_FIELDS = (
    "original-rcpt-to",
    "original-recipient",
    "removal-recipient",
    "x-hmxmroriginalrecipient",
    "x-original-to",
    "x-rcpt-to",
    "envelope-to",
    "delivered-to",
)


def read_complaint(mail: InboundMail) -> Complaint | None:
    """Return what is complained of; None if the mail is no feedback report."""
    if (noticed := read_ses_complaint(mail.text)) is not None:
        kind, recipients, message_id = noticed
        return Complaint(kind, recipients, message_id, "ses notice")
    parts = list(mail.root.walk_own())
    for part in parts:
        if part.content_type in _REPORT:
            text = part.children[0].text() if part.children else part.text()
            return _from_report(_fields(text), mail, "message/feedback-report")
    return _undeclared(mail)


def _undeclared(mail: InboundMail) -> Complaint | None:
    """Return a report that lost its type, or never had one: the mail and a word about it."""
    root = mail.root
    if root.parameters.get("report-type", "").lower() == "feedback-report":
        return _from_report(_written(mail), mail, "report-type=feedback-report")
    said = _REPORTED.search(mail.subject)
    by_machine = _REPORTER.search(f"{mail.from_address} {mail.from_name}")
    returned = _returned(root)
    if by_machine and _TYPE_FIELD.search(mail.text[:MAX_FIELDS]):
        return _from_report(_written(mail), mail, "feedback-type in the text")
    if returned is None or mail.in_reply_to:
        return None
    if "x-hmxmroriginalrecipient" in returned.headers and said:
        return _from_report({}, mail, f"subject: {mail.subject[:60]}")
    said = said or _REPORTED.search(mail.text[:MAX_WORDS])
    if said and by_machine:
        return _from_report({}, mail, f"words: {said.group()[:60]}")
    return None


def _written(mail: InboundMail) -> dict[str, str]:
    """Return the fields that stand in the words instead of in a part of their own."""
    text = mail.text[:MAX_FIELDS]
    start = _TYPE_FIELD.search(text)
    if start is None:
        return {}
    # The fields may come in any order, but they stand in one block.
    block = text[: start.start()].rpartition("\n\n")[2] + text[start.start() :]
    return _fields(block.partition("\n\n")[0])


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text[:MAX_FIELDS]):
        fields.setdefault(name.lower(), value.strip())
    return fields


def _from_report(fields: Mapping[str, str], mail: InboundMail, why: str) -> Complaint:
    returned = _returned(mail.root)
    kind = fields.get("feedback-type", "").strip().lower().partition(" ")[0]
    return Complaint(
        feedback_type=kind or "abuse",
        recipients=_recipients(fields, returned),
        message_id=_message_id(fields, mail, returned),
        why=why,
        unsubscribe="" if returned is None else returned.header("list-unsubscribe"),
    )


def _recipients(fields: Mapping[str, str], returned: Part | None) -> tuple[str, ...]:
    """Return whom the mail was for: the first source that names somebody who is not hidden."""
    hidden: tuple[str, ...] = ()
    for value in _sources(fields, returned):
        named = tuple(
            address for _, address in addresses(value.rpartition(";")[2]) if address
        )
        if named and not _HIDDEN.search(named[0].partition("@")[0]):
            return named
        hidden = hidden or named
    return hidden


def _sources(fields: Mapping[str, str], returned: Part | None) -> Iterator[str]:
    for name in _RECIPIENT_FIELDS:
        yield fields.get(name, "")
    if returned is not None:
        for name in _RECIPIENT_FIELDS:
            yield returned.header(name)
        yield returned.header("to")


def _message_id(
    fields: Mapping[str, str], mail: InboundMail, returned: Part | None
) -> str:
    named = "" if returned is None else returned.header("message-id")
    for value in (
        named,
        fields.get("original-message-id", ""),
        fields.get("message-id", ""),
    ):
        if found := ids(value):
            return found[0]
    in_words = _ID_IN_WORDS.search(mail.text[:MAX_WORDS])
    return f"<{in_words[1]}>" if in_words else ""


def _returned(root: Part) -> Part | None:
    """Return the reported mail, whole or its headers alone."""
    for part in root.walk_own():
        if part is not root and part.content_type in _MAIL and part.children:
            return part.children[0]
    return None
