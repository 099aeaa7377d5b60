"""Feedback reports: a mailbox provider passes on that somebody pressed "spam"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.header import addresses, ids

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.mime import Part

__all__ = ["Complaint", "read_complaint"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """RFC 5965: which mail, to whom, and of what kind."""

    feedback_type: (
        str  # abuse | fraud | virus | not-spam | opt-out | auth-failure | ...
    )
    recipients: tuple[str, ...]  # lower case, may be redacted by the reporter or absent
    message_id: str  # of the reported mail, with brackets; "" if unknown
    why: str


# Reports about mail in general, or kind ones, that stop nobody.
HARMLESS = {"not-spam", "auth-failure", "auth-failure-report", "dmarc"}
_FIELD = re.compile(r"^([A-Za-z-]{1,60})[ \t]*:[ \t]*(.{0,500})$", re.MULTILINE)
_REPORTED = re.compile(
    r"complaint about message from|\babuse report\b|spam complaint", re.IGNORECASE
)


def read_complaint(mail: InboundMail) -> Complaint | None:
    """Return what is complained of; None if the mail is no feedback report."""
    parts = list(mail.root.walk_own())
    for part in parts:
        if part.content_type == "message/feedback-report":
            return _from_report(_fields(part), parts, "message/feedback-report")
    if _REPORTED.search(mail.subject) and (returned := _returned(parts)):
        # Hotmail sends the mail back with no report: its own headers name the recipient.
        fields = {"original-rcpt-to": returned.header("x-hmxmroriginalrecipient")}
        if fields["original-rcpt-to"]:
            return _from_report(fields, parts, f"subject: {mail.subject[:60]}")
    return None


def _fields(part: Part) -> dict[str, str]:
    fields: dict[str, str] = {}
    text = part.text() if not part.children else part.children[0].text()
    for name, value in _FIELD.findall(text[:50_000]):
        fields.setdefault(name.lower(), value.strip())
    return fields


def _from_report(fields: dict[str, str], parts: list[Part], why: str) -> Complaint:
    returned = _returned(parts)
    named = fields.get("original-rcpt-to") or fields.get("removal-recipient") or ""
    if not named and returned is not None:
        named = returned.header("to")
    return Complaint(
        feedback_type=fields.get("feedback-type", "abuse").lower(),
        recipients=tuple(address for _, address in addresses(named)),
        message_id="".join(ids(returned.header("message-id"))[:1]) if returned else "",
        why=why,
    )


def _returned(parts: list[Part]) -> Part | None:
    """Return the reported mail, whole or its headers alone."""
    for part in parts:
        if (
            part.content_type in ("message/rfc822", "text/rfc822-headers")
            and part.children
        ):
            return part.children[0]
    return None
