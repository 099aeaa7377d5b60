"""Mail as the other side writes it: a reply, a note of absence, a server's report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from outreach.core.dice import message_id
from outreach.core.scenario.moment import MONTHS

if TYPE_CHECKING:
    from datetime import date, datetime

_POLICY = SMTP.clone(max_line_length=78)
_LINK = re.compile(rb'href="(?P<url>[^"]+)"')

# RFC 3463: what each kind of bounce is reported as.
_STATUS = {
    "hard": ("5.1.1", "550 5.1.1 <{address}>: no such user here", "failed"),
    "soft": ("4.2.2", "452 4.2.2 <{address}>: the mailbox is full", "failed"),
    "block": ("5.7.1", "550 5.7.1 Message rejected as spam by policy", "failed"),
}
_REPORT = """\
Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@{host}>
To: {to}
Subject: Delivery Status Notification (Failure)
Date: {date}
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

--=_report
Content-Type: text/plain; charset=us-ascii

Your message to <{address}> could not be delivered.

--=_report
Content-Type: message/delivery-status

Reporting-MTA: dns; {host}

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--=_report
Content-Type: text/rfc822-headers

{returned}

--=_report--
"""
_COMPLAINT = """\
From: Feedback Loop <fbl@{host}>
To: {to}
Subject: FW: {subject}
Date: {date}
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_report"

--=_report
Content-Type: text/plain; charset=us-ascii

This is an email abuse report for a message received from {to}.

--=_report
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: rehearsal/1
Version: 1
Original-Rcpt-To: {address}

--=_report
Content-Type: text/rfc822-headers

{returned}

--=_report--
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A mail of ours that is answered, and who answers it, at an instant."""

    content: bytes
    message_id: str
    subject: str
    sender_name: str
    sender_address: str
    name: str  # of the lead
    address: str
    number: int  # which answer of the scenario this is, so that no two have one id
    at: datetime


def reply(mail: Answered, text: str) -> bytes:
    """Return a person's reply, the mail quoted below."""
    wrote = f"On {mail.at:%d %b %Y}, {mail.sender_name} <{mail.sender_address}> wrote:"
    message = _answer(mail)
    message["Subject"] = _re(mail.subject)
    message.set_content(f"{text.rstrip()}\n\n{wrote}\n\n> {mail.subject}\n")
    return message.as_bytes()


def away(mail: Answered, back_on: date | None, *, gone: bool = False) -> bytes:
    """Return what a machine answers for a person who is not there (RFC 3834)."""
    message = _answer(mail)
    message["Subject"] = f"Automatic reply: {mail.subject}"
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_absence(mail, back_on, gone=gone))
    return message.as_bytes()


def _absence(mail: Answered, back_on: date | None, *, gone: bool) -> str:
    if gone:
        return f"{mail.name or mail.address} is no longer with the company.\n"
    if back_on is None:
        return "I am out of the office with limited access to my email.\n"
    day = f"{back_on.day} {MONTHS[back_on.month - 1].title()} {back_on.year}"
    return f"I am out of the office until {day} with limited access to my email.\n"


def report(mail: Answered, kind: str) -> bytes:
    """Return a server's report that a mail could not be delivered (RFC 3464)."""
    status, diagnostic, action = _STATUS[kind]
    text = _REPORT.format(
        host=f"mx.{_domain(mail)}",
        to=mail.sender_address,
        date=format_datetime(mail.at),
        message_id=_id(mail),
        address=mail.address,
        action=action,
        status=status,
        diagnostic=diagnostic.format(address=mail.address),
        returned=_head(mail),
    )
    return text.replace("\n", "\r\n").encode()


def complaint(mail: Answered) -> bytes:
    """Return a provider's report that somebody pressed "spam" (RFC 5965)."""
    text = _COMPLAINT.format(
        host=_domain(mail),
        to=mail.sender_address,
        subject=f"your mail to {mail.address}",
        date=format_datetime(mail.at),
        message_id=_id(mail),
        address=mail.address,
        returned=_head(mail),
    )
    return text.replace("\n", "\r\n").encode()


def _head(mail: Answered) -> str:
    head = mail.content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    return head.replace("\r\n", "\n")


def links(html: str) -> list[str]:
    """Return where the links of a mail's page lead, in order."""
    found = _LINK.findall(html.encode())
    return [url.decode().replace("&amp;", "&") for url in found]


def _answer(mail: Answered) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((mail.name, mail.address))
    message["To"] = formataddr((mail.sender_name, mail.sender_address))
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = _id(mail)
    message["In-Reply-To"] = mail.message_id
    message["References"] = mail.message_id
    return message


def _id(mail: Answered) -> str:
    return message_id(mail.number, "scenario", 1, mail.message_id, _domain(mail))


def _domain(mail: Answered) -> str:
    return mail.address.rpartition("@")[2]


def _re(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
